// One control each: a label, what is turned, and a field into which a number may be typed.

/** @import { DialScale } from "./scales.js" */

import { fill, make, write } from "../dom.js";
import { inSigns, typedNumber } from "../parts/numerals.js";
import { PLACES } from "./scales.js";
import { allows } from "./tasks.js";

/** @typedef {{element: HTMLElement, show: () => void}} Control */
/** @typedef {Record<string, string>} Words */

let count = 0;

/**
 * A slider with a field.
 * @param {{label: string, hint?: string, scale: DialScale, interval: string, words: Words, value: () => number,
 *   turn: (value: number) => void}} about
 * @returns {Control}
 */
export function numberDial({ label, hint = "", scale, interval, words, value, turn }) {
  const id = `dial-${(count += 1)}`;
  const slider = make("input", { type: "range", class: "slider", min: 0, max: PLACES, step: 1, "aria-labelledby": id });
  slider.addEventListener("input", () => turn(scale.number(Number(slider.value))));
  const field = typed({ id, interval, words, value, turn });
  const element = make("div", { class: "dial", title: hint }, make("span", { id, class: "label" }, label), field.element, slider);
  return {
    element,
    show() {
      const now = value();
      const at = scale.at(now);
      // A place that already stands for the number stays where the finger is.
      if (scale.number(Number(slider.value)) !== now) slider.value = String(at);
      slider.style.setProperty("--share", String(Number(slider.value) / PLACES));
      slider.setAttribute("aria-valuetext", inSigns(String(now)));
      field.show();
    },
  };
}

/** A number that is only typed. @param {{label: string, hint?: string, interval: string, words: Words, value: () => number, turn: (value: number) => void}} about @returns {Control} */
export function fieldDial({ label, hint = "", ...about }) {
  const id = `dial-${(count += 1)}`;
  const field = typed({ id, ...about });
  return {
    element: make("div", { class: "dial plain", title: hint }, make("span", { id, class: "label" }, label), field.element),
    show: field.show,
  };
}

/** @param {{id: string, interval: string, words: Words, value: () => number, turn: (value: number) => void}} about @returns {Control} */
function typed({ id, interval, words, value, turn }) {
  const wrong = make("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const field = make("input", {
    type: "text", class: "field", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-labelledby": id,
  });
  const refuse = (/** @type {string} */ sentence) => {
    field.toggleAttribute("aria-invalid", false);
    if (sentence) field.setAttribute("aria-invalid", "true");
    if (sentence) field.setAttribute("aria-describedby", wrong.id);
    else field.removeAttribute("aria-describedby");
    write(wrong, sentence);
  };
  field.addEventListener("input", () => {
    const number = typedNumber(field.value);
    const isAllowed = allows(interval, number);
    refuse(isAllowed ? "" : fill(interval ? words.allowed : words.anyNumber, { interval }));
    if (isAllowed) turn(number);
  });
  field.addEventListener("blur", () => {
    refuse("");
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") field.select();
    if (event.key === "Escape") field.blur();
  });
  const show = () => {
    // What is being typed is left alone.
    const text = inSigns(String(value()));
    if (document.activeElement !== field || typedNumber(field.value) === value()) {
      if (document.activeElement !== field && field.value !== text) field.value = text;
    } else if (!field.hasAttribute("aria-invalid")) field.value = text;
  };
  return { element: make("span", { class: "typed" }, field, wrong), show };
}

/**
 * One of several.
 * @param {{element: HTMLElement|null, label: string, hint?: string, choices: [string, string][], value: () => string,
 *   turn: (name: string) => void}} about `element` is one made before, which is kept
 * @returns {Control}
 */
export function choiceDial({ element, label, hint = "", choices, value, turn }) {
  const found = element?.querySelector("select");
  const select = found ?? make("select", {});
  if (!found) {
    for (const [name, title] of choices) select.append(make("option", { value: name }, title));
    select.addEventListener("change", () => turn(select.value));
  }
  const whole = element ?? make("label", { class: "dial choice", title: hint }, make("span", { class: "label" }, label), select);
  return {
    element: whole,
    show() {
      if (select.value !== value()) select.value = value();
    },
  };
}

/** On or off. @param {{label: string, hint?: string, value: () => boolean, turn: (on: boolean) => void}} about @returns {Control} */
export function switchDial({ label, hint = "", value, turn }) {
  const box = make("input", { type: "checkbox", class: "switch" });
  box.addEventListener("change", () => turn(box.checked));
  return {
    element: make("label", { class: "dial switched", title: hint }, make("span", { class: "label" }, label), box),
    show() {
      box.checked = value();
    },
  };
}
