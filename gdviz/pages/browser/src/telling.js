// What is told in words to those who do not see the panels: where the clock rests, and how the runs ended.

/** @import { Placed } from "./layout.js" */
/** @import { Page } from "./payload.js" */

import { fill, make, write } from "./dom.js";
import { fateAt } from "./legend.js";
import { exact, tick } from "./parts/numerals.js";
import { nearestRow } from "./payload.js";
import { allRuns } from "./parts/shown.js";

/** How long the clock has to rest before it is told where, in milliseconds. */
const REST = 400;

/** Tell in an element what the runs have come to, whenever the clock rests; panels describe themselves there too. */
export function telling(/** @type {HTMLElement} */ place, /** @type {Page} */ page, /** @type {Placed[]} */ placed) {
  const said = make("p", { role: "status", class: "unseen" });
  place.append(said);
  const described = placed.map(({ name, section, panel }) => {
    const words = make("p", { id: `about-${name}`, class: "unseen" });
    section.append(words);
    // Of the chart, which has the keys: of its section it would be told whenever something in that is come to.
    section.querySelector("[role=application]")?.setAttribute("aria-describedby", words.id);
    return { panel, words };
  });
  let timer = 0;
  const tell = () => {
    write(said, inWords(page));
    for (const { panel, words } of described) write(words, panel.describe());
  };
  page.on((state, changed) => {
    if (!changed.has("step") && !changed.has("playing")) return;
    clearTimeout(timer);
    if (!state.playing) timer = window.setTimeout(tell, REST);
  });
  setTimeout(tell);
}

/** Return where the clock is, and of each run its loss there and how it ended, if it has. */
export function inWords(/** @type {Page} */ page) {
  const { words, state } = page;
  const step = Math.round(state.step);
  const runs = allRuns(page);
  const told = runs.map((run) => {
    const loss = exact(run.loss[nearestRow(run, step)]);
    const fate = fateAt(run, step);
    return `${fill(words.runAt, { run: run.name, loss })}${fate ? `, ${fate}` : ""}.`;
  });
  return [fill(words.atStep, { step: tick(step, 9) }), ...told].join(" ");
}
