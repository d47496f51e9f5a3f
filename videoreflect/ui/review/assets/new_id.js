/* Ids that this page chooses, so that what is sent twice comes once. */

/** A new id, as the vault has them: 128 random bits. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
