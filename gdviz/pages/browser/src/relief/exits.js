// Where paths leave the base: heads of arrows that point the way they went, and words of how their runs ended.

/** @import { Page, Run } from "../payload.js" */
/** @import { Place } from "../parts/fates.js" */
/** @import { Line } from "./line.js" */
/** @import { Path } from "./paths.js" */

import { fateAt } from "../legend.js";
import { placeFor } from "../parts/fates.js";
import { fitted, writeCased } from "../parts/surface.js";

/** How long an arrow's head is, in points, and from its axis to a barb, in lengths. */
const [LENGTH, HALF] = [6.5, 0.45];
/** So near to a side of the base a place is on it. */
const ON = 1e-6;
/** The size of words, in points, and how many places of a path they keep clear of. */
const [SIZE, MOST] = [9.5, 300];

/** @typedef {{x: number, y: number, dx: number, dy: number}} Exit the pixel of a tip, and which way it points */

/** Return where a path has left the base up to a step, of a line that was seen. @returns {Exit[]} */
export function exitsOf(/** @type {Line} */ line, /** @type {number} */ step, /** @type {number} */ last) {
  const { half } = line.ground;
  const found = [];
  const count = line.reached(step);
  for (let i = 1; i < count; i++) {
    const isSide = Math.abs(Math.abs(line.x[i]) - half[0]) < ON || Math.abs(Math.abs(line.y[i]) - half[1]) < ON;
    const isEnd = i + 1 < line.count ? line.begins[i + 1] === 1 : line.at[i] < last;
    if (!isSide || !isEnd || line.begins[i] || line.clear[i] <= 0) continue;
    const [dx, dy] = [line.topX[i] - line.topX[i - 1], line.topY[i] - line.topY[i - 1]];
    const length = Math.hypot(dx, dy);
    if (length > 0) found.push({ x: line.topX[i], y: line.topY[i], dx: dx / length, dy: dy / length });
  }
  return found;
}

/** Paint the heads of arrows where a path has left the base. */
export function paintExits(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Exit[]} */ exits,
  /** @type {string} */ colour,
  /** @type {string} */ casing,
  /** @type {number} */ unit,
) {
  const long = LENGTH * unit;
  for (const { x, y, dx, dy } of exits) {
    const [tipX, tipY] = [x + 0.6 * long * dx, y + 0.6 * long * dy];
    const barb = (/** @type {number} */ side) =>
      /** @type {const} */ ([tipX - long * (dx - side * HALF * dy), tipY - long * (dy + side * HALF * dx)]);
    pen.beginPath();
    pen.moveTo(tipX, tipY);
    pen.lineTo(...barb(1));
    pen.lineTo(...barb(-1));
    pen.closePath();
    pen.lineJoin = "round";
    pen.lineWidth = 2 * unit;
    pen.strokeStyle = casing;
    pen.stroke();
    pen.fillStyle = colour;
    pen.fill();
  }
}

/**
 * Say how runs ended, near where they left the base or are now.
 * @param {CanvasRenderingContext2D} pen
 * @param {{run: Run, path: Path, exits: Exit[], ball: [number, number] | null}[]} shown
 * @param {Page} page
 * @param {{width: number, height: number, top: number, unit: number, family: string}} room
 */
export function tellEnds(pen, shown, page, { width, height, top, unit, family }) {
  const ended = shown.flatMap((one) => {
    const words = one.run.fates.length ? fateAt(one.run, page.state.step) : "";
    const exit = one.exits.at(-1);
    const end = /** @type {[number, number] | null} */ (exit ? [exit.x, exit.y] : one.ball);
    return words && end ? [{ ...one, words, end }] : [];
  });
  if (!ended.length) return;
  pen.font = `600 ${SIZE * unit}px ${family}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const dots = shown.flatMap(({ path: { line } }) => {
    const every = Math.max(1, Math.ceil(line.count / MOST));
    return Array.from({ length: Math.ceil(line.count / every) }, (_, i) => /** @type {[number, number]} */ ([line.topX[i * every], line.topY[i * every]]));
  });
  /** @type {Place[]} */
  const places = [];
  for (const { run, words, end } of ended) {
    const text = fitted(pen, words.slice(0, 200), width - 16);
    const own = Array.from({ length: 40 }, () => end);
    const place = placeFor(pen.measureText(text).width, end, { left: 0, top, right: width, bottom: height }, [...dots, ...own], places);
    places.push(place);
    writeCased(pen, text, place.x, place.y, { fill: run.colour, casing: page.theme.casing });
  }
}
