// The clock that all panels follow: it runs through the steps of the longest run, and rests at its end.

/** @import { Page } from "./payload.js" */

import { allRuns } from "./parts/shown.js";

/** How long the way from the first step to the last takes at speed 1, in seconds. */
const SECONDS = 8;

/** Between two pictures at most so many milliseconds are taken to have passed: a page in the back does not leap. */
const LONGEST = 100;
/** A reader who wants no motion is shown a whole step every so many milliseconds. */
const JUMP = 500;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** Return the last step of any run that is shown. */
export function lastStep(/** @type {Page} */ page) {
  const runs = allRuns(page);
  return Math.max(0, ...runs.map((run) => run.steps));
}

/** Let the clock run while the state says so. */
export function run(/** @type {Page} */ page) {
  let before = 0;
  let asked = 0;

  function tick(/** @type {number} */ now) {
    asked = 0;
    if (!page.state.playing) return;
    const last = lastStep(page);
    if (STILL.matches && now - before < JUMP && page.state.step < last) {
      asked = requestAnimationFrame(tick);
      return;
    }
    const passed = Math.min(Math.max(now - before, 0), STILL.matches ? JUMP : LONGEST) / 1000;
    before = now;
    const gone = (passed * page.state.speed * last) / SECONDS;
    const step = STILL.matches ? Math.ceil(page.state.step + gone) : page.state.step + gone;
    if (step >= last) page.set({ step: last, playing: false });
    else {
      page.set({ step });
      asked = requestAnimationFrame(tick);
    }
  }

  page.on((state, changed) => {
    if (!changed.has("playing")) return;
    if (!state.playing && !Number.isInteger(state.step)) page.set({ step: Math.round(state.step) });
    if (!state.playing || asked) return;
    before = performance.now();
    if (state.step >= lastStep(page)) page.set({ step: 0 });
    asked = requestAnimationFrame(tick);
  });
}
