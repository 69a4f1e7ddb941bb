// Where an axis is numbered, and how these numbers are written (style/ticks.py).
import { scaleLinear } from "d3-scale";
import { tick } from "./numerals.js";

const STRIDES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const ROOM = 6;

/**
 * Round numbers from low to high, about so many and at least two.
 * @param {number} low
 * @param {number} high
 * @param {number} about
 * @param {boolean} [whole] Whether only whole numbers are asked for.
 */
export function roundNumbers(low, high, about, whole = false) {
  if (!(low < high)) return [low];
  for (let count = about; count <= about + 6; count += 1) {
    const found = scaleLinear([low, high], [0, 1]).ticks(count).filter((value) => !whole || Number.isInteger(value));
    if (found.length > 1 || (whole && found.length && count > about + 4)) return found;
  }
  return [low, high];
}

/** @param {number} power */
const ten = (power) => Number(`1e${power}`);

/**
 * Powers of ten from low > 0 to high, about so many; with twice and five times as much where they are few.
 * @param {number} low
 * @param {number} high
 * @param {number} about
 */
export function roundPowers(low, high, about) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  /** @type {number[]} */
  const powers = [];
  for (let power = first; power <= last; power += 1) if (ten(power) >= low && ten(power) <= high) powers.push(power);
  let whole = powers;
  for (const stride of STRIDES) {
    const fewer = powers.filter((power) => power % stride === 0);
    if (fewer.length < 2) break;
    whole = fewer;
    if (whole.length <= about + 1) break;
  }
  if (whole.length > 2 || powers.length > 2) return whole.map(ten);
  /** @type {number[]} */
  const parts = [];
  for (let power = first; power <= last; power += 1) {
    for (const part of [1, 2, 5]) {
      const value = Number(`${part}e${power}`);
      if (value >= low && value <= high) parts.push(value);
    }
  }
  if (whole.length === 2 && parts.length > 2 * about) return whole.map(ten);
  return parts.length > 1 ? parts : roundNumbers(low, high, about);
}

/**
 * 0 and powers of ten beyond the linear part, up to `bend`, of an axis that is asinh(value / bend).
 * @param {number} low
 * @param {number} high
 * @param {number} bend
 * @param {number} about
 */
export function roundBent(low, high, bend, about) {
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const first = Math.ceil(Math.log10(bend));
  const last = Math.floor(Math.log10(greatest));
  const most = Math.max(2, low < 0 && high > 0 ? Math.floor(about / 2) : about - 1);
  for (const start of [first + 1, first]) {
    const stride = STRIDES.find((one) => Math.floor((last - start) / one) < most) ?? 500;
    /** @type {number[]} */
    const powers = [];
    for (let power = last; power >= start; power -= stride) powers.push(ten(power));
    const found = [...powers.map((value) => -value), 0, ...powers.reverse()];
    const shown = found.filter((value) => value >= low && value <= high);
    if (shown.length > 1) return shown;
  }
  return roundNumbers(low, high, about);
}

/** @param {number} value */
function short(value) {
  const size = Math.abs(value);
  if (size >= 1e9 && size < 1e12) return `${tick(value / 1e9)}G`;
  if (size >= 1e6 && size < 1e9) return `${tick(value / 1e6)}M`;
  return tick(value);
}

/** @param {number} value */
function power(value) {
  if (!value) return "0";
  const raised = [...String(Math.round(Math.log10(Math.abs(value))))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${value < 0 ? "−" : ""}10${raised.join("")}`;
}

/**
 * How the numbers of an axis are written: short, yet no two of them alike.
 * @param {number[]} values
 * @param {string} [kind] Of the axis: "linear", "log" or "asinh".
 */
export function wordsOf(values, kind = "linear") {
  let written = values.map(short);
  const isWide = Math.max(0, ...written.map((words) => words.length)) > ROOM;
  const sizes = values.filter((value) => value).map(Math.abs);
  const areTens = values.length > 1 && sizes.every((size) => Math.abs(Math.log10(size) - Math.round(Math.log10(size))) < 1e-9);
  const isLong = sizes.some((size) => !(size > 9e-4 && size < 1.1e4));
  if (kind !== "linear" && areTens && (isLong || isWide)) return values.map(power);
  if (isWide && sizes.every((size) => size >= 1e3 && size < 1e9)) {
    written = written.map((words, i) => {
      const size = Math.abs(values[i]);
      return size > 0 && size < 1e6 ? `${tick(values[i] / 1e3)}k` : words;
    });
  }
  for (let digits = 7; new Set(written).size < values.length && digits <= 12; digits += 1) {
    written = values.map((value) => tick(value, digits));
  }
  return written;
}
