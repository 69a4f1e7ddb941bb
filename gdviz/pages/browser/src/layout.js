// Where the panels are: a grid that its style sheet arranges, each panel with its name for those who do not see it.

/** @import { Page, Panel } from "./payload.js" */

import { make } from "./dom.js";
import { PANELS } from "./panels/table.js";

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
    grid.append(section);
    return { name, section, stage };
  });
  grid.dataset.count = String(frames.length);
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
