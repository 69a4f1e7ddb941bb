// The start point: it is dragged, or moved by the arrow keys, and the run is solved from where it is.

/** @import { Page } from "../payload.js" */
/** @import { Frame } from "./surface.js" */

import { drag } from "d3-drag";
import { select } from "d3-selection";
import { make, tellPlace } from "../dom.js";
import { solvingOf } from "../solving/live.js";
import { placeOf, startOf } from "../solving/tasks.js";
import { tick } from "./numerals.js";

/** How far a key moves it, as a share of what is shown; with Shift a tenth of that. */
const STRIDE = 0.02;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {object} Chart what the start point stands on
 * @property {() => Frame} frame in pixels of the element
 * @property {(x: number, y: number) => [number, number]} pixels of a place in the plane
 * @property {(left: number, top: number) => [number, number]} place of pixels
 * @property {() => [number, number, number, number]} view what is shown of the plane
 * @property {(x: number) => number} [height] of a curve on which it stands, over a line
 */

/** Put the start point into an element. @returns {{draw: () => void}} */
export function startPoint(/** @type {HTMLElement} */ element, /** @type {Page} */ page, /** @type {Chart} */ chart) {
  const solving = solvingOf(page);
  if (!solving) return { draw() {} };
  const isLine = solving.plane.axes.length === 1;
  const names = page.field?.labels ?? ["x", "y"];
  const handle = make("div", { class: "start", tabindex: 0, role: "slider", "aria-label": page.words.startPoint, title: page.words.startHint });
  handle.append(make("span", { class: "dot" }));
  element.append(handle);

  const now = () => {
    const [x, y] = placeOf(solving, startOf(solving, page.state));
    return /** @type {[number, number]} */ ([x, chart.height ? chart.height(x) : y]);
  };
  /** Move it to a place, of so many digits as the eye can tell. */
  const move = (/** @type {number} */ x, /** @type {number} */ y, fine = 1) => {
    const [x0, x1, y0, y1] = chart.view();
    const start = /** @type {[number, number]} */ ([rounded(x, (fine * (x1 - x0)) / 400), isLine ? 0 : rounded(y, (fine * (y1 - y0)) / 400)]);
    page.set({ start, hovered: null });
  };

  /** @type {[number, number]} */
  let grip = [0, 0];
  const dragging = /** @type {import("d3-drag").DragBehavior<HTMLElement, unknown, unknown>} */ (drag())
    .container(() => element)
    .on("start", (event) => {
      const [left, top] = chart.pixels(...now());
      grip = [event.x - left, event.y - top];
      handle.classList.add("held");
      handle.focus({ preventScroll: true });
    })
    .on("drag", (event) => {
      const { left, right, top, bottom } = chart.frame();
      const within = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => Math.min(Math.max(at, low), high);
      move(...chart.place(within(event.x - grip[0], left, right), within(event.y - grip[1], top, bottom)));
    })
    .on("end", () => handle.classList.remove("held"));
  select(/** @type {HTMLElement} */ (handle)).call(dragging);
  handle.addEventListener("pointerdown", (event) => event.stopPropagation());
  handle.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && page.state.start) page.set({ start: null });
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [x0, x1, y0, y1] = chart.view();
    const fine = event.shiftKey ? 0.1 : 1;
    const [x, y] = placeOf(solving, startOf(solving, page.state));
    move(x + way[0] * fine * STRIDE * (x1 - x0), y + way[1] * fine * STRIDE * (y1 - y0), fine);
  });

  return {
    draw() {
      const [x, y] = now();
      const [left, top] = chart.pixels(x, y);
      const frame = chart.frame();
      // A start that is zoomed out of sight has no handle.
      const isSeen = left >= frame.left - 1 && left <= frame.right + 1 && top >= frame.top - 1 && top <= frame.bottom + 1;
      handle.hidden = !isSeen;
      handle.style.transform = `translate(${left}px, ${top}px)`;
      const told = isLine ? `${names[0]} ${tick(x, 5)}` : `${names[0]} ${tick(x, 5)}, ${names[1]} ${tick(y, 5)}`;
      const [x0, x1] = chart.view();
      tellPlace(handle, (x - x0) / (x1 - x0), told);
    },
  };
}

/** Return a number in steps of the power of ten that is no more than `step`. @param {number} number @param {number} step */
export function rounded(number, step) {
  const power = Math.floor(Math.log10(step));
  if (!Number.isFinite(power) || power < -15) return number;
  if (power >= 0) return Math.round(number / 10 ** power) * 10 ** power + 0;
  // And zero, rather than minus zero.
  return Number(number.toFixed(-power)) + 0;
}
