// Numbers in gdviz's words.

/** Return a number as Python's format "g" with so many digits writes it. @param {number} number @param {number} digits */
export function general(number, digits = 6) {
  if (Number.isNaN(number)) return "nan";
  if (!Number.isFinite(number)) return number > 0 ? "inf" : "-inf";
  if (number === 0) return Object.is(number, -0) ? "-0" : "0";
  const [mantissa, power] = number.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${bare(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return bare(number.toFixed(digits - 1 - exponent));
}

/** @param {string} text */
const bare = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
