// Talking to the JSON routes of docs/ROUTES.md.

/** What a route refused, with a sentence that can be shown as it is. */
export class Refusal extends Error {
  constructor(status, error) {
    super(error.sentence);
    this.status = status;
    this.code = error.code;
    this.reasons = error.reasons ?? [];
    this.remedies = error.remedies ?? [];
  }
}

const LOST = { code: "connection", sentence: "The connection was lost. What you typed is kept here; try again in a moment." };
const ODD = { code: "internal", sentence: "Something went wrong. What was saved before is kept; try again." };

/** GET a route. Throws Refusal. */
export const get = (path) => send("GET", path);
/** GET a route that answers a text. Throws Refusal. */
export const text = (path) => send("GET", path, undefined, (answer) => answer.text());
/** GET a route that answers a file. Throws Refusal. */
export const bytes = (path) => send("GET", path, undefined, (answer) => answer.blob());
/** POST JSON to a route. Throws Refusal. */
export const post = (path, body = {}) => send("POST", path, body);
/** PUT JSON to a route. Throws Refusal. */
export const put = (path, body = {}) => send("PUT", path, body);
/** DELETE through a route. Throws Refusal. */
export const remove = (path) => send("DELETE", path);

async function send(method, path, body, read = (answer) => answer.json()) {
  const options = { method, cache: "no-store", credentials: "same-origin" };
  if (method !== "GET") options.headers = { "Content-Type": "application/json" };
  if (body !== undefined) options.body = JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(`/vr/${path}`, options);
  } catch {
    throw new Refusal(0, LOST);
  }
  if (answer.status === 204) return null;
  if (!answer.ok) throw new Refusal(answer.status, (await answer.json().catch(() => null))?.error ?? ODD);
  return read(answer).catch(() => null);
}
