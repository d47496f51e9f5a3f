/* The microphone: asked for when somebody presses, let go of at once when they stop. Sound is in script memory, and nowhere else in the browser. */

export const LONGEST = 180_000;
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
const BITS = 32_000; // clear speech; three minutes are less than a megabyte
const EVERY = 100;
const PIECE = 1000;
const REFUSED = {
  NotAllowedError: "The browser does not let this page hear you. Allow the microphone beside the address, then press again.",
  NotFoundError: "No microphone was found. Plug one in, or type the note.",
  NotReadableError: "Another program is using the microphone. Close it, then press again.",
};

/**
 * Begin to record.
 * @param {{level: (loud: number, ms: number) => void, piece: (sound: Blob) => void, ended: () => void, wanted: () => boolean, longest?: number}} told `level` ten times a second, from 0 to 1; `piece` each second, and what is left at the stop; `ended` after `longest` ms, or when the microphone goes; `wanted` whether somebody still waits for it
 * @returns {Promise<{stop: () => Promise<Blob>, drop: () => void}|null>} null where it came too late; rejects with an Error whose message can be shown
 */
export async function record({ level, piece, ended, wanted, longest = LONGEST }) {
  const type = globalThis.MediaRecorder && TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  if (!type || !navigator.mediaDevices) throw new Error("This browser cannot record a voice note. Chrome, Edge and Chromium can.");
  const stream = await heard();
  if (!wanted()) return letGo(stream);
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
  const pieces = [];
  const meter = measure(stream);
  const began = performance.now();
  const stopped = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
  const turn = setInterval(() => {
    const ms = performance.now() - began;
    level(meter.loudness(), Math.min(longest, ms));
    if (ms >= longest || !stream.active) ended();
  }, EVERY);
  const close = () => {
    clearInterval(turn);
    meter.close();
    if (recorder.state !== "inactive") recorder.stop();
    letGo(stream);
  };
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (!data.size) return;
    pieces.push(data);
    piece(data);
  });
  recorder.start(PIECE);
  return {
    async stop() {
      close();
      await stopped;
      return new Blob(pieces.splice(0), { type });
    },
    drop() {
      close();
      pieces.length = 0;
      stopped.then(() => (pieces.length = 0));
    },
  };
}

async function heard() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true }, video: false });
  } catch (error) {
    throw new Error(REFUSED[error.name] ?? "The microphone could not be used just now. Try again, or type the note.");
  }
}

function letGo(stream) {
  for (const track of stream.getTracks()) track.stop();
  return null;
}

/** How loud it is now, so that somebody sees that they are heard. */
function measure(stream) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(stream).connect(analyser);
  return {
    loudness() {
      analyser.getFloatTimeDomainData(samples);
      const mean = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      return Math.min(1, mean * 4);
    },
    close: () => context.close().catch(() => {}),
  };
}
