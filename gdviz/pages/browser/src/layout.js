// Where the panels are: a grid that its style sheet arranges, each panel with its name for those who do not see it.

/** @import { Page, Panel } from "./payload.js" */

import { PANELS } from "./panels/table.js";

/**
 * @typedef {{name: string, section: HTMLElement, stage: HTMLElement, panel: Panel}} Placed
 */

/** Put the panels of a page into an element, and keep them as large as it lets them. @returns {Placed[]} */
export function place(/** @type {HTMLElement} */ grid, /** @type {Page} */ page) {
  const placed = page.state.panels.filter((name) => name in PANELS).map((name) => {
    const section = document.createElement("section");
    section.className = `panel panel-${name}`;
    section.setAttribute("aria-label", page.words[name] ?? name);
    const stage = document.createElement("div");
    stage.className = "stage";
    section.append(stage);
    grid.append(section);
    return { name, section, stage };
  });
  grid.dataset.count = String(placed.length);
  grid.dataset.panels = placed.map(({ name }) => name).join(" ");
  return placed.map(({ name, section, stage }) => {
    const panel = PANELS[name](stage, page);
    fit(panel, stage);
    new ResizeObserver(() => {
      if (fit(panel, stage)) panel.draw();
    }).observe(stage);
    return { name, section, stage, panel };
  });
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
