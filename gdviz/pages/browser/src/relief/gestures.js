// Turning and zooming a relief by pointer, wheel, fingers and keys. A page still scrolls: the wheel wants Ctrl, or a
// click before, and one finger turns sideways while up and down it scrolls.

/** @import { Camera, View } from "./view.js" */

import { focusPointed } from "../parts/pointing.js";
import { clamp, within } from "./view.js";

/** Degrees to a pixel, sideways and up, and to a key. */
const [SIDEWAYS, UPWARDS, BY_KEY] = [0.45, 0.35, 5];
/** How much nearer a key brings it. */
const BY_STEP = 1.2;
/** How far a pointer moves at most in a click, in pixels. */
const STILL = 4;

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const CLOSER = { "+": 1, "=": 1, "-": -1, "−": -1 };

/**
 * Let a reader turn a relief.
 * @param {HTMLElement} element
 * @param {{camera: () => Camera, view: () => View | null, set: (camera: Camera | null) => void,
 *   point: (x: number, y: number) => void, leave: () => void, refused: () => void}} how
 *   what is told: a camera, or null for the one at the start; what is pointed at; and that a wheel was
 *   left to the page
 */
export function letTurn(element, { camera, view, set, point, leave, refused }) {
  /** @type {Map<number, [number, number]>} */
  const pointers = new Map();
  let moved = 0;
  const place = (/** @type {MouseEvent} */ event) => {
    const { left, top } = element.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - left, event.clientY - top]);
  };
  const turn = (/** @type {number} */ sideways, /** @type {number} */ upwards) => {
    // What scrolls the page is no turn.
    if (!sideways && !upwards) return;
    const now = camera();
    set(within({ ...now, azimuth: now.azimuth + sideways, elevation: now.elevation + upwards }));
  };
  const zoom = (/** @type {number} */ factor, /** @type {[number, number] | null} */ at = null) => {
    const [now, seen] = [camera(), view()];
    if (!seen) return;
    const { distance } = within({ ...now, distance: now.distance / factor });
    const shift = (distance - now.distance) / (seen.scale * now.distance);
    const [x, y] = at ?? [seen.width / 2, seen.middle];
    const [right, up] = [(now.right ?? 0) + (x - seen.width / 2) * shift, (now.up ?? 0) + (seen.middle - y) * shift];
    set(within({ ...now, distance, right, up }));
  };
  const pan = (/** @type {number} */ dx, /** @type {number} */ dy) => {
    const [now, seen] = [camera(), view()];
    if (seen) set(within({ ...now, right: (now.right ?? 0) + dx / seen.scale, up: (now.up ?? 0) - dy / seen.scale }));
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button && event.pointerType === "mouse") return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = 0;
    element.classList.add("held");
  });
  element.addEventListener("pointermove", (event) => {
    const [at, before] = [place(event), pointers.get(event.pointerId)];
    if (!before) {
      point(...at);
      return;
    }
    const [dx, dy] = [at[0] - before[0], at[1] - before[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 1 && moved <= STILL) return;
    leave();
    if (pointers.size === 1) {
      if (event.shiftKey) pan(dx, dy);
      else turn(-SIDEWAYS * dx, event.pointerType === "touch" ? 0 : UPWARDS * dy);
    } else {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, spot]) => spot);
      const gap = (/** @type {[number, number]} */ spot) => Math.max(Math.hypot(spot[0] - other[0], spot[1] - other[1]), 1);
      zoom(gap(at) / gap(before), other);
      turn((-SIDEWAYS * dx) / 2, (UPWARDS * dy) / 2);
    }
    pointers.set(event.pointerId, at);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (!pointers.delete(event.pointerId) || pointers.size) return;
    element.classList.remove("held");
    if (event.type === "pointerup" && moved <= STILL) {
      focusPointed(element);
      point(...place(event));
    }
  };
  for (const type of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) element.addEventListener(type, end);
  element.addEventListener("pointerleave", () => pointers.size || leave());
  element.addEventListener("dblclick", () => set(null));
  element.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== element) {
        refused();
        return;
      }
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode ? 16 : 1);
      zoom(Math.exp(-clamp(pixels, -240, 240) * (event.ctrlKey ? 0.006 : 0.002)), place(event));
    },
    { passive: false },
  );
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way && event.shiftKey) pan(-24 * way[0], 24 * way[1]);
    else if (way) turn(-BY_KEY * way[0], BY_KEY * way[1]);
    else if (event.key in CLOSER) zoom(BY_STEP ** CLOSER[event.key]);
    else if (event.key === "0" || event.key === "Home") set(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
