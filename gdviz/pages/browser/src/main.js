// The page: read what it was made of, lay out its panels, and keep them in step.

/** @import { Page } from "./payload.js" */
/** @import { Placed } from "./layout.js" */

import { first, follow, written } from "./address.js";
import { lastStep, run } from "./clock.js";
import { controls } from "./controls.js";
import { place, withoutDials } from "./layout.js";
import { legend } from "./legend.js";
import { menu } from "./menu.js";
import { wantsLog } from "./panels/loss.js";
import { writeAs } from "./parts/numerals.js";
import { decode, fieldOf, runsOf } from "./payload.js";
import { picture, save } from "./snapshot.js";
import { keepSolved } from "./solving/live.js";
import { settings } from "./solving/settings.js";
import { passKeys } from "./slide.js";
import { keep } from "./state.js";
import { telling } from "./telling.js";
import { dress, onTurn, themeOf } from "./theme.js";

/** Return the part of the document with a name. @returns {HTMLElement} */
function part(/** @type {string} */ name) {
  return /** @type {HTMLElement} */ (document.getElementById(name));
}

async function start() {
  passKeys();
  const root = document.documentElement;
  const payload = await decode(document);
  writeAs(payload.words);
  const theme = themeOf(payload);
  dress(root, theme);
  // A house's fonts, which are in the page: canvases cannot wait for letters as a document does.
  await Promise.all([...document.fonts].map((face) => face.load()));
  const runs = runsOf(payload, theme);
  const last = Math.max(0, ...runs.map(({ steps }) => steps));
  const { usual, state: initial } = first(payload, last, wantsLog(runs));
  /** @type {Placed[]} */
  let placed = [];
  /** @type {(() => void)[]} */
  const shown = [];
  const paint = () => {
    for (const { panel } of placed) panel.draw();
    for (const show of shown) show();
  };
  const { state, set, on, redraw } = keep(initial, paint);
  /** @type {Page} */
  const page = {
    payload,
    runs,
    solved: null,
    field: fieldOf(payload, theme),
    theme,
    state,
    words: payload.words,
    set,
    on,
    redraw,
  };
  keepSolved(page);
  state.step = Math.min(state.step, lastStep(page));
  run(page);
  onTurn(payload, () => {
    page.theme = themeOf(payload);
    dress(root, page.theme);
    page.runs.forEach((one, index) => (one.colour = page.theme.runs[index]));
    if (page.field) page.field.colours = page.theme.ramp;
    redraw();
  });
  shown.push(controls(part("controls"), page), legend(part("legend"), page));
  const made = place(part("panels"), page);
  placed = made.placed;
  shown.push(settings(part("panels"), page));
  menu(part("menu"), page, {
    address: () => {
      const [whole] = location.href.split("#");
      const words = written(state, usual);
      return words ? `${whole}#${words}` : whole;
    },
    save: () => {
      const take = () => picture(page, placed, [part("title"), part("legend"), .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".logo"))], part("page"));
      // Dials that nobody has turned say nothing of what is shown.
      return save(page.solved ? take() : withoutDials(part("panels"), page, placed, take), `${payload.name}.png`);
    },
  });
  paint();
  performance.mark("gdviz-first-picture");
  await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
  const rest = made.rest();
  for (const { panel } of rest) panel.draw();
  // In the order in which they stand on the page.
  placed = state.panels.flatMap((name) => [...placed, ...rest].filter((one) => one.name === name));
  performance.mark("gdviz-all-pictures");
  telling(part("page"), page, placed);
  follow(page, usual);
  // For whoever looks at a page from its console, and for its tests.
  Object.assign(globalThis, { gdviz: page });
  root.dataset.ready = "";
}

void start();
