// The paths of runs on the surface and on the floor: comets' trails with casings, dashed where the surface hides them.

/** @import { Run, Stretch, Values } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { Past } from "../parts/past.js";
import { rowOf } from "../payload.js";
import { colourAt } from "../parts/hollow.js";
import { Line } from "./line.js";
import { lastOn, latestOf, placesOf } from "./places.js";

/** How much of the path under a ball is left out, in its radii. */
const UNDER_BALL = 0.45;
/** How far behind its ball a path is wider than a hairline, how wide that is, and in how many stretches it grows. */
const [REACH, HAIR, STRETCHES] = [0.6, 0.5, 3];
/** How far beyond the base a ball may be. */
const BEYOND = 0.05;
/** From one dash to the next on the base, and how much of that is dashed. */
const [PERIOD, DASH] = [0.05, 0.6];
/** Of a way on the floor of which less is seen there are only stubs, like dirt: it fades away between these shares. */
const LITTLE = [0.1, 0.25];
/** So many rows of a thinned path are drawn as they are, at most. */
const LATEST = 400;
/** In points: a trail's width, how much wider its casing is, and what is on the floor and what is hidden. */
const [WIDTH, CASING, FOOT, HIDDEN] = [2.6, 2.0, 1.2, 1.2];
/** How much wider than its line a path is where it is hollow, in points. */
const RIM = 2.2;

export class Path {
  /**
   * @param {Run} run
   * @param {Ground} ground
   * @param {Values | undefined} lanes how far to its left it is drawn at each of its rows, where others run along it
   * @param {Stretch[]} stretches where its true loss is not that of the surface
   */
  constructor(run, ground, lanes, stretches) {
    this.run = run;
    this.stretches = stretches;
    this.ground = ground;
    const lane = (/** @type {number} */ step) => (/** @type {Values} */ (lanes)[Math.round(rowOf(run, step))] - 128) / 16;
    this.lane = lanes ? lane : null;
    /** The row with which it is gone for good; what comes later is no way over the base. */
    this.last = lastOn(ground, run);
    const { places, coarse } = placesOf(ground, run, this.last);
    /** All of the path; of one that is thinned, its last part is drawn besides as it is. */
    this.line = new Line(ground, places, this.lane);
    this.coarse = coarse && new Line(ground, coarse, this.lane);
    this.past = new Past();
    /** Which of both was last seen. */
    this.seen = this.line;
  }

  /** Return the base coordinates of the run at a step, or null where it is not on the base. @returns {[number, number] | null} */
  at(/** @type {number} */ step) {
    const { x, y } = this.run;
    const row = rowOf(this.run, step);
    if (row > this.last) return null;
    const low = Math.floor(row);
    const share = row - low;
    const between = (/** @type {Float64Array} */ of) => (share ? of[low] + share * (of[low + 1] - of[low]) : of[low]);
    const place = this.ground.place(between(x), between(y));
    return this.ground.holds(...place, BEYOND) ? place : null;
  }

  /** Return how near to a pixel the path up to a step is seen, and at which step. */
  nearest(/** @type {View} */ view, /** @type {number} */ step, /** @type {number} */ x, /** @type {number} */ y) {
    const { line } = this;
    line.look(view);
    const count = line.reached(step);
    let best = { gap: Infinity, step: 0 };
    for (let i = 0; i < count; i++) {
      if (line.clear[i] <= 0) continue;
      const gap = Math.hypot(line.topX[i] - x, line.topY[i] - y);
      if (gap < best.gap) best = { gap, step: line.at[i] };
    }
    return best;
  }

  /** Return what there is to be drawn of the path up to a step. @returns {Strokes[]} */
  strokes(/** @type {View} */ view, /** @type {number} */ step) {
    const { line, ground, run } = this;
    const head = this.at(step);
    if (!this.coarse) line.look(view);
    if (!this.coarse) return this.#upTo(line, view, step, head);
    const latest = new Line(ground, latestOf(ground, run, Math.min(Math.floor(rowOf(run, step)), this.last), LATEST, REACH), this.lane);
    latest.look(view);
    return this.#upTo(latest, view, step, head);
  }

  /** Lay down what is past of a thinned path, from a picture of its own or, while it turns, a coarse path. */
  layPast(
    /** @type {CanvasRenderingContext2D} */ pen,
    /** @type {View} */ view,
    /** @type {number} */ step,
    /** @type {string} */ casing,
    /** @type {boolean} */ isTurning,
  ) {
    if (!this.coarse) return;
    const line = isTurning ? this.coarse : this.line;
    line.look(view);
    this.seen = line;
    const count = line.reached(step);
    const add = (/** @type {CanvasRenderingContext2D} */ layer, /** @type {number} */ first, /** @type {number} */ last) => {
      layer.lineJoin = "round";
      const hidden = hiddenOf(line, first, last - 1);
      const trail = visible(line.topX, line.topY, line.clear, line.begins, first, last - 1);
      layer.lineCap = "butt";
      const faint = faintness(line, line.count - 1);
      if (faint > 0) strokeOn(layer, visible(line.footX, line.footY, line.open, line.begins, first, last - 1), this.run.colour, FOOT * view.unit, faint);
      if (hidden) strokeOn(layer, hidden, casing, (HIDDEN + 1) * view.unit, 0.35);
      if (hidden) strokeOn(layer, hidden, this.run.colour, HIDDEN * view.unit, 0.9);
      layer.lineCap = "round";
      strokeOn(layer, trail, casing, (HAIR * WIDTH + CASING) * view.unit, 0.85);
      strokeOn(layer, trail, this.run.colour, HAIR * WIDTH * view.unit);
      layer.globalAlpha = 1;
    };
    if (isTurning) add(pen, 0, count);
    else this.past.lay(pen, count, line.count, `${viewKey(view)} ${casing} ${this.run.colour}`, add);
    pen.canvas.dataset.painted = String(this.past.painted);
  }

  /** Return the path of a stretch up to a step as far as it is seen on the surface. */
  part(/** @type {Stretch} */ [first, last], /** @type {number} */ step) {
    const line = this.seen;
    const count = line.reached(Math.min(step, last));
    const from = Math.max(line.reached(first) - 1, 0);
    const to = Math.min(last <= step ? count : count - 1, line.count - 1);
    return from < to ? visible(line.topX, line.topY, line.clear, line.begins, from, to) : null;
  }

  /** Return what there is to be drawn of a line up to where the run is at a step. @returns {Strokes[]} */
  #upTo(/** @type {Line} */ line, /** @type {View} */ view, /** @type {number} */ step, /** @type {[number, number] | null} */ head) {
    const { half } = this.ground;
    const count = line.reached(step);
    if (!count) return [];
    if (!head || !(step > line.at[count - 1])) return [drawn(line, count - 1, head, view.ball)];
    // The place after the last that was reached stands aside for where the run is now.
    const kept = COLUMNS.map((name) => line[name][count]);
    const [x, y] = head.map((part, k) => Math.min(Math.max(part, -half[k]), half[k]));
    line.put(count, x, y, step, count < line.count ? line.begins[count] : 0);
    line.seeHead(view, count);
    const made = drawn(line, count, head, view.ball);
    COLUMNS.forEach((name, k) => (line[name][count] = kept[k]));
    return [made];
  }
}

/**
 * @typedef {{trail: Path2D[], floor: Path2D | null, faint: number, hidden: Path2D | null}} Strokes the trail in
 *   stretches, one over another; what is seen on the floor, and how strongly; and what the surface hides
 */

const COLUMNS = /** @type {const} */ ([
  ...["x", "y", "z", "nx", "ny", "nz", "at", "along", "solid", "begins"],
  ...["topX", "topY", "clear", "footX", "footY", "open", "asideX", "asideY"],
]);

/** Return the strokes of a line up to a place. @returns {Strokes} */
function drawn(/** @type {Line} */ line, /** @type {number} */ last, /** @type {[number, number] | null} */ head, /** @type {number} */ ball) {
  const { along, clear, begins, topX, topY, open, footX, footY } = line;
  let stop = last;
  if (head) while (stop > 0 && Math.hypot(line.x[stop] - head[0], line.y[stop] - head[1]) < UNDER_BALL * ball) stop--;
  const reach = Math.min(REACH, along[last] / 2);
  const trail = [];
  for (let k = 0; k <= STRETCHES; k++) {
    const from = k ? along[last] - reach * (1 - (k - 1) / STRETCHES) : 0;
    let first = last;
    while (first > 0 && along[first - 1] >= from) first--;
    trail.push(visible(topX, topY, clear, begins, k ? Math.max(first - 1, 0) : 0, Math.min(stop + 1, last)));
  }
  const faint = faintness(line, last);
  const floor = faint > 0 ? visible(footX, footY, open, begins, 0, last) : null;
  return { trail, floor, faint, hidden: hiddenOf(line, 0, last) };
}

/** Return how strongly the way of a line on the floor is drawn: not where little of it is seen. */
function faintness(/** @type {Line} */ { along, begins, open }, /** @type {number} */ last) {
  let seen = 0;
  for (let i = 1; i <= last; i++) if (!begins[i] && open[i - 1] > 0 && open[i] > 0) seen += along[i] - along[i - 1];
  return Math.min((seen / Math.max(along[last], 1e-9) - LITTLE[0]) / (LITTLE[1] - LITTLE[0]), 1);
}

/** Return the dashes of what is hidden of a line between two places, or null. */
function hiddenOf(/** @type {Line} */ line, /** @type {number} */ first, /** @type {number} */ last) {
  const { clear, begins } = line;
  const hidden = new Path2D();
  let any = false;
  for (let i = first + 1; i <= last; i++) {
    if (!begins[i] && (clear[i - 1] <= 0 || clear[i] <= 0)) any = dashed(hidden, line, i) || any;
  }
  return any ? hidden : null;
}

/** @type {WeakMap<View, number>} */
const views = new WeakMap();
let serial = 0;

/** Return a number that is another for another view. */
function viewKey(/** @type {View} */ view) {
  const known = views.get(view) ?? ++serial;
  views.set(view, known);
  return known;
}

function strokeOn(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Path2D} */ path,
  /** @type {string} */ colour,
  /** @type {number} */ width,
  alpha = 1,
) {
  [pen.globalAlpha, pen.strokeStyle, pen.lineWidth] = [alpha, colour, width];
  pen.stroke(path);
}

/** Return what is seen of a polyline between two places: where it is clear, and as far as it is between places. */
function visible(
  /** @type {Float64Array} */ x,
  /** @type {Float64Array} */ y,
  /** @type {Float64Array} */ clear,
  /** @type {Uint8Array} */ begins,
  /** @type {number} */ first,
  /** @type {number} */ last,
) {
  const path = new Path2D();
  let isDown = false;
  for (let i = first + 1; i <= last; i++) {
    const [a, b] = [clear[i - 1], clear[i]];
    if (begins[i] || (a <= 0 && b <= 0)) {
      isDown = false;
      continue;
    }
    const cut = a / (a - b || 1);
    if (!isDown || begins[i - 1]) {
      const from = a > 0 ? 0 : cut;
      path.moveTo(x[i - 1] + from * (x[i] - x[i - 1]), y[i - 1] + from * (y[i] - y[i - 1]));
    }
    const to = b > 0 ? 1 : cut;
    path.lineTo(x[i - 1] + to * (x[i] - x[i - 1]), y[i - 1] + to * (y[i] - y[i - 1]));
    isDown = b > 0;
  }
  return path;
}

/** Add the dashes of a piece that is hidden, which stay where they are on the surface; return whether there are any. */
function dashed(/** @type {Path2D} */ path, /** @type {Line} */ line, /** @type {number} */ i) {
  const { along, solid, topX, topY } = line;
  const [start, length] = [along[i - 1], along[i] - along[i - 1]];
  const [a, b] = [line.clear[i - 1], line.clear[i]];
  if (solid[i - 1] <= 0 || solid[i] <= 0 || !(length > 0)) return false;
  const cut = start + (length * a) / (a - b || 1);
  const [from, to] = [a > 0 ? cut : start, b > 0 ? cut : along[i]];
  const move = (/** @type {"moveTo" | "lineTo"} */ how, /** @type {number} */ at) => {
    const share = (at - start) / length;
    path[how](topX[i - 1] + share * (topX[i] - topX[i - 1]), topY[i - 1] + share * (topY[i] - topY[i - 1]));
  };
  let any = false;
  for (let k = Math.floor(from / PERIOD); k * PERIOD < to; k++) {
    const [low, high] = [Math.max(from, k * PERIOD), Math.min(to, (k + DASH) * PERIOD)];
    if (!(low < high)) continue;
    move("moveTo", low);
    move("lineTo", high);
    any = true;
  }
  return any;
}

/** Paint the paths of several runs up to a step, all trails over all casings. */
export function paintPaths(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Path[]} */ paths,
  /** @type {View} */ view,
  /** @type {number} */ step,
  /** @type {string} */ casing,
  /** @type {number} */ unit,
  /** @type {boolean} */ isTurning,
  /** @type {string[]} */ ramp,
) {
  for (const path of paths) path.layPast(pen, view, step, casing, isTurning);
  pen.lineJoin = "round";
  const stroke = (/** @type {Path2D} */ path, /** @type {string} */ colour, /** @type {number} */ width, alpha = 1) =>
    strokeOn(pen, path, colour, width * unit, alpha);
  const all = paths.flatMap((path) => {
    const { colour } = path.run;
    return path.strokes(view, step).map((strokes) => ({ ...strokes, colour }));
  });
  pen.lineCap = "butt";
  for (const { floor, faint, hidden, colour } of all) {
    if (floor) stroke(floor, colour, FOOT, faint);
    if (!hidden) continue;
    stroke(hidden, casing, HIDDEN + 1, 0.35);
    stroke(hidden, colour, HIDDEN, 0.9);
  }
  pen.lineCap = "round";
  const share = (/** @type {number} */ k) => HAIR + ((1 - HAIR) * k) / STRETCHES;
  for (const { trail } of all) trail.forEach((path, k) => stroke(path, casing, share(k) * WIDTH + CASING, 0.85));
  for (const { trail, colour } of all) trail.forEach((path, k) => stroke(path, colour, share(k) * WIDTH));
  for (const path of paths) {
    const parts = path.stretches.flatMap((stretch) => {
      const seen = stretch[0] < step ? path.part(stretch, step) : null;
      return seen ? [{ seen, shade: colourAt(ramp, stretch[2]) }] : [];
    });
    for (const { seen } of parts) stroke(seen, path.run.colour, WIDTH + RIM);
    pen.lineCap = "butt";
    for (const { seen, shade } of parts) stroke(seen, shade, WIDTH);
    pen.lineCap = "round";
  }
  pen.globalAlpha = 1;
}
