// The losses of the models that a page can fit, from their data: gdviz.problems.fitting_curves and fitting_linear.

/** @import { Objective, Vector } from "./types.js" */

/**
 * f(p) = factor / 2 * mean((A p - y)^2) + ridge / 2 |p_{1:}|^2 of a design matrix A (n, D), row by row.
 * @param {{design: Float64Array, target: Float64Array, factor: number, ridge: number}} about
 * @returns {Objective}
 */
export function leastSquares({ design, target, factor, ridge }) {
  const n = target.length;
  const dimension = design.length / n;
  const scores = scoresOf(design, n, dimension);
  const share = factor / n;
  const bends = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i += 1) {
    for (let j = 0; j < dimension; j += 1) {
      let sum = 0;
      for (let row = 0; row < n; row += 1) sum += design[row * dimension + i] * design[row * dimension + j];
      bends[i * dimension + j] = share * sum + (i === j && i > 0 ? ridge : 0);
    }
  }
  /** @param {Vector} p the sum of squares */
  const squares = (p) => {
    const z = scores(p);
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += (z[i] - target[i]) ** 2;
    return sum;
  };
  return {
    dimension,
    value: (p) => 0.5 * share * squares(p) + penalty(p, ridge),
    gradient(p, out) {
      const z = scores(p);
      for (let i = 0; i < n; i += 1) z[i] -= target[i];
      gather(design, z, out);
      for (let j = 0; j < dimension; j += 1) out[j] = share * out[j] + (j > 0 ? ridge * p[j] : 0);
    },
    hessian: (p, out) => out.set(bends),
    metrics: { mean_squared_error: (p) => squares(p) / n },
  };
}

/** sigma(z), without overflow. @param {number} z */
const sigmoid = (z) => 0.5 * (1 + Math.tanh(0.5 * z));
/** log(1 + exp(z)), without overflow. @param {number} z */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/**
 * A point's loss by its score z and label y in {0, 1}, with the first and second derivative by z.
 * @typedef {{loss: (z: number, y: number) => number, slope: (z: number, y: number) => number,
 *   bend: ((z: number, y: number) => number)|null}} Judge
 * @type {Record<string, Judge>}
 */
const JUDGES = {
  logistic: {
    loss: (z, y) => softplus(z) - y * z,
    slope: (z, y) => sigmoid(z) - y,
    bend: (z) => sigmoid(z) * (1 - sigmoid(z)),
  },
  "sigmoid-squared-error": {
    loss: (z, y) => (sigmoid(z) - y) ** 2,
    slope(z, y) {
      const s = sigmoid(z);
      return 2 * (s - y) * s * (1 - s);
    },
    bend(z, y) {
      const s = sigmoid(z);
      return 2 * s * (1 - s) * (s * (1 - s) + (s - y) * (1 - 2 * s));
    },
  },
  svm: {
    loss: (z, y) => Math.max(0, 1 - (2 * y - 1) * z),
    slope: (z, y) => ((2 * y - 1) * z < 1 ? -(2 * y - 1) : 0),
    bend: null,
  },
};

/**
 * f(w) = mean of a judge's loss(z, y) + ridge / 2 |w_{1:}|^2 with z = A w.
 * @param {{design: Float64Array, target: Float64Array, judge: string, ridge: number}} about
 * @returns {Objective}
 */
export function classifier({ design, target, judge, ridge }) {
  const n = target.length;
  const dimension = design.length / n;
  const scores = scoresOf(design, n, dimension);
  const { loss, slope, bend } = JUDGES[judge];
  /** @param {Vector} p @param {(z: number, y: number) => number} of */
  const total = (p, of) => {
    const z = scores(p);
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += of(z[i], target[i]);
    return sum;
  };
  return {
    dimension,
    value: (p) => total(p, loss) / n + penalty(p, ridge),
    gradient(p, out) {
      const z = scores(p);
      for (let i = 0; i < n; i += 1) z[i] = slope(z[i], target[i]);
      gather(design, z, out);
      for (let j = 0; j < dimension; j += 1) out[j] = out[j] / n + (j > 0 ? ridge * p[j] : 0);
    },
    hessian: bend
      ? (p, out) => {
          const z = scores(p);
          out.fill(0);
          for (let row = 0; row < n; row += 1) {
            const weight = bend(z[row], target[row]) / n;
            for (let i = 0; i < dimension; i += 1) {
              const left = weight * design[row * dimension + i];
              for (let j = 0; j < dimension; j += 1) out[i * dimension + j] += left * design[row * dimension + j];
            }
          }
          for (let i = 1; i < dimension; i += 1) out[i * dimension + i] += ridge;
        }
      : undefined,
    metrics: {
      accuracy: (p) => total(p, (z, y) => Number(z >= 0 === (y === 1))) / n,
      ...(bend ? { sum_squared_error: (/** @type {Vector} */ p) => total(p, (z, y) => (sigmoid(z) - y) ** 2) } : {}),
    },
  };
}

/** Return a function from p to A p, which is written over by its next call. @param {Float64Array} design @param {number} n @param {number} width */
function scoresOf(design, n, width) {
  const z = new Float64Array(n);
  return (/** @type {Vector} */ p) => {
    for (let row = 0, at = 0; row < n; row += 1) {
      let sum = 0;
      for (let j = 0; j < width; j += 1, at += 1) sum += design[at] * p[j];
      z[row] = sum;
    }
    return z;
  };
}

/** Write A^T r. @param {Float64Array} design @param {Float64Array} r @param {Vector} out */
function gather(design, r, out) {
  out.fill(0);
  for (let row = 0, at = 0; row < r.length; row += 1) {
    for (let j = 0; j < out.length; j += 1, at += 1) out[j] += r[row] * design[at];
  }
}

/** @param {Vector} p @param {number} ridge */
function penalty(p, ridge) {
  if (!ridge) return 0;
  let sum = 0;
  for (let j = 1; j < p.length; j += 1) sum += p[j] * p[j];
  return 0.5 * ridge * sum;
}
