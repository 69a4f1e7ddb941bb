// The key of the runs: the line that each is drawn with, its name, its loss now, and how it ended.

/** @import { Page, Run } from "./payload.js" */

import { fill, make, write } from "./dom.js";
import { drawMarker } from "./parts/markers.js";
import { number } from "./parts/numerals.js";
import { rowOf } from "./payload.js";

/** Width and height of the line that stands for a run, in CSS pixels. */
const [WIDTH, HEIGHT, MARK] = [30, 14, 8];

/** Put the key into an element; return what brings it up to date. */
export function legend(/** @type {HTMLElement} */ place, /** @type {Page} */ page) {
  const entries = page.runs.map((run, index) => {
    const swatch = make("canvas", { class: "swatch", "aria-hidden": "true" });
    const loss = make("span", { class: "loss" });
    const fate = make("span", { class: "fate" });
    // A lone run is told whole: nothing else on the page says what it is.
    const name = make("span", { class: "name", title: run.title }, (page.runs.length === 1 && run.title) || run.name);
    const thinned = run.every > 1 ? [make("span", { class: "fate" }, fill(page.words.thinned, { every: run.every }))] : [];
    const entry = make("li", { class: "run" }, swatch, name, loss, fate, ...thinned);
    entry.addEventListener("pointerenter", () => page.set({ hovered: { run: index, step: recorded(run, page.state.step) } }));
    entry.addEventListener("pointerleave", () => page.set({ hovered: null }));
    place.append(entry);
    return { run, swatch, loss, fate };
  });
  let dressed = "";
  return () => {
    const dress = `${page.theme.name}@${devicePixelRatio}`;
    if (dressed !== dress) entries.forEach(({ run, swatch }, index) => paint(swatch, page, run, index));
    dressed = dress;
    for (const { run, loss, fate } of entries) {
      const told = number(run.loss[Math.floor(rowOf(run, page.state.step))]);
      write(loss, entries.length === 1 ? `${page.words.loss} ${told}` : told);
      // That all took the same number of steps is seen at the clock.
      write(fate, run.fates.length || entries.length === 1 ? fateAt(run, page.state.step) : "");
    }
  };
}

/** Return what is known of how a run ended when the clock is at a step; nothing before. */
export function fateAt(/** @type {Run} */ run, /** @type {number} */ step) {
  if (!run.fates.length) return step >= run.steps ? run.ending : "";
  return run.fates.filter(([since]) => step >= since).at(-1)?.[1] ?? "";
}

/** Return the last recorded step of a run up to a step. */
function recorded(/** @type {Run} */ run, /** @type {number} */ step) {
  return run.step[Math.floor(rowOf(run, step))];
}

/** Draw the line and the mark of a run. */
function paint(
  /** @type {HTMLCanvasElement} */ canvas,
  /** @type {Page} */ page,
  /** @type {Run} */ run,
  /** @type {number} */ index,
) {
  const look = page.theme.looks[index % page.theme.looks.length];
  canvas.width = Math.round(WIDTH * devicePixelRatio);
  canvas.height = Math.round(HEIGHT * devicePixelRatio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(devicePixelRatio, devicePixelRatio);
  context.strokeStyle = run.colour;
  context.lineWidth = 2.25;
  context.setLineDash(look.dash.map((length) => 2 * length));
  context.beginPath();
  context.moveTo(1, HEIGHT / 2);
  context.lineTo(WIDTH - 1, HEIGHT / 2);
  context.stroke();
  context.setLineDash([]);
  const rim = { size: MARK, fill: run.colour, edge: page.theme.casing, rim: 1 };
  drawMarker(context, look.marker, WIDTH / 2, HEIGHT / 2, rim);
}
