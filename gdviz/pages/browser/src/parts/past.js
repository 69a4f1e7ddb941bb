// What is past of a long path: a picture to which is added what has come since, with copies to go back to.

import { contextOf } from "./surface.js";

/** So many copies are kept of a whole path, at most, and so many points are added at once. */
const [COPIES, PIECE] = [16, 400];

/** @typedef {(context: CanvasRenderingContext2D, first: number, last: number) => void} Add paints from a point to another */

export class Past {
  canvas = document.createElement("canvas");
  /** How many points of the path are in the picture. */
  count = 1;
  /** How many points have been painted in all. */
  painted = 0;
  #key = "";
  /** @type {HTMLCanvasElement[]} */
  #copies = [];

  /**
   * Lay down a path up to a point of it: what is not in the picture, or in a copy of it, is added to that.
   * @param {CanvasRenderingContext2D} context
   * @param {number} count up to how many points
   * @param {number} whole how many there are
   * @param {string} key what the picture depends on besides
   * @param {Add} add
   */
  lay(context, count, whole, key, add) {
    const { width, height } = context.canvas;
    const seen = `${key}|${whole}|${width}x${height}`;
    if (this.#key !== seen) {
      this.#key = seen;
      this.#copies = [];
      this.#begin(width, height, 0, 0);
    }
    const pace = PIECE * Math.max(1, Math.ceil(whole / COPIES / PIECE));
    const nearest = Math.min(Math.floor((count - 1) / pace), this.#copies.length);
    if (count < this.count || nearest * pace + 1 > this.count) this.#begin(width, height, nearest, pace);
    const layer = contextOf(this.canvas);
    layer.setTransform(context.getTransform());
    while (this.count < count) {
      const next = Math.min(count, this.count + PIECE - ((this.count - 1) % PIECE));
      add(layer, this.count - 1, next);
      this.painted += next - this.count;
      this.count = next;
      if (next === this.#copies.length * pace + pace + 1) this.#copies.push(copyOf(this.canvas));
    }
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.canvas, 0, 0);
    context.restore();
  }

  /** Begin anew with a copy, or with nothing. */
  #begin(/** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ copies, /** @type {number} */ pace) {
    [this.canvas.width, this.canvas.height] = [width, height];
    this.count = copies * pace + 1;
    if (copies) contextOf(this.canvas).drawImage(this.#copies[copies - 1], 0, 0);
  }
}

function copyOf(/** @type {HTMLCanvasElement} */ canvas) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  contextOf(copy).drawImage(canvas, 0, 0);
  return copy;
}
