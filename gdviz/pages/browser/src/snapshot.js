// A picture of the page: its title, the key, and all panels as they are now, as a PNG.

/** @import { Placed } from "./layout.js" */
/** @import { Page } from "./payload.js" */

const EDGE = 24;

/** Return the page as a picture, with the dials where they are seen. */
export function picture(
  /** @type {Page} */ page,
  /** @type {Placed[]} */ placed,
  /** @type {HTMLElement[]} */ beside,
  /** @type {HTMLElement} */ whole,
) {
  const ratio = Math.max(2, devicePixelRatio);
  const frame = whole.getBoundingClientRect();
  const dials = /** @type {HTMLElement | null} */ (document.querySelector("#solving:not([hidden])"));
  const low = Math.max(...[...placed.map(({ section }) => section), ...(dials ? [dials] : [])].map((one) => one.getBoundingClientRect().bottom));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((frame.width + 2 * EDGE) * ratio);
  canvas.height = Math.round((low - frame.top + 2 * EDGE) * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  context.fillStyle = page.theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(EDGE - frame.left, EDGE - frame.top);
  for (const element of beside) {
    letters(context, element);
    canvases(context, element);
  }
  for (const { panel, section, stage } of placed) {
    outline(context, section);
    // What WebGL has painted is there until the screen has shown it, and is fetched at once.
    panel.draw();
    canvases(context, section);
    for (const handle of section.querySelectorAll(".start .dot")) if (isShown(handle)) outline(context, /** @type {HTMLElement} */ (handle));
    letters(context, stage);
  }
  if (dials) {
    for (const box of [dials, ...dials.querySelectorAll(".own")]) outline(context, /** @type {HTMLElement} */ (box));
    letters(context, dials);
    values(context, dials);
  }
  return canvas;
}

/** Save a picture under a name. */
export async function save(/** @type {HTMLCanvasElement} */ canvas, /** @type {string} */ name) {
  /** @type {Blob} */
  const blob = await new Promise((done, failed) => {
    canvas.toBlob((made) => (made ? done(made) : failed(new Error("no picture"))), "image/png");
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function isShown(/** @type {Element} */ element) {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Draw the canvases and the pictures in an element. */
function canvases(/** @type {CanvasRenderingContext2D} */ context, /** @type {HTMLElement} */ element) {
  for (const one of element.querySelectorAll("img")) {
    const { left, top, width, height } = one.getBoundingClientRect();
    if (isShown(one)) context.drawImage(one, left, top, width, height);
  }
  for (const one of element.querySelectorAll("canvas")) {
    const { left, top, width, height } = one.getBoundingClientRect();
    if (one.width && one.height && isShown(one)) context.drawImage(one, left, top, width, height);
  }
}

/** Draw the frame and the ground of a panel. */
function outline(/** @type {CanvasRenderingContext2D} */ context, /** @type {HTMLElement} */ element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  context.beginPath();
  context.roundRect(left + 0.5, top + 0.5, width - 1, height - 1, parseFloat(style.borderRadius) || 0);
  context.fillStyle = style.backgroundColor;
  context.fill();
  const wide = parseFloat(style.borderWidth) || 0;
  if (!wide) return;
  context.strokeStyle = style.borderColor;
  context.lineWidth = wide;
  context.stroke();
}

/** Draw all visible words in an element where they stand; what is pressed or chosen is no part of a picture. */
function letters(/** @type {CanvasRenderingContext2D} */ context, /** @type {HTMLElement} */ element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const words = node.textContent ?? "";
    if (!parent || !words.trim() || parent.closest("button, select, input, summary, svg, .unseen") || !isShown(parent)) continue;
    const style = getComputedStyle(parent);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textBaseline = "alphabetic";
    // Words that were broken into lines are drawn line by line.
    for (const { text, left, top, height } of lines(node, words, range)) {
      const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text);
      context.fillText(text, left, top + (height + ascent - descent) / 2);
    }
  }
}

/** Draw what is chosen and typed in an element, as words. */
function values(/** @type {CanvasRenderingContext2D} */ context, /** @type {HTMLElement} */ element) {
  for (const one of element.querySelectorAll("select, input.field")) {
    if (!isShown(one)) continue;
    const { right, top, height } = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const said = one instanceof HTMLSelectElement ? one.selectedOptions[0].text : /** @type {HTMLInputElement} */ (one).value;
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText(said, right - 8, top + height / 2 + 1);
  }
  context.textAlign = "left";
}

function lines(/** @type {Node} */ node, /** @type {string} */ words, /** @type {Range} */ range) {
  range.selectNodeContents(node);
  const boxes = [...range.getClientRects()];
  if (boxes.length === 1) return [{ text: words.trim(), left: boxes[0].left, top: boxes[0].top, height: boxes[0].height }];
  /** @type {{text: string, left: number, top: number, height: number}[]} */
  const found = [];
  for (let i = 0; i < words.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getBoundingClientRect();
    const last = found.at(-1);
    if (!box.width) continue;
    if (last && Math.abs(last.top - box.top) < 2) last.text += words[i];
    else found.push({ text: words[i], left: box.left, top: box.top, height: box.height });
  }
  return found;
}
