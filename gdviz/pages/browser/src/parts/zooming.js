// Zoom and pan in a frame by wheel, fingers and keys. A page still scrolls: the wheel wants Ctrl, or a click before.

/** @import { Frame } from "./surface.js" */
/** @import { D3ZoomEvent, ZoomTransform } from "d3-zoom" */

import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { focusPointed } from "./pointing.js";

/** @typedef {[number, number, number, number]} View from x0 to x1 and from y0 to y1 */

/** So much nearer at most; and a wheel turns by at least so many pixels at once. */
const [MOST, NOTCH] = [2000, 50];
/** As all there is to see becomes more or less, a view may be so much larger than it, or so much nearer than can be zoomed. */
const OUTERMOST = 1000;
/** @type {Record<string, number>} */
const CLOSER = { "+": 1.4, "=": 1.4, "-": 1 / 1.4, "−": 1 / 1.4 };
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Return a view, or null where it is none: an address may say anything, and where nothing of the whole is seen, or it is
 * so near or so far that an axis has no numbers, there is nothing to show.
 * @param {View | null} view
 * @param {View} whole
 */
export function viewWithin(view, whole) {
  const isView = view?.every(Number.isFinite) && [0, 2].every((low) => {
    const [from, to, first, last] = [view[low], view[low + 1], whole[low], whole[low + 1]];
    const share = (to - from) / (last - first);
    return from < last && to > first && share > 1 / OUTERMOST / MOST && share < OUTERMOST;
  });
  return isView ? view : null;
}

/**
 * Let a reader zoom and pan.
 * @param {HTMLCanvasElement} canvas
 * @param {{frame: () => Frame, whole: () => View, get: () => View | null, set: (view: View | null) => void,
 *   isTaken?: (event: Event) => boolean, refused?: () => void}} chart its frame; all there is to see, in whatever the
 *   axes are even in; what of it is shown, null for all; whether a press is someone else's; and what is told if a
 *   wheel was left to the page
 */
export function letZoom(canvas, { frame, whole, get, set, isTaken = () => false, refused = () => {} }) {
  const isActive = () => document.activeElement === canvas;
  // One finger scrolls the page, but for a chart that has been touched and shows a part that can be moved.
  const isHeld = () => isActive() && get() !== null;
  const arm = () => (canvas.style.touchAction = isHeld() ? "none" : "");
  const selection = select(canvas);
  const behaviour = /** @type {import("d3-zoom").ZoomBehavior<HTMLCanvasElement, unknown>} */ (zoom());
  behaviour
    .scaleExtent([1, MOST])
    .wheelDelta(turn)
    .extent(() => corners(frame()))
    .filter((/** @type {any} */ event) => {
      if (event.type === "dblclick" || isTaken(event)) return false;
      if (event.type === "wheel") return event.ctrlKey || event.metaKey || isActive();
      if (event.type === "touchstart") return event.touches.length > 1 || isHeld();
      return !event.button && !event.ctrlKey;
    })
    .on("start", (/** @type {D3ZoomEvent<HTMLCanvasElement, unknown>} */ { sourceEvent }) => {
      if (sourceEvent?.type === "mousedown") canvas.classList.add("held");
    })
    .on("end", () => {
      canvas.classList.remove("held");
      arm();
    })
    .on("zoom", (/** @type {D3ZoomEvent<HTMLCanvasElement, unknown>} */ { transform, sourceEvent }) => {
      if (sourceEvent || isMoving) set(viewOf(transform, frame(), whole()));
    });
  let isMoving = false;

  /** Follow what is shown, whoever changed it. */
  function follow() {
    behaviour.translateExtent(corners(frame()));
    const wanted = transformOf(get(), frame(), whole());
    const { k, x, y } = zoomTransform(canvas);
    if (Math.abs(k / wanted.k - 1) + Math.abs(x - wanted.x) + Math.abs(y - wanted.y) > 1e-6) {
      // What is only followed is no gesture, and nobody is to be told of it.
      /** @type {any} */ (canvas).__zoom = wanted;
    }
  }

  function move(/** @type {() => void} */ how) {
    follow();
    isMoving = true;
    how();
    isMoving = false;
  }

  selection.call(behaviour).on("dblclick.zoom", null);
  canvas.addEventListener("dblclick", () => {
    set(null);
    arm();
  });
  canvas.addEventListener("pointerdown", () => {
    follow();
    focusPointed(canvas);
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      follow();
      if (!event.ctrlKey && !event.metaKey && !isActive()) refused();
    },
    { capture: true, passive: true },
  );
  canvas.addEventListener("focus", arm);
  canvas.addEventListener("blur", arm);
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (event.key === "0") set(null);
    else if (CLOSER[event.key]) move(() => behaviour.scaleBy(selection, CLOSER[event.key]));
    else if (way && get()) {
      const { left, top, right, bottom } = frame();
      const { k } = zoomTransform(canvas);
      move(() => behaviour.translateBy(selection, (0.1 * way[0] * (right - left)) / k, (0.1 * way[1] * (bottom - top)) / k));
    } else return;
    arm();
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Return by how many doublings a wheel, or two fingers on a pad, which come as one with Ctrl, bring nearer. */
function turn(/** @type {WheelEvent} */ { deltaY, deltaMode, ctrlKey }) {
  const pixels = deltaY * (deltaMode === 1 ? 25 : deltaMode ? 500 : 1);
  const isPinch = ctrlKey && !deltaMode && Math.abs(pixels) < NOTCH;
  return Math.min(Math.max(-pixels * (isPinch ? 0.02 : 0.0035), -1), 1);
}

/** @returns {[[number, number], [number, number]]} */
function corners(/** @type {Frame} */ { left, top, right, bottom }) {
  return [[left, top], [right, bottom]];
}

/** Return what is seen of all there is, null for all of it. @returns {View | null} */
function viewOf(/** @type {ZoomTransform} */ { k, x, y }, /** @type {Frame} */ frame, /** @type {View} */ [x0, x1, y0, y1]) {
  if (k <= 1 + 1e-9) return null;
  const across = (/** @type {number} */ pixel) => x0 + (((pixel - x) / k - frame.left) / (frame.right - frame.left)) * (x1 - x0);
  const up = (/** @type {number} */ pixel) => y1 - (((pixel - y) / k - frame.top) / (frame.bottom - frame.top)) * (y1 - y0);
  return [across(frame.left), across(frame.right), up(frame.bottom), up(frame.top)];
}

/** Return how all there is has been moved and scaled for what is seen of it. */
function transformOf(/** @type {View | null} */ view, /** @type {Frame} */ frame, /** @type {View} */ [x0, x1, y0, y1]) {
  if (!view) return zoomIdentity;
  const k = (x1 - x0) / (view[1] - view[0]);
  const x = frame.left - k * (frame.left + ((view[0] - x0) / (x1 - x0)) * (frame.right - frame.left));
  const y = frame.top - k * (frame.top + ((y1 - view[3]) / (y1 - y0)) * (frame.bottom - frame.top));
  return zoomIdentity.translate(x, y).scale(k);
}
