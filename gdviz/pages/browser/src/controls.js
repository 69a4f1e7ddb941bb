// The bar below the panels: play, back, on, the scrubber, the step and the speed; and the keys of the whole page.

/** @import { Page } from "./payload.js" */

import { lastStep } from "./clock.js";
import { fill, iconButton, icon, make } from "./dom.js";
import { tick } from "./parts/numerals.js";

const ICONS = {
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M7 5.5h3.6v13H7zM13.4 5.5H17v13h-3.6z",
  back: "M16.5 6v12L8.8 12zM6.5 6h2v12h-2z",
  on: "M7.5 6v12l7.7-6zM15.5 6h2v12h-2z",
};
const SPEEDS = [0.125, 0.25, 0.5, 1, 2, 4];
/** A page key moves the clock by so large a share of the way. */
const LEAP = 0.1;

/** Put the controls into an element; return what brings them up to date. */
export function controls(/** @type {HTMLElement} */ bar, /** @type {Page} */ page) {
  const { words, set, state } = page;
  const play = make("button", { type: "button", class: "play", title: `${words.play} (${words.space})` });
  play.addEventListener("click", () => set({ playing: !state.playing }));
  const back = iconButton(ICONS.back, words.back, () => go(page, Math.ceil(state.step) - 1));
  const on = iconButton(ICONS.on, words.on, () => go(page, Math.floor(state.step) + 1));
  const scrubber = make("input", { type: "range", class: "scrubber", min: 0, step: 1, "aria-label": words.step });
  scrubber.addEventListener("input", () => set({ step: Number(scrubber.value), playing: false }));
  const told = make("span", { class: "told" });
  const speed = make("select", { class: "speed", "aria-label": words.speed, title: words.speed });
  for (const value of SPEEDS) speed.append(make("option", { value }, `${value}×`));
  speed.addEventListener("change", () => set({ speed: Number(speed.value) }));
  bar.append(play, back, on, scrubber, told, speed);
  addEventListener("keydown", (event) => press(event, page, play));

  let isPlaying = /** @type {boolean | null} */ (null);
  return () => {
    const last = lastStep(page);
    const step = Math.round(state.step);
    if (isPlaying !== state.playing) {
      isPlaying = state.playing;
      play.replaceChildren(icon(isPlaying ? ICONS.pause : ICONS.play));
      play.setAttribute("aria-label", isPlaying ? words.pause : words.play);
    }
    scrubber.max = String(last);
    scrubber.value = String(step);
    scrubber.style.setProperty("--share", String(last ? step / last : 1));
    const [now, of] = [tick(step, 9), tick(last, 9)];
    scrubber.setAttribute("aria-valuetext", fill(words.stepOf, { step: now, last: of }));
    told.replaceChildren(make("b", {}, now.padStart(of.length, "\u2007")), ` / ${of}`);
    if (!SPEEDS.includes(state.speed) && speed.options.length === SPEEDS.length) {
      speed.append(make("option", { value: state.speed }, `${state.speed}×`));
    }
    speed.value = String(state.speed);
  };
}

/** Bring the clock to a whole step, and let it rest. */
export function go(/** @type {Page} */ page, /** @type {number} */ step) {
  page.set({ step: Math.min(Math.max(Math.round(step), 0), lastStep(page)), playing: false });
}

/** Answer a key that nobody else has answered. */
function press(/** @type {KeyboardEvent} */ event, /** @type {Page} */ page, /** @type {HTMLElement} */ play) {
  const at = event.target instanceof HTMLElement ? event.target : document.body;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || at.closest("dialog")) return;
  const { state, set } = page;
  const isScrubber = at.matches(".scrubber");
  // A field takes all keys, and what can be pressed is pressed by the space bar.
  if (at.matches("input:not(.scrubber), select, textarea")) return;
  if (event.key === " " && !(at.matches("button, a, summary") && at !== play)) {
    event.preventDefault();
    if (!event.repeat) set({ playing: !state.playing });
    return;
  }
  const last = lastStep(page);
  const leap = Math.max(1, Math.round(LEAP * last));
  const step = {
    ArrowRight: Math.floor(state.step) + 1,
    ArrowLeft: Math.ceil(state.step) - 1,
    PageUp: isScrubber ? state.step + leap : undefined,
    PageDown: isScrubber ? state.step - leap : undefined,
    Home: 0,
    End: last,
  }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  go(page, step);
}
