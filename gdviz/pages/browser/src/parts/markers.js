// The markers that tell runs and classes apart besides their colours (style/themes.py).

/**
 * Corners of the markers that have corners, in half sizes about the middle.
 * @type {Record<string, [number, number][]>}
 */
const CORNERS = {
  s: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  D: [[0, -1.32], [1.32, 0], [0, 1.32], [-1.32, 0]],
  "^": [[0, -1.1], [1.1, 0.95], [-1.1, 0.95]],
  v: [[0, 1.1], [1.1, -0.95], [-1.1, -0.95]],
  "<": [[-1.1, 0], [0.95, -1.1], [0.95, 1.1]],
  ">": [[1.1, 0], [-0.95, -1.1], [-0.95, 1.1]],
  p: regular(5, 1.12, 1.12),
  "*": regular(10, 1.25, 0.58),
  P: cross(1.1, 0.42),
  X: cross(1.15, 0.42).map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
};

/**
 * @param {number} count
 * @param {number} outer
 * @param {number} inner
 * @returns {[number, number][]}
 */
function regular(count, outer, inner) {
  return Array.from({ length: count }, (_, i) => {
    const [angle, radius] = [-Math.PI / 2 + (2 * Math.PI * i) / count, i % 2 ? inner : outer];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/**
 * @param {number} long
 * @param {number} wide
 * @returns {[number, number][]}
 */
function cross(long, wide) {
  return [
    [-wide, -long], [wide, -long], [wide, -wide], [long, -wide], [long, wide], [wide, wide],
    [wide, long], [-wide, long], [-wide, wide], [-long, wide], [-long, -wide], [-wide, -wide],
  ];
}

/**
 * Trace a marker about a point, so wide, ready to be filled and stroked.
 * @param {CanvasRenderingContext2D} context
 * @param {string} marker
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
export function traceMarker(context, marker, x, y, size) {
  context.beginPath();
  const half = size / 2;
  const corners = CORNERS[marker];
  if (!corners) {
    context.arc(x, y, half, 0, 2 * Math.PI);
    return;
  }
  for (const [across, down] of corners) context.lineTo(x + 0.92 * half * across, y + 0.92 * half * down);
  context.closePath();
}

/**
 * Draw a marker: filled, with a rim.
 * @param {CanvasRenderingContext2D} context
 * @param {string} marker
 * @param {number} x
 * @param {number} y
 * @param {{ size: number, fill: string, edge: string, rim: number }} how
 */
export function drawMarker(context, marker, x, y, { size, fill, edge, rim }) {
  traceMarker(context, marker, x, y, size);
  context.lineJoin = "miter";
  context.strokeStyle = edge;
  context.lineWidth = 2 * rim;
  context.setLineDash([]);
  if (rim) context.stroke();
  context.fillStyle = fill;
  context.fill();
}

/**
 * Draw circles about a point, of colours and widths, one over another.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {[string, number][]} strokes
 */
export function drawRing(context, x, y, radius, strokes) {
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [color, width] of strokes) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
}
