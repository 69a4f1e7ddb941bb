// The clock that all panels follow: it runs through the steps of the longest run, and rests at its end.

/** @import { Page } from "./payload.js" */

/** How long the way from the first step to the last takes at speed 1, in seconds. */
export const SECONDS = 8;

/** Return the last step of any run that is shown. */
export function lastStep(/** @type {Page} */ page) {
  const runs = page.solved ? [...page.runs, page.solved] : page.runs;
  return Math.max(0, ...runs.map((run) => run.steps));
}

/** Let the clock run while the state says so; a reader without motion gets whole steps. */
export function run(/** @type {Page} */ page) {
  let before = 0;
  let asked = 0;

  function tick(/** @type {number} */ now) {
    asked = 0;
    if (!page.state.playing) return;
    const last = lastStep(page);
    const passed = Math.min(Math.max(now - before, 0), 100) / 1000;
    before = now;
    const step = page.state.step + (passed * page.state.speed * last) / SECONDS;
    if (step >= last) page.set({ step: last, playing: false });
    else {
      page.set({ step });
      asked = requestAnimationFrame(tick);
    }
  }

  page.on((state, changed) => {
    if (!changed.has("playing") || !state.playing || asked) return;
    before = performance.now();
    if (state.step >= lastStep(page)) page.set({ step: 0 });
    asked = requestAnimationFrame(tick);
  });
}
