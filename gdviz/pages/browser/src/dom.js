// Making elements. What comes from runs goes in as text alone.

/**
 * Return an element with attributes and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined>} attributes of which false and undefined are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Return a small picture of one path on a square of 24. @returns {SVGSVGElement} */
export function icon(/** @type {string} */ path) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}

/** Return a button that shows a picture, and has its words for those who point at it or do not see it. */
export function iconButton(/** @type {string} */ path, /** @type {string} */ words, /** @type {() => void} */ pressed) {
  const button = make("button", { type: "button", class: "tool", "aria-label": words, title: words }, icon(path));
  button.addEventListener("click", pressed);
  return button;
}

/** Put words where {names} stand in a sentence. */
export function fill(/** @type {string} */ sentence, /** @type {Record<string, string | number>} */ values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Let an element show words, and touch it only when they are others. */
export function write(/** @type {HTMLElement} */ element, /** @type {string} */ words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Tell where a handle stands in its range, as a percentage, which has no exponent in any range, and what that is in words. */
export function tellPlace(/** @type {HTMLElement} */ handle, /** @type {number} */ share, /** @type {string} */ words) {
  handle.setAttribute("aria-valuenow", (100 * Math.min(Math.max(share || 0, 0), 1)).toFixed(1));
  handle.setAttribute("aria-valuetext", words);
}
