// A canvas that is sharp on any screen, with layers that are painted anew only when what is on them changes.

/** @import { Page } from "../payload.js" */

/**
 * @typedef {{left: number, top: number, right: number, bottom: number}} Frame a rectangle, in CSS pixels
 * @typedef {(context: CanvasRenderingContext2D) => void} Paint
 */

export class Surface {
  width = 0;
  height = 0;
  ratio = 1;
  /** @type {Map<string, {key: string, canvas: HTMLCanvasElement}>} */
  #layers = new Map();

  /** Make a canvas in an element that readers can come to by keyboard. */
  constructor(/** @type {HTMLElement} */ element, /** @type {Page} */ page, /** @type {string} */ name) {
    this.page = page;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "chart";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", page.words[name] ?? name);
    element.append(this.canvas);
    this.context = contextOf(this.canvas);
    const styles = getComputedStyle(element);
    this.family = styles.fontFamily || "sans-serif";
  }

  resize(/** @type {number} */ width, /** @type {number} */ height) {
    this.width = width;
    this.height = height;
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
  }

  /** Return the context, cleared, in CSS pixels. */
  begin() {
    if (this.ratio !== (window.devicePixelRatio || 1)) this.resize(this.width, this.height);
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    return this.context;
  }

  /** Lay down a layer up to a right edge; it is painted if its key, the size or the theme has changed since. */
  lay(/** @type {string} */ name, /** @type {string} */ key, /** @type {Paint} */ paint, right = this.width) {
    const whole = `${key}|${this.canvas.width}x${this.canvas.height}|${this.page.theme.name}`;
    let layer = this.#layers.get(name);
    if (!layer) {
      layer = { key: "", canvas: document.createElement("canvas") };
      this.#layers.set(name, layer);
    }
    if (layer.key !== whole) {
      layer.key = whole;
      layer.canvas.width = this.canvas.width;
      layer.canvas.height = this.canvas.height;
      const context = contextOf(layer.canvas);
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      paint(context);
    }
    const wide = Math.min(Math.max(Math.round(right * this.ratio), 0), layer.canvas.width);
    if (!wide) return;
    this.context.drawImage(layer.canvas, 0, 0, wide, layer.canvas.height, 0, 0, wide / this.ratio, this.height);
  }

  /** Let whoever has the canvas know where on it values are: `canvas.where(x, y)` is a pixel, and `canvas.box()` all. */
  tellWhere(/** @type {() => {x: {at: (value: number) => number}, y: {at: (value: number) => number}, frame: Frame}} */ spans) {
    Object.assign(this.canvas, {
      where: (/** @type {number} */ atX, /** @type {number} */ atY) => {
        const { x, y } = spans();
        return [x.at(atX), y.at(atY)];
      },
      box: () => spans().frame,
    });
  }

  /** Return a font of the page of so many pixels. */
  font(/** @type {number} */ size, weight = 400) {
    return `${weight} ${size}px ${this.family}`;
  }

  /** Return how wide words are in a font. */
  wide(/** @type {string} */ words, /** @type {string} */ font) {
    this.context.font = font;
    return this.context.measureText(words).width;
  }
}

/** Return the context of a canvas for drawing in the plane. */
export function contextOf(/** @type {HTMLCanvasElement} */ canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** Draw within a frame alone. */
export function within(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Frame} */ { left, top, right, bottom },
  /** @type {() => void} */ paint,
) {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  paint();
  context.restore();
}

/** Write words with a casing, so that they can be read on any field. */
export function writeCased(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {string} */ words,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {{fill: string, casing: string}} */ { fill, casing },
) {
  context.lineJoin = "round";
  context.lineWidth = 3.4;
  context.setLineDash([]);
  context.strokeStyle = casing;
  context.strokeText(words, x, y);
  context.fillStyle = fill;
  context.fillText(words, x, y);
}

/** Return words that are no wider than a room: cut off, with an ellipsis, if need be. */
export function fitted(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {string} */ words,
  /** @type {number} */ room,
) {
  if (words.length < 400 && context.measureText(words).width <= room) return words;
  const signs = [...words.slice(0, 400)];
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${signs.slice(0, middle).join("")}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low ? `${signs.slice(0, low).join("").trimEnd()}…` : "";
}
