// The learning rate over the steps, as a factor of the one that was asked for: gdviz.solving.schedules.

/** @type {Record<string, (t: number, last: number, s: Record<string, number>) => number>} */
const SCHEDULES = {
  constant: () => 1,
  step: (t, last, s) => s.gamma ** Math.floor(t / s.every),
  exponential: (t, last, s) => s.gamma ** t,
  "inverse-time": (t, last, s) => 1 / (1 + s.decay * t),
  cosine: (t, last, s) => s.floor + ((1 - s.floor) * (1 + Math.cos((Math.PI * t) / Math.max(last, 1)))) / 2,
  warmup: (t, last, s) => Math.min(1, (t + 1) / s.steps),
  "one-cycle"(t, last, s) {
    const top = Math.max(s.rise * last, 1e-9);
    if (t < top) return 1 + ((s.start - 1) * (1 + Math.cos((Math.PI * t) / top))) / 2;
    return s.floor + ((1 - s.floor) * (1 + Math.cos((Math.PI * (t - top)) / Math.max(last - top, 1e-9)))) / 2;
  },
};

/**
 * Return the factor of step t = 0, 1, ... of at most `last`; 1 for a schedule that the page does not know.
 * @param {{name: string, options: Record<string, number>}} schedule @returns {(t: number, last: number) => number}
 */
export function factorOf({ name, options }) {
  const schedule = Object.hasOwn(SCHEDULES, name) ? SCHEDULES[name] : SCHEDULES.constant;
  return (t, last) => schedule(t, last, options);
}
