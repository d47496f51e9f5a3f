/* The lock of the whole app, where it is there (`web/assets/presence.js`); a plain lock where it is not. */

import { call } from "./server.js";

/**
 * @returns {Promise<{start?: () => void, beforeLock: (save: () => Promise<void>) => (() => void)|void, lock: () => void, activity: () => void}>}
 */
export async function findPresence() {
  try {
    return await import(new URL("../presence.js", import.meta.url));
  } catch {
    return { beforeLock: () => {}, activity: () => {}, lock: plainLock };
  }
}

async function plainLock() {
  await call("/vr/lock", { method: "POST", body: {} }).catch(() => {});
  location.assign("/vr/sign-in");
}
