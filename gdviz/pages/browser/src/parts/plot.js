// What panels of points and curves share: a frame that is zoomed and panned by the panel alone, and what is laid on it.

/** @import { Page } from "../payload.js" */
/** @import { Frame } from "./surface.js" */
/** @import { View } from "./zooming.js" */

import { about, BELOW, roomAtLeft, Span } from "./axes.js";
import { isByKeys, letPoint } from "./pointing.js";
import { Readout } from "./readout.js";
import { Surface } from "./surface.js";
import { resetButton } from "./tools.js";
import { ValueAxis } from "./value_axis.js";
import { letZoom, viewWithin } from "./zooming.js";

const RIGHT = 14;
/** A point that is so many pixels away is under the pointer. */
const NEAR = 12;

export class Plot {
  /** @type {Frame} */
  frame = { left: 0, top: 0, right: 1, bottom: 1 };
  /** @type {[number, number] | null} */
  pointer = null;
  isByKey = false;
  /** @type {((x: number, y: number) => void)[]} */
  #movers = [];
  #picked = -1;

  /**
   * @param {HTMLElement} element
   * @param {Page} page
   * @param {string} name
   * @param {{whole: View, axis?: ValueAxis, top?: number, isNamed?: boolean}} how all there is to see, along which axis
   *   y is, what is above the frame, and whether y has a name
   */
  constructor(element, page, name, { whole, axis = new ValueAxis(0, 1), top = 12, isNamed = true }) {
    this.isNamed = isNamed;
    this.name = name;
    this.page = page;
    this.axis = axis;
    this.top = top;
    this.whole = whole;
    this.surface = new Surface(element, page, name);
    this.surface.tellWhere(() => ({ ...this.spans(), frame: this.frame }));
    this.readout = new Readout(element);
    this.reset = resetButton(element, page, () => this.#show(null));
    letZoom(this.surface.canvas, {
      frame: () => this.frame,
      whole: () => this.whole,
      get: () => this.view,
      set: (view) => this.#show(view),
      refused: () => this.readout.hint(page.words.wheel),
    });
    const { canvas } = this.surface;
    letPoint(canvas, {
      moved: (event) => {
        [this.pointer, this.isByKey] = [[event.offsetX, event.offsetY], false];
        for (const moved of this.#movers) moved(event.offsetX, event.offsetY);
        page.redraw();
      },
      left: () => {
        this.pointer = null;
        page.set({ hovered: null });
        page.redraw();
      },
    });
    canvas.addEventListener("focus", () => this.#byKey(isByKeys(canvas) && !this.pointer));
    canvas.addEventListener("blur", () => this.#byKey(false));
  }

  /** Call a function with the pixel of the pointer whenever it moves. */
  onMove(/** @type {(x: number, y: number) => void} */ moved) {
    this.#movers.push(moved);
  }

  /** Look, whenever the pointer moves, which of some points is under it. */
  pick(/** @type {ArrayLike<number>} */ xs, /** @type {ArrayLike<number>} */ ys) {
    this.onMove((atX, atY) => {
      const { x, y } = this.spans();
      this.#picked = -1;
      let least = NEAR ** 2;
      for (let i = 0; i < xs.length; i++) {
        const away = (x.at(xs[i]) - atX) ** 2 + (y.at(ys[i]) - atY) ** 2;
        if (away <= least) [this.#picked, least] = [i, away];
      }
    });
  }

  /** Which point is under the pointer, or -1. */
  get picked() {
    return this.pointer ? this.#picked : -1;
  }

  #byKey(/** @type {boolean} */ isByKey) {
    this.isByKey = isByKey;
    this.page.redraw();
  }

  /** What of the plot is shown, in what its axes are even in; null for all. @returns {View | null} */
  get view() {
    return viewWithin(this.page.state.views[this.name] ?? null, this.whole);
  }

  #show(/** @type {View | null} */ view) {
    const { [this.name]: _, ...others } = this.page.state.views;
    this.page.set({ views: view ? { ...others, [this.name]: view } : others });
  }

  resize(/** @type {number} */ width, /** @type {number} */ height) {
    this.surface.resize(width, height);
    this.frame = { left: 40, top: this.top, right: width - RIGHT, bottom: height - BELOW };
    this.frame.left = roomAtLeft(this.surface, this.spans(this.whole).y, this.isNamed);
  }

  /** Return the axes as they are now, numbered. */
  spans(shown = this.view ?? this.whole) {
    const [x0, x1, y0, y1] = shown;
    const { left, top, right, bottom } = this.frame;
    const x = new Span(x0, x1, left, right).number(about(right - left, true));
    const y = new Span(this.axis.value(y0), this.axis.value(y1), bottom, top, this.axis).number(about(bottom - top));
    return { x, y };
  }

  /** Words that change with what of the plot is shown. */
  get key() {
    return (this.view ?? this.whole).join();
  }

  /** Draw a line through points, where it breaks at what is not finite, on a casing. */
  line(
    /** @type {CanvasRenderingContext2D} */ context,
    /** @type {[number, number][]} */ points,
    /** @type {{color: string, width: number, casing?: number, dash?: number[], cap?: CanvasLineCap}} */ how,
  ) {
    const { color, width, casing = 0, dash = [], cap = "round" } = how;
    context.beginPath();
    let isOn = false;
    for (const [x, y] of points) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) isOn = false;
      else {
        if (isOn) context.lineTo(x, y);
        else context.moveTo(x, y);
        isOn = true;
      }
    }
    context.lineJoin = "round";
    context.lineCap = cap;
    if (casing) {
      context.setLineDash([]);
      context.strokeStyle = this.page.theme.casing;
      context.lineWidth = width + casing;
      context.stroke();
    }
    context.setLineDash(dash);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
    context.setLineDash([]);
  }
}
