// The dials: which optimizer, its learning rate and its settings, where it begins; and what came of it, in words.

/** @import { Page, Run } from "../payload.js" */
/** @import { Choice, Solving } from "./types.js" */

import { fill, make, write } from "../dom.js";
import { number } from "../parts/numerals.js";
import { choiceDial, fieldDial, numberDial, switchDial } from "./dials.js";
import { colourOf, solvingOf } from "./live.js";
import { logScale, scaleOf } from "./scales.js";
import { choicesOf, chosen, numberOf, placeOf, RATE, settingsOf, startOf, STEPS, usualOf } from "./tasks.js";

/** Settings that few readers turn; they wait behind a word. */
const SELDOM = new Set(["eps", "weight_decay", "convention", "dampening", "lr_decay", "initial_accumulator_value", "momentum_decay"]);
/** @type {Record<string, string>} */
const GREEK = { alpha: "α", beta1: "β₁", beta2: "β₂", rho: "ρ", eps: "ε", c: "c" };
/** How long a reader has to rest before the outcome is told to those who do not see it, in milliseconds. */
const REST = 600;

/** Put the dials behind the panel whose start they turn, or the sentence why there are none below all; return what brings them up to date. */
export function settings(/** @type {HTMLElement} */ panels, /** @type {Page} */ page) {
  const { words } = page;
  const solving = solvingOf(page);
  const reason = page.payload.extras.solving?.reason;
  if (!solving) {
    if (reason) panels.after(make("p", { class: "played" }, String(reason)));
    return () => {};
  }
  const heading = make("h2", { id: "solving-title" }, words.yours);
  // What is heard is told when it rests, below.
  const outcome = make("div", { class: "outcome", "aria-hidden": "true" });
  const said = make("p", { class: "unseen", role: "status" });
  const reset = make("button", { type: "button", class: "word" }, words.recorded);
  reset.addEventListener("click", () => page.set({ start: null, optimizer: null, settings: {} }));
  const swatch = make("i", { class: "own", "aria-hidden": "true" });
  const row = make("div", { class: "dials" });
  const rest = make("div", { class: "dials" });
  const more = make("details", { class: "more" }, make("summary", {}, words.more), rest);
  const notes = [solving.note, solving.recorded[0].optimizer ? "" : words.otherRule].filter((note) => note);
  const place = make(
    "section",
    { id: "solving", "aria-labelledby": "solving-title" },
    make("div", { class: "about" }, swatch, heading, reset, outcome),
    row,
    more,
    ...notes.map((note) => make("p", { class: "note" }, note)),
    said,
  );
  (panels.querySelector(".panel-contour, .panel-curve") ?? panels.firstElementChild)?.after(place);

  /** @type {{show: () => void}[]} */
  let dials = [];
  let shown = "";
  let timer = 0;
  let told = "";
  return () => {
    const choice = chosen(solving, page.state);
    if (shown !== choice.name) {
      // What has the focus is the select, which stays.
      shown = choice.name;
      dials = dialsOf(page, solving, choice, row, rest);
    }
    for (const dial of dials) dial.show();
    const words = inWords(page);
    write(outcome, words);
    outcome.classList.toggle("lost", page.solved !== null && isLost(page.solved));
    place.classList.toggle("changed", page.solved !== null);
    reset.disabled = page.solved === null;
    swatch.style.background = colourOf(page, solving);
    if (words !== told) {
      told = words;
      clearTimeout(timer);
      timer = window.setTimeout(() => write(said, words), REST);
    }
  };
}

const last = (/** @type {Float64Array} */ row) => row[row.length - 1];
/** Whether a run could not go on. */
const isLost = (/** @type {Run} */ run) => run.isLost === true;

/** Return what came of the reader's run. */
function inWords(/** @type {Page} */ { solved, words }) {
  if (!solved) return words.untouched;
  if (isLost(solved)) return solved.ending;
  return fill(words.outcome, { ending: solved.ending, first: number(solved.loss[0]), last: number(last(solved.loss)) });
}

/** Return what a setting is called beside its dial. */
function labelOf(/** @type {string} */ name) {
  const plain = name.replaceAll("_", " ");
  return GREEK[name] ?? `${plain[0].toUpperCase()}${plain.slice(1)}`;
}

/** Return the dials of an optimizer, in their places. */
function dialsOf(
  /** @type {Page} */ page,
  /** @type {Solving} */ solving,
  /** @type {Choice} */ choice,
  /** @type {HTMLElement} */ row,
  /** @type {HTMLElement} */ rest,
) {
  const { words } = page;
  const now = () => settingsOf(solving, page.state);
  const turn = (/** @type {string} */ name, /** @type {number} */ value) => page.set({ settings: { ...page.state.settings, [name]: value } });
  const kept = row.querySelector(".choice");
  const optimizer = choiceDial({
    element: kept instanceof HTMLElement ? kept : null,
    label: words.optimizer,
    choices: choicesOf(solving).map(({ name, title }) => [name, title]),
    value: () => chosen(solving, page.state).name,
    turn(name) {
      const { [STEPS]: steps } = page.state.settings;
      page.set({ optimizer: name, settings: steps === undefined ? {} : { [STEPS]: steps } });
    },
  });
  const usual = usualOf(solving, choice);
  const middle = Number(usual[RATE]);
  const reach = 10 ** solving.decades;
  const rate = numberDial({
    label: words.rate,
    hint: words.rateHint,
    scale: logScale(middle / reach, middle * reach),
    interval: "(0, inf)",
    words,
    value: () => Number(now()[RATE]),
    turn: (value) => turn(RATE, value),
  });
  const own = choice.settings.map((dial) => {
    const about = { label: labelOf(dial.name), hint: `${dial.name}: ${dial.meaning}`, words };
    const set = (/** @type {number} */ value) => turn(dial.name, value);
    if (dial.kind === "switch") return { dial, ...switchDial({ ...about, value: () => Boolean(now()[dial.name]), turn: (on) => set(Number(on)) }) };
    if (dial.kind === "choice") {
      const choices = (dial.choices ?? []).map((name) => /** @type {[string, string]} */ ([name, name]));
      return { dial, ...choiceDial({ ...about, element: null, choices, value: () => String(now()[dial.name]), turn: (name) => set(numberOf(dial, name)) }) };
    }
    return { dial, ...numberDial({ ...about, scale: scaleOf(dial), interval: dial.interval ?? "", value: () => Number(now()[dial.name]), turn: set }) };
  });
  const places = solving.plane.axes.map((_, k) =>
    fieldDial({
      label: fill(words.startAt, { name: page.field?.labels[k] ?? "" }),
      interval: "",
      words,
      value: () => placeOf(solving, startOf(solving, page.state))[k],
      turn(value) {
        const start = placeOf(solving, startOf(solving, page.state));
        start[k] = value;
        page.set({ start });
      },
    }),
  );
  const steps = fieldDial({
    label: words.steps,
    interval: `[1, ${solving.mostSteps}]`,
    words,
    value: () => Number(now()[STEPS]),
    turn: (value) => turn(STEPS, Math.round(value)),
  });
  const seldom = own.filter(({ dial }) => SELDOM.has(dial.name));
  const often = own.filter(({ dial }) => !SELDOM.has(dial.name));
  if (!kept) row.append(optimizer.element);
  while (row.lastChild !== optimizer.element) row.lastChild?.remove();
  row.append(rate.element, ...often.map(({ element }) => element));
  rest.replaceChildren(...[...places, steps, ...seldom].map(({ element }) => element));
  return [optimizer, rate, ...own, ...places, steps];
}
