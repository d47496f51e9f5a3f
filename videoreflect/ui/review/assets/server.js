/* The JSON routes of docs/ROUTES.md, and what to say when one of them fails. */

export const LOST = "The connection was lost. Your note is kept; keep writing.";

/** What went wrong, with a sentence that can be shown as it is. */
export class ServerError extends Error {
  /**
   * @param {number} status 0 when nothing answered
   * @param {{code?: string, sentence?: string, reasons?: string[], remedies?: string[]}} [said]
   */
  constructor(status, said = {}) {
    super(said.sentence || (status ? "This did not work just now. Try again in a moment." : LOST));
    this.status = status;
    this.code = said.code ?? "";
    this.reasons = said.reasons ?? [];
    this.remedies = said.remedies ?? [];
  }

  /** Worth trying again by itself: nothing answered, or the server was busy. */
  get passing() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/**
 * The routes of one lesson.
 * @param {string} lessonId
 * @param {AbortSignal} signal ends what is under way when the review closes; `leaving` calls go on
 */
export function createServer(lessonId, signal) {
  const base = `/vr/lessons/${encodeURIComponent(lessonId)}`;
  const ask = (path, options = {}) => call(`${base}${path}`, { signal, ...options });
  const send = (method) => (path, body, options = {}) => ask(path, { method, body, ...options });
  const [post, put, remove] = ["POST", "PUT", "DELETE"].map(send);
  return {
    review: () => ask(""),
    pulse: () => ask("/pulse"),
    transcript: () => ask("/transcript"),
    waveform: () => ask("/waveform", { bytes: true }),
    thumbnails: () => ask("/thumbnails", { bytes: true }),
    addChapter: (chapter) => post("/chapters", chapter),
    takeInChapters: (file) => post("/chapters/import", file),
    changeChapter: (id, chapter) => put(`/chapters/${id}`, chapter),
    removeChapter: (id) => remove(`/chapters/${id}`),
    notes: () => ask("/notes").then((answer) => answer.notes),
    addNote: (note) => post("/notes", note),
    changeNote: (id, note) => put(`/notes/${id}`, note),
    removeNote: (id, was_ms) => remove(`/notes/${id}`, { was_ms }),
    keepDraft: (body, leaving = false) => put("/draft", body, leavingOptions(leaving && isShort(body))),
    keepPlace: (at_ms, leaving = false) => put("/place", { at_ms }, leavingOptions(leaving)),
    played: (parts, leaving = false) => post("/seen", { parts }, leavingOptions(leaving)),
    share: (person, until) => post("/share", { person, until }),
    ready: () => post("/ready", {}),
    writingChoices: () => ask("/transcription"),
    transcribe: (choices = {}) => post("/transcription", choices),
    transcribeNow: () => post("/transcription/now", {}),
    pauseTranscribing: () => post("/transcription/pause", {}),
    edits: () => ask("/edits"),
    edit: (change) => post("/edits", change),
    undoEdit: (edit) => post("/edits/undo", { edit }),
    redoEdit: (edit) => post("/edits/redo", { edit }),
    replaceable: (asked) => post("/edits/replaceable", asked),
    replaceAll: (asked) => post("/edits/replace", asked),
    suggest: (change) => post("/suggestions", change),
    answerSuggestion: (id, take) => post(`/suggestions/${id}`, { take }),
    withdrawSuggestion: (id) => remove(`/suggestions/${id}`),
    writePassage: (asked) => post("/passages", asked),
    takePassage: (id) => post(`/passages/${id}`, {}),
    leavePassage: (id) => remove(`/passages/${id}`),
    voices: () => ask("/voices"),
    sayVoice: (said) => post("/voices", said),
    guessVoices: () => post("/voices/guess", {}),
    stopJob: (id) => call(`/vr/jobs/${id}`, { method: "DELETE", signal }),
    lookForName: (names) => post("/hiding/look", { names }),
    hideName: (names, by) => post("/hiding", { names, by }),
    codebooks: () => ask("/codebooks"),
    codebook: (id) => ask(`/codebooks/${encodeURIComponent(id)}`),
    codebookFile: (id, form) => `${location.origin}${base}/codebooks/${encodeURIComponent(id)}/file?form=${form}`,
    useCodebook: (id, used) => put(`/codebooks/${encodeURIComponent(id)}`, { used }),
    lookAtCodebook: (file) => call("/vr/codebooks/preview", { method: "POST", body: file, signal }),
    takeInCodebook: (file) => call("/vr/codebooks", { method: "POST", body: file, signal }),
    agreement: (book, person, unit) => ask(`/agreement?book=${encodeURIComponent(book)}&with=${encodeURIComponent(person)}&unit=${encodeURIComponent(unit)}`),
    stopTranscribing: () => remove("/transcription"),
    lookAtTranscript: (file, began) => post(`/transcript/preview?${new URLSearchParams({ began })}`, file),
    takeInTranscript: (file, replacing, began) => post(`/transcript?${new URLSearchParams({ began, replace: replacing ? "yes" : "no" })}`, file),
    lookAtNotes: (file, tiers) => post(`/notes/preview${chosen(tiers)}`, file),
    takeInNotes: (file, tiers) => post(`/notes/import${chosen(tiers)}`, file),
    dropTakenIn: (notes) => post("/notes/import/undo", { notes }),
    translation: () => ask("/translation"),
    translate: (choices) => post("/translation", choices),
  };
}

const MOST_LEAVING = 20_000; // characters; browsers let a call of at most 64 KB outlive its page

/** A longer draft was kept within the last second; what can still go out goes the ordinary way. */
function isShort(content) {
  return JSON.stringify(content).length < MOST_LEAVING;
}

/** Which tiers of a file: places among them, or null for all. */
function chosen(tiers) {
  return tiers ? `?tiers=${tiers.join(",")}` : "";
}

function leavingOptions(leaving) {
  return leaving ? { keepalive: true, signal: undefined } : {};
}

/**
 * One call. Resolves to JSON, bytes, or null for an empty answer; rejects with ServerError, or AbortError.
 * @param {string} path
 * @param {{method?: string, body?: Object|Blob, bytes?: boolean, signal?: AbortSignal, keepalive?: boolean}} [options]
 */
export async function call(path, { method = "GET", body, bytes = false, ...options } = {}) {
  const answer = await reach(path, method, body, options);
  if (!answer.ok) throw new ServerError(answer.status, await errorOf(answer));
  if (bytes) return new Uint8Array(await answer.arrayBuffer());
  return answer.status === 204 ? null : answer.json();
}

async function reach(path, method, body, options) {
  const file = body instanceof Blob;
  const headers = method === "GET" ? {} : { "Content-Type": file ? "application/octet-stream" : "application/json" };
  try {
    return await fetch(location.origin + path, { method, headers, body: file ? body : body && JSON.stringify(body), cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError(0);
  }
}

async function errorOf(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return {};
  }
}
