// Small buttons on a panel.

/** @import { Page } from "../payload.js" */

/** Put a button into the row of tools at the upper right of a panel. */
export function toolButton(/** @type {HTMLElement} */ element, /** @type {string} */ words, /** @type {() => void} */ press) {
  let row = element.querySelector(":scope > .tools");
  if (!row) {
    row = document.createElement("div");
    row.className = "tools";
    element.append(row);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", press);
  row.append(button);
  return button;
}

/** Put a button there that brings back all that a panel can show; it is hidden while that is what it shows. */
export function resetButton(/** @type {HTMLElement} */ element, /** @type {Page} */ page, /** @type {() => void} */ press) {
  const button = toolButton(element, page.words.reset, press);
  button.hidden = true;
  return button;
}
