// The loss against the step: the whole curves pale, and up to the clock in full.

/** @import { Look, Page, Panel, Run } from "../payload.js" */
/** @import { Frame } from "../parts/surface.js" */
/** @import { Curve } from "../parts/curves.js" */
/** @import { View } from "../parts/zooming.js" */

import { fill } from "../dom.js";
import { fateAt } from "../legend.js";
import { about, BELOW, drawAxes, roomAtLeft, Span } from "../parts/axes.js";
import { curveOf, pointAt, spread, traceCurve, WIDTH } from "../parts/curves.js";
import { drawMarker } from "../parts/markers.js";
import { exact, tick } from "../parts/numerals.js";
import { isByKeys, letPoint } from "../parts/pointing.js";
import { isWithin, numbersNow, numbersOf, Readout } from "../parts/readout.js";
import { hoveredRun, serial, shownRuns } from "../parts/shown.js";
import { fitted, Surface, within } from "../parts/surface.js";
import { resetButton, toolButton } from "../parts/tools.js";
import { ValueAxis } from "../parts/value_axis.js";
import { letZoom, viewWithin } from "../parts/zooming.js";
import { nearestRow, reachedRow } from "../payload.js";

const [TOP, RIGHT, HEAD] = [34, 16, 8.5];
/** Names stand at the ends of curves where a panel is so wide, at most so many, each so far below the one above. */
const [WIDE, FEW, PITCH] = [460, 8, 17];
/** So near to the clock's line, in pixels, a press takes hold of it. */
const GRIP = 7;

/** Whether curves fall so far that they are shown on a scale that is no linear one, unless a reader asks for it. */
export function wantsLog(/** @type {Run[]} */ runs) {
  return ValueAxis.of(runs.map(({ loss }) => loss)).kind !== "linear";
}

/** @returns {Panel} */
export function loss(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const surface = new Surface(element, page, "loss");
  const readout = new Readout(element);
  /** @type {Frame} */
  let frame = { left: 0, top: 0, right: 1, bottom: 1 };
  /** @type {{key: string, runs: Run[], axis: ValueAxis, curves: Curve[]}} */
  let held = { key: "", runs: [], axis: new ValueAxis(0, 1), curves: [] };
  /** @type {[number, number] | null} */
  let pointer = null;
  let [isByKey, isScrubbing] = [false, false];

  const { canvas } = surface;
  surface.tellWhere(() => ({ ...spans(), frame }));
  const reset = resetButton(element, page, () => page.set({ lossView: null }));
  const log = toolButton(element, page.words.log, () => page.set({ logLoss: !page.state.logLoss, lossView: null }));

  const last = () => Math.max(1, ...shownRuns(page).map(({ run }) => run.steps));
  /** All there is to see, in what the axes are even in. @returns {View} */
  const whole = () => {
    const [low, high] = axis().ends;
    return [0, last(), axis().place(low), axis().place(high)];
  };
  /** @returns {View | null} */
  const view = () => {
    const shown = page.state.lossView;
    return shown && viewWithin([shown[0], shown[1], axis().place(shown[2]), axis().place(shown[3])], whole());
  };
  /** @returns {{x: Span, y: Span}} */
  const spans = () => {
    const [s0, s1, l0, l1] = view() ?? whole();
    const x = new Span(s0, s1, frame.left, frame.right).number(about(frame.right - frame.left, true), true);
    const y = new Span(axis().value(l0), axis().value(l1), frame.bottom, frame.top, axis());
    return { x, y: y.number(about(frame.bottom - frame.top)) };
  };

  function axis() {
    const runs = shownRuns(page).map(({ run }) => run);
    const key = String(page.state.logLoss);
    if (held.key !== key || runs.length !== held.runs.length || runs.some((run, i) => run !== held.runs[i])) {
      const asked = page.state.logLoss ? "log" : "linear";
      held = { key, runs, axis: ValueAxis.of(runs.map((run) => run.loss), asked), curves: [] };
    }
    return held.axis;
  }

  letZoom(canvas, {
    frame: () => frame,
    whole,
    get: view,
    set: (next) => {
      page.set({ lossView: next && [next[0], next[1], axis().value(next[2]), axis().value(next[3])] });
      if (pointer) look();
    },
    isTaken: (event) => isScrubbing || (event.type === "mousedown" && holds(/** @type {MouseEvent} */ (event))),
    refused: () => readout.hint(page.words.wheel),
  });

  /** Whether a press takes hold of the clock's line. */
  function holds(/** @type {MouseEvent} */ { offsetX, offsetY }) {
    return isWithin(frame, offsetX, offsetY) && Math.abs(spans().x.at(page.state.step) - offsetX) < GRIP;
  }

  const scrub = (/** @type {PointerEvent} */ event) => {
    const step = spans().x.value(Math.min(Math.max(event.offsetX, frame.left), frame.right));
    page.set({ step: Math.min(Math.max(step, 0), last()), playing: false });
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!holds(event) || event.button) return;
    isScrubbing = true;
    canvas.setPointerCapture(event.pointerId);
  });
  const release = () => (isScrubbing = false);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  letPoint(canvas, {
    moved(event) {
      [pointer, isByKey] = [[event.offsetX, event.offsetY], false];
      canvas.classList.toggle("grip", isScrubbing || holds(event));
      if (isScrubbing) scrub(event);
      else look();
    },
    left() {
      pointer = null;
      page.set({ hovered: null });
      readout.hide();
    },
  });
  canvas.addEventListener("focus", () => {
    isByKey = isByKeys(canvas) && !pointer;
    page.redraw();
  });
  canvas.addEventListener("blur", () => {
    isByKey = false;
    page.redraw();
  });

  /** Find the step at the pointer, of the run whose curve is nearest there. */
  function look() {
    if (!pointer || !isWithin(frame, ...pointer)) {
      page.set({ hovered: null });
      return;
    }
    const { x, y } = spans();
    const asked = x.value(pointer[0]);
    let [found, least] = [/** @type {{run: number, step: number} | null} */ (null), Infinity];
    for (const [index, { run }] of shownRuns(page).entries()) {
      const row = nearestRow(run, asked);
      const away = Math.hypot(x.at(run.step[row]) - pointer[0], finite(y.at(run.loss[row])) - pointer[1]);
      if (away < least) [found, least] = [{ run: index, step: run.step[row] }, away];
    }
    page.set({ hovered: found });
  }

  const finite = (/** @type {number} */ pixel) => (Number.isFinite(pixel) ? pixel : frame.bottom);

  function curves(/** @type {Span} */ x, /** @type {Span} */ y) {
    const key = `${x.low},${x.high},${y.low},${y.high}|${surface.width}x${surface.height}`;
    if (curvesKey !== key || held.curves.length !== held.runs.length) {
      curvesKey = key;
      held.curves = held.runs.map((run) => curveOf(run, run.loss, x, y, frame));
    }
    return held.curves;
  }
  let curvesKey = "";

  function stroke(/** @type {CanvasRenderingContext2D} */ context, /** @type {Look} */ look, /** @type {number} */ width) {
    context.strokeStyle = look.color;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.lineCap = "butt";
    context.setLineDash(width < WIDTH / 2 ? [] : look.dash.map((part) => part * WIDTH));
    context.stroke();
  }

  function draw() {
    const { theme, state } = page;
    axis();
    frame = { ...frame, right: surface.width - namesWide() };
    const { x, y } = spans();
    const runs = shownRuns(page);
    const drawn = curves(x, y);
    const context = surface.begin();
    const key = `${curvesKey}|${held.runs.map((run) => run.name).join()}|${serial(held.runs)}`;
    surface.lay("still", key, (layer) => {
      const words = /** @type {[string, string]} */ ([page.words.stepAxis, ""]);
      drawAxes(layer, surface, frame, theme, { x, y, labels: words, grid: true });
      within(layer, frame, () => {
        layer.globalAlpha = 0.25;
        drawn.forEach((curve, i) => {
          traceCurve(layer, curve);
          stroke(layer, runs[i].look, 1.4);
        });
      });
      nameCurves(layer, drawn);
      layer.font = surface.font(13);
      layer.fillStyle = theme.ink;
      layer.textAlign = "left";
      layer.textBaseline = "middle";
      layer.fillText(page.words.loss, Math.max(frame.left - 34, 2), 15);
    });
    within(context, frame, () => {
      cursor(x.at(state.step), theme.muted, [3, 3]);
      const shown = state.hovered;
      if (shown) cursor(x.at(shown.step), theme.grid, []);
    });
    // The steps go from left to right, and so what is past of all curves is what lies left of the clock.
    const past = (/** @type {CanvasRenderingContext2D} */ layer) =>
      within(layer, { ...frame, left: frame.left - 2 }, () => {
        drawn.forEach((curve, i) => {
          traceCurve(layer, curve);
          stroke(layer, runs[i].look, curve.width);
        });
      });
    if (state.step > 0) surface.lay("past", key, past, x.at(state.step));
    drawn.forEach((curve, i) => {
      const head = pointAt(curve, Math.min(state.step, runs[i].run.steps));
      const isShown = head && isWithin({ ...frame, top: frame.top - 0.5, bottom: frame.bottom + 0.5 }, head.x, head.y);
      if (!isShown) return;
      const how = { size: HEAD, fill: runs[i].look.color, edge: theme.casing, rim: 1.5 };
      drawMarker(context, runs[i].look.marker, head.x, head.y, how);
    });
    mark(x, y);
    reset.hidden = view() === null;
    log.setAttribute("aria-pressed", String(state.logLoss));
    tell(x, y);
  }

  function cursor(/** @type {number} */ at, /** @type {string} */ color, /** @type {number[]} */ dash) {
    const { context } = surface;
    context.strokeStyle = color;
    context.lineWidth = 1.2;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(at, frame.top);
    context.lineTo(at, frame.bottom);
    context.stroke();
  }

  /** Mark the step that is hovered in any panel. */
  function mark(/** @type {Span} */ x, /** @type {Span} */ y) {
    const shown = hoveredRun(page);
    if (!shown) return;
    const [atX, atY] = [x.at(shown.run.step[shown.row]), y.at(shown.run.loss[shown.row])];
    if (!isWithin(frame, atX, atY)) return;
    const how = { size: 9, fill: page.theme.casing, edge: shown.look.color, rim: 2.2 };
    drawMarker(surface.context, "o", atX, atY, how);
  }

  /** Tell the numbers of the step at the pointer, or at the clock to one who has come by keyboard. */
  function tell(/** @type {Span} */ x, /** @type {Span} */ y) {
    const shown = hoveredRun(page);
    if (pointer && shown && isWithin(frame, ...pointer)) {
      const at = y.at(shown.run.loss[shown.row]);
      readout.show(x.at(shown.run.step[shown.row]), isWithin(frame, pointer[0], at) ? at : pointer[1], [numbersOf(page, shown.run, shown.row)]);
    } else if (isByKey) {
      readout.show(x.at(page.state.step), frame.top, numbersNow(page));
    } else readout.hide();
  }

  /** Return how much of the width the names at the ends of curves have. */
  function namesWide() {
    const runs = shownRuns(page);
    if (runs.length < 2 || runs.length > FEW || surface.width < WIDE) return RIGHT;
    const font = surface.font(12.5);
    return Math.min(Math.max(...runs.map(({ run }) => surface.wide(run.name.slice(0, 60), font))) + 22, 0.3 * surface.width);
  }

  /** Write the name of each run where its curve ends, without overlaps. */
  function nameCurves(/** @type {CanvasRenderingContext2D} */ context, /** @type {Curve[]} */ drawn) {
    if (frame.right === surface.width - RIGHT || view()) return;
    const runs = shownRuns(page);
    const ends = drawn.map((curve) => Math.min(Math.max(curve.y.at(-1) ?? frame.top, frame.top + 4), frame.bottom - 4));
    spread(ends, PITCH, frame.bottom - 4);
    context.font = surface.font(12.5);
    context.textAlign = "left";
    context.textBaseline = "middle";
    runs.forEach(({ run, look }, i) => {
      context.fillStyle = look.color;
      context.fillText(fitted(context, run.name, surface.width - frame.right - 12), frame.right + 10, ends[i]);
    });
  }

  return {
    draw,
    resize(width, height) {
      surface.resize(width, height);
      frame = { left: 0, top: TOP, right: width - RIGHT, bottom: height - BELOW };
      frame.left = Math.max(roomAtLeft(surface, spans().y, false), 40);
      curvesKey = "";
    },
    describe() {
      const { words } = page;
      const kind = { linear: words.scaleLinear, log: words.scaleLog, asinh: words.scaleBent }[axis().kind];
      const told = shownRuns(page).map(({ run }) => {
        const row = reachedRow(run, page.state.step);
        const numbers = { run: run.name, first: exact(run.loss[0]), loss: exact(run.loss[row]), step: tick(run.step[row], 9) };
        const fate = fateAt(run, page.state.step);
        return `${fill(row ? words.lossSince : words.lossAt, numbers)}${fate ? `, ${fate}` : ""}`;
      });
      return [kind, ...told].join(". ");
    },
  };
}
