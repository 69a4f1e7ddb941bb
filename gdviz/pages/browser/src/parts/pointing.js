// Where on a chart a pointer is: a mouse as it moves, and a finger where it has tapped, until it taps elsewhere.

/** A finger that has moved no farther has tapped, in pixels. */
const STILL = 8;

/** Give a chart the focus that is pointed at: until a key is pressed, no frame says so to those who see where they point. */
export function focusPointed(/** @type {HTMLElement} */ canvas) {
  if (document.activeElement === canvas) return;
  canvas.classList.add("pointed");
  canvas.focus({ preventScroll: true });
  const over = () => canvas.classList.remove("pointed");
  for (const type of ["blur", "keydown"]) canvas.addEventListener(type, over, { once: true, capture: true });
}

/** Whether a chart that has the focus was come to by keyboard. */
export const isByKeys = (/** @type {HTMLElement} */ canvas) => canvas.matches(":focus-visible:not(.pointed)");

/**
 * Tell a chart where the pointer is, and when it is there no more.
 * @param {HTMLCanvasElement} canvas
 * @param {{moved: (event: PointerEvent) => void, left: () => void}} chart
 */
export function letPoint(canvas, { moved, left }) {
  let isOn = false;
  /** @type {[number, number]} */
  let down = [NaN, NaN];
  const move = (/** @type {PointerEvent} */ event) => {
    isOn = true;
    moved(event);
  };
  const leave = () => {
    if (isOn) left();
    isOn = false;
  };
  canvas.addEventListener("pointerdown", ({ offsetX, offsetY }) => (down = [offsetX, offsetY]));
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "touch") return;
    const isTap = Math.hypot(event.offsetX - down[0], event.offsetY - down[1]) <= STILL;
    if (isTap) move(event);
    else leave();
  });
  canvas.addEventListener("pointercancel", leave);
  // A finger that is lifted has not gone elsewhere.
  canvas.addEventListener("pointerleave", (event) => event.pointerType === "touch" || leave());
  canvas.addEventListener("blur", leave);
}
