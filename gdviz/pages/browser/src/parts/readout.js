// The numbers at the pointer, in words beside the point that they belong to, which they never cover.

/** @import { Frame } from "./surface.js" */
/** @import { Page, Run } from "../payload.js" */

import { reachedRow } from "../payload.js";
import { exact, number, tick } from "./numerals.js";
import { shownRuns } from "./shown.js";

const AWAY = 16;
const MOST = 6;
/** So many runs are told of at once. */
const FIRST = 3;

/** @typedef {{title: string, colour: string, rows: [string, string][]}} Block */

export class Readout {
  constructor(/** @type {HTMLElement} */ element) {
    this.element = document.createElement("div");
    this.element.className = "readout";
    this.element.hidden = true;
    element.append(this.element);
    this.room = element;
    this.said = "";
    this.timer = 0;
  }

  hide() {
    if (!this.timer) this.element.hidden = true;
  }

  /** Say for a moment what to do instead, in the middle of the panel. */
  hint(/** @type {string} */ words) {
    clearTimeout(this.timer);
    this.#fill([{ title: words, colour: "", rows: [] }]);
    const { offsetWidth: wide, offsetHeight: high } = this.element;
    this.#place((this.room.clientWidth - wide) / 2, (this.room.clientHeight - high) / 2);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.element.hidden = true;
    }, 1400);
  }

  #fill(/** @type {Block[]} */ blocks) {
    const said = JSON.stringify(blocks);
    if (said !== this.said) {
      this.said = said;
      this.element.replaceChildren(...blocks.map(blockOf));
    }
    this.element.hidden = blocks.length === 0;
  }

  #place(/** @type {number} */ left, /** @type {number} */ top) {
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  /** Show blocks of numbers beside a point, on whichever side there is room, and keep clear of that point. */
  show(/** @type {number} */ x, /** @type {number} */ y, /** @type {Block[]} */ blocks) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.#fill(blocks);
    const { offsetWidth: wide, offsetHeight: high } = this.element;
    const { clientWidth: width, clientHeight: height } = this.room;
    const inside = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ room) =>
      Math.max(0, Math.min(at, room - size));
    const [besideY, besideX] = [inside(y - high - AWAY / 2, high, height), inside(x - wide / 2, wide, width)];
    /** @type {[number, number][]} */
    const places = [
      [x + AWAY, besideY],
      [x - AWAY - wide, besideY],
      [besideX, y - AWAY - high],
      [besideX, y + AWAY],
    ];
    // Where there is room on no side it goes into the corner that is farthest away.
    const corner = /** @type {[number, number]} */ ([x < width / 2 ? width - wide : 0, y < height / 2 ? height - high : 0]);
    const fits = places.find(([left, top]) => left >= 0 && top >= 0 && left + wide <= width && top + high <= height);
    const [left, top] = fits ?? corner;
    this.#place(left, top);
  }
}

function blockOf(/** @type {Block} */ { title, colour, rows }) {
  const [block, list] = [document.createElement("div"), document.createElement("dl")];
  if (title) {
    const head = document.createElement("div");
    head.className = "readout-title";
    if (colour) {
      const swatch = document.createElement("i");
      swatch.style.background = colour;
      head.append(swatch);
    }
    head.append(title);
    block.append(head);
  }
  for (const [name, value] of rows) {
    const row = document.createElement("div");
    const [term, said] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    said.textContent = value;
    row.append(term, said);
    list.append(row);
  }
  if (rows.length) block.append(list);
  return block;
}

/** Return the numbers of a run at one of its rows, as they were recorded. @returns {Block} */
export function numbersOf(/** @type {Page} */ page, /** @type {Run} */ run, /** @type {number} */ row) {
  const { words } = page;
  /** @type {[string, string][]} */
  const rows = [[words.step, tick(run.step[row], 9)]];
  if (run.params.length && run.params.length <= MOST) {
    run.params.forEach((column, i) => rows.push([run.names[i] ?? "", exact(column[row])]));
  }
  rows.push([words.loss, exact(run.loss[row])]);
  const shown = run.shown?.[row] ?? NaN;
  if (!Number.isNaN(shown)) rows.push([words.sliceLoss, exact(shown)]);
  const slope = run.gradient?.[row];
  if (slope !== undefined && !Number.isNaN(slope)) rows.push([words.gradient, exact(slope)]);
  return { title: run.name, colour: run.colour, rows };
}

/** Return the numbers of the first runs as far as the clock has come. */
export function numbersNow(/** @type {Page} */ page) {
  return shownRuns(page).slice(0, FIRST).map(({ run }) => numbersOf(page, run, reachedRow(run, page.state.step)));
}

/** Return the numbers at the pointer in a field. @returns {Block} */
export function numbersAt(
  /** @type {[string, string]} */ labels,
  /** @type {[number, number]} */ [x, y],
  /** @type {string} */ name,
  /** @type {number} */ loss,
) {
  const rows = /** @type {[string, string][]} */ ([[labels[0], number(x)], [labels[1], number(y)]]);
  if (!Number.isNaN(loss)) rows.push([name, number(loss)]);
  return { title: "", colour: "", rows };
}

/** Whether a pixel lies within a frame. */
export const isWithin = (/** @type {Frame} */ { left, top, right, bottom }, /** @type {number} */ x, /** @type {number} */ y) =>
  x >= left && x <= right && y >= top && y <= bottom;
