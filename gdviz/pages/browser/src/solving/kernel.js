// What the functions of a page are written with beside Math, equal to gdviz.problems.expression_functions.

/** @param {number} u */
export const square = (u) => u * u;

/** @param {number} u */
export const cube = (u) => u * u * u;

/** Return a / b, and 0 where both are 0: the slope of a root whose argument has none. @param {number} a @param {number} b */
export const ratio = (a, b) => (a === 0 && b === 0 ? 0 : a / b);

/** Return the mean of the slopes of those values that are the largest: first all values, then all slopes. @param {number[]} each */
export const largestSlope = (...each) => meanOfTied(Math.max(...each.slice(0, each.length / 2)), each);

/** @param {number[]} each */
export const smallestSlope = (...each) => meanOfTied(Math.min(...each.slice(0, each.length / 2)), each);

/** @param {number} best @param {number[]} each */
function meanOfTied(best, each) {
  const middle = each.length / 2;
  let total = 0;
  let count = 0;
  for (let i = 0; i < middle; i += 1) {
    if (each[i] === best) {
      total += each[middle + i];
      count += 1;
    }
  }
  return total / count;
}
