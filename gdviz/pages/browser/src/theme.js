// Light or dark: what the page was made for, or the reader's own setting.

/** @import { Payload, Theme } from "./payload.js" */

const DARK = "(prefers-color-scheme: dark)";

/** Return the theme that is to be shown now. @returns {Theme} */
export function themeOf(/** @type {Payload} */ payload) {
  const isDark = payload.mode === "dark" || (payload.mode === "auto" && matchMedia(DARK).matches);
  const name = isDark ? "dark" : "light";
  const colours = payload.themes[name];
  const runs = payload.runs.map((_, index) => colours.looks[index % colours.looks.length].color);
  return { ...colours, name, runs };
}

/** Give a document the colours of a theme, by names that its style sheet knows. */
export function dress(/** @type {HTMLElement} */ root, /** @type {Theme} */ theme) {
  root.dataset.theme = theme.name;
  for (const name of /** @type {const} */ (["background", "ink", "muted", "grid", "accent", "panel"])) {
    root.style.setProperty(`--${name}`, theme[name]);
  }
}

/** Call a function whenever the reader turns to another theme. */
export function onTurn(/** @type {Payload} */ payload, /** @type {() => void} */ turned) {
  if (payload.mode === "auto") matchMedia(DARK).addEventListener("change", turned);
}
