// How numbers are written: as gdviz's figures write them (style/numerals.py).

/** What stands between whole and part, and between thousands, in the language of the page. */
const signs = { ".": ".", ",": "," };

/** Write numbers as a language does. @param {Record<string, string>} words */
export function writeAs({ decimalSign, thousandsSign }) {
  [signs["."], signs[","]] = [decimalSign, thousandsSign];
}

/** A number, as Python writes it, with the signs of the page's language. @param {string} text */
export const inSigns = (text) => text.replaceAll("-", "−").replace(/[.,]/g, (sign) => signs[/** @type {"." | ","} */ (sign)]);

/** The number that a reader has typed, or NaN. @param {string} text */
export function typedNumber(text) {
  const plain = text.trim().replace("−", "-").replace(signs["."], ".");
  return plain ? Number(plain) : NaN;
}

/** @param {string} digits An unsigned or signed number without an exponent. */
function inThousands(digits) {
  const [whole, part] = digits.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? apart : `${apart}.${part}`;
}

/**
 * A number with so many significant digits, as short as it can be.
 * @param {number} value
 * @param {number} [digits]
 */
export function tick(value, digits = 6) {
  if (!Number.isFinite(value)) return number(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 10 ** Math.max(digits, 6))) {
    const [mantissa, exponent] = rounded.toExponential().split("e");
    return inSigns(`${mantissa}e${Number(exponent)}`);
  }
  return inSigns(inThousands(rounded === 0 ? "0" : plain(rounded)));
}

/**
 * A number written out without an exponent.
 * @param {number} value
 */
function plain(value) {
  const text = String(value);
  return text.includes("e") ? value.toFixed(12).replace(/0+$/, "") : text;
}

/**
 * A number for a readout: four significant digits, always written out.
 * @param {number} value
 */
export function number(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value !== 0 && !(size >= 1e-3 && size < 1e5)) {
    const [mantissa, exponent] = value.toExponential(2).split("e");
    return inSigns(`${mantissa}e${Number(exponent)}`);
  }
  const whole = value === 0 ? 1 : Math.floor(Math.log10(size)) + 1;
  return inSigns(inThousands(value.toFixed(Math.min(Math.max(4 - whole, 0), 5))));
}

/**
 * A number of a run, to nine significant digits: what a reader may copy.
 * @param {number} value
 */
export const exact = (value) => tick(value, 9);

/**
 * How to write numbers that change: all with the decimals that give the largest so many digits (numerals.steady).
 * @param {Iterable<number>} values
 * @param {number} [digits]
 * @returns {(value: number) => string}
 */
export function steady(values, digits = 5) {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (!(largest >= 1e-3 && largest < 1e6)) return number;
  const decimals = Math.max(digits - 1 - Math.floor(Math.log10(largest)), 0);
  return (value) => {
    if (Number.isNaN(value)) return "";
    if (Math.abs(value) >= 100 * largest && Math.abs(value) >= 1e4) return number(value);
    const written = value.toFixed(Math.min(decimals, 20));
    return inSigns(inThousands(Number(written) === 0 ? written.replace("-", "") : written));
  };
}
