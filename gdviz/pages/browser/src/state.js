// The state of a page, who listens to it, and one redraw for each frame that the screen shows.

/** @import { Listener, State } from "./payload.js" */

/** @type {State} */
export const USUAL = {
  step: 0,
  playing: false,
  speed: 1,
  hovered: null,
  pointer: null,
  view: null,
  lossView: null,
  views: {},
  logLoss: true,
  camera: null,
  start: null,
  optimizer: null,
  settings: {},
  panels: [],
};

/**
 * Return the state's keeper.
 * @param {State} initial
 * @param {() => void} paint called once before the screen shows a change
 */
export function keep(initial, paint) {
  /** @type {Listener[]} */
  const listeners = [];
  let asked = 0;
  const state = initial;

  function redraw() {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      paint();
    });
  }

  /** Change some of the state, and tell whoever listens what has changed. @param {Partial<State>} partial */
  function set(partial) {
    const changed = /** @type {(keyof State)[]} */ (Object.keys(partial)).filter((key) => !same(state[key], partial[key]));
    if (!changed.length) return;
    Object.assign(state, partial);
    const names = new Set(changed);
    for (const listener of listeners) listener(state, names);
    redraw();
  }

  return { state, set, redraw, on: (/** @type {Listener} */ listener) => void listeners.push(listener) };
}

function same(/** @type {unknown} */ one, /** @type {unknown} */ other) {
  if (Object.is(one, other)) return true;
  return typeof one === "object" && typeof other === "object" && JSON.stringify(one) === JSON.stringify(other);
}
