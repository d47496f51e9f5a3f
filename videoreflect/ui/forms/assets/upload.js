// Files on their way into the vault. Lives in the module, so that an upload goes on while other pages are shown.
import { Refusal, post, remove } from "./api.js";

const files = [];          // in the order in which they make one lesson
const listeners = new Set();
const used = new Set();    // uploads that a job makes a lesson of; the server lists them until it is done
const SPEED_OVER_MS = 8000;
let working = null;

/** What is on its way or has arrived in this window, in order. */
export const chosen = () => [...files];
/** What is still on its way in this window. */
export const arriving = () => files.filter((one) => one.state === "waiting" || one.state === "sending");

/** Whether this window has made a lesson of an upload. */
export const isUsed = (upload) => used.has(upload);

/** Tell `listener` about every change. Returns how to stop that. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Resolves when nothing is on its way any more, whether all is here or not. */
export function settled() {
  return new Promise((resolve) => {
    const stop = onChange(() => look());
    const look = () => { if (!arriving().length) { stop(); resolve(); } };
    look();
  });
}

/** Start sending a file; a file of the same name and size goes on where it was. */
export function add(file) {
  const entry = { file, name: file.name, size: file.size, upload: null, received: 0, secondsLeft: null, state: "waiting", wrong: "", marks: [] };
  const before = files.findIndex((one) => one.name === file.name && one.size === file.size);
  if (before < 0) files.push(entry);
  else if (["failed", "paused"].includes(files[before].state)) files[before] = entry;
  else return;
  changed();
  working ??= work();
}

/** Take in what arrived in an earlier window; what is not complete waits for the same file. */
export function remember(upload) {
  if (files.some((one) => one.upload === upload.upload)) return;
  const state = upload.received >= upload.size ? "here" : "paused";
  files.push({ file: null, name: upload.name, size: upload.size, upload: upload.upload, received: upload.received, secondsLeft: null, state, wrong: "", marks: [] });
  changed();
}

/** Stop a file and drop what arrived of it. */
export async function drop(entry) {
  files.splice(files.indexOf(entry), 1);
  entry.state = "dropped";
  entry.request?.abort();
  changed();
  if (entry.upload) await remove(`uploads/${entry.upload}`).catch(() => {});
}

/** Forget what becomes a lesson now. */
export function forget() {
  for (const one of files) used.add(one.upload);
  files.length = 0;
  changed();
}

async function work() {
  for (let next = nextOne(); next; next = nextOne()) await sendFile(next);
  working = null;
}

const nextOne = () => files.find((one) => one.state === "waiting");

async function sendFile(entry) {
  entry.state = "sending";
  changed();
  try {
    const plan = await post("uploads", { name: entry.name, size: entry.size });
    Object.assign(entry, { upload: plan.upload, received: Math.min(entry.size, plan.parts * plan.part_size) });
    for (let part = plan.parts; part * plan.part_size < entry.size && entry.state === "sending"; part += 1) await sendPart(entry, plan, part);
    if (entry.state === "sending") entry.state = "here";
  } catch (error) {
    if (entry.state === "sending") Object.assign(entry, { state: "failed", wrong: error.message });
  }
  changed();
}

/** One part by XHR, which tells how far it is; fetch does not. */
function sendPart(entry, plan, part) {
  const start = part * plan.part_size;
  const body = entry.file.slice(start, Math.min(entry.size, start + plan.part_size));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    entry.request = request;
    request.open("PUT", `/vr/uploads/${plan.upload}/parts/${part}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => measure(entry, start + event.loaded);
    request.onload = () => request.status < 300 ? resolve(measure(entry, start + body.size)) : reject(refusal(request));
    request.onerror = () => reject(new Refusal(0, { code: "connection", sentence: "The connection was lost. What arrived is kept; choose the file again to go on." }));
    request.onabort = () => resolve();
    request.send(body);
  });
}

function refusal(request) {
  try {
    return new Refusal(request.status, JSON.parse(request.responseText).error);
  } catch {
    return new Refusal(request.status, { code: "internal", sentence: "This file could not be taken in. What arrived is kept; choose the file again to go on." });
  }
}

function measure(entry, received) {
  const now = performance.now();
  entry.received = received;
  entry.marks = [...entry.marks.filter(([time]) => now - time < SPEED_OVER_MS), [now, received]];
  const [[from, had]] = entry.marks;
  const speed = now - from > 500 ? (received - had) / (now - from) : 0;
  entry.secondsLeft = speed > 0 ? (entry.size - received) / speed / 1000 : null;
  changed();
}

function changed() {
  listeners.forEach((listener) => listener());
}

addEventListener("beforeunload", (event) => { if (arriving().length) event.preventDefault(); });
