// What a classifier says all over the plane of its points: its model from its parameters, or what it said when asked.

/** @import { Page, Run } from "../payload.js" */

import { rowOf } from "../payload.js";

/**
 * @typedef {{kind: string, terms: number[][], means: number[], scales: number[], shape: number[], low: number,
 *   unit: number}} Model
 * @typedef {{x: Float64Array, y: Float64Array, scores: Float64Array[]}} Scores on a grid, row by row: of two classes one,
 *   the log-odds of the second, of more one for each class
 */

export class Classifier {
  constructor(/** @type {Page} */ page, /** @type {Run} */ run, /** @type {number} */ index, /** @type {Model} */ model) {
    this.page = page;
    this.run = run;
    this.model = model;
    // A run that was solved in the page has its parameters beside it.
    this.isHeld = index >= 0;
    this.steps = /** @type {Float64Array} */ (page.payload.arrays[`boundary.${index}.step`]);
    this.counts = page.payload.arrays[`boundary.${index}.${model.kind === "recorded" ? "score" : "params"}`];
  }

  /** Return whole numbers that were kept, as they were, at a step: between two moments they change evenly. */
  #kept(/** @type {number} */ step) {
    const { low, unit } = this.model;
    const row = rowOf(/** @type {any} */ ({ step: this.steps }), step);
    const [first, share] = [Math.floor(row), row - Math.floor(row)];
    const wide = this.counts.length / this.steps.length;
    const next = share ? wide : 0;
    const found = new Float64Array(wide);
    for (let i = 0, k = first * wide; i < wide; i++, k++) {
      found[i] = low + unit * (this.counts[k] + share * (this.counts[k + next] - this.counts[k]));
    }
    return found;
  }

  #params(/** @type {number} */ step) {
    if (this.isHeld) return this.#kept(step);
    const row = rowOf(this.run, step);
    const [low, share] = [Math.floor(row), row - Math.floor(row)];
    return Float64Array.from(this.run.params, (column) => column[low] + (share ? share * (column[low + 1] - column[low]) : 0));
  }

  /** Return the scores at a step over a box, on a grid of so many places each way. @returns {Scores} */
  at(/** @type {number} */ step, /** @type {[[number, number], [number, number]]} */ [[x0, x1], [y0, y1]], /** @type {number} */ count) {
    if (this.model.kind === "recorded") {
      const [kinds, ny, nx] = this.model.shape;
      const kept = this.#kept(step);
      const scores = Array.from({ length: kinds }, (_, kind) => kept.subarray(kind * nx * ny, (kind + 1) * nx * ny));
      return { x: evenly(x0, x1, nx), y: evenly(y0, y1, ny), scores };
    }
    const [x, y] = [evenly(x0, x1, count), evenly(y0, y1, count)];
    const score = scoring(this.model, this.#params(step));
    const kinds = this.model.kind === "softmax" ? score(x0, y0).length : 1;
    const scores = Array.from({ length: kinds }, () => new Float64Array(count * count));
    for (let j = 0, k = 0; j < count; j++) {
      for (let i = 0; i < count; i++, k++) {
        const told = score(x[i], y[j]);
        for (let kind = 0; kind < kinds; kind++) scores[kind][k] = told[kind];
      }
    }
    if (kinds !== 2) return { x, y, scores };
    return { x, y, scores: [scores[1].map((value, k) => value - scores[0][k])] };
  }

  /** Whether its boundary is a straight line, of which a few places tell all. */
  get isStraight() {
    return this.model.kind === "linear classifier" && this.model.terms.length === 2;
  }
}

function evenly(/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ count) {
  return Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** Return the function of a place in the plane that gives a model's scores there; they are in one array each time. */
function scoring(/** @type {Model} */ { kind, terms, means, scales }, /** @type {Float64Array} */ params) {
  const columns = new Float64Array(terms.length);
  const wide = terms.length + 1;
  const toColumns = (/** @type {number} */ x, /** @type {number} */ y) => {
    for (let i = 0; i < terms.length; i++) {
      let product = 1;
      for (const axis of terms[i]) product *= axis ? y : x;
      columns[i] = means.length ? (product - means[i]) / scales[i] : product;
    }
  };
  const sum = (/** @type {number} */ first) => {
    let found = params[first];
    for (let i = 0; i < columns.length; i++) found += params[first + 1 + i] * columns[i];
    return found;
  };
  const hidden = (params.length - 1) / (wide + 1);
  const told = new Float64Array(kind === "softmax" ? params.length / wide : 1);
  return (/** @type {number} */ x, /** @type {number} */ y) => {
    toColumns(x, y);
    if (kind === "softmax") for (let c = 0; c < told.length; c++) told[c] = sum(c * wide);
    else if (kind === "mlp") {
      const out = hidden * wide;
      told[0] = params[out];
      for (let unit = 0; unit < hidden; unit++) told[0] += params[out + 1 + unit] * Math.tanh(sum(unit * wide));
    } else told[0] = sum(0);
    return told;
  };
}

/**
 * Return by how much each class is likelier than any other, and how sure it is, over that of all classes alike; of two
 * classes one alone, whose lead is its log-odds.
 * @returns {{lead: Float64Array, sure: Float64Array}[]}
 */
export function regionsOf(/** @type {Float64Array[]} */ scores) {
  if (scores.length === 1) return [{ lead: scores[0], sure: scores[0] }];
  const count = scores.length;
  const found = scores.map((one) => ({ lead: new Float64Array(one.length), sure: new Float64Array(one.length) }));
  for (let k = 0; k < scores[0].length; k++) {
    let [first, second] = [-Infinity, -Infinity];
    for (const one of scores) {
      if (one[k] > first) [first, second] = [one[k], first];
      else if (one[k] > second) second = one[k];
    }
    let total = 0;
    for (const one of scores) total += Math.exp(one[k] - first);
    const sure = (1 / total - 1 / count) / (1 - 1 / count);
    scores.forEach((one, c) => {
      const lead = one[k] - (one[k] === first ? second : first);
      found[c].lead[k] = lead;
      found[c].sure[k] = Math.min(sure - 0.5, lead);
    });
  }
  return found;
}
