// Name and Lock in the header of every page; also what makes lock empty the page (presence.js).
import { avatar, button, el } from "./dom.js";
import { get } from "./api.js";

/** Draw who is signed in, and the way out. */
export default function who(stage) {
  const presence = import(new URL("../presence.js", import.meta.url)).catch(() => null);
  presence.then((found) => found?.start?.());
  const lock = button("Lock", async () => {
    const found = await presence;
    if (found?.lock) await found.lock();
    else location.assign("/vr/sign-in");
  }, { icon: "lock", size: "sm" });
  const name = el("span", { class: "row small who-name" });
  stage.box.append(el("div", { class: "who" }, name, lock));
  get("people").then(({ me }) => name.append(avatar(me), el("span", { class: "b desk" }, me.name), el("span", { class: "sr" }, "is signed in")), () => {});
}
