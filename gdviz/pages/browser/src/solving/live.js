// The run that a reader makes: it is solved anew, once a frame, whenever the state says another one.

/** @import { Page, Run, State } from "../payload.js" */
/** @import { Objective, Solution, Solving } from "./types.js" */

import { lastStep } from "../clock.js";
import { fill } from "../dom.js";
import { commandOf } from "./command.js";
import { fatesOf } from "./fates.js";
import { objectiveOf } from "./functions.js";
import { stretchesOf } from "./slices.js";
import { descend } from "./solver.js";
import { chosen, isAsRecorded, placeOf, taskOf } from "./tasks.js";

/** @type {(keyof State)[]} */
const DECIDES = ["start", "optimizer", "settings"];

/** Return what the page can solve, or null where it cannot. @returns {Solving | null} */
export function solvingOf(/** @type {Page} */ page) {
  const told = page.payload.extras.solving;
  return told && !told.reason ? /** @type {Solving} */ (told) : null;
}

/** @type {WeakMap<Page, Objective>} */
const objectives = new WeakMap();

/** Return the loss at a place of the plane, by the page's own function; NaN where it has none. */
export function lossUnder(/** @type {Page} */ page, /** @type {[number, number]} */ place) {
  const [solving, objective] = [solvingOf(page), objectives.get(page)];
  if (!solving || !objective) return NaN;
  const { origin, axes } = solving.plane;
  const at = Float64Array.from(origin);
  axes.forEach((axis, k) => axis.forEach((part, i) => (at[i] += part * place[k])));
  return objective.value(at);
}

/** Return the losses where a path is drawn, if that is on a slice; NaN beyond what was sampled. */
function shownOn(/** @type {Page} */ page, /** @type {Solving} */ { dimension }, /** @type {Float64Array} */ x, /** @type {Float64Array} */ y) {
  const { field } = page;
  if (dimension <= 2 || !field?.levels.length) return null;
  const isOn = (/** @type {Float64Array} */ side, /** @type {number} */ at) => at >= side[0] && at <= side[side.length - 1];
  return x.map((at, row) => (isOn(field.x, at) && isOn(field.y, y[row]) ? lossUnder(page, [at, y[row]]) : NaN));
}

/** Keep the page's own run one with its state. Call it before the first paint. */
export function keepSolved(/** @type {Page} */ page) {
  const solving = solvingOf(page);
  const objective = solving && objectiveOf(solving, (name) => /** @type {Float64Array} */ (page.payload.arrays[`solving.${name}`]));
  if (!solving || !objective) return;
  objectives.set(page, objective);
  const solve = () => {
    page.solved = isAsRecorded(solving, page.state) ? null : solvedRun(page, solving, objective);
  };
  let asked = 0;
  page.on((_, changed) => {
    if (asked || !DECIDES.some((name) => changed.has(name))) return;
    // Asked before the page asks to be painted, it comes before that in the frame.
    asked = requestAnimationFrame(() => {
      asked = 0;
      const before = lastStep(page);
      solve();
      // A clock that rested at the end rests at the new one.
      const last = lastStep(page);
      const { step, playing } = page.state;
      if (!playing && (step === before || step > last)) page.set({ step: last });
      page.redraw();
    });
  });
  solve();
}

/** Solve what the state says, as one of the page's runs. @returns {Run} */
function solvedRun(/** @type {Page} */ page, /** @type {Solving} */ solving, /** @type {Objective} */ objective) {
  const task = taskOf(solving, page.state);
  const { title } = chosen(solving, page.state);
  const found = descend(objective, task, solving.names);
  const [x, y] = places(solving, found);
  const { steps, params, loss, gradient, reason } = found;
  const step = Float64Array.from(loss, (_, row) => row);
  const shown = shownOn(page, solving, x, y);
  return {
    name: page.words.yours,
    title: `${title}, ${page.words.rate} ${task.rate}`,
    optimizer: task.optimizer,
    settings: page.state.settings,
    steps,
    every: 1,
    step,
    params,
    x,
    y,
    loss,
    shown,
    stretches: page.field ? stretchesOf({ step, loss, shown }, page.field.scale, page.field.colours.length) : [],
    gradient,
    ending: fill(page.words[found.ending[0]], found.ending[1]),
    isLost: reason === "diverged" || reason === "undefined",
    fates: fatesOf(found, x, y, page),
    get colour() {
      return colourOf(page, solving);
    },
    names: solving.names,
    command: commandOf(solving, task),
    table: solving.command.table,
  };
}

/** Return where each row is in the plane. @returns {[Float64Array, Float64Array]} */
function places(/** @type {Solving} */ solving, /** @type {Solution} */ { params, loss }) {
  const { plane, dimension } = solving;
  const isWhole = dimension <= 2 && plane.axes.every((axis, k) => axis[k] === 1 && plane.origin[k] === 0);
  if (isWhole) return [params[0], params[1] ?? new Float64Array(loss.length)];
  const [x, y] = [new Float64Array(loss.length), new Float64Array(loss.length)];
  const at = new Float64Array(dimension);
  for (let row = 0; row < loss.length; row += 1) {
    for (let i = 0; i < dimension; i += 1) at[i] = params[i][row];
    [x[row], y[row]] = placeOf(solving, at);
  }
  return [x, y];
}

/** Return the colour of the reader's own run in the theme that is shown. */
export const colourOf = (/** @type {Page} */ { theme }, /** @type {Solving} */ { colours }) => colours[theme.name] ?? theme.accent;
