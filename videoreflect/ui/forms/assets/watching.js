// A lesson that opens by itself as soon as it is there, unless somebody turns to something else meanwhile.

let wanted = null;

/** Open the lesson of a job when it can be opened; `play` if that was asked for. */
export function openWhenReady(job, play) {
  forget();
  const ending = new AbortController();
  wanted = { job, play, ending };
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, forget, { capture: true, signal: ending.signal });
}

/** Whether this job's lesson opens by itself. */
export const opensByItself = (job) => wanted?.job === job;

/** Stay here. */
export function forget() {
  wanted?.ending.abort();
  wanted = null;
}

/** Look through the jobs; goes to the lesson when it is there. */
export async function lookForIt(stage, jobs) {
  const job = jobs.find((one) => opensByItself(one.job));
  if (!job || stage.gone) return;
  if (job.state === "failed" || job.state === "stopped") forget();
  if (!job.lesson) return;
  const { play } = wanted;
  forget();
  if (play) await import("../review/arrival.js").then((arrival) => arrival.playOnArrival(job.lesson)).catch(() => {});
  stage.go("review", job.lesson);
}
