// A stand-in: it names itself.

/** @import { Page, Panel } from "../payload.js" */

/** @returns {Panel} */
export function relief(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const words = document.createElement("p");
  element.append(words);
  return {
    draw() {
      words.textContent = `relief, step ${page.state.step.toFixed(1)}`;
    },
    resize() {},
    describe: () => "",
  };
}
