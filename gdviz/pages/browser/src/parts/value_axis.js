// Along which axis the values of curves are drawn: from which to which, and on what scale (analysis/series.py).
import { roundBent, roundNumbers, roundPowers } from "./ticks.js";

const HUGE = 1e300;
const WILD = 30;
const FLAT = 1 / 60;
const SMALL = 0.05;
const GONE = 1e8;
const MORE = 4;
const DUST = 1e-13;
const AROUND = 3;
const MARGIN = 0.06;
const FACTOR = 1.6;
const FARTHEST = 1e307;
const LOOKS = 10000;

/**
 * @typedef {"auto" | "linear" | "log"} Asked What a reader asks for: what the values want, or one or the other.
 */

/** An axis for values: "linear", "log", or "asinh", which is linear up to about `bend` and logarithmic beyond it. */
export class ValueAxis {
  /**
   * @param {number} low
   * @param {number} high
   * @param {"linear" | "log" | "asinh"} [kind]
   * @param {number} [bend]
   */
  constructor(low, high, kind = "linear", bend = 0) {
    this.low = low;
    this.high = high;
    this.kind = kind;
    this.bend = bend;
  }

  /**
   * The axis for the values of several curves, on which the last of each is shown.
   *
   * Of a run that ends nowhere, or a hundred million times above every start, no more is shown than again as much as
   * all others take up; a value that is nothing but rounding beside those around it lies below all that is shown.
   * @param {ArrayLike<number>[]} series
   * @param {Asked} [asked]
   */
  static of(series, asked = "auto") {
    const clean = asked === "linear" ? series : series.map(aboveDust);
    const axis = around(clean, asked);
    const hasDust = clean.some((values, i) => values.length < series[i].length);
    return hasDust && axis.kind === "linear" ? around(series, "linear") : axis;
  }

  /**
   * Where a value stands along the axis; what has no logarithm lies below all that is shown.
   * @param {number} value
   */
  place(value) {
    if (this.kind === "log") return value <= 0 ? -Infinity : Math.log10(value);
    return this.kind === "asinh" ? Math.asinh(value / this.bend) : value;
  }

  /**
   * The value at a place along the axis.
   * @param {number} place
   */
  value(place) {
    if (this.kind === "log") return 10 ** place;
    return this.kind === "asinh" ? this.bend * Math.sinh(place) : place;
  }

  /** The lower and the upper end, with what is free beyond the least and the greatest value. @returns {[number, number]} */
  get ends() {
    if (this.kind === "log") return [this.low / FACTOR, this.high * FACTOR];
    const [low, high] = [this.place(this.low), this.place(this.high)];
    const isOne = high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    const margin = isOne ? Math.abs(low) / 10 || 1 : MARGIN * (high - low);
    return [clip(this.value(low - margin)), clip(this.value(high + margin))];
  }

  /**
   * The values, about so many, at which the axis is numbered between two.
   * @param {number} low
   * @param {number} high
   * @param {number} about
   */
  ticks(low, high, about) {
    if (this.kind === "log") return roundPowers(low, high, about);
    return this.kind === "asinh" ? roundBent(low, high, this.bend, about) : roundNumbers(low, high, about);
  }
}

/** @param {number} value */
const clip = (value) => Math.min(Math.max(value, -FARTHEST), FARTHEST);

/**
 * The finite values of a curve, or as many of them as are looked at, the first and the last among them.
 * @param {ArrayLike<number>} values
 */
function finite(values) {
  const found = [];
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isFinite(values[i])) found.push(Math.min(Math.max(values[i], -HUGE), HUGE));
  }
  const stride = Math.max(1, Math.floor(found.length / LOOKS));
  if (stride === 1) return found;
  const some = [found[0]];
  for (let first = 0; first + stride <= found.length; first += stride) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = first; i < first + stride; i += 1) {
      low = Math.min(low, found[i]);
      high = Math.max(high, found[i]);
    }
    some.push(low, high);
  }
  some.push(found[found.length - 1]);
  return some;
}

/**
 * Values without those that are rounding errors of greater ones both shortly before and after them.
 * @param {ArrayLike<number>} values
 */
function aboveDust(values) {
  /** @param {number} i */
  const size = (i) => (i >= 0 && i < values.length && Number.isFinite(values[i]) ? Math.abs(values[i]) : 0);
  const found = [];
  for (let i = 0; i < values.length; i += 1) {
    let [before, after] = [0, 0];
    for (let shift = 1; shift <= AROUND; shift += 1) {
      before = Math.max(before, size(i - shift));
      after = Math.max(after, size(i + shift));
    }
    const isDust = values[i] !== 0 && Math.abs(values[i]) < DUST * Math.min(before, after);
    if (!isDust) found.push(values[i]);
  }
  return found;
}

/**
 * Whether values were recorded now and then only: NaN stands before the last that is known.
 * @param {ArrayLike<number>} values
 */
function isSparse(values) {
  let last = values.length - 1;
  while (last >= 0 && Number.isNaN(values[last])) last -= 1;
  for (let i = 0; i < last; i += 1) if (Number.isNaN(values[i])) return true;
  return false;
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * @param {ArrayLike<number>[]} series
 * @param {Asked} asked
 */
function around(series, asked) {
  const every = series.map(finite);
  const bound = GONE * Math.max(0, ...every.filter((values) => values.length).map((values) => Math.abs(values[0])));
  const stay = every.filter((values, i) => {
    const given = series[i];
    const isKnown = Number.isFinite(given[given.length - 1]) || isSparse(given);
    return values.length && isKnown && Math.abs(values[values.length - 1]) <= bound;
  });
  const whole = every.flat();
  if (!whole.length) return new ValueAxis(0, 1);
  const [least, most] = extent(whole);
  let calm = stay.length < series.length ? stay.flat() : whole;
  const [from, to] = extent(calm);
  if (!calm.length || from === to) calm = whole;
  const axis = scaled(calm, asked);
  const [low, high] = [axis.place(axis.low), axis.place(axis.high)];
  const more = Math.max(high - low, axis.kind === "log" ? MORE : 0);
  return new ValueAxis(
    Math.max(least, axis.value(low - more)),
    Math.min(most, axis.value(high + more)),
    axis.kind,
    axis.bend,
  );
}

/**
 * @param {number[]} values
 * @param {Asked} asked
 */
function scaled(values, asked) {
  const [low, high] = extent(values);
  if (asked === "linear" || low === high) return new ValueAxis(low, high);
  if (low > 0) return new ValueAxis(low, high, asked === "log" || high / WILD > low ? "log" : "linear");
  const sizes = values.filter((value) => value !== 0).map(Math.abs).sort((a, b) => a - b);
  const greatest = sizes[sizes.length - 1];
  const bend = Math.max(quantile(sizes, SMALL), 1e-100 * greatest);
  const near = FLAT * (high - low);
  /** @param {(value: number) => boolean} holds */
  const share = (holds) => values.filter(holds).length / values.length;
  const flat = Math.max(
    share((value) => value <= low + near),
    share((value) => value >= high - near),
    share((value) => Math.abs(value) <= near),
  );
  const isBent = (asked === "log" || flat >= 0.5) && greatest / WILD > bend;
  return isBent ? new ValueAxis(low, high, "asinh", bend) : new ValueAxis(low, high);
}

/**
 * @param {number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const next = sorted[Math.min(low + 1, sorted.length - 1)];
  return sorted[low] + (at - low) * (next - sorted[low]);
}
