// The sign-in on its own page.
import { showSignIn } from "./sign_in.js";

addEventListener("pageshow", (event) => event.persisted && location.reload());
showSignIn(document.querySelector("#door"), {
  done: () => location.replace("/"),
  recovered: () => location.replace("/vr/sign-in"),
});
