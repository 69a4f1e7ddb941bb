// Points of classes in a plane, the regions where each is likeliest, and the boundary between them as it turns.

/** @import { Page, Panel, Run } from "../payload.js" */
/** @import { Model } from "../parts/classifier.js" */
/** @import { Span } from "../parts/axes.js" */

import { contours } from "d3-contour";
import { drawAxes } from "../parts/axes.js";
import { Classifier, regionsOf } from "../parts/classifier.js";
import { drawMarker } from "../parts/markers.js";
import { tick } from "../parts/numerals.js";
import { Plot } from "../parts/plot.js";
import { numbersNow } from "../parts/readout.js";
import { shownRuns } from "../parts/shown.js";
import { fitted, within } from "../parts/surface.js";

/**
 * @typedef {{labels: [string, string], box: [[number, number], [number, number]], ties: number, classes: string[],
 *   looks: Record<string, {color: string, marker: string}[]>, shades: Record<string, string[]>,
 *   models: Model[]}} Entry
 */

/** Places along each side of the grid on which boundaries are found, of a curved and of a straight one. */
const [GRID, FEW] = [81, 9];
const [TOP, MARK, SIZE] = [32, 26, 6.5];
/** The log-odds between which two classes are unsure: three to one. */
const SURE = Math.log(3);

/** @returns {Panel} */
export function boundary(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const entry = /** @type {Entry} */ (page.payload.extras.boundary);
  const of = (/** @type {string} */ name) => page.payload.arrays[`boundary.${name}`];
  const [xs, ys, labels] = [of("x"), of("y"), of("label")];
  const whole = /** @type {[number, number, number, number]} */ (entry.box.flat());
  const plot = new Plot(element, page, "boundary", { whole, top: TOP });
  const { surface } = plot;
  /** @type {WeakMap<Run, Classifier>} */
  const classifiers = new WeakMap();

  function classifierOf(/** @type {Run} */ run) {
    let found = classifiers.get(run);
    if (!found) {
      const index = page.runs.indexOf(run);
      found = new Classifier(page, run, index, entry.models[Math.max(index, 0)]);
      classifiers.set(run, found);
    }
    return found;
  }

  plot.pick(xs, ys);

  /** @typedef {{key: string, regions: ReturnType<typeof regionsOf>, trace: ReturnType<typeof tracing>}} Told */
  /** @type {WeakMap<Run, Told>} */
  const tolds = new WeakMap();

  /** Return what a run says of the plane at the clock's step, reckoned once for a step and a view. @returns {Told} */
  function toldOf(/** @type {Run} */ run, /** @type {Span} */ x, /** @type {Span} */ y) {
    const key = `${page.state.step}|${plot.key}|${surface.width}x${surface.height}`;
    const known = tolds.get(run);
    if (known?.key === key) return known;
    const classifier = classifierOf(run);
    const { x: gx, y: gy, scores } = classifier.at(page.state.step, entry.box, classifier.isStraight ? FEW : GRID);
    const isTold = scores.every((one) => one.every(Number.isFinite));
    const told = { key, regions: isTold ? regionsOf(scores) : [], trace: tracing(gx, gy, x, y) };
    tolds.set(run, told);
    return told;
  }

  function draw() {
    const context = surface.begin();
    const { theme } = page;
    const { x, y } = plot.spans();
    const told = shownRuns(page).map(({ run, look }) => ({ look, ...toldOf(run, x, y) }));
    const looks = entry.looks[theme.name];
    within(context, plot.frame, () => {
      if (told.length === 1) paintRegions(told[0], entry.shades[theme.name]);
      surface.lay("points", plot.key, (layer) => within(layer, plot.frame, () => {
        for (let i = 0; i < xs.length; i++) {
          const { color, marker } = looks[labels[i]] ?? looks[0];
          drawMarker(layer, marker, x.at(xs[i]), y.at(ys[i]), { size: SIZE, fill: color, edge: theme.casing, rim: 0.8 });
        }
      }));
      for (const { look, regions, trace } of told) {
        // Each boundary is one of some class but the last.
        const lines = regions.slice(0, Math.max(1, regions.length - 1)).map(({ lead }) => trace(lead, 0));
        for (const [color, width, dash] of /** @type {[string, number, number[]][]} */ ([[theme.casing, 5.6, []], [look.color, 3.3, look.dash]])) {
          context.strokeStyle = color;
          context.lineWidth = width;
          context.lineJoin = "round";
          context.setLineDash(dash.map((part) => part * width));
          for (const path of lines) context.stroke(path);
        }
        context.setLineDash([]);
      }
      const nearest = plot.picked;
      if (nearest >= 0) {
        const { color, marker } = looks[labels[nearest]] ?? looks[0];
        drawMarker(context, marker, x.at(xs[nearest]), y.at(ys[nearest]), { size: SIZE + 4, fill: color, edge: theme.ink, rim: 1.6 });
      }
    });
    surface.lay("axes", plot.key, (layer) => {
      drawAxes(layer, surface, plot.frame, theme, { x, y, labels: entry.labels, spines: true });
      nameClasses(layer, looks);
    });
    plot.reset.hidden = plot.view === null;
    tell(x, y);
  }

  /** Fill region over region: of two classes by the log-odds, of more class by class, and in each where it is sure. */
  function paintRegions(/** @type {{regions: ReturnType<typeof regionsOf>, trace: ReturnType<typeof tracing>}} */ { regions, trace }, /** @type {string[]} */ shades) {
    const { context } = surface;
    const { left, top, right, bottom } = plot.frame;
    const paint = (/** @type {string} */ color, /** @type {Path2D} */ path) => {
      context.fillStyle = color;
      context.fill(path, "evenodd");
    };
    if (!regions.length) return;
    if (regions.length === 1) {
      context.fillStyle = shades[0];
      context.fillRect(left, top, right - left, bottom - top);
      const tie = entry.ties ? -1e-12 : 1e-12;
      [-SURE, tie, SURE].forEach((level, i) => paint(shades[i + 1], trace(regions[0].lead, level)));
      return;
    }
    regions.forEach(({ lead, sure }, i) => {
      paint(shades[2 * i], trace(lead, 0));
      paint(shades[2 * i + 1], trace(sure, 0));
    });
  }

  /** Write the classes' names, with marker and colour, above the frame, as far as there is room. */
  function nameClasses(/** @type {CanvasRenderingContext2D} */ layer, /** @type {{color: string, marker: string}[]} */ looks) {
    layer.font = surface.font(12.5);
    layer.textAlign = "left";
    layer.textBaseline = "middle";
    let at = plot.frame.left;
    const each = (surface.width - at - 8) / entry.classes.length;
    entry.classes.forEach((name, i) => {
      const words = fitted(layer, name, Math.max(each - MARK, 20));
      const wide = layer.measureText(words).width;
      if (at + wide + 14 > surface.width) return;
      drawMarker(layer, looks[i].marker, at + 5, 16, { size: SIZE + 1.5, fill: looks[i].color, edge: looks[i].color, rim: 0 });
      layer.fillStyle = page.theme.ink;
      layer.fillText(words, at + 14, 16.5);
      at += wide + MARK;
    });
  }

  function tell(/** @type {Span} */ x, /** @type {Span} */ y) {
    const nearest = plot.picked;
    if (nearest >= 0) {
      const rows = /** @type {[string, string][]} */ ([
        [entry.labels[0], tick(xs[nearest], 9)],
        [entry.labels[1], tick(ys[nearest], 9)],
      ]);
      const colour = entry.looks[page.theme.name][labels[nearest]]?.color ?? "";
      const title = entry.classes[labels[nearest]] ?? "";
      plot.readout.show(x.at(xs[nearest]), y.at(ys[nearest]), [{ title, colour, rows }]);
    } else if (plot.isByKey) {
      plot.readout.show(plot.frame.right, plot.frame.top, numbersNow(page));
    } else plot.readout.hide();
  }

  return {
    draw,
    resize: (width, height) => plot.resize(width, height),
    describe() {
      const counted = entry.classes.map((name, i) => `${name}: ${[...labels].filter((label) => label === i).length}`);
      return `${entry.labels.join(", ")}. ${counted.join(", ")}`;
    },
  };
}

/** Return what traces where values on a grid are above a level, in pixels, a little beyond the grid too, each once. */
function tracing(/** @type {Float64Array} */ gx, /** @type {Float64Array} */ gy, /** @type {Span} */ x, /** @type {Span} */ y) {
  const [nx, ny] = [gx.length, gy.length];
  const [wide, high] = [nx + 2, ny + 2];
  const generator = contours().size([wide, high]).smooth(true);
  const across = (/** @type {number} */ i) => x.at(gx[0] + ((gx[nx - 1] - gx[0]) * (i - 1.5)) / (nx - 1));
  const up = (/** @type {number} */ j) => y.at(gy[0] + ((gy[ny - 1] - gy[0]) * (j - 1.5)) / (ny - 1));
  /** @type {Map<Float64Array, Map<number, Path2D>>} */
  const traced = new Map();
  return (/** @type {Float64Array} */ values, /** @type {number} */ level) => {
    const levels = traced.get(values) ?? new Map();
    const known = levels.get(level);
    if (known) return known;
    const padded = /** @type {number[]} */ (new Array(wide * high));
    for (let j = 0; j < high; j++) {
      for (let i = 0; i < wide; i++) padded[j * wide + i] = beyond(values, nx, ny, i - 1, j - 1);
    }
    const path = new Path2D();
    for (const polygon of generator.contour(padded, level).coordinates) {
      for (const ring of polygon) {
        ring.forEach(([i, j], place) => (place ? path.lineTo(across(i), up(j)) : path.moveTo(across(i), up(j))));
        path.closePath();
      }
    }
    traced.set(values, levels.set(level, path));
    return path;
  };
}

/** Return a value of a grid, and on the straight line through the last two beside it. @returns {number} */
function beyond(/** @type {Float64Array} */ values, /** @type {number} */ nx, /** @type {number} */ ny, /** @type {number} */ i, /** @type {number} */ j) {
  if (i < 0) return 2 * beyond(values, nx, ny, 0, j) - beyond(values, nx, ny, 1, j);
  if (i >= nx) return 2 * beyond(values, nx, ny, nx - 1, j) - beyond(values, nx, ny, nx - 2, j);
  if (j < 0) return 2 * values[i] - values[nx + i];
  if (j >= ny) return 2 * values[(ny - 1) * nx + i] - values[(ny - 2) * nx + i];
  return values[j * nx + i];
}
