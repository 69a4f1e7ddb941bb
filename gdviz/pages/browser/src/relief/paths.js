// The paths of runs on the surface and on the floor: comets' trails with casings, dashed where the surface hides them.

/** @import { Run, Stretch, Values } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { Past } from "../parts/past.js";
import { rowOf } from "../payload.js";
import { colourAt } from "../parts/hollow.js";
import { Line } from "./line.js";
import { lastOn, latestOf, placesOf } from "./places.js";
import { faintness, hiddenOf, strokeOn, visible } from "./strokes.js";

/** How much of the path under a ball is left out, in its radii. */
const UNDER_BALL = 0.45;
/** How far behind its ball a path is wider than a hairline, how wide that is, and in how many stretches it grows. */
const [REACH, HAIR, STRETCHES] = [0.6, 0.5, 3];
/** How far beyond the base a ball may be. */
const BEYOND = 0.05;
/** So many rows of a thinned path are drawn as they are, at most. */
const LATEST = 400;
/** In points: a trail's width, how much wider its casing is, and what is on the floor and what is hidden. */
const [WIDTH, CASING, FOOT, HIDDEN] = [2.6, 2.0, 1.2, 1.2];
/** For so many places of a thinned path a frame has time. */
const SLICE = 2000;
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

  /**
   * Lay down what is past of a thinned path, from a picture of its own or, while it turns and until that is painted, a coarse
   * path. Return whether that is all.
   */
  layPast(
    /** @type {CanvasRenderingContext2D} */ pen,
    /** @type {View} */ view,
    /** @type {number} */ step,
    /** @type {string} */ casing,
    /** @type {boolean} */ isTurning,
  ) {
    if (!this.coarse) return true;
    const { line, past } = this;
    if (!isTurning) {
      line.look(view);
      const key = `${viewKey(view)} ${casing} ${this.run.colour}`;
      if (past.reach(pen, line.reached(step), line.count, key, (...piece) => this.#add(line, view, casing, ...piece), SLICE)) {
        this.seen = line;
        past.lay(pen);
        return true;
      }
    }
    this.seen = this.coarse;
    this.coarse.look(view);
    this.#add(this.coarse, view, casing, pen, 0, this.coarse.reached(step));
    return isTurning;
  }

  /** Paint a piece of a line as what is past. */
  #add(
    /** @type {Line} */ line,
    /** @type {View} */ view,
    /** @type {string} */ casing,
    /** @type {CanvasRenderingContext2D} */ layer,
    /** @type {number} */ first,
    /** @type {number} */ last,
  ) {
    const { colour } = this.run;
    layer.lineJoin = "round";
    const hidden = hiddenOf(line, first, last - 1);
    const trail = visible(line.topX, line.topY, line.clear, line.begins, first, last - 1);
    layer.lineCap = "butt";
    const faint = faintness(line, line.count - 1);
    if (faint > 0) strokeOn(layer, visible(line.footX, line.footY, line.open, line.begins, first, last - 1), colour, FOOT * view.unit, faint);
    if (hidden) strokeOn(layer, hidden, casing, (HIDDEN + 1) * view.unit, 0.35);
    if (hidden) strokeOn(layer, hidden, colour, HIDDEN * view.unit, 0.9);
    layer.lineCap = "round";
    strokeOn(layer, trail, casing, (HAIR * WIDTH + CASING) * view.unit, 0.85);
    strokeOn(layer, trail, colour, HAIR * WIDTH * view.unit);
    layer.globalAlpha = 1;
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

/** @type {WeakMap<View, number>} */
const views = new WeakMap();
let serial = 0;

/** Return a number that is another for another view. */
function viewKey(/** @type {View} */ view) {
  const known = views.get(view) ?? ++serial;
  views.set(view, known);
  return known;
}

/** Paint the paths of several runs up to a step, all trails over all casings; return whether that is all of them. */
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
  const isWhole = paths.map((path) => path.layPast(pen, view, step, casing, isTurning)).every(Boolean);
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
  return isWhole;
}
