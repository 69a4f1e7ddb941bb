// The page: read what it was made of, lay out its panels, and keep them in step.

/** @import { Page } from "./payload.js" */

import { run } from "./clock.js";
import { place } from "./layout.js";
import { decode, fieldOf, runsOf } from "./payload.js";
import { keep, USUAL } from "./state.js";
import { dress, onTurn, themeOf } from "./theme.js";

async function start() {
  const root = document.documentElement;
  const payload = await decode(document);
  const theme = themeOf(payload);
  dress(root, theme);
  /** @type {import("./layout.js").Placed[]} */
  let placed = [];
  const paint = () => placed.forEach(({ panel }) => panel.draw());
  const { state, set, on, redraw } = keep({ ...USUAL, panels: payload.panels }, paint);
  const runs = runsOf(payload, theme);
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
  run(page);
  onTurn(payload, () => {
    page.theme = themeOf(payload);
    dress(root, page.theme);
    page.runs.forEach((one, index) => (one.colour = page.theme.runs[index]));
    if (page.field) page.field.colours = page.theme.ramp;
    redraw();
  });
  const grid = /** @type {HTMLElement} */ (document.querySelector("main"));
  placed = place(grid, page);
  paint();
}

void start();
