// How fast gradient descent with momentum comes to the minimum of a quadratic, from the roots of its recurrence.

/**
 * The velocity of gdviz's rule is b <- mu b + (1 - tau) g, and theta <- theta - eta b. Along an axis of curvature lambda
 * the error e obeys e_(t+1) = (1 + mu - a) e_t - mu e_(t-1) with a = eta lambda, whose roots are those of
 *
 *     s^2 - (1 + mu - a) s + mu = 0        (Polyak's heavy ball)
 *     s^2 - (1 + mu) (1 - a) s + mu (1 - a) = 0        (Nesterov's momentum, in torch's form)
 *
 * A step multiplies the error, in the long run, by the largest |s| over all axes: the rate. Below 1 descent converges.
 * Dampening tau makes of eta (1 - tau) eta, and weight decay adds to every lambda.
 *
 * Sources: B. T. Polyak, Some methods of speeding up the convergence of iteration methods (1964); G. Goh, Why Momentum
 * Really Works, Distill (2017), "The Dynamics of Momentum"; L. Lessard, B. Recht, A. Packard, Analysis and design of
 * optimization algorithms via integral quadratic constraints (2016), section 2.2 for Nesterov's optimum.
 * @typedef {"momentum"|"nesterov"} Kind
 */

/** Return the largest |s| of s^2 - sum s + product = 0. @param {number} sum @param {number} product */
function largestRoot(sum, product) {
  const half = sum / 2;
  const inside = half * half - product;
  return inside < 0 ? Math.sqrt(product) : Math.abs(half) + Math.sqrt(inside);
}

/** Return the rate along an axis with a = eta lambda. @param {Kind} kind @param {number} a @param {number} mu */
function rateAlong(kind, a, mu) {
  return kind === "nesterov" ? largestRoot((1 + mu) * (1 - a), mu * (1 - a)) : largestRoot(1 + mu - a, mu);
}

/** Return the rate over all curvatures. @param {Kind} kind @param {ArrayLike<number>} curvatures @param {number} eta @param {number} mu */
export function rateOf(kind, curvatures, eta, mu) {
  let found = 0;
  for (let i = 0; i < curvatures.length; i += 1) found = Math.max(found, rateAlong(kind, eta * curvatures[i], mu));
  return found;
}

/**
 * Return the largest learning rate with which descent converges: the rate is 1 there.
 *
 * (1 + mu) 2 / L of the heavy ball, and 2 (1 + mu) / ((1 + 2 mu) L) of Nesterov's momentum.
 * @param {Kind} kind @param {number} largest the largest curvature L @param {number} mu
 */
export function limitOf(kind, largest, mu) {
  return (2 * (1 + mu)) / (largest * (kind === "nesterov" ? 1 + 2 * mu : 1));
}

/**
 * Return the learning rate and the momentum of the best rate, and that.
 *
 * For curvatures from m to L: eta = (2 / (sqrt L + sqrt m))^2 and mu = ((sqrt L - sqrt m) / (sqrt L + sqrt m))^2, at the
 * rate sqrt mu (Polyak); eta = 4 / (3 L + m) and mu = (r - 2) / (r + 2) with r = sqrt(3 L / m + 1), at the rate 1 - 2 / r
 * (Nesterov).
 * @param {Kind} kind @param {number} least @param {number} largest
 */
export function bestOf(kind, least, largest) {
  if (kind === "nesterov") {
    const r = Math.sqrt((3 * largest) / least + 1);
    return { eta: 4 / (3 * largest + least), mu: (r - 2) / (r + 2), rate: 1 - 2 / r };
  }
  const [low, high] = [Math.sqrt(least), Math.sqrt(largest)];
  const rate = (high - low) / (high + low);
  return { eta: (2 / (high + low)) ** 2, mu: rate * rate, rate };
}
