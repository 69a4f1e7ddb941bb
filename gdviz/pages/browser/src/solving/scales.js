// Between a slider's places, 0 to PLACES, and the numbers that they stand for; numbers come out short.

/** @import { Dial } from "./types.js" */

export const PLACES = 1000;
/** The digits of a number that a slider sets. */
const DIGITS = 3;

/** @typedef {{at: (number: number) => number, number: (at: number) => number}} DialScale */

const short = (/** @type {number} */ number) => Number(number.toPrecision(DIGITS));
const share = (/** @type {number} */ at) => Math.min(Math.max(at / PLACES, 0), 1);
const place = (/** @type {number} */ part) => Math.round(PLACES * Math.min(Math.max(part, 0), 1));

/** Powers of ten from low to high; place 0 is the number 0 where `zero` says so. @param {number} low @param {number} high @param {boolean} zero @returns {DialScale} */
export function logScale(low, high, zero = false) {
  const decades = Math.log10(high / low);
  return {
    at: (number) => (number > 0 ? place(Math.log10(number / low) / decades) || Number(zero) : 0),
    number: (at) => (zero && at < 1 ? 0 : short(low * 10 ** (decades * share(at)))),
  };
}

/** Even steps from low to high. @param {number} low @param {number} high @returns {DialScale} */
function linearScale(low, high) {
  const decimals = 10 ** Math.max(0, DIGITS - 1 - Math.floor(Math.log10(high - low)));
  return {
    at: (number) => place((number - low) / (high - low)),
    number: (at) => Math.round((low + (high - low) * share(at)) * decimals) / decimals,
  };
}

/** 0, 0.9, 0.99, ... equally far apart, up to high. @param {number} high @returns {DialScale} */
function ninesScale(high) {
  const decades = -Math.log10(1 - high);
  return {
    at: (number) => place(-Math.log10(1 - number) / decades),
    number: (at) => Number((1 - short(10 ** (-decades * share(at)))).toPrecision(12)),
  };
}

/** Return the scale of a dial. @param {Dial} dial @returns {DialScale} */
export function scaleOf({ scale, low = 0, high = 1, zero = false }) {
  if (scale === "nines") return ninesScale(high);
  return scale === "log" ? logScale(low, high, zero) : linearScale(low, high);
}
