// From what the reader has turned to a task for the solver, and back to numbers that an address can hold.

/** @import { State } from "../payload.js" */
/** @import { Choice, Dial, Recorded, Settings, Solving, Task, Value } from "./types.js" */

import { RULES } from "./rules.js";

/** The names in a state's settings that are none of the optimizer's. */
export const [RATE, STEPS] = ["lr", "steps"];

/** Return the optimizers that can be chosen. @param {Solving} solving */
export const choicesOf = (solving) => solving.optimizers.filter(({ name }) => Object.hasOwn(RULES, name));

/** Return the optimizer that is chosen; the first run's own at first. @param {Solving} solving @param {State} state @returns {Choice} */
export function chosen(solving, state) {
  const choices = choicesOf(solving);
  const named = (/** @type {string|null} */ wanted) => choices.find(({ name }) => name === wanted);
  return named(state.optimizer) ?? named(solving.recorded[0].optimizer) ?? choices[0];
}

/** Return the recorded run whose choices an optimizer begins with: one of its own, or else the first. @param {Solving} solving @param {Choice} choice @returns {Recorded} */
const recordedOf = ({ recorded }, { name }) => recorded.find(({ optimizer }) => optimizer === name) ?? recorded[0];

/** Return what an optimizer's dials stand at before anyone turns them. @param {Solving} solving @param {Choice} choice @returns {Settings} */
export function usualOf(solving, choice) {
  const recorded = recordedOf(solving, choice);
  const own = recorded.optimizer === choice.name ? recorded.settings : {};
  const usual = Object.fromEntries(choice.settings.map(({ name, usual: value }) => [name, own[name] ?? value]));
  const rate = recorded.optimizer === choice.name ? recorded.rate : null;
  return { ...usual, [RATE]: rate ?? choice.rate, [STEPS]: solving.steps };
}

/** Return what the dials stand at. @param {Solving} solving @param {State} state @returns {Settings} */
export function settingsOf(solving, state) {
  const choice = chosen(solving, state);
  const found = usualOf(solving, choice);
  for (const [name, number] of Object.entries(state.settings)) {
    const dial = choice.settings.find((one) => one.name === name);
    if (dial) {
      const value = valueOf(dial, number);
      if (value !== null) found[name] = value;
    } else if (name === RATE && number > 0) found[RATE] = number;
    else if (name === STEPS && number >= 1) found[STEPS] = Math.min(Math.round(number), solving.mostSteps);
  }
  return found;
}

/** Return the value that a number in a state stands for, or null where it is not allowed. @param {Dial} dial @param {number} number @returns {Value|null} */
function valueOf(dial, number) {
  if (dial.kind === "switch") return number !== 0;
  if (dial.kind === "choice") return dial.choices?.[number] ?? null;
  return allows(dial.interval ?? "", number) ? number : null;
}

/** Return the number that stands for a value in a state. @param {Dial} dial @param {Value} value */
export function numberOf(dial, value) {
  return dial.kind === "choice" ? (dial.choices?.indexOf(String(value)) ?? 0) : Number(value);
}

/** Return whether a number lies in an interval such as "[0, 1)"; any does in "". @param {string} interval @param {number} number */
export function allows(interval, number) {
  if (!Number.isFinite(number)) return false;
  if (!interval) return true;
  const [low, high] = interval.slice(1, -1).split(",").map((end) => Number(end.trim().replace("inf", "Infinity")));
  const isAbove = interval[0] === "(" ? number > low : number >= low;
  return isAbove && (interval.at(-1) === ")" ? number < high : number <= high);
}

/** Return the parameters at which a state's run begins. @param {Solving} solving @param {State} state */
export function startOf(solving, state) {
  const start = solving.recorded[0].start.slice();
  if (!state.start) return start;
  const { axes } = solving.plane;
  const from = placeOf(solving, start);
  const wanted = state.start;
  axes.forEach((axis, k) => {
    const j = axis.findIndex((part) => part !== 0);
    // Where the coordinate is a parameter it is that one, to the last digit.
    if (axis[j] === 1 && axis.every((part, i) => part === 0 || i === j) && solving.plane.origin[j] === 0) start[j] = wanted[k];
    else axis.forEach((part, i) => (start[i] += (wanted[k] - from[k]) * part));
  });
  return start;
}

/** Return where parameters are in the plane; [x, 0] where that is a line. @param {Solving} solving @param {ArrayLike<number>} params @returns {[number, number]} */
export function placeOf({ plane }, params) {
  const along = (/** @type {number[]|undefined} */ axis) =>
    axis ? axis.reduce((sum, part, i) => sum + part * (params[i] - plane.origin[i]), 0) : 0;
  return [along(plane.axes[0]), along(plane.axes[1])];
}

/** Return the task that a state says. @param {Solving} solving @param {State} state @returns {Task} */
export function taskOf(solving, state) {
  const choice = chosen(solving, state);
  const { [RATE]: rate, [STEPS]: steps, ...settings } = settingsOf(solving, state);
  const { schedule, tolGradient, tolStep, until, patience } = recordedOf(solving, choice);
  return {
    optimizer: choice.name,
    rate: Number(rate),
    steps: Number(steps),
    settings,
    start: startOf(solving, state),
    schedule,
    tolGradient,
    tolStep,
    until,
    patience,
  };
}

/** Return whether a state says the first run as it was recorded. @param {Solving} solving @param {State} state */
export function isAsRecorded(solving, state) {
  const choice = chosen(solving, state);
  const { optimizer } = solving.recorded[0];
  if (state.start || (optimizer ?? choicesOf(solving)[0].name) !== choice.name) return false;
  const [usual, settings] = [usualOf(solving, choice), settingsOf(solving, state)];
  return Object.keys(usual).every((name) => usual[name] === settings[name]);
}
