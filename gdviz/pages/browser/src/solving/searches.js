// The rules that find the length of their step themselves: gdviz.optimizers.search.

/** @import { Objective, Vector } from "./types.js" */
/** @import { Rule } from "./rules.js" */

import { along, dot, eigenOf, solve } from "./linear_algebra.js";

// A search gives up at this part of its first step, if not before.
const SHORTEST = 1e-30;
// Damped Newton takes no curvature to be under this part of the largest.
const FLOOR = 1e-8;

/** Write p + a d. @param {Vector} p @param {number} a @param {Vector} d @param {Vector} to */
function walk(p, a, d, to) {
  for (let i = 0; i < p.length; i += 1) to[i] = p[i] + a * d[i];
  return to;
}

/**
 * Return the first a of lr, lr shrink, lr shrink^2, ... with f(p + a d) <= f(p) + c a slope; 0 if none that moves does.
 * @param {Objective} f @param {Vector} p @param {Vector} d @param {number} slope @param {number} lr @param {number} c
 * @param {number} shrink @param {Vector} there
 */
function backtrack(f, p, d, slope, lr, c, shrink, there) {
  const here = f.value(p);
  for (let a = lr; a > SHORTEST * lr; a *= shrink) {
    walk(p, a, d, there);
    if (there.every((number, i) => number === p[i])) break;
    if (f.value(there) <= here + c * a * slope) return a;
  }
  return 0;
}

/** @type {Rule} */
function backtracking({ c, shrink }, dimension) {
  const [d, there] = [new Float64Array(dimension), new Float64Array(dimension)];
  return (p, g, lr, next, f) => {
    for (let i = 0; i < dimension; i += 1) d[i] = -g[i];
    const a = backtrack(f, p, d, -dot(g, g), lr, c, shrink, there);
    for (let i = 0; i < dimension; i += 1) next[i] = p[i] - a * g[i];
  };
}

/** @type {Rule} */
function conjugateGradient({ c, shrink }, dimension) {
  const [d, last, there] = [0, 0, 0].map(() => new Float64Array(dimension));
  return (p, g, lr, next, f) => {
    const size = dot(last, last);
    const turned = g.map((number, i) => number - last[i]);
    const beta = size > 0 ? Math.max(0, dot(g, turned) / size) : 0;
    for (let i = 0; i < dimension; i += 1) d[i] = -g[i] + beta * d[i];
    if (dot(g, d) >= 0) for (let i = 0; i < dimension; i += 1) d[i] = -g[i];
    const slope = dot(g, d);
    const a = bottom(f, p, d, slope, backtrack(f, p, d, slope, lr, c, shrink, there), c, there);
    last.set(g);
    walk(p, a, d, next);
  };
}

/**
 * Return the step to the bottom of the parabola through f, its slope and f(p + a d), or a where that is lower.
 * @param {Objective} f @param {Vector} p @param {Vector} d @param {number} slope @param {number} a @param {number} c
 * @param {Vector} place
 */
function bottom(f, p, d, slope, a, c, place) {
  const [here, there] = [f.value(p), f.value(walk(p, a, d, place))];
  const bend = there - here - a * slope;
  if (!(bend > 0)) return a;
  const least = (-slope * (a * a)) / (2 * bend);
  const lowest = f.value(walk(p, least, d, place));
  return lowest < there && lowest <= here + c * least * slope ? least : a;
}

/** @type {Rule} */
function newton({ damped }, dimension) {
  const hessian = new Float64Array(dimension * dimension);
  const there = new Float64Array(dimension);
  return (p, g, lr, next, f) => {
    f.hessian?.(p, hessian);
    const isFinite = hessian.every(Number.isFinite);
    if (!damped) {
      const x = isFinite ? solve(hessian, g) : g.map(() => Number.NaN);
      for (let i = 0; i < dimension; i += 1) next[i] = p[i] - lr * x[i];
      return;
    }
    const d = isFinite ? downhill(hessian, g) : g.map(() => Number.NaN);
    walk(p, backtrack(f, p, d, dot(g, d), lr, 1e-4, 0.5, there), d, next);
  };
}

/** Return -|H|^-1 g with the eigenvalues kept from zero. @param {Float64Array} hessian @param {Vector} g */
function downhill(hessian, g) {
  const { values, axes } = eigenOf(hessian, g.length);
  const largest = Math.max(...values.map(Math.abs));
  return along(axes, g, (i) => (largest ? -1 / Math.max(Math.abs(values[i]), FLOOR * largest) : -1));
}

/** @type {Record<string, Rule>} */
export const searches = { backtracking, "conjugate-gradient": conjugateGradient, newton };
