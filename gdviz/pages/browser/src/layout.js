// Where the panels are: a grid that its style sheet arranges, each panel with its name for those who do not see it.

/** @import { Page, Panel } from "./payload.js" */

import { make } from "./dom.js";
import { PANELS } from "./panels/table.js";
import { solvingOf } from "./solving/live.js";

/**
 * @typedef {{name: string, section: HTMLElement, stage: HTMLElement, panel: Panel}} Placed
 */

/** What takes long to make waits until the others can be seen. */
const SLOW = new Set(["relief"]);

/**
 * Put the panels of a page into an element, and keep them as large as it lets them.
 * @param {HTMLElement} grid
 * @param {Page} page
 * @returns {{placed: Placed[], rest: () => Placed[]}} those that are there at once, and what makes the rest
 */
export function place(grid, page) {
  const frames = page.state.panels.filter((name) => name in PANELS).map((name) => {
    const stage = make("div", { class: "stage" });
    const section = make("section", { class: `panel panel-${name}`, "aria-label": page.words[name] ?? name }, stage);
    section.style.setProperty("--area", name);
    grid.append(section);
    return { name, section, stage };
  });
  arrange(grid, page, frames.map(({ name }) => name));
  const filled = (/** @type {boolean} */ isSlow) =>
    frames.filter(({ name }) => SLOW.has(name) === isSlow).map(({ name, section, stage }) => {
      const panel = PANELS[name](stage, page);
      fit(panel, stage);
      new ResizeObserver(() => {
        if (fit(panel, stage)) panel.draw();
      }).observe(stage);
      return { name, section, stage, panel };
    });
  return { placed: filled(false), rest: () => filled(true) };
}

/** What shows a place in a plane or data; all else is a chart of numbers. */
const PICTURES = new Set(["boundary", "fit", "curve", "contour", "relief"]);
const DIALS = "solving";

/**
 * Return the rows in which panels stand: pictures, and below them the dials and the charts; in a narrow window by twos.
 * @param {string[]} names
 * @param {boolean} hasDials
 */
function rowsOf(names, hasDials) {
  const pictures = names.filter((name) => PICTURES.has(name));
  const charts = names.filter((name) => !PICTURES.has(name));
  const below = [...(hasDials ? [DIALS] : []), ...charts];
  // A single picture has the loss beside it, where that leaves something below.
  if (pictures.length < 2 && charts.length && below.length > 1) {
    pictures.push(charts[0]);
    below.splice(below.indexOf(charts[0]), 1);
  }
  const wide = [pictures, below].filter((row) => row.length);
  const isHigh = wide.flat().length > 4;
  const each = wide.flat();
  const pairs = Array.from({ length: Math.ceil(each.length / 2) }, (_, i) => each.slice(2 * i, 2 * i + 2));
  return { wide, narrow: isHigh ? pairs : wide };
}

/** Return rows as a grid's areas: each as wide as the others of its row. @param {string[][]} rows */
function areasOf(rows) {
  const columns = rows.reduce((most, { length }) => (most * length) / divisor(most, length), 1);
  return rows.map((row) => `"${row.flatMap((name) => Array(columns / row.length).fill(name)).join(" ")}"`).join(" ");
}

/** @type {(one: number, other: number) => number} */
const divisor = (one, other) => (other ? divisor(other, one % other) : one);

/**
 * Return what a function gives of the panels as they stand without dials; then all is as before, and nobody has seen it.
 * @template Given
 * @param {HTMLElement} grid
 * @param {Page} page
 * @param {Placed[]} placed
 * @param {() => Given} give
 */
export function withoutDials(grid, page, placed, give) {
  const dials = document.getElementById(DIALS);
  if (!dials) return give();
  const names = placed.map(({ name }) => name);
  const again = () => {
    arrange(grid, page, names, !dials.hidden);
    for (const { panel, stage } of placed) if (fit(panel, stage)) panel.draw();
  };
  dials.hidden = true;
  again();
  try {
    return give();
  } finally {
    dials.hidden = false;
    again();
  }
}

/** Tell the style sheet where the panels and the dials stand, and which shape the contours have. */
function arrange(/** @type {HTMLElement} */ grid, /** @type {Page} */ page, /** @type {string[]} */ names, hasDials = solvingOf(page) !== null) {
  const { wide, narrow } = rowsOf(names, hasDials);
  grid.style.setProperty("--areas-wide", areasOf(wide));
  grid.style.setProperty("--areas-narrow", areasOf(narrow));
  grid.dataset.shape = wide.map(({ length }) => length).join("x");
  const { field } = page;
  if (!field?.isToScale || wide[0][0] !== "contour") return;
  const [x, y] = [field.x, field.y];
  grid.style.setProperty("--shape", String((x[x.length - 1] - x[0]) / (y[y.length - 1] - y[0])));
}

/** @type {WeakMap<HTMLElement, string>} */
const sizes = new WeakMap();

/** Let a panel fill its element; return whether its size has changed. */
function fit(/** @type {Panel} */ panel, /** @type {HTMLElement} */ stage) {
  const { clientWidth: width, clientHeight: height } = stage;
  const size = `${width}x${height}@${devicePixelRatio}`;
  if (!width || !height || sizes.get(stage) === size) return false;
  sizes.set(stage, size);
  panel.resize(width, height);
  return true;
}
