// What is past of a long path: a picture to which is added what has come since, with copies to go back to.

import { contextOf } from "./surface.js";

/** So many copies are kept of a whole path, at most, and so many points are added at once. */
const [COPIES, PIECE] = [16, 400];
/** So many bytes have the copies of all paths together: the oldest go first, and of those the earliest, which are soon painted. */
const ROOM = 48 * 2 ** 20;

/** @typedef {Map<number, HTMLCanvasElement>} Copies by how many paces of a path are in each */
/** @type {{copies: Copies, at: number, bytes: number}[]} */
let shelf = [];
let total = 0;

/** Keep a copy, and no more of all than there is room for. */
function keep(/** @type {Copies} */ copies, /** @type {number} */ at, /** @type {HTMLCanvasElement} */ copy) {
  const bytes = 4 * copy.width * copy.height;
  copies.set(at, copy);
  shelf.push({ copies, at, bytes });
  total += bytes;
  while (total > ROOM) {
    const [oldest] = shelf.splice(0, 1);
    oldest.copies.delete(oldest.at);
    total -= oldest.bytes;
  }
}

/** Keep none of a path's. */
function forget(/** @type {Copies} */ copies) {
  shelf = shelf.filter((one) => one.copies !== copies);
  total = shelf.reduce((sum, { bytes }) => sum + bytes, 0);
  copies.clear();
}

/** @typedef {(context: CanvasRenderingContext2D, first: number, last: number) => void} Add paints from a point to another */

let [frame, left] = [/** @type {CSSNumberish | null} */ (null), 1];

/** Whether there is time left in this frame, which paths of which much is missing share. */
function isTime() {
  const now = document.timeline.currentTime;
  if (frame !== now) [frame, left] = [now, 1];
  return left > 0;
}

export class Past {
  canvas = document.createElement("canvas");
  /** How many points of the path are in the picture. */
  count = 1;
  /** How many points have been painted in all. */
  painted = 0;
  #key = "";
  /** @type {Copies} */
  #copies = new Map();

  /**
   * Paint a path up to a point of it: what is not in the picture, or in a copy of it, is added to that. Return whether it is
   * all there: where much is missing it takes several frames.
   * @param {CanvasRenderingContext2D} context
   * @param {number} count up to how many points
   * @param {number} whole how many there are
   * @param {string} key what the picture depends on besides
   * @param {Add} add
   * @param {number} slice for how many points a frame has time
   */
  reach(context, count, whole, key, add, slice) {
    const { width, height } = context.canvas;
    const seen = `${key}|${whole}|${width}x${height}`;
    if (this.#key !== seen) {
      this.#key = seen;
      forget(this.#copies);
      this.#begin(width, height, 0, 0);
    }
    const pace = PIECE * Math.max(1, Math.ceil(whole / COPIES / PIECE));
    let nearest = Math.floor((count - 1) / pace);
    while (nearest && !this.#copies.has(nearest)) nearest--;
    if (count < this.count || nearest * pace + 1 > this.count) this.#begin(width, height, nearest, pace);
    const layer = contextOf(this.canvas);
    layer.setTransform(context.getTransform());
    const isMuch = count - this.count > pace;
    while (this.count < count && !(isMuch && !isTime())) {
      const next = Math.min(count, this.count + PIECE - ((this.count - 1) % PIECE));
      add(layer, this.count - 1, next);
      this.painted += next - this.count;
      left -= (next - this.count) / slice;
      this.count = next;
      const paces = (next - 1) / pace;
      if (Number.isInteger(paces) && !this.#copies.has(paces)) keep(this.#copies, paces, copyOf(this.canvas));
    }
    Object.assign(context.canvas.dataset, { painted: this.painted, kept: total });
    return this.count >= count;
  }

  /** Lay down what has been painted. */
  lay(/** @type {CanvasRenderingContext2D} */ context) {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.canvas, 0, 0);
    context.restore();
  }

  /** Begin anew with a copy, or with nothing. */
  #begin(/** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ paces, /** @type {number} */ pace) {
    [this.canvas.width, this.canvas.height] = [width, height];
    this.count = paces * pace + 1;
    const copy = this.#copies.get(paces);
    if (copy) contextOf(this.canvas).drawImage(copy, 0, 0);
  }
}

function copyOf(/** @type {HTMLCanvasElement} */ canvas) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  contextOf(copy).drawImage(canvas, 0, 0);
  return copy;
}
