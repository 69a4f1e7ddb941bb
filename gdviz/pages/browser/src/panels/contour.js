// The contours of the loss over a plane, and the runs' ways through it.

/** @import { Field, Look, Page, Panel, Run } from "../payload.js" */
/** @import { Frame } from "../parts/surface.js" */
/** @import { Trace } from "../parts/paths.js" */
/** @import { View } from "../parts/zooming.js" */

import { fateAt } from "../legend.js";
import { about, BELOW, drawAxes, framed, roomAtLeft, Span } from "../parts/axes.js";
import { dotsOf, exitOf, placeFor } from "../parts/fates.js";
import { FieldPicture } from "../parts/field.js";
import { drawHollow, partsOf } from "../parts/hollow.js";
import { laidAside } from "../parts/lanes.js";
import { drawMarker, drawRing } from "../parts/markers.js";
import { tick } from "../parts/numerals.js";
import { drawDots, drawTrail, HEAD, isReady, LINE, linear, LONG, placeOf, sizeIn, traceOf } from "../parts/paths.js";
import { isByKeys, letPoint } from "../parts/pointing.js";
import { numbersAt, numbersNow, numbersOf, Readout } from "../parts/readout.js";
import { Sampled } from "../parts/sampled.js";
import { hoveredRun, shownRuns } from "../parts/shown.js";
import { fitted, Surface, within, writeCased } from "../parts/surface.js";
import { startPoint } from "../parts/start.js";
import { resetButton } from "../parts/tools.js";
import { letZoom, viewWithin } from "../parts/zooming.js";
import { reachedRow, rowOf } from "../payload.js";
import { lossUnder } from "../solving/live.js";

const [TOP, RIGHT, RING, RING_WIDTH, START] = [12, 14, 17, 1.6, 7.5];
/** A recorded step within so many pixels of the pointer is told. */
const NEAR = 18;

/** @returns {Panel} */
export function contour(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const field = /** @type {Field} */ (page.field);
  const surface = new Surface(element, page, "contour");
  const sampled = new Sampled(field);
  const picture = new FieldPicture(page, sampled);
  const readout = new Readout(element);
  /** @type {View} */
  const whole = sampled.box;
  /** @type {Frame} */
  let frame = { left: 0, top: 0, right: 1, bottom: 1 };
  /** @typedef {{key: string, traces: Trace[], solved: Run | null, last: Trace | null}} Held */
  /** Of the view, all of the paths and what is drawn of them quickly. @type {{fine: Held, quick: Held}} */
  const helds = { fine: { key: "", traces: [], solved: null, last: null }, quick: { key: "", traces: [], solved: null, last: null } };
  /** @type {{key: string, places: import("../parts/fates.js").Place[]}} */
  let fates = { key: "", places: [] };
  /** @type {[number, number] | null} */
  let pointer = null;
  let isByKey = false;

  const zoomed = () => viewWithin(page.state.view, whole);
  const view = () => zoomed() ?? whole;
  /** @type {{key: string, x: Span, y: Span} | null} */
  let axes = null;
  const spans = () => {
    const { left, top, right, bottom } = frame;
    const [x0, x1, y0, y1] = view();
    const key = [x0, x1, y0, y1, left, top, right, bottom].join();
    if (axes?.key !== key) {
      const x = new Span(x0, x1, left, right).number(about(right - left, true));
      axes = { key, x, y: new Span(y0, y1, bottom, top).number(about(bottom - top)) };
    }
    return axes;
  };

  letZoom(surface.canvas, {
    frame: () => frame,
    whole: () => whole,
    get: zoomed,
    set: (next) => {
      page.set({ view: next });
      look();
    },
    isTaken: (event) => event.defaultPrevented,
    refused: () => readout.hint(page.words.wheel),
  });
  surface.tellWhere(() => ({ ...spans(), frame }));
  const reset = resetButton(element, page, () => page.set({ view: null }));
  const start = startPoint(element, page, {
    frame: () => frame,
    pixels: (atX, atY) => pixels(spans().x, spans().y, [atX, atY]),
    place: (left, top) => [spans().x.value(left), spans().y.value(top)],
    view,
  });

  letPoint(surface.canvas, {
    moved(event) {
      [pointer, isByKey] = [[event.offsetX, event.offsetY], false];
      look();
    },
    left() {
      pointer = null;
      page.set({ pointer: null, hovered: null });
      readout.hide();
    },
  });
  surface.canvas.addEventListener("focus", () => {
    isByKey = isByKeys(surface.canvas) && !pointer;
    page.redraw();
  });
  surface.canvas.addEventListener("blur", () => {
    isByKey = false;
    page.redraw();
  });

  /** Find what is at the pointer, and tell all panels. */
  function look() {
    if (!pointer) return;
    const { x, y } = spans();
    const [atX, atY] = pointer;
    if (atX < frame.left || atX > frame.right || atY < frame.top || atY > frame.bottom) {
      page.set({ pointer: null, hovered: null });
      return;
    }
    page.set({ pointer: [x.value(atX), y.value(atY)], hovered: nearest(x, y, atX, atY) });
  }

  /** Return the recorded step of any run nearest to a pixel, of those that are reached. */
  function nearest(/** @type {Span} */ x, /** @type {Span} */ y, /** @type {number} */ atX, /** @type {number} */ atY) {
    let [found, least] = [/** @type {{run: number, step: number} | null} */ (null), NEAR ** 2];
    shownRuns(page).forEach(({ run }, index) => {
      const last = reachedRow(run, page.state.step);
      const [acrossOf, upOf] = [linear(x), linear(y)];
      for (let row = 0; row <= last; row++) {
        const away = (acrossOf(run.x[row]) - atX) ** 2 + (upOf(run.y[row]) - atY) ** 2;
        if (away <= least) [found, least] = [{ run: index, step: run.step[row] }, away];
      }
    });
    return found;
  }

  /** Return the runs' paths in pixels; of recorded ones those that coincide lie side by side. */
  function tracesOf(/** @type {Run[]} */ runs, /** @type {Span} */ x, /** @type {Span} */ y, /** @type {boolean} */ isQuick) {
    const key = `${view().join()}|${surface.width}x${surface.height}@${surface.ratio}|${runs.length}`;
    const held = helds[isQuick ? "quick" : "fine"];
    if (held.key !== key) {
      const whole = page.runs.map((run) => traced(run, x, y, isQuick));
      const isLong = whole.some((trace) => trace.x.length > LONG);
      Object.assign(held, { key, traces: isLong ? whole : laidAside(whole, sizeIn(frame)), solved: null, last: null });
    }
    if (page.solved && page.solved !== held.solved) [held.solved, held.last] = [page.solved, traced(page.solved, x, y, isQuick)];
    return held.last && page.solved ? [...held.traces, held.last] : held.traces;
  }

  const traced = (/** @type {Run} */ run, /** @type {Span} */ x, /** @type {Span} */ y, /** @type {boolean} */ isQuick) =>
    traceOf(run, x, y, frame, exitOf(run, whole)?.row, isQuick);

  function draw() {
    const context = surface.begin();
    const { theme, state } = page;
    const { x, y } = spans();
    const runs = shownRuns(page);
    // While the picture of the view is still to come, long paths are drawn quickly.
    const isQuick = !picture.draw(surface, frame, view());
    const own = runs.map(({ run }) => run);
    let traces = tracesOf(own, x, y, isQuick);
    const lookOf = (/** @type {Look} */ look) => ({ color: look.color, casing: theme.casing, frame });
    const wait = traces.filter((trace, i) => !isReady(context, trace, rowOf(runs[i].run, state.step), lookOf(runs[i].look)));
    if (wait.length && !isQuick) {
      traces = tracesOf(own, x, y, true);
      page.redraw();
    }
    surface.lay("axes", `${view().join()}`, (layer) => {
      drawAxes(layer, surface, frame, theme, { x, y, labels: field.labels, spines: !field.levels.length });
      const strokes = /** @type {[string, number][]} */ ([[theme.casing, 3.8], [theme.ink, RING_WIDTH]]);
      within(layer, frame, () => field.minima.forEach((place) => drawRing(layer, ...pixels(x, y, place), RING / 2, strokes)));
    });
    const heads = runs.map(({ run, look }, index) => {
      const place = placeOf(run, state.step);
      const exit = exitOf(run, whole);
      const isGone = exit !== null && state.step >= run.step[exit.row];
      const row = rowOf(run, state.step);
      const at = pixels(x, y, isGone ? [NaN, NaN] : place);
      return { run, look, row, exit, isGone, trace: traces[index], at };
    });
    within(context, frame, () => {
      for (const { run, look, row, trace, at } of heads) {
        drawTrail(context, trace, row, at, lookOf(look));
        const parts = partsOf(run, trace, state.step, at);
        drawHollow(context, parts, theme.ramp, look.color, LINE * sizeIn(frame));
        drawDots(context, trace, row, look, theme);
      }
    });
    // Balls at the very edge are whole.
    const beyond = { left: frame.left - 8, top: frame.top - 8, right: frame.right + 8, bottom: frame.bottom + 8 };
    within(context, beyond, () => {
      for (const { run } of heads) dot(pixels(x, y, [run.x[0], run.y[0]]));
      for (const { look, at, isGone } of heads) if (!isGone) ball(look, look.marker, at);
      for (const { look, exit, isGone } of heads) if (isGone && exit) ball(look, "X", edge(pixels(x, y, [exit.x, exit.y])));
      mark(x, y);
    });
    tellFates(heads, x, y);
    reset.hidden = zoomed() === null;
    start.draw();
    tell(x, y);
  }

  /** Mark where a run begins. */
  function dot(/** @type {[number, number]} */ [atX, atY]) {
    const how = { size: START * sizeIn(frame), fill: page.theme.casing, edge: page.theme.ink, rim: 1.6 };
    if (Number.isFinite(atX) && Number.isFinite(atY)) drawMarker(surface.context, "o", atX, atY, how);
  }

  function ball(/** @type {Look} */ look, /** @type {string} */ marker, /** @type {[number, number]} */ [atX, atY]) {
    if (!Number.isFinite(atX) || !Number.isFinite(atY)) return;
    drawMarker(surface.context, marker, atX, atY, { size: HEAD * sizeIn(frame), fill: look.color, edge: page.theme.casing, rim: 1.9 });
  }

  /** Bring a place at the edge of what was sampled a little into the frame. @returns {[number, number]} */
  function edge(/** @type {[number, number]} */ [atX, atY]) {
    const inside = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) =>
      zoomed() ? at : Math.min(Math.max(at, low + 8), high - 8);
    return [inside(atX, frame.left, frame.right), inside(atY, frame.top, frame.bottom)];
  }

  /** Mark the step that is hovered in any panel. */
  function mark(/** @type {Span} */ x, /** @type {Span} */ y) {
    const shown = hoveredRun(page);
    if (!shown) return;
    const { run, look, row } = shown;
    const [atX, atY] = pixels(x, y, [run.x[row], run.y[row]]);
    if (!Number.isFinite(atX) || !Number.isFinite(atY)) return;
    drawRing(surface.context, atX, atY, 8, [[page.theme.casing, 5], [look.color, 2.2]]);
  }

  /** Return words as they fit into the frame: what came last alone, where all that is said of an end is too long. */
  function brief(/** @type {string} */ words) {
    const room = frame.right - frame.left - 16;
    const isLong = words.length > 400 || surface.context.measureText(words).width > room;
    return fitted(surface.context, isLong ? words.slice(words.lastIndexOf(", ") + 1).trim() : words, room);
  }

  /** Say how runs ended that have left or could not go on, near where that was. */
  function tellFates(
    /** @type {{run: Run, look: Look, exit: {x: number, y: number} | null, at: [number, number], trace: Trace}[]} */ heads,
    /** @type {Span} */ x,
    /** @type {Span} */ y,
  ) {
    const ended = heads.flatMap((head) => {
      const words = [...head.run.fates].reverse().find(([since]) => page.state.step >= since)?.[1];
      return words ? [{ ...head, words }] : [];
    });
    if (!ended.length) return;
    const { context } = surface;
    context.font = surface.font(13);
    context.textAlign = "center";
    context.textBaseline = "middle";
    const key = `${helds.fine.key}${helds.quick.key}|${ended.map(({ run, words }) => `${words}${run.x[0]},${run.steps}`).join()}`;
    if (fates.key !== key) {
      const dots = dotsOf(heads.map(({ trace }) => trace), frame);
      const marks = [...field.minima, ...heads.map(({ run }) => /** @type {[number, number]} */ ([run.x[0], run.y[0]]))];
      // A mark is worth much of a path.
      for (const place of marks) dots.push(...Array.from({ length: 8 }, () => pixels(x, y, place)));
      fates = { key, places: [] };
      for (const { words, exit, at } of ended) {
        const wide = context.measureText(brief(words)).width;
        const end = exit ? edge(pixels(x, y, [exit.x, exit.y])) : at;
        fates.places.push(placeFor(wide, end, frame, [...dots, ...Array.from({ length: 8 }, () => end)], fates.places));
      }
    }
    ended.forEach(({ look, words }, i) => {
      writeCased(context, brief(words), fates.places[i].x, fates.places[i].y, { fill: look.color, casing: page.theme.casing });
    });
  }

  /** Tell the numbers at the pointer, or at the ball of one who has come by keyboard. */
  function tell(/** @type {Span} */ x, /** @type {Span} */ y) {
    const at = page.state.pointer;
    if (pointer && at) {
      const shown = hoveredRun(page);
      const blocks = [numbersAt(field.labels, at, page.words.loss, sampled.told(at, lossUnder(page, at)))];
      if (shown) blocks.push(numbersOf(page, shown.run, shown.row));
      readout.show(pointer[0], pointer[1], blocks);
    } else if (isByKey) {
      const [atX, atY] = pixels(x, y, placeOf(shownRuns(page)[0].run, page.state.step));
      readout.show(atX, atY, numbersNow(page));
    } else readout.hide();
  }

  return {
    draw,
    resize(width, height) {
      surface.resize(width, height);
      const y = new Span(whole[2], whole[3], height - BELOW, TOP).number(about(height - BELOW - TOP));
      const left = roomAtLeft(surface, y, true);
      frame = framed({ left, top: TOP, right: width - RIGHT, bottom: height - BELOW }, field.isToScale ? whole : null);
      helds.fine.key = helds.quick.key = "";
    },
    describe() {
      const { x, y } = field;
      const range = (/** @type {Float64Array} */ side) => `${tick(side[0], 4)} … ${tick(side[side.length - 1], 4)}`;
      const over = `${field.labels[0]} ${range(x)}, ${field.labels[1]} ${range(y)}`;
      const told = shownRuns(page).map(({ run }) => {
        const [atX, atY] = placeOf(run, page.state.step).map((part) => tick(part, 4));
        const fate = fateAt(run, page.state.step);
        return `${run.name}: (${atX}, ${atY})${fate ? `, ${fate}` : ""}`;
      });
      return [over, ...told].join(". ");
    },
  };
}

/** @returns {[number, number]} */
function pixels(/** @type {Span} */ x, /** @type {Span} */ y, /** @type {[number, number]} */ [atX, atY]) {
  return [x.at(atX), y.at(atY)];
}
