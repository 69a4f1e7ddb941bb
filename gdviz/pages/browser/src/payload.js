// What a page is given: JSON, and arrays in one deflated blob; gdviz/pages/packing.py is the other end.

/**
 * @typedef {Float64Array | Uint32Array | Uint16Array | Uint8Array} Values
 * @typedef {{name: string, type: "float64" | "uint32" | "uint16" | "uint8", shape: number[],
 *   steps: number[]}} Packed an array in the blob, of which differences were taken, of elements so many `steps` apart
 * @typedef {{low: number, high: number, decades: number}} Scale how a loss becomes a depth in [0, 1]:
 *   share = (loss - low) / (high - low), and with s = 10^decades the depth is log(1 + s share) / log(1 + s)
 * @typedef {{color: string, dash: number[], marker: string}} Look
 * @typedef {{background: string, ink: string, muted: string, grid: string, accent: string, casing: string,
 *   shade: string, panel: string, ramp: string[], relief: string[], classes: string[], looks: Look[]}} Colours
 * @typedef {Colours & {name: "light" | "dark", runs: string[]}} Theme the colours that are shown now; `runs` are those
 *   of the runs, `looks` have their dashes and markers too
 * @typedef {[number, number, number]} Stretch from one step to another, where a run's true loss is not that of the slice on
 *   which it is drawn, and the depth of the true one
 * @typedef {{name: string, title: string, optimizer: string, settings: Record<string, number>, names: string[],
 *   ending: string, fates: [number, string][], stretches: Stretch[], every: number, command: string, table: string}} RunEntry
 * @typedef {{labels: [string, string], scale: Scale, heights: Scale, low: number, high: number, deepest: number,
 *   isToScale: boolean, minima: [number, number][]}} FieldEntry
 * @typedef {{version: number, name: string, title: string, note: string,
 *   language: string, mode: "light" | "dark" | "auto",
 *   themes: {light: Colours, dark: Colours}, words: Record<string, string>, panels: string[], state: string,
 *   runs: RunEntry[], field: FieldEntry | null, arrays: Packed[], extras: Record<string, any>}} Head
 * @typedef {Omit<Head, "arrays"> & {arrays: Record<string, Values>}} Payload what the page was made of; an array that
 *   a panel alone needs is in `arrays` by its name, and what else it needs in `extras` by the panel's name
 * @typedef {{name: string, title: string, optimizer: string, settings: Record<string, number>, steps: number,
 *   step: Float64Array, params: Float64Array[], x: Float64Array, y: Float64Array, loss: Float64Array,
 *   shown: Float64Array | null, stretches: Stretch[], gradient: Float64Array | null, ending: string, fates: [number, string][], colour: string, names: string[],
 *   every: number, command: string, table: string, isLost?: boolean}} Run a run, which a command makes, and in it stands `table` for a table
 *   of one's own, and on a slice `shown` is the loss of that where the run is drawn: `steps` is the number of the last step, and all arrays have a row for each recorded
 *   step, whose numbers are `step`; a row for a step at any time is `rowOf(run, step)`
 * @typedef {{x: Float64Array, y: Float64Array, values: Float64Array, labels: [string, string], low: number,
 *   high: number, scale: Scale, heights: Scale, levels: Float64Array, colours: string[], isToScale: boolean,
 *   minima: [number, number][]}} Field the loss over the plane, row-major, y outer; one row, and y empty, over a line;
 *   all NaN, and no levels, where the paths have a plane but no loss was sampled; null where a page has no contours.
 *   `levels` are gdviz's contours, `scale` their depth, `heights` that of its reliefs, `colours` the theme's ramp from
 *   the lowest loss to the highest, one for each band between levels
 * @typedef {{step: number, playing: boolean, speed: number, hovered: {run: number, step: number} | null,
 *   pointer: [number, number] | null, view: [number, number, number, number] | null,
 *   lossView: [number, number, number, number] | null, views: Record<string, [number, number, number, number]>, logLoss: boolean,
 *   camera: {azimuth: number, elevation: number, distance: number, right?: number, up?: number} | null, start: [number, number] | null,
 *   optimizer: string | null, settings: Record<string, number>, panels: string[]}} State
 * @typedef {(state: State, changed: Set<keyof State>) => void} Listener
 * @typedef {{payload: Payload, runs: Run[], solved: Run | null, field: Field | null, theme: Theme, state: State,
 *   words: Record<string, string>, set: (partial: Partial<State>) => void, on: (listener: Listener) => void,
 *   redraw: () => void}} Page
 * @typedef {{draw: () => void, resize: (width: number, height: number) => void, describe: () => string}} Panel
 * @typedef {(element: HTMLElement, page: Page) => Panel} PanelMaker
 */

import { countUpTo } from "./order.js";

const TYPES = { float64: Float64Array, uint32: Uint32Array, uint16: Uint16Array, uint8: Uint8Array };

/** Return the payload that lies in the document. @returns {Promise<Payload>} */
export async function decode(/** @type {ParentNode} */ place) {
  const head = /** @type {Head} */ (JSON.parse(text(place, "gdviz-head")));
  const bytes = await inflate(fromBase64(text(place, "gdviz-blob")));
  return { ...head, arrays: unpack(head.arrays, bytes) };
}

/** Return all arrays by name. @returns {Record<string, Values>} */
function unpack(/** @type {Packed[]} */ packed, /** @type {Uint8Array} */ bytes) {
  /** @type {Record<string, Values>} */
  const arrays = Object.create(null);
  let offset = 0;
  for (const { name, type, shape, steps } of packed) {
    const kind = TYPES[type];
    const count = shape.reduce((product, side) => product * side, 1);
    const size = kind.BYTES_PER_ELEMENT;
    const array = new kind(count);
    const raw = new Uint8Array(array.buffer);
    // The first bytes of all numbers come first, then the second ones: alike beside alike deflates best.
    for (let place = 0; place < size; place++) {
      const plane = bytes.subarray(offset + place * count, offset + (place + 1) * count);
      for (let i = 0; i < count; i++) raw[i * size + place] = plane[i];
    }
    offset += count * size;
    for (const along of [...steps].reverse()) sumUp(array, along);
    arrays[name] = array;
  }
  return arrays;
}

/** Undo one difference of elements `along` apart, as of whole numbers that wrap around. */
function sumUp(/** @type {Values} */ array, /** @type {number} */ along) {
  if (array instanceof Float64Array) {
    const halves = new Uint32Array(array.buffer);
    for (let i = 2 * along; i < halves.length; i += 2) {
      const low = halves[i] + halves[i - 2 * along];
      halves[i] = low;
      halves[i + 1] += halves[i + 1 - 2 * along] + (low > 0xffffffff ? 1 : 0);
    }
    return;
  }
  for (let i = along; i < array.length; i++) array[i] += array[i - along];
}

/** @returns {Run[]} the runs of a payload, in the colours of a theme */
export function runsOf(/** @type {Payload} */ payload, /** @type {Theme} */ theme) {
  const { arrays } = payload;
  return payload.runs.map((entry, index) => {
    const of = (/** @type {string} */ name) => /** @type {Float64Array | undefined} */ (arrays[`run.${index}.${name}`]);
    const params = entry.names.map((_, place) => of(`params.${place}`)).filter((column) => column !== undefined);
    const loss = of("loss") ?? new Float64Array();
    const step = of("step") ?? Float64Array.from(loss, (_, row) => row);
    const [x, y] = [0, 1].map((axis) => of("xy"[axis]) ?? projected(payload, params, axis) ?? new Float64Array(loss.length));
    const [gradient, shown] = [of("gradient") ?? null, of("shown") ?? null];
    return { ...entry, steps: step[step.length - 1], step, x, y, params, loss, shown, gradient, colour: theme.runs[index] };
  });
}

/** Return the places of a path along an axis of the plane, which may be a parameter; null where there is no such axis. */
function projected(/** @type {Payload} */ { arrays }, /** @type {Float64Array[]} */ params, /** @type {number} */ axis) {
  const origin = arrays["plane.origin"];
  const along = arrays["plane.axes"]?.subarray(axis * origin.length, (axis + 1) * origin.length);
  if (!along?.length || !params.length) return origin || axis ? null : (params[0] ?? null);
  const only = along.findIndex((share) => share === 1);
  if (only >= 0 && origin[only] === 0 && along.every((share, place) => share === 0 || place === only)) return params[only];
  return Float64Array.from(params[0], (_, row) => {
    let sum = 0;
    for (let place = 0; place < params.length; place++) sum += (params[place][row] - origin[place]) * along[place];
    return sum;
  });
}

/** Return the field of a payload, or null. @returns {Field | null} */
export function fieldOf(/** @type {Payload} */ payload, /** @type {Theme} */ theme) {
  const entry = payload.field;
  if (!entry) return null;
  const { low, high } = entry;
  const span = { ...entry.scale, low, high };
  const codes = /** @type {Uint16Array} */ (payload.arrays["field.codes"]);
  const table = Float64Array.from({ length: 65536 }, (_, code) => lossAt(span, code / entry.deepest));
  table[65533] = -Infinity;
  table[65534] = Infinity;
  table[65535] = NaN;
  return {
    ...entry,
    x: /** @type {Float64Array} */ (payload.arrays["field.x"]),
    y: /** @type {Float64Array} */ (payload.arrays["field.y"]),
    values: Float64Array.from(codes, (code) => table[code]),
    levels: /** @type {Float64Array} */ (payload.arrays["field.levels"]),
    colours: theme.ramp,
  };
}

/** Return the loss at a depth from 0 to 1. */
export function lossAt(/** @type {Scale} */ { low, high, decades }, /** @type {number} */ depth) {
  const slope = 10 ** decades;
  const share = decades ? Math.expm1(depth * Math.log1p(slope)) / slope : depth;
  return low + share * (high - low);
}

/** Return the row, not always whole, of a run at a step: between recorded rows on the straight line. */
export function rowOf(/** @type {Run} */ run, /** @type {number} */ step) {
  const { step: steps } = run;
  const last = steps.length - 1;
  if (!(step > steps[0])) return 0;
  if (step >= steps[last]) return last;
  const low = countUpTo(steps, step) - 1;
  return low + (step - steps[low]) / (steps[low + 1] - steps[low]);
}

/** Return the row of the last recorded step that is over at a step. */
export function reachedRow(/** @type {Run} */ run, /** @type {number} */ step) {
  return Math.floor(rowOf(run, step) + 1e-9);
}

/** Return the row of the recorded step that is nearest to a step. */
export function nearestRow(/** @type {Run} */ run, /** @type {number} */ step) {
  const row = rowOf(run, step);
  const low = Math.floor(row);
  return row - low > 0.5 ? low + 1 : low;
}

function text(/** @type {ParentNode} */ place, /** @type {string} */ id) {
  return place.querySelector(`#${id}`)?.textContent ?? "";
}

function fromBase64(/** @type {string} */ words) {
  const signs = atob(words);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i++) bytes[i] = signs.charCodeAt(i);
  return bytes;
}

async function inflate(/** @type {Uint8Array<ArrayBuffer>} */ bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
