// The axes of a chart: where its frame lies, what stands along it, and from values to pixels and back.

/** @import { Frame, Surface } from "./surface.js" */
/** @import { Theme } from "../payload.js" */
/** @import { ScaleLinear } from "d3-scale" */

import { scaleLinear } from "d3-scale";
import { fitted } from "./surface.js";
import { roundNumbers, wordsOf } from "./ticks.js";
import { ValueAxis } from "./value_axis.js";

const TICK = 3;
/** The sizes of numbers and of names beside an axis, and how near two numbers may come, in pixels. */
const [NUMBER, NAME, APART] = [12, 13, 8];
/** A name of no more letters stands upright beside its axis. */
const SHORT = 2;

/** One axis of a chart: from which value to which, and from which pixel to which. */
export class Span {
  /** @type {number[]} */
  ticks = [];
  /** @type {string[]} */
  words = [];

  constructor(
    /** @type {number} */ low,
    /** @type {number} */ high,
    /** @type {number} */ from,
    /** @type {number} */ to,
    axis = new ValueAxis(low, high),
  ) {
    this.low = low;
    this.high = high;
    this.axis = axis;
    /** @type {ScaleLinear<number, number>} */
    this.scale = scaleLinear([axis.place(low), axis.place(high)], [from, to]);
  }

  /** Return the pixel of a value. */
  at(/** @type {number} */ value) {
    return this.scale(this.axis.place(value));
  }

  /** How many pixels one of a value is, along an axis that is even. */
  get perUnit() {
    return Math.abs(this.at(this.high) - this.at(this.low)) / (this.high - this.low);
  }

  /** Return the value at a pixel. */
  value(/** @type {number} */ pixel) {
    return this.axis.value(this.scale.invert(pixel));
  }

  /** Number the axis at about so many round values. */
  number(/** @type {number} */ about, whole = false) {
    const found = whole ? roundNumbers(this.low, this.high, about, true) : this.axis.ticks(this.low, this.high, about);
    this.ticks = found.filter((value) => value >= this.low && value <= this.high);
    this.words = wordsOf(this.ticks, this.axis.kind);
    return this;
  }
}

/** Draw both axes of a chart: numbers, ticks, the names of what they count, and hairlines across from those of y. */
export function drawAxes(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Surface} */ surface,
  /** @type {Frame} */ frame,
  /** @type {Theme} */ theme,
  /** @type {{x: Span, y: Span, labels: [string, string], grid?: boolean, spines?: boolean}} */
  { x, y, labels, grid = false, spines = grid },
) {
  const { left, top, right, bottom } = frame;
  const sharp = (/** @type {number} */ pixel) => (Math.round(pixel * surface.ratio) + 0.5) / surface.ratio;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.font = surface.font(NUMBER);
  context.fillStyle = theme.muted;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const ups = y.ticks.map((value) => sharp(y.at(value)));
  if (grid) line(context, theme.grid, ups.map((at) => [left, at, right, at]));
  line(context, theme.muted, ups.map((at) => [left - TICK, at, left, at]));
  y.words.forEach((words, i) => context.fillText(fitted(context, words, left - TICK - 6), left - TICK - 3, ups[i]));
  context.textAlign = "center";
  context.textBaseline = "top";
  const acrosses = x.ticks.map((value) => sharp(x.at(value)));
  line(context, theme.muted, acrosses.map((at) => [at, bottom, at, bottom + TICK]));
  let taken = -Infinity;
  x.words.forEach((words, i) => {
    const half = context.measureText(words).width / 2;
    const at = Math.min(Math.max(acrosses[i], half + 1), surface.width - half - 1);
    if (at - half < taken + APART) return;
    context.fillText(words, at, bottom + TICK + 4);
    taken = at + half;
  });
  if (spines) line(context, theme.muted, [[sharp(left), top, sharp(left), bottom], [left, sharp(bottom), right, sharp(bottom)]]);
  const wide = Math.max(24, ...y.words.map((words) => context.measureText(words).width));
  context.font = surface.font(NAME);
  context.fillStyle = theme.ink;
  context.fillText(fitted(context, labels[0], right - left), (left + right) / 2, bottom + TICK + 20);
  if (!labels[1]) return;
  context.save();
  context.translate(Math.max(left - wide - TICK - 13, 9), (top + bottom) / 2);
  if (labels[1].length > SHORT) context.rotate(-Math.PI / 2);
  context.textBaseline = "middle";
  context.fillText(fitted(context, labels[1], bottom - top), 0, 0);
  context.restore();
}

function line(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {string} */ color,
  /** @type {number[][]} */ strokes,
) {
  context.strokeStyle = color;
  context.beginPath();
  for (const [x, y, toX, toY] of strokes) {
    context.moveTo(x, y);
    context.lineTo(toX, toY);
  }
  context.stroke();
}

/** Return the room that numbers at the left of a frame need, with the name of what they count. */
export function roomAtLeft(/** @type {Surface} */ surface, /** @type {Span} */ y, /** @type {boolean} */ isNamed) {
  const font = surface.font(NUMBER);
  const wide = Math.max(24, ...y.words.map((words) => surface.wide(words, font)));
  return Math.ceil(wide + TICK + 7 + (isNamed ? 18 : 0));
}

/** The room that numbers and a name need below a frame, in pixels. */
export const BELOW = TICK + 38;

/** Return about how many numbers stand along so many pixels, one upon another or side by side. */
export const about = (/** @type {number} */ length, isAcross = false) =>
  Math.max(2, Math.min(6, Math.round(length / (isAcross ? 90 : 70))));

/** Return the largest frame in a room of the shape of a view, or all of the room. @returns {Frame} */
export function framed(/** @type {Frame} */ room, /** @type {[number, number, number, number] | null} */ view) {
  const [wide, high] = [Math.max(room.right - room.left, 20), Math.max(room.bottom - room.top, 20)];
  const right = room.left + wide;
  const bottom = room.top + high;
  if (!view) return { ...room, right, bottom };
  const ratio = (view[1] - view[0]) / (view[3] - view[2]);
  if (wide / high > ratio) {
    const left = room.left + Math.floor((wide - high * ratio) / 2);
    return { ...room, left, right: left + high * ratio, bottom };
  }
  const top = room.top + Math.floor((high - wide / ratio) / 2);
  return { ...room, top, right, bottom: top + wide / ratio };
}
