// What does not move with the clock: the lit surface over its floor, with rulers and remarks; painted when it changes.

/** @import { Page } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { FlatPainter } from "./flat.js";
import { Painter } from "./painter.js";
import { paintRulers } from "./rulers.js";
import { project } from "./view.js";
import { rimsOf } from "./walls.js";

/** Where a frame takes longer than this the relief is painted coarsely while it turns, and finely once it rests so long. */
const [SLOW, REST] = [14, 160];
/** In so many pieces a side of the surface is drawn. */
const SIDE = 96;

export class Backdrop {
  constructor(/** @type {HTMLElement} */ element, /** @type {Page} */ page, /** @type {Ground} */ ground) {
    this.page = page;
    this.ground = ground;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "chart backdrop";
    this.canvas.setAttribute("aria-hidden", "true");
    this.remarks = document.createElement("p");
    this.remarks.className = "relief-notes";
    element.append(this.canvas, this.remarks);
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.family = getComputedStyle(element).fontFamily || "sans-serif";
    /** @type {Painter | null} */
    this.painter = null;
    /** @type {FlatPainter | null} */
    this.flat = null;
    this.isRefused = this.isAway = false;
    this.painted = "";
    this.spent = this.timer = 0;
    this.turned = -Infinity;
    this.ratio = 1;
    /** @type {View | null} */
    this.view = null;
    this.rims = rimsOf(page.payload, ground);
    this.#say();
    // There are few contexts for all pages of a reader: one that is not seen is given back.
    new IntersectionObserver((changes) => {
      this.isAway = !changes[changes.length - 1].isIntersecting;
      if (this.isAway) this.#release();
      else page.redraw();
    }).observe(element);
  }

  /** Remarks on the heights, in words, and on how they are drawn. @returns {string[]} */
  get notes() {
    const { words, payload } = this.page;
    return [...payload.extras.relief.notes, ...(this.isRefused ? [words.coarse] : [])];
  }

  resize(/** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ ratio) {
    [this.canvas.width, this.canvas.height] = [width, height].map((side) => Math.round(side * ratio));
    [this.canvas.style.width, this.canvas.style.height] = [`${width}px`, `${height}px`];
    this.ratio = ratio;
    this.painted = "";
  }

  /** Paint it anew where the view, the theme or the sharpness has changed. */
  draw(/** @type {View} */ view, /** @type {number} */ unit) {
    const { pen, page, ratio } = this;
    if (this.view !== view) this.turned = performance.now();
    // The first picture is quick as well: nobody knows yet how long it takes.
    const isQuick = !this.spent || (this.spent > SLOW && performance.now() - this.turned < REST);
    const key = `${page.theme.name} ${isQuick} ${this.isRefused}`;
    if (this.view === view && this.painted === key) return;
    [this.view, this.painted] = [view, key];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, view.width, view.height);
    const painter = this.#painterOf();
    if (painter) {
      const start = performance.now();
      painter.paint(view, page.theme, unit, ratio, isQuick);
      pen.drawImage(painter.canvas, 0, 0, view.width, view.height);
      const spent = performance.now() - start;
      if (this.isAway) this.#release();
      else if (isQuick) this.#refine();
      this.spent = isQuick && this.spent ? this.spent : spent;
    } else {
      this.flat ??= new FlatPainter(page.payload, this.ground);
      this.flat.paint(pen, view, page.theme);
    }
    this.#paintBorder(view, unit);
    paintRulers(pen, page.payload.extras.relief.rulers, this.ground, view, page.theme, unit, this.family);
  }

  /** Draw the sides of the surface and the rims of its holes, wherever they are seen, from above or from below. */
  #paintBorder(/** @type {View} */ view, /** @type {number} */ unit) {
    const { pen, ground, page } = this;
    const [x, y] = ground.half;
    const { lift } = ground.base;
    [pen.strokeStyle, pen.lineWidth, pen.globalAlpha, pen.lineJoin] = [page.theme.ink, 0.9 * unit, 0.5, "round"];
    pen.beginPath();
    const sides = Array.from({ length: 4 * SIDE + 1 }, (_, k) => {
      const [side, share] = [Math.floor(k / SIDE) % 4, 2 * ((k % SIDE) / SIDE) - 1];
      const at = [[share, -1], [1, share], [-share, 1], [-1, -share]][side];
      return /** @type {[number, number]} */ ([at[0] * x, at[1] * y]);
    });
    for (const line of [sides, ...this.rims]) {
      let isDown = false;
      for (const base of line) {
        const z = ground.height(...base);
        const isSeen =
          (line !== sides || ground.inside(...base) > 0) &&
          (ground.clearance(view, ...base, z + lift) > 0 || ground.clearance(view, ...base, z - lift, true) > 0);
        pen[isSeen && isDown ? "lineTo" : "moveTo"](...project(view, ...base, z));
        isDown = isSeen;
      }
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /** Paint finely what was painted coarsely, once it rests. */
  #refine() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.page.redraw(), REST + 20);
  }

  /** Return what paints by WebGL, or null where there is none. */
  #painterOf() {
    if (this.painter || this.isRefused) return this.painter;
    try {
      const painter = new Painter(this.page.payload, this.ground, (event) => {
        if (this.painter === painter) this.#lose(event, painter);
      });
      this.painter = painter;
    } catch {
      this.isRefused = true;
      this.#say();
    }
    return this.painter;
  }

  /** Go on without WebGL until the browser gives it back. */
  #lose(/** @type {Event} */ event, /** @type {Painter} */ painter) {
    event.preventDefault();
    this.painter = null;
    this.#refuse(true);
    painter.canvas.addEventListener("webglcontextrestored", () => {
      painter.release();
      this.#refuse(false);
    }, { once: true });
  }

  #refuse(/** @type {boolean} */ isRefused) {
    this.isRefused = isRefused;
    this.#say();
    this.page.redraw();
  }

  #say() {
    this.remarks.textContent = this.notes.join(" · ");
  }

  #release() {
    this.painter?.release();
    this.painter = null;
  }
}
