// The update rules of gdviz.optimizers, once more: the same formulas in the same order of operations, so that paths are
// the same but for the last digits of powers. Formulas and sources are in the docstrings there. theta are the parameters
// p, g = grad f(theta), eta the learning rate.

/** @import { Objective, Vector } from "./types.js" */

import { searches } from "./searches.js";

/**
 * A rule keeps its own state: it is called with theta, the gradient there and the learning rate, and writes the next
 * theta. Rules that search for their step ask the objective as well.
 * @typedef {(p: Vector, g: Vector, lr: number, next: Vector, f: Objective) => void} Step
 * @typedef {(settings: any, dimension: number) => Step} Rule
 */

const { sqrt, abs, max, sign } = Math;
const zeros = (/** @type {number} */ n) => new Float64Array(n);

/** Return what divides a step: sqrt(v) + eps as torch has it, or sqrt(v + eps) as Keras. @param {number} v @param {number} eps @param {string} convention */
const rooted = (v, eps, convention) => (convention === "keras" ? sqrt(v + eps) : sqrt(v) + eps);

/** @type {Rule} */
const gd = ({ weight_decay: decay }) => (p, g, lr, next) => {
  for (let i = 0; i < p.length; i += 1) next[i] = p[i] - lr * (decay ? g[i] + decay * p[i] : g[i]);
};

/** @type {Rule} */
function momentum({ momentum: mu, dampening, weight_decay: decay }, dimension) {
  const b = zeros(dimension);
  let t = 0;
  return (p, g, lr, next) => {
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      b[i] = t ? mu * b[i] + (1 - dampening) * slope : slope;
      next[i] = p[i] - lr * b[i];
    }
    t += 1;
  };
}

/** @type {Rule} */
function nesterov({ momentum: mu, weight_decay: decay }, dimension) {
  const b = zeros(dimension);
  let t = 0;
  return (p, g, lr, next) => {
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      b[i] = t ? mu * b[i] + slope : slope;
      next[i] = p[i] - lr * (slope + mu * b[i]);
    }
    t += 1;
  };
}

/** @type {Rule} */
function lion({ beta1, beta2, weight_decay: decay }, dimension) {
  const m = zeros(dimension);
  return (p, g, lr, next) => {
    for (let i = 0; i < p.length; i += 1) {
      next[i] = p[i] - lr * (sign(beta1 * m[i] + (1 - beta1) * g[i]) + decay * p[i]);
      m[i] = beta2 * m[i] + (1 - beta2) * g[i];
    }
  };
}

/** @type {Rule} */
function adagrad({ lr_decay: slowing, initial_accumulator_value: first, eps, weight_decay: decay, convention }, dimension) {
  const s = zeros(dimension).fill(first);
  let t = 0;
  return (p, g, lr, next) => {
    t += 1;
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      s[i] += slope * slope;
      next[i] = p[i] - lr * (slope / rooted(s[i], eps, convention) / (1 + (t - 1) * slowing));
    }
  };
}

/** @type {Rule} */
function adadelta({ rho, eps, weight_decay: decay }, dimension) {
  const [v, u] = [zeros(dimension), zeros(dimension)];
  return (p, g, lr, next) => {
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      v[i] = rho * v[i] + (1 - rho) * (slope * slope);
      const d = (sqrt(u[i] + eps) / sqrt(v[i] + eps)) * slope;
      u[i] = rho * u[i] + (1 - rho) * (d * d);
      next[i] = p[i] - lr * d;
    }
  };
}

/** @type {Rule} */
function rmsprop({ alpha, eps, momentum: mu, centered, weight_decay: decay, convention }, dimension) {
  const [v, a, b] = [zeros(dimension), zeros(dimension), zeros(dimension)];
  return (p, g, lr, next) => {
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      v[i] = alpha * v[i] + (1 - alpha) * (slope * slope);
      let spread = v[i];
      if (centered) {
        a[i] = alpha * a[i] + (1 - alpha) * slope;
        spread = max(v[i] - a[i] * a[i], 0);
      }
      const step = slope / rooted(spread, eps, convention);
      if (!mu) next[i] = p[i] - lr * step;
      else if (convention === "keras") {
        b[i] = mu * b[i] + lr * step;
        next[i] = p[i] - b[i];
      } else {
        b[i] = mu * b[i] + step;
        next[i] = p[i] - lr * b[i];
      }
    }
  };
}

/**
 * Adam, AMSGrad with `largest`, AdamW with `decoupled` weight decay.
 * @param {{largest?: boolean, decoupled?: boolean}} kind @returns {Rule}
 */
const adam = ({ largest = false, decoupled = false }) => ({ beta1, beta2, eps, weight_decay: decay, convention }, dimension) => {
  const [m, v, w] = [zeros(dimension), zeros(dimension), zeros(dimension)];
  let t = 0;
  return (p, g, lr, next) => {
    t += 1;
    const [c1, c2] = [1 - beta1 ** t, 1 - beta2 ** t];
    for (let i = 0; i < p.length; i += 1) {
      const slope = decoupled ? g[i] : g[i] + decay * p[i];
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      v[i] = beta2 * v[i] + (1 - beta2) * (slope * slope);
      w[i] = largest ? max(w[i], v[i]) : v[i];
      const step =
        convention === "keras" ? ((sqrt(c2) / c1) * m[i]) / (sqrt(w[i]) + eps) : m[i] / c1 / (sqrt(w[i] / c2) + eps);
      next[i] = (decoupled ? (1 - lr * decay) * p[i] : p[i]) - lr * step;
    }
  };
};

/** @type {Rule} */
function nadam({ beta1, beta2, eps, momentum_decay: rise, weight_decay: decay }, dimension) {
  const [m, v] = [zeros(dimension), zeros(dimension)];
  let t = 0;
  let product = 1;
  return (p, g, lr, next) => {
    t += 1;
    const [now, ahead] = [t, t + 1].map((at) => beta1 * (1 - 0.5 * 0.96 ** (at * rise)));
    const c2 = 1 - beta2 ** t;
    product *= now;
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      v[i] = beta2 * v[i] + (1 - beta2) * (slope * slope);
      const mean = (ahead * m[i]) / (1 - product * ahead) + ((1 - now) * slope) / (1 - product);
      next[i] = p[i] - lr * (mean / (sqrt(v[i] / c2) + eps));
    }
  };
}

/** @type {Rule} */
function radam({ beta1, beta2, eps, weight_decay: decay }, dimension) {
  const [m, v] = [zeros(dimension), zeros(dimension)];
  const longest = 2 / (1 - beta2) - 1;
  let t = 0;
  return (p, g, lr, next) => {
    t += 1;
    const kept = beta2 ** t;
    const [c1, c2] = [1 - beta1 ** t, 1 - kept];
    const rho = longest - (2 * t * kept) / c2;
    const r = sqrt(((rho - 4) * (rho - 2) * longest) / ((longest - 4) * (longest - 2) * rho));
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      v[i] = beta2 * v[i] + (1 - beta2) * (slope * slope);
      const mean = m[i] / c1;
      next[i] = p[i] - lr * (rho > 5 ? (r * mean * sqrt(c2)) / (sqrt(v[i]) + eps) : mean);
    }
  };
}

/** @type {Rule} */
function adamax({ beta1, beta2, eps, weight_decay: decay }, dimension) {
  const [m, u] = [zeros(dimension), zeros(dimension)];
  let t = 0;
  return (p, g, lr, next) => {
    t += 1;
    const c1 = 1 - beta1 ** t;
    for (let i = 0; i < p.length; i += 1) {
      const slope = g[i] + decay * p[i];
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      u[i] = max(beta2 * u[i], abs(slope) + eps);
      next[i] = p[i] - (lr * (m[i] / c1)) / u[i];
    }
  };
}

/** Every rule by gdviz's name of it. @type {Record<string, Rule>} */
export const RULES = {
  gd,
  momentum,
  nesterov,
  lion,
  adagrad,
  adadelta,
  rmsprop,
  adam: adam({}),
  amsgrad: adam({ largest: true }),
  adamw: adam({ decoupled: true }),
  nadam,
  radam,
  adamax,
  ...searches,
};
