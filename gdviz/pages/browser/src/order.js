// Numbers in order.

/** Return how many of the first so many numbers, which never fall, are no greater than one. */
export function countUpTo(/** @type {ArrayLike<number>} */ numbers, /** @type {number} */ most, count = numbers.length) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
