// Which points of a long path are drawn: all but those that no eye can tell from a line without them.

/**
 * Return the rows of a path to draw, first and last among them. A row is left out while it, and all that were left out
 * since the last one drawn, lie within `tolerance` of that one; a place that is not finite is kept, where a line breaks.
 * @param {Float64Array} x in units of which `perX` make a pixel
 * @param {Float64Array} y
 * @param {number} perX pixels for each unit
 * @param {number} perY
 * @param {number} tolerance in pixels
 * @returns {Uint32Array}
 */
export function thinned(x, y, perX, perY, tolerance = 0.2) {
  const rows = new Uint32Array(x.length);
  let count = 0;
  let drawnX = NaN;
  let drawnY = NaN;
  for (let row = 0; row < x.length; row++) {
    const isNear = Math.abs(x[row] - drawnX) * perX < tolerance && Math.abs(y[row] - drawnY) * perY < tolerance;
    if (isNear && row < x.length - 1) continue;
    rows[count++] = row;
    [drawnX, drawnY] = [x[row], y[row]];
  }
  return rows.slice(0, count);
}
