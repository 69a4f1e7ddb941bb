// The state of a page in its address, after the #: what differs from the usual state, short and readable.

/** @import { Page, State } from "./payload.js" */

import { lastStep } from "./clock.js";
import { USUAL } from "./state.js";

/** How long the state has to rest before the address has it; browsers refuse to be told at every frame. */
const REST = 250;
const SETTING = "set.";
/** Before the name of a panel of points and curves, of which a part is shown. */
const ZOOM = "zoom.";
/** Of a camera, and where it looks besides: two more, for those who moved that too. */
const CAMERA = /** @type {const} */ (["azimuth", "elevation", "distance", "right", "up"]);

/** Return what an address has of a state, without the #. */
export function written(/** @type {State} */ state, /** @type {State} */ usual) {
  /** @type {Record<string, string | number>} */
  const told = {};
  const step = Math.round(state.step);
  if (step !== usual.step) told.step = step;
  if (state.speed !== usual.speed) told.speed = state.speed;
  if (state.logLoss !== usual.logLoss) told.log = Number(state.logLoss);
  if (state.view) told.view = boxed(state.view);
  if (state.lossView) told.lossview = boxed(state.lossView);
  for (const [name, view] of Object.entries(state.views)) told[ZOOM + name] = boxed(view);
  const { camera } = state;
  if (camera) told.camera = CAMERA.map((name) => camera[name]).filter((part) => part !== undefined).map(brief).join();
  if (state.start) told.start = state.start.join();
  if (state.optimizer !== usual.optimizer && state.optimizer) told.optimizer = state.optimizer;
  for (const [name, value] of Object.entries(state.settings)) {
    if (value !== usual.settings[name]) told[SETTING + name] = value;
  }
  if (state.panels.join() !== usual.panels.join()) told.panels = state.panels.join();
  const sign = (/** @type {unknown} */ word) => encodeURIComponent(String(word)).replaceAll("%2C", ",");
  return Object.entries(told).map(([name, value]) => `${sign(name)}=${sign(value)}`).join("&");
}

/** Return the part of a state that an address tells; what it tells wrongly is left out. @returns {Partial<State>} */
export function read(/** @type {string} */ address, /** @type {State} */ usual, /** @type {string[]} */ known) {
  const told = new URLSearchParams(address.replace(/^#/, ""));
  /** @type {Partial<State>} */
  const state = {};
  const numbers = (/** @type {string} */ name, /** @type {number} */ count) => {
    const parts = (told.get(name) ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
    return parts.length === count && parts.every(Number.isFinite) ? parts : null;
  };
  const [step] = numbers("step", 1) ?? [];
  if (step !== undefined && step >= 0) state.step = Math.round(step);
  const [speed] = numbers("speed", 1) ?? [];
  if (speed !== undefined && speed > 0 && speed <= 64) state.speed = speed;
  if (told.has("log")) state.logLoss = told.get("log") !== "0";
  const boxOf = (/** @type {string} */ name) => {
    const box = numbers(name, 4);
    return box && box[0] < box[1] && box[2] < box[3] ? /** @type {[number, number, number, number]} */ (box) : null;
  };
  for (const [name, key] of /** @type {const} */ ([["view", "view"], ["lossview", "lossView"]])) {
    const box = boxOf(name);
    if (box) state[key] = box;
  }
  const zooms = [...told.keys()].filter((name) => name.startsWith(ZOOM)).flatMap((name) => {
    const box = boxOf(name);
    return box ? [[name.slice(ZOOM.length), box]] : [];
  });
  if (zooms.length) state.views = Object.fromEntries(zooms);
  const camera = numbers("camera", 5) ?? numbers("camera", 3);
  if (camera) {
    const [azimuth, elevation, distance, right, up] = camera;
    state.camera = { azimuth, elevation, distance, ...(right === undefined ? {} : { right, up }) };
  }
  const start = numbers("start", 2);
  if (start) state.start = /** @type {[number, number]} */ (start);
  const optimizer = told.get("optimizer");
  if (optimizer) state.optimizer = optimizer;
  const settings = [...told.keys()].filter((name) => name.startsWith(SETTING) && numbers(name, 1));
  if (settings.length) {
    const own = settings.map((name) => [name.slice(SETTING.length), Number(told.get(name))]);
    state.settings = { ...usual.settings, ...Object.fromEntries(own) };
  }
  const panels = (told.get("panels") ?? "").split(",").filter((name) => known.includes(name));
  if (panels.length) state.panels = [...new Set(panels)];
  return state;
}

/** Keep the address and the state one, as long as the page has an address of its own. */
export function follow(/** @type {Page} */ page, /** @type {State} */ usual) {
  let timer = 0;
  const write = () => {
    const words = written(page.state, usual);
    if (words === location.hash.replace(/^#/, "")) return;
    try {
      history.replaceState(null, "", words ? `#${words}` : location.pathname + location.search);
    } catch {
      // In a page of another it has none.
    }
  };
  page.on((state) => {
    clearTimeout(timer);
    if (!state.playing) timer = window.setTimeout(write, REST);
  });
  addEventListener("pagehide", write);
  addEventListener("hashchange", ({ newURL }) => {
    // The address itself may have been written again since.
    const told = read(new URL(newURL).hash, usual, page.payload.panels);
    const { view, lossView, views, start, camera, logLoss, speed, settings, optimizer, step } = { ...usual, ...told };
    page.set({ view, lossView, views, start, camera, logLoss, speed, settings, optimizer, step: Math.min(step, lastStep(page)) });
  });
}

/** Return the state in which a page begins, and the one that needs no words. */
export function first(/** @type {Page["payload"]} */ payload, /** @type {number} */ last, logLoss = true) {
  /** @type {State} */
  const usual = { ...USUAL, step: last, logLoss, panels: payload.panels };
  const told = { ...read(payload.state, usual, payload.panels), ...read(location.hash, usual, payload.panels) };
  return { usual, state: { ...usual, ...told } };
}

/** Return a box with as many digits as tell it from one that is moved by a hundred-thousandth of its sides. */
function boxed(/** @type {[number, number, number, number]} */ [x0, x1, y0, y1]) {
  const side = (/** @type {number} */ low, /** @type {number} */ high) =>
    [low, high].map((end) => {
      const digits = Math.ceil(Math.log10(Math.max(Math.abs(end) / (high - low), 1))) + 6;
      return Number(end.toPrecision(Math.min(Math.max(digits, 6), 17)));
    });
  return [...side(x0, x1), ...side(y0, y1)].join();
}

const brief = (/** @type {number} */ value) => Number(value.toPrecision(6));
