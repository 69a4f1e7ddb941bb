// The numbers and names along the edges of the floor that are lowest in the picture: as gdviz/relief/rulers.py has them.

/** @import { Theme } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { Point, View } from "./view.js" */

import { inSigns } from "../parts/numerals.js";
import { project } from "./view.js";

/** Sizes of names and numbers, and how far both are from the edge, in points. */
const [NAME, NUMBER, OFF, BESIDE] = [11, 9.5, 8, 8];
/** In pixels: smaller is not read. */
const LEAST = 10.5;
/** How often words that meet are moved outwards, and by how much, in points. */
const [OUTWARDS, MOVE] = [12, 3];
/** A name that would come so far back into the picture is that of an edge that is not in it, in points. */
const STRAY = 24;

/** @typedef {{ticks: number[], words: string[], name: string}} Ruler */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{words: string, colour: string, font: string, box: Box}} Word */

/**
 * Paint the rulers of both axes.
 * @param {CanvasRenderingContext2D} pen
 * @param {Ruler[]} rulers
 * @param {Ground} ground
 * @param {View} view
 * @param {Theme} theme
 * @param {number} unit
 * @param {string} family
 */
export function paintRulers(pen, rulers, ground, view, theme, unit, family) {
  /** @type {Word[]} */
  const taken = [];
  [pen.strokeStyle, pen.lineWidth, pen.lineCap] = [theme.muted, 0.8 * unit, "butt"];
  for (const [axis, ruler] of rulers.entries()) {
    const laid = lay(pen, ruler, axis, ground, view, theme, unit, family, taken);
    pen.beginPath();
    for (const [from, to] of laid.lines) {
      pen.moveTo(from[0], from[1]);
      pen.lineTo(to[0], to[1]);
    }
    pen.stroke();
    taken.push(...laid.words);
  }
  [pen.textAlign, pen.textBaseline] = ["left", "alphabetic"];
  for (const { words, colour, font, box } of taken) {
    [pen.font, pen.fillStyle] = [font, colour];
    pen.fillText(words, box.left, box.bottom - 0.22 * (box.bottom - box.top));
  }
}

/** Return the ticks of an axis and the words beside them, none of which meets others that are taken. */
function lay(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Ruler} */ ruler,
  /** @type {number} */ axis,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
  /** @type {Theme} */ theme,
  /** @type {number} */ unit,
  /** @type {string} */ family,
  /** @type {Word[]} */ taken,
) {
  const { half, base } = ground;
  const other = 1 - axis;
  const side = (view.eye[other] < 0 ? -1 : 1) * (view.eye[2] > base.floor ? 1 : -1) * half[other];
  const edge = (/** @type {number} */ along, off = 0) => {
    const point = /** @type {Point} */ ([0, 0, base.floor]);
    [point[axis], point[other]] = [along, side + off * Math.sign(side)];
    return project(view, ...point);
  };
  const [middle, beyond] = [edge(0), edge(0, 0.01)];
  const length = Math.hypot(beyond[0] - middle[0], beyond[1] - middle[1]);
  const away = length > 1e-6 ? [(beyond[0] - middle[0]) / length, (beyond[1] - middle[1]) / length] : [0, 1];
  const most = Math.max(Math.abs(away[0]), Math.abs(away[1]));
  /** How far left of, and above, the point where it hangs a box begins, in parts of its sides. */
  const align = away.map((part) => 0.5 - 0.5 * Math.min(Math.max(part / most, -1), 1));
  const write = (/** @type {number[]} */ at, /** @type {string} */ words, /** @type {string} */ colour, /** @type {number} */ size, weight = 400) => {
    const pixels = Math.max(size * unit * 0.86, LEAST);
    const font = `${weight} ${pixels}px ${family}`;
    pen.font = font;
    const [wide, high] = [pen.measureText(words).width, 1.15 * pixels];
    const [left, top] = [at[0] - align[0] * wide, at[1] - align[1] * high];
    return { words, colour, font, box: { left, top, right: left + wide, bottom: top + high } };
  };
  const out = (/** @type {number[]} */ at, /** @type {number} */ by) => [at[0] + by * away[0], at[1] + by * away[1]];
  const alongs = ruler.ticks.map((tick) => (axis ? ground.place(0, tick)[1] : ground.place(tick, 0)[0]));
  let places = alongs.map((along) => edge(along));
  let words = places.map((place, k) => write(out(place, OFF * unit), inSigns(ruler.words[k]), theme.muted, NUMBER));
  if (words.some((word, k) => k > 0 && meet(word.box, words[k - 1].box, 3))) {
    const keep = [0, words.length - 1];
    [words, places] = [keep.map((k) => words[k]), keep.map((k) => places[k])];
    if (meet(words[0].box, words[1].box, 3)) [words, places] = [words.slice(0, 1), places.slice(0, 1)];
  }
  words = words.filter((word, k) => {
    const isFree = inside(word.box, view) && !taken.some((one) => meet(word.box, one.box, 1));
    if (!isFree) places = places.filter((_, at) => at !== k - (words.length - places.length));
    return isFree;
  });
  const reach = Math.max(0, ...words.map(({ box }) => Math.abs(away[0]) * (box.right - box.left) + Math.abs(away[1]) * (box.bottom - box.top)));
  let at = out(middle, (OFF + BESIDE) * unit + reach);
  const room = Math.min(0.3 * view.width, Math.max(1.4 * view.scale, 66 * unit));
  let name = write(at, shortened(pen, ruler.name, room, write), theme.ink, NAME, 600);
  for (let k = 0; k < OUTWARDS && [...words, ...taken].some((word) => meet(word.box, name.box, 2)); k++) {
    at = out(at, MOVE * unit);
    name = write(at, name.words, theme.ink, NAME, 600);
  }
  const wished = name.box;
  name.box = held(wished, view);
  const strayed = Math.hypot(name.box.left - wished.left, name.box.top - wished.top);
  const isFree =
    strayed <= STRAY * unit && ![...words, ...taken].some((word) => meet(word.box, name.box, 0));
  return { lines: places.map((place) => [place, out(place, 4 * unit)]), words: isFree ? [...words, name] : words };
}

/** Return as much of a name as has room. */
function shortened(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {string} */ name,
  /** @type {number} */ room,
  /** @type {(at: number[], words: string, colour: string, size: number, weight: number) => Word} */ write,
) {
  const fits = (/** @type {string} */ words) => {
    const { box } = write([0, 0], words, "", NAME, 600);
    return box.right - box.left <= room;
  };
  if (fits(name)) return name;
  let [low, high] = [1, Math.min([...name].length, 400)];
  const signs = [...name];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(`${signs.slice(0, middle).join("")}…`)) low = middle;
    else high = middle;
  }
  return `${signs.slice(0, low).join("").trimEnd()}…`;
}

function meet(/** @type {Box} */ one, /** @type {Box} */ other, /** @type {number} */ gap) {
  return one.left - gap < other.right && other.left - gap < one.right && one.top - gap < other.bottom && other.top - gap < one.bottom;
}

function inside(/** @type {Box} */ box, /** @type {View} */ { width, height }) {
  return box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
}

/** Return a box moved back into the picture. */
function held(/** @type {Box} */ box, /** @type {View} */ { width, height }) {
  const across = Math.max(Math.min(0, width - 3 - box.right), 3 - box.left);
  const down = Math.max(Math.min(0, height - 3 - box.bottom), 3 - box.top);
  return { left: box.left + across, top: box.top + down, right: box.right + across, bottom: box.bottom + down };
}
