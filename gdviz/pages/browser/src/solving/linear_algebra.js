// Small dense symmetric matrices, row by row in one array: what Newton's method asks of LAPACK in gdviz.

/**
 * Return the eigenvalues of a symmetric matrix and its eigenvectors, as the columns of another: Jacobi's method.
 *
 * Source: G. Golub, C. Van Loan, Matrix Computations (2013), section 8.5.
 * @param {Float64Array} matrix @param {number} n
 */
export function eigenOf(matrix, n) {
  const a = matrix.slice();
  const axes = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) axes[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n * n; i += 1) {
      all += a[i] ** 2;
      if (i % (n + 1)) off += a[i] ** 2;
    }
    if (off <= 1e-32 * all) break;
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) if (a[p * n + q] !== 0) rotate(a, axes, n, p, q);
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), axes };
}

/** Turn rows and columns p and q so that the entry at (p, q) vanishes. @param {Float64Array} a @param {Float64Array} axes @param {number} n @param {number} p @param {number} q */
function rotate(a, axes, n, p, q) {
  const half = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const tan = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.hypot(half, 1));
  const cos = 1 / Math.hypot(tan, 1);
  const sin = tan * cos;
  /** @param {Float64Array} of @param {number} i @param {number} j */
  const mix = (of, i, j) => {
    const [x, y] = [of[i], of[j]];
    of[i] = cos * x - sin * y;
    of[j] = sin * x + cos * y;
  };
  for (let i = 0; i < n; i += 1) mix(a, i * n + p, i * n + q);
  for (let i = 0; i < n; i += 1) mix(a, p * n + i, q * n + i);
  for (let i = 0; i < n; i += 1) mix(axes, i * n + p, i * n + q);
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

/** Return H^-1 g; by least squares where H is singular. @param {Float64Array} matrix @param {Float64Array} g */
export function solve(matrix, g) {
  const n = g.length;
  const a = matrix.slice();
  const x = g.slice();
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    }
    if (a[pivot * n + column] === 0) return leastSquares(matrix, g);
    if (pivot !== column) {
      for (let j = 0; j < n; j += 1) [a[column * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[column * n + j]];
      [x[column], x[pivot]] = [x[pivot], x[column]];
    }
    for (let row = column + 1; row < n; row += 1) {
      const times = a[row * n + column] / a[column * n + column];
      for (let j = column; j < n; j += 1) a[row * n + j] -= times * a[column * n + j];
      x[row] -= times * x[column];
    }
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    for (let j = row + 1; j < n; j += 1) x[row] -= a[row * n + j] * x[j];
    x[row] /= a[row * n + row];
  }
  return x;
}

/** @param {Float64Array} matrix @param {Float64Array} g */
function leastSquares(matrix, g) {
  const { values, axes } = eigenOf(matrix, g.length);
  const least = Number.EPSILON * g.length * Math.max(...values.map(Math.abs));
  return along(axes, g, (i) => (Math.abs(values[i]) > least ? 1 / values[i] : 0));
}

/** Return the sum over the axes of what `times` says times the part of g along each. @param {Float64Array} axes @param {Float64Array} g @param {(i: number) => number} times */
export function along(axes, g, times) {
  const n = g.length;
  const found = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let part = 0;
    for (let j = 0; j < n; j += 1) part += axes[j * n + i] * g[j];
    part *= times(i);
    for (let j = 0; j < n; j += 1) found[j] += axes[j * n + i] * part;
  }
  return found;
}

/** @param {Float64Array} a @param {Float64Array} b */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
