// A function of one variable as a curve, and what runs down it: its slope, and its steps along the axis.

/** @import { Look, Page, Panel, Run } from "../payload.js" */
/** @import { Span } from "../parts/axes.js" */

import { drawAxes } from "../parts/axes.js";
import { mixed } from "../parts/field.js";
import { drawMarker, drawRing } from "../parts/markers.js";
import { number, tick } from "../parts/numerals.js";
import { Plot } from "../parts/plot.js";
import { numbersOf } from "../parts/readout.js";
import { hoveredRun, shownRuns } from "../parts/shown.js";
import { startPoint } from "../parts/start.js";
import { within, writeCased } from "../parts/surface.js";
import { ValueAxis } from "../parts/value_axis.js";
import { countUpTo } from "../order.js";
import { reachedRow, rowOf } from "../payload.js";

/** @typedef {{label: string, box: [[number, number], [number, number]], bend: number, minima: [number, number][]}} Entry */

/** Half a tangent's length as a share of the width, of a lone run and of one of several. */
const REACH = [0.13, 0.09];
const [TOP, HEAD, RING, DOTTED, NEAR, STAGES] = [14, 14, 19, 80, 20, 12];

/** @returns {Panel} */
export function curve(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const entry = /** @type {Entry} */ (page.payload.extras.curve);
  const xs = /** @type {Float64Array} */ (page.payload.arrays["curve.x"]);
  const fs = /** @type {Float64Array} */ (page.payload.arrays["curve.f"]);
  const [[x0, x1], [f0, f1]] = entry.box;
  const axis = entry.bend ? new ValueAxis(f0, f1, "asinh", entry.bend) : new ValueAxis(f0, f1);
  const plot = new Plot(element, page, "curve", { whole: [x0, x1, axis.place(f0), axis.place(f1)], axis, top: TOP, isNamed: false });
  const { surface } = plot;
  const isIn = (/** @type {number} */ x) => x >= xs[0] && x <= xs[xs.length - 1];

  /** Return f at x, linear between samples as the curve is drawn. */
  function heightAt(/** @type {number} */ x) {
    if (!isIn(x)) return NaN;
    const low = Math.min(countUpTo(xs, x), xs.length - 1) - 1;
    return fs[low] + ((x - xs[low]) / (xs[low + 1] - xs[low])) * (fs[low + 1] - fs[low]);
  }

  const start = startPoint(element, page, {
    frame: () => plot.frame,
    pixels: (atX, atY) => [plot.spans().x.at(atX), plot.spans().y.at(atY)],
    place: (left, top) => [plot.spans().x.value(left), plot.spans().y.value(top)],
    view() {
      const { x, y } = plot.spans();
      return [x.low, x.high, y.low, y.high];
    },
    height: heightAt,
  });

  /** Return how far the loss at a row lies above the curve between its samples. */
  function off(/** @type {Run} */ run, /** @type {number} */ row) {
    const found = run.loss[row] - heightAt(run.x[row]);
    return Number.isFinite(found) ? found : 0;
  }

  /** Return where a run is on the curve at a step. @returns {[number, number]} */
  function placeAt(/** @type {Run} */ run, /** @type {number} */ step) {
    const row = rowOf(run, step);
    const [low, share] = [Math.floor(row), row - Math.floor(row)];
    if (!share) return [run.x[low], run.loss[low]];
    const x = run.x[low] + share * (run.x[low + 1] - run.x[low]);
    return [x, heightAt(x) + (1 - share) * off(run, low) + share * off(run, low + 1)];
  }

  const rowAt = (/** @type {Run} */ run) => reachedRow(run, page.state.step);

  /** Return f' at a row: as it was recorded, or between samples of the curve for a run that was solved in the page. */
  function slopeAt(/** @type {Run} */ run, /** @type {number} */ row) {
    const slopes = page.payload.arrays[`curve.${page.runs.indexOf(run)}.slope`];
    if (slopes) return slopes[row];
    const wide = (xs[xs.length - 1] - xs[0]) / (xs.length - 1);
    return (heightAt(run.x[row] + wide) - heightAt(run.x[row] - wide)) / (2 * wide);
  }

  plot.onMove((atX, atY) => {
    const { x, y } = plot.spans();
    let [found, least] = [/** @type {{run: number, step: number} | null} */ (null), NEAR ** 2];
    shownRuns(page).forEach(({ run }, index) => {
      for (let row = 0; row <= rowAt(run); row++) {
        const away = (x.at(run.x[row]) - atX) ** 2 + (y.at(run.loss[row]) - atY) ** 2;
        if (away <= least) [found, least] = [{ run: index, step: run.step[row] }, away];
      }
    });
    page.set({ hovered: found });
  });

  function draw() {
    const context = surface.begin();
    const { theme, state } = page;
    const { x, y } = plot.spans();
    const runs = shownRuns(page);
    const isAlone = runs.length === 1;
    surface.lay("still", `${plot.key}|${isAlone}`, (layer) => {
      drawAxes(layer, surface, plot.frame, theme, { x, y, labels: [entry.label, ""], grid: true, spines: false });
      within(layer, plot.frame, () => {
        const color = mixed(theme.ink, theme.muted, isAlone ? 0.35 : 1);
        plot.line(layer, [...xs].map((one, i) => [x.at(one), y.at(fs[i])]), { color, width: 2.4 });
      });
      within(layer, beyond(), () => entry.minima.forEach((place) => ring(layer, x, y, place)));
    });
    const { bottom } = plot.frame;
    plot.line(context, [[plot.frame.left, bottom], [plot.frame.right, bottom]], { color: theme.muted, width: 1 });
    within(context, beyond(), () => {
      runs.forEach(({ run, look }, index) => along(run, look, x, y, bottom - index * 7, isAlone));
      runs.forEach(({ run, look }) => {
        const [atX, atF] = placeAt(run, state.step);
        if (!isIn(atX)) return;
        drawMarker(context, look.marker, x.at(atX), y.at(atF), { size: HEAD, fill: look.color, edge: theme.casing, rim: 1.9 });
      });
      nameMinima(x, y);
      mark(x, y);
    });
    plot.reset.hidden = plot.view === null;
    start.draw();
    tell(x, y);
  }

  const beyond = () => ({ ...plot.frame, left: plot.frame.left - 8, right: plot.frame.right + 8, bottom: plot.frame.bottom + 2 });

  /** Draw the way of a run: fading along the curve and on the axis, its tangent, and the step that it is taking. */
  function along(/** @type {Run} */ run, /** @type {Look} */ look, /** @type {Span} */ x, /** @type {Span} */ y, /** @type {number} */ bar, /** @type {boolean} */ isAlone) {
    const { context } = surface;
    const { theme, state } = page;
    const now = rowAt(run);
    const [atX, atF] = placeAt(run, state.step);
    if (isAlone) tail(run, look, now, atX, x, y);
    const inside = (/** @type {number} */ value) => Math.min(Math.max(value, xs[0]), xs[xs.length - 1]);
    let [low, high] = [inside(atX), inside(atX)];
    for (let row = 0; row <= now; row++) {
      if (!Number.isFinite(run.x[row])) break;
      [low, high] = [Math.min(low, inside(run.x[row])), Math.max(high, inside(run.x[row]))];
    }
    plot.line(context, [[x.at(low), bar], [x.at(high), bar]], { color: mixed(look.color, theme.background, 0.6), width: 2.6, cap: "butt" });
    if (!isIn(atX)) return;
    plot.line(context, [[x.at(atX), y.at(atF)], [x.at(atX), bar]], { color: theme.muted, width: 1.2, dash: [2, 3.5], cap: "butt" });
    const next = Math.min(now + 1, run.x.length - 1);
    const from = next > now ? now : Math.max(now - 1, 0);
    step(run, look, x, bar, from, next);
    const slope = slopeAt(run, now);
    if (Number.isFinite(slope)) tangent(run, isAlone ? theme.classes[0] : look.color, now, slope, x, y, isAlone);
    if (run.steps > DOTTED) return;
    for (let row = 0; row <= now; row++) {
      if (isIn(run.x[row])) drawMarker(context, "o", x.at(run.x[row]), y.at(run.loss[row]), { size: 5.5, fill: look.color, edge: theme.casing, rim: 0.8 });
    }
  }

  /** Draw the step from one row to the next as an arrow on the axis. */
  function step(/** @type {Run} */ run, /** @type {Look} */ look, /** @type {Span} */ x, /** @type {number} */ bar, /** @type {number} */ from, /** @type {number} */ to) {
    if (!Number.isFinite(run.x[to])) return;
    const [start, end] = [run.x[from], run.x[to]].map((value) => Math.min(Math.max(x.at(value), plot.frame.left), plot.frame.right));
    plot.line(surface.context, [[start, bar], [end, bar]], { color: look.color, width: 3.6, cap: "butt" });
    if (Math.abs(end - start) < 10) return;
    const way = Math.sign(end - start);
    drawMarker(surface.context, way > 0 ? ">" : "<", end - 4 * way, bar, { size: 10, fill: look.color, edge: page.theme.casing, rim: 0.8 });
  }

  function tangent(/** @type {Run} */ run, /** @type {string} */ color, /** @type {number} */ row, /** @type {number} */ slope, /** @type {Span} */ x, /** @type {Span} */ y, /** @type {boolean} */ isAlone) {
    const [atX, atF] = [run.x[row], run.loss[row]];
    if (!isIn(atX) || !Number.isFinite(atF)) return;
    const reach = REACH[isAlone ? 0 : 1] * (plot.frame.right - plot.frame.left);
    const per = Math.abs(x.at(atX + (x1 - x0)) - x.at(atX)) / (x1 - x0);
    // As seen: so many pixels long whichever way it points.
    const rise = entry.bend ? slope / Math.hypot(atF, entry.bend) : slope;
    const steep = (y.scale(y.axis.place(atF) + rise) - y.at(atF)) / per;
    const half = reach / Math.hypot(1, steep) / per;
    const points = /** @type {[number, number][]} */ ([-1, 1].map((side) => [x.at(atX + side * half), y.at(atF) + side * half * per * steep]));
    plot.line(surface.context, points, { color, width: isAlone ? 2.4 : 1.6 });
  }

  /** Draw the stretch behind a lone run's head, along the curve: ever paler, over half of its way. */
  function tail(/** @type {Run} */ run, /** @type {Look} */ look, /** @type {number} */ now, /** @type {number} */ atX, /** @type {Span} */ x, /** @type {Span} */ y) {
    const { theme } = page;
    /** @type {[number, number][]} */
    const points = [];
    const last = [...run.x.subarray(0, now + 1), atX].filter(isIn);
    for (let i = 0; i + 1 < last.length; i++) {
      if (Math.abs(x.at(last[i + 1]) - x.at(last[i])) < 0.3 && i + 2 < last.length) continue;
      const pieces = Math.min(Math.max(1, Math.ceil(Math.abs(x.at(last[i + 1]) - x.at(last[i])) / 4)), 60);
      for (let k = 0; k <= pieces; k++) {
        const value = last[i] + ((last[i + 1] - last[i]) * k) / pieces;
        points.push([x.at(value), y.at(heightAt(value))]);
      }
    }
    if (points.length < 2) return;
    const pale = mixed(look.color, theme.ramp[theme.ramp.length - 3], 0.55);
    const each = Math.max(1, Math.ceil(points.length / (2 * STAGES)));
    for (let first = 0; first < points.length - 1; first += each) {
      const freshness = Math.min(Math.max((2 * first) / points.length - 1, 0), 1);
      plot.line(surface.context, points.slice(first, first + each + 1), { color: mixed(pale, look.color, freshness), width: 3.8 });
    }
  }

  function ring(/** @type {CanvasRenderingContext2D} */ layer, /** @type {Span} */ x, /** @type {Span} */ y, /** @type {[number, number]} */ [atX, atF]) {
    drawRing(layer, x.at(atX), y.at(atF), RING / 2, [[page.theme.casing, 3.8], [page.theme.ink, 1.6]]);
  }

  function nameMinima(/** @type {Span} */ x, /** @type {Span} */ y) {
    const { context } = surface;
    context.font = surface.font(12);
    context.textAlign = "center";
    context.textBaseline = "middle";
    let taken = -Infinity;
    for (const [atX, atF] of entry.minima) {
      const words = `(${tick(atX, 4)}, ${tick(atF, 4)})`;
      const half = context.measureText(words).width / 2;
      const at = Math.min(Math.max(x.at(atX), plot.frame.left + half + 4), plot.frame.right - half - 4);
      const low = y.at(atF) + RING / 2 + 12;
      if (at - half < taken + 8 || low > plot.frame.bottom - 8 || x.at(atX) < plot.frame.left || x.at(atX) > plot.frame.right) continue;
      writeCased(context, words, at, low, { fill: page.theme.ink, casing: page.theme.panel });
      taken = at + half;
    }
  }

  /** Mark the step that is hovered in any panel. */
  function mark(/** @type {Span} */ x, /** @type {Span} */ y) {
    const shown = hoveredRun(page);
    if (!shown) return;
    const { row } = shown;
    if (!isIn(shown.run.x[row]) || !Number.isFinite(shown.run.loss[row])) return;
    const how = { size: 9, fill: page.theme.casing, edge: shown.look.color, rim: 2.2 };
    drawMarker(surface.context, "o", x.at(shown.run.x[row]), y.at(shown.run.loss[row]), how);
  }

  /** Tell the numbers of the step at the pointer, else x and f there, or those at the clock to one who came by keyboard. */
  function tell(/** @type {Span} */ x, /** @type {Span} */ y) {
    const runs = shownRuns(page);
    if (plot.pointer) {
      const [atX, atY] = plot.pointer;
      const shown = hoveredRun(page);
      const value = x.value(atX);
      const blocks = shown ? [told(shown.run, shown.row)] : [];
      if (!shown && isIn(value)) blocks.push({ title: "", colour: "", rows: [[entry.label, number(value)], ["f", number(heightAt(value))]] });
      plot.readout.show(atX, atY, blocks);
    } else if (plot.isByKey) {
      plot.readout.show(...pixel(x, y, placeAt(runs[0].run, page.state.step)), runs.slice(0, 3).map(({ run }) => told(run, rowAt(run))));
    } else plot.readout.hide();
  }

  function told(/** @type {Run} */ run, /** @type {number} */ row) {
    const block = numbersOf(page, run, row);
    const rows = block.rows.filter(([name]) => name !== (page.words.gradient));
    const slope = slopeAt(run, row);
    return { ...block, rows: Number.isFinite(slope) ? [...rows, /** @type {[string, string]} */ (["f′", tick(slope, 9)])] : rows };
  }

  return {
    draw,
    resize: (width, height) => plot.resize(width, height),
    describe: () =>
      shownRuns(page).map(({ run }) => {
        const row = rowAt(run);
        const slope = slopeAt(run, row);
        const told = `${run.name}: ${entry.label} = ${tick(run.x[row], 4)}, f = ${number(run.loss[row])}`;
        return Number.isFinite(slope) ? `${told}, f′ = ${number(slope)}` : told;
      }).join(". "),
  };
}

/** @returns {[number, number]} */
const pixel = (/** @type {Span} */ x, /** @type {Span} */ y, /** @type {[number, number]} */ [atX, atF]) => [x.at(atX), y.at(atF)];
