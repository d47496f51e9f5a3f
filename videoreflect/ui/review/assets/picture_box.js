/* Where the picture itself lies on the stage: without the bars above, below or beside it. */

/**
 * Lay something exactly over the displayed picture, also when it is turned, full screen, or another size.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} stage
 * @param {HTMLVideoElement} video
 * @param {SVGElement[]} laid their left, top, width and height are set
 * @param {(size: {width: number, height: number}) => void} changed told the shape of the picture, in units of its height of 1000
 */
export function coverPicture(desk, stage, video, laid, changed) {
  const state = { ratio: 0, box: "" };
  const cover = () => {
    const ratio = ratioOf(desk, video);
    const box = contained(video.getBoundingClientRect(), stage.getBoundingClientRect(), ratio);
    const text = JSON.stringify(box);
    if (text !== state.box) for (const one of laid) for (const [name, px] of Object.entries(box)) one.style[name] = `${px.toFixed(1)}px`;
    state.box = text;
    if (ratio !== state.ratio) changed({ width: 1000 * (state.ratio = ratio), height: 1000 });
  };
  const watcher = new ResizeObserver(cover);
  watcher.observe(stage);
  watcher.observe(video);
  desk.signal.addEventListener("abort", () => watcher.disconnect());
  for (const event of ["loadedmetadata", "resize"]) video.addEventListener(event, cover, { signal: desk.signal });
  desk.on("review", cover);
  return cover;
}

/** As the browser shows it: a clip that a phone turned counts as it is seen. */
function ratioOf(desk, video) {
  const { width = 0, height = 0 } = desk.review?.lesson ?? {};
  const [wide, high] = video.videoWidth ? [video.videoWidth, video.videoHeight] : [width, height];
  return wide && high ? wide / high : 16 / 9;
}

/** The rectangle of `object-fit: contain`. */
function contained(video, stage, ratio) {
  const width = Math.min(video.width, video.height * ratio);
  const height = width / ratio;
  return { left: video.left - stage.left + (video.width - width) / 2, top: video.top - stage.top + (video.height - height) / 2, width, height };
}
