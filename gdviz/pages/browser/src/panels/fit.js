// A line, a curve or a probability that is fitted to points, as it turns.

/** @import { Page, Panel, Run } from "../payload.js" */

import { drawAxes } from "../parts/axes.js";
import { mixed } from "../parts/field.js";
import { drawMarker } from "../parts/markers.js";
import { steady, tick } from "../parts/numerals.js";
import { Plot } from "../parts/plot.js";
import { numbersNow } from "../parts/readout.js";
import { shownRuns } from "../parts/shown.js";
import { fitted, within } from "../parts/surface.js";
import { rowOf } from "../payload.js";

/**
 * @typedef {{labels: [string, string], link: "identity" | "sigmoid", classes: string[], box: [[number, number],
 *   [number, number]], best: number[] | null, equation: (string | number)[], own: number[][]}} Entry
 */

/** The diameter of so many points, in pixels. */
const SIZES = [[40, 7.5], [300, 5.5], [Infinity, 4]];
const [TOP, ROW, LARGEST, SMALLEST] = [34, 18, 16, 13];
/** On so many lines an equation stands at most, and of the panel's width so much is not theirs. */
const [LINES, ASIDE] = [4, 80];
/** Two dashes of what is drawn in dashes, and how far their name is from them. */
const [DASHES, NAMED] = [16.5, 8];
const SIGN = "±";

/** @returns {Panel} */
export function fit(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const entry = /** @type {Entry} */ (page.payload.extras.fit);
  const of = (/** @type {string} */ name) => /** @type {Float64Array} */ (page.payload.arrays[`fit.${name}`] ?? new Float64Array());
  const [xs, ys, at, design, hairs] = [of("x"), of("y"), of("at"), of("design"), of("hairs")];
  const whole = /** @type {[number, number, number, number]} */ (entry.box.flat());
  const plot = new Plot(element, page, "fit", { whole, top: TOP });
  const { surface } = plot;
  const size = SIZES.find(([most]) => xs.length <= most)?.[1] ?? 4;
  const count = design.length / at.length;
  const curved = entry.link === "sigmoid";

  /** Return the parameters of a run at a step, between recorded rows on the straight line. */
  function paramsAt(/** @type {Run} */ run, /** @type {number} */ step) {
    const index = page.runs.indexOf(run);
    const held = index < 0 ? null : /** @type {Float64Array | undefined} */ (page.payload.arrays[`fit.${index}.params`]);
    const row = rowOf(run, step);
    const [low, share] = [Math.floor(row), row - Math.floor(row)];
    const value = (/** @type {number} */ at, /** @type {number} */ place) => (held ? held[at * count + place] : run.params[place][at]);
    return Array.from({ length: count }, (_, place) => {
      const from = value(low, place);
      return share ? from + share * (value(low + 1, place) - from) : from;
    });
  }

  /** Return the heights that a matrix gives of parameters. */
  function heights(/** @type {Float64Array} */ matrix, /** @type {number[]} */ params) {
    return Array.from({ length: matrix.length / count }, (_, row) => {
      let sum = 0;
      for (let place = 0; place < count; place++) sum += matrix[row * count + place] * params[place];
      return curved ? 1 / (1 + Math.exp(-sum)) : sum;
    });
  }

  /** @type {WeakMap<Run, ((value: number) => string)[]>} */
  const writers = new WeakMap();

  /** Return the equation of a run's curve, in the units of the points. */
  function equation(/** @type {Run} */ run, /** @type {number[]} */ params) {
    let write = writers.get(run);
    if (!write) {
      const rows = Array.from({ length: 65 }, (_, i) => own(paramsAt(run, (run.steps * i) / 64)));
      write = params.map((_, place) => steady(rows.map((row) => row[place])));
      writers.set(run, write);
    }
    return inWords(entry, own(params), write);
  }

  const own = (/** @type {number[]} */ params) =>
    entry.own.map((row) => row.reduce((sum, factor, place) => sum + (factor ? factor * params[place] : 0), 0));

  plot.pick(xs, ys);

  function draw() {
    const context = surface.begin();
    const { theme, state } = page;
    const { x, y } = plot.spans();
    const runs = shownRuns(page);
    const shown = runs.map(({ run, look }) => {
      const params = paramsAt(run, state.step);
      return { run, look, params, curve: lineOf(heights(design, params), x, y) };
    });
    surface.lay("axes", plot.key, (layer) => drawAxes(layer, surface, plot.frame, theme, { x, y, labels: entry.labels, spines: true }));
    within(context, plot.frame, () => {
      if (runs.length === 1 && hairs.length) {
        const told = heights(hairs, shown[0].params);
        const color = mixed(theme.accent, theme.background, 0.6);
        for (let i = 0; i < xs.length; i++) {
          plot.line(context, [[x.at(xs[i]), y.at(ys[i])], [x.at(xs[i]), y.at(told[i])]], { color, width: 1 });
        }
      }
      surface.lay("points", plot.key, (layer) => within(layer, plot.frame, () => dots(layer, x, y)));
      runs.forEach(({ run }) => {
        const start = lineOf(heights(design, paramsAt(run, 0)), x, y);
        plot.line(context, start, { color: theme.muted, width: 1.8, dash: [1.8, 4], cap: "butt" });
      });
      for (const { look, curve } of shown) {
        plot.line(context, curve, { color: look.color, width: 3.4, casing: 2.4, dash: look.dash.map((part) => part * 3.4), cap: "butt" });
      }
      if (entry.best) plot.line(context, best(x, y), { color: theme.ink, width: 1.7, dash: [5.5, 5.5], cap: "butt" });
      const nearest = plot.picked;
      if (nearest >= 0) {
        drawMarker(context, "o", x.at(xs[nearest]), y.at(ys[nearest]), { size: size + 4, fill: theme.casing, edge: theme.ink, rim: 1.6 });
      }
    });
    key(shown);
    plot.reset.hidden = plot.view === null;
    tell(x, y);
  }

  const best = (/** @type {import("../parts/axes.js").Span} */ x, /** @type {import("../parts/axes.js").Span} */ y) =>
    lineOf(heights(design, entry.best ?? []), x, y);

  /** @returns {[number, number][]} */
  function lineOf(/** @type {number[]} */ told, /** @type {import("../parts/axes.js").Span} */ x, /** @type {import("../parts/axes.js").Span} */ y) {
    const near = (/** @type {number} */ pixel) => (Number.isFinite(pixel) ? Math.min(Math.max(pixel, -1e5), 1e5) : NaN);
    return told.map((height, i) => [x.at(at[i]), near(y.at(height))]);
  }

  function dots(/** @type {CanvasRenderingContext2D} */ layer, /** @type {import("../parts/axes.js").Span} */ x, /** @type {import("../parts/axes.js").Span} */ y) {
    const { theme } = page;
    const fill = mixed(theme.muted, theme.background, 0.15);
    for (let i = 0; i < xs.length; i++) {
      const isClass = entry.link === "sigmoid";
      const how = { size, fill: isClass ? theme.classes[Number(ys[i] > 0.5)] : fill, edge: theme.casing, rim: 0.8 };
      drawMarker(layer, isClass && ys[i] > 0.5 ? "s" : "o", x.at(xs[i]), y.at(ys[i]), how);
    }
  }

  /** Say above the frame which line is which, in a row below the equation of a lone run where that leaves no room. */
  function key(/** @type {{run: Run, look: {color: string}, params: number[]}[]} */ shown) {
    const { context, width } = surface;
    const { left } = plot.frame;
    const words = shown.length === 1 ? equation(shown[0].run, shown[0].params) : "";
    let at = left;
    context.textAlign = "left";
    context.textBaseline = "middle";
    if (words) {
      const { size: large, lines } = set(words, width - left - 8);
      context.font = surface.font(large, 600);
      context.fillStyle = shown[0].look.color;
      lines.forEach((told, i) => context.fillText(told, left, 15 + i * ROW));
      at += plot.top > TOP ? 0 : context.measureText(lines[0]).width + 22;
    }
    const up = 15 + plot.top - TOP;
    context.font = surface.font(12);
    for (const [name, color, dash] of entries()) {
      plot.line(context, [[at, up], [at + DASHES, up]], { color, width: 1.8, dash, cap: "butt" });
      context.fillStyle = page.theme.muted;
      context.fillText(name, at + DASHES + NAMED, up);
      at += DASHES + NAMED + context.measureText(name).width + ROW;
    }
  }

  /** Return how large an equation is written, and on which lines: broken before a sign, where one line is too short. */
  function set(/** @type {string} */ words, /** @type {number} */ room) {
    const large = LARGEST - Number(surface.width < 460) * 2;
    const share = room / surface.wide(words, surface.font(large, 600));
    if (share * large >= SMALLEST) return { size: Math.min(share, 1) * large, lines: [words] };
    surface.context.font = surface.font(SMALLEST, 600);
    /** @type {string[]} */
    const lines = [];
    for (const term of words.split(/ (?=[+−] )/)) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${term}` : term;
      const isFull = surface.context.measureText(longer).width > room && lines.length && lines.length < LINES;
      if (isFull || !lines.length) lines.push(term);
      else lines[lines.length - 1] = longer;
    }
    return { size: SMALLEST, lines: lines.map((line) => fitted(surface.context, line, room)) };
  }

  /** @returns {[string, string, number[]][]} */
  function entries() {
    /** @type {[string, string, number[]][]} */
    const lines = [[page.words.startLine, page.theme.muted, [1.8, 4]]];
    if (entry.best) lines.push([page.words.best, page.theme.ink, [5.5, 5.5]]);
    return lines;
  }

  /** Return how much room there must be above the frame. */
  function roomAbove(/** @type {number} */ width) {
    const [run] = page.runs;
    const words = page.runs.length > 1 ? "" : equation(run, paramsAt(run, run.steps / 2));
    if (!words) return TOP;
    const small = surface.font(12);
    const rest = entries().reduce((sum, [name]) => sum + DASHES + NAMED + ROW + surface.wide(name, small), 0);
    const isBeside = ASIDE + surface.wide(words, surface.font(LARGEST, 600)) + rest <= width;
    return isBeside ? TOP : TOP + 2 + ROW * set(words, width - ASIDE).lines.length;
  }

  function tell(/** @type {import("../parts/axes.js").Span} */ x, /** @type {import("../parts/axes.js").Span} */ y) {
    const nearest = plot.picked;
    if (nearest >= 0) {
      const params = paramsAt(shownRuns(page)[0].run, page.state.step);
      const rows = /** @type {[string, string][]} */ ([[entry.labels[0], tick(xs[nearest], 9)], [entry.labels[1], tick(ys[nearest], 9)]]);
      if (hairs.length) rows.push([page.words.predicted, tick(heights(hairs, params)[nearest], 6)]);
      plot.readout.show(x.at(xs[nearest]), y.at(ys[nearest]), [{ title: "", colour: "", rows }]);
    } else if (plot.isByKey) {
      plot.readout.show(plot.frame.right, plot.frame.top, numbersNow(page));
    } else plot.readout.hide();
  }

  return {
    draw,
    resize(width, height) {
      surface.resize(width, height);
      plot.top = roomAbove(width);
      plot.resize(width, height);
    },
    describe: () =>
      shownRuns(page).map(({ run }) => {
        const params = paramsAt(run, page.state.step);
        return `${run.name}: ${equation(run, params) || params.map((value) => tick(value, 4)).join(", ")}`;
      }).join(". "),
  };
}

/** Return the equation of a curve, each parameter written by its own function; nothing where a model has none. */
function inWords(/** @type {Entry} */ { equation }, /** @type {number[]} */ values, /** @type {((value: number) => string)[]} */ write) {
  if (!equation.length) return "";
  let words = "y = ";
  equation.forEach((part, i) => {
    if (typeof part === "string") words += part === SIGN ? "" : part;
    else if (i && equation[i - 1] === SIGN) words += `${values[part] < 0 ? " − " : " + "}${write[part](Math.abs(values[part]))}`;
    else words += write[part](values[part]);
  });
  return words;
}

