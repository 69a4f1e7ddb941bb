// The plane of learning rate and momentum, coloured by how fast descent comes to the minimum of a quadratic.

/** @import { Page, Panel } from "../payload.js" */
/** @import { Frame } from "../parts/surface.js" */
/** @import { Kind } from "../solving/momentum.js" */

import { drag } from "d3-drag";
import { select } from "d3-selection";
import { fill, make, tellPlace, write } from "../dom.js";
import { about, BELOW, drawAxes, roomAtLeft, Span } from "../parts/axes.js";
import { mixed } from "../parts/field.js";
import { drawRing } from "../parts/markers.js";
import { number } from "../parts/numerals.js";
import { rounded } from "../parts/start.js";
import { Surface, within, writeCased } from "../parts/surface.js";
import { colourOf, solvingOf } from "../solving/live.js";
import { bestOf, limitOf, rateOf } from "../solving/momentum.js";
import { chosen, RATE, settingsOf } from "../solving/tasks.js";

/** The room above is for the words on the point. */
const [TOP, RIGHT] = [34, 14];
/** Of the learning rate times the largest curvature, a little more than the most with which anything converges. */
const REACH = { momentum: 4.25, nesterov: 2.25 };
/** So many steps for one digit are the slowest that has a colour of its own. */
const SLOWEST = 3000;
const [LARGEST_MU, CELL, STRIDE] = [0.9999, 2, 0.02];
/** So many colours are no steps to the eye. */
const SHADES = 256;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @returns {Panel} */
export function momentumPlane(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  const solving = /** @type {import("../solving/types.js").Solving} */ (solvingOf(page));
  const { words } = page;
  const surface = new Surface(element, page, "momentum-plane");
  surface.canvas.removeAttribute("tabindex");
  surface.canvas.setAttribute("role", "img");
  const handle = make("div", { class: "start turned", tabindex: 0, role: "slider", "aria-label": words.momentumPoint, title: words.momentumHint });
  handle.append(make("span", { class: "dot" }));
  const told = make("p", { class: "rate" });
  element.append(told, handle);
  /** @type {Frame} */
  let frame = { left: 0, top: 0, right: 1, bottom: 1 };
  let painted = "";

  /** What the plane is of, and where the reader stands in it. */
  function now() {
    const choice = chosen(solving, page.state);
    /** @type {Kind} */
    const kind = choice.name === "nesterov" ? "nesterov" : "momentum";
    const settings = settingsOf(solving, page.state);
    const isOwn = ["gd", "momentum", "nesterov"].includes(choice.name);
    const decay = isOwn ? Number(settings.weight_decay ?? 0) : 0;
    const left = choice.name === "momentum" ? 1 - Number(settings.dampening ?? 0) : 1;
    const curvatures = (solving.curvatures ?? []).map((curvature) => (curvature + decay) * left);
    const [least, largest] = [curvatures[0], curvatures[curvatures.length - 1]];
    const best = bestOf(kind, least, largest);
    const eta = isOwn ? Number(settings[RATE]) : best.eta;
    const highest = REACH[kind] / largest;
    return { kind, curvatures, largest, highest, best, isOwn, eta, mu: isOwn ? Number(settings.momentum ?? 0) : best.mu };
  }

  const spans = (/** @type {number} */ highest) => ({
    x: new Span(0, highest, frame.left, frame.right).number(about(frame.right - frame.left, true)),
    y: new Span(0, 1, frame.bottom, frame.top).number(about(frame.bottom - frame.top)),
  });

  /** Go to a place of the plane, with the optimizer that it is of. */
  function move(/** @type {number} */ eta, /** @type {number} */ mu, fine = 1) {
    const { kind, highest } = now();
    const name = chosen(solving, page.state).name;
    const kept = name === kind ? page.state.settings : name === "gd" ? only(page.state.settings, ["steps", "weight_decay"]) : only(page.state.settings, ["steps"]);
    const lr = Math.max(rounded(Math.min(eta, highest), (fine * highest) / 400), highest * 1e-4);
    page.set({ optimizer: kind, settings: { ...kept, [RATE]: lr, momentum: Math.min(Math.max(rounded(mu, fine / 400), 0), LARGEST_MU) } });
  }

  /** @type {[number, number]} */
  let grip = [0, 0];
  const isInFrame = (/** @type {number} */ x, /** @type {number} */ y) => x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
  const to = (/** @type {number} */ left, /** @type {number} */ top) => {
    const { x, y } = spans(now().highest);
    move(x.value(left), y.value(top));
  };
  const dragging = /** @type {import("d3-drag").DragBehavior<HTMLElement, unknown, unknown>} */ (drag())
    .container(() => element)
    .filter((event) => !event.button && !event.ctrlKey && (event.target !== surface.canvas || isInFrame(event.offsetX ?? frame.left, event.offsetY ?? frame.top)))
    .on("start", (event) => {
      const { highest, eta, mu } = now();
      const { x, y } = spans(highest);
      const isHandle = handle.contains(event.sourceEvent.target);
      grip = isHandle ? [event.x - x.at(eta), event.y - y.at(mu)] : [0, 0];
      if (!isHandle) to(event.x, event.y);
      handle.focus({ preventScroll: true });
    })
    .on("drag", (event) => to(event.x - grip[0], event.y - grip[1]));
  for (const place of [handle, surface.canvas]) select(/** @type {HTMLElement} */ (place)).call(dragging);
  handle.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { eta, mu, highest } = now();
    const fine = event.shiftKey ? 0.1 : 1;
    move(eta + way[0] * fine * STRIDE * highest, mu + way[1] * fine * STRIDE, fine);
  });

  /** Colour the plane, a cell of some pixels at a time. */
  function paint(/** @type {CanvasRenderingContext2D} */ layer, /** @type {ReturnType<typeof now>} */ { kind, curvatures, largest, highest, best }) {
    const { theme } = page;
    const { x, y } = spans(highest);
    const [wide, high] = [Math.ceil((frame.right - frame.left) / CELL), Math.ceil((frame.bottom - frame.top) / CELL)];
    const picture = new ImageData(wide, high);
    const shades = Array.from({ length: SHADES }, (_, k) => channels(between(theme.ramp, k / (SHADES - 1))));
    const nothing = channels(theme.panel);
    for (let row = 0, at = 0; row < high; row += 1) {
      const mu = Math.min(y.value(frame.top + (row + 0.5) * CELL), LARGEST_MU);
      for (let column = 0; column < wide; column += 1, at += 4) {
        const rate = rateOf(kind, curvatures, x.value(frame.left + (column + 0.5) * CELL), mu);
        const share = Math.log(stepsForDigit(rate) / stepsForDigit(best.rate)) / Math.log(SLOWEST);
        const colour = rate < 1 ? shades[Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1))] : nothing;
        picture.data.set(colour, at);
      }
    }
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide, high];
    canvas.getContext("2d")?.putImageData(picture, 0, 0);
    within(layer, frame, () => layer.drawImage(canvas, frame.left, frame.top, wide * CELL, high * CELL));
    within(layer, frame, () => border(layer, kind, largest, x, y));
    drawAxes(layer, surface, frame, theme, { x, y, labels: [words.rate, words.momentumAxis], spines: true });
    drawRing(layer, x.at(best.eta), y.at(best.mu), 8.5, [[theme.casing, 4], [theme.ink, 1.6]]);
  }

  /** Mark where the rate is 1, and what lies beyond. */
  function border(/** @type {CanvasRenderingContext2D} */ layer, /** @type {Kind} */ kind, /** @type {number} */ largest, /** @type {Span} */ x, /** @type {Span} */ y) {
    const { theme } = page;
    const line = new Path2D();
    for (let i = 0; i <= 100; i += 1) {
      const mu = i / 100;
      const place = /** @type {[number, number]} */ ([x.at(limitOf(kind, largest, mu)), y.at(mu)]);
      if (i) line.lineTo(...place);
      else line.moveTo(...place);
    }
    layer.save();
    const beyond = new Path2D(line);
    beyond.lineTo(frame.right, frame.top);
    beyond.lineTo(frame.right, frame.bottom);
    beyond.closePath();
    layer.clip(beyond);
    layer.fillStyle = theme.panel;
    layer.fillRect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
    layer.strokeStyle = theme.grid;
    layer.lineWidth = 1;
    layer.beginPath();
    for (let at = frame.left - frame.bottom; at < frame.right; at += 9) {
      layer.moveTo(at, frame.bottom);
      layer.lineTo(at + frame.bottom - frame.top, frame.top);
    }
    layer.stroke();
    layer.restore();
    layer.strokeStyle = theme.ink;
    layer.lineWidth = 1.6;
    layer.stroke(line);
    layer.font = surface.font(13);
    layer.textAlign = "right";
    layer.textBaseline = "bottom";
    writeCased(layer, words.diverges, frame.right - 10, frame.bottom - 8, { fill: theme.ink, casing: theme.panel });
  }

  function draw() {
    const plane = now();
    const { kind, curvatures, highest, best, isOwn, eta, mu } = plane;
    // The point is no part of the canvas, which therefore rests while it is dragged.
    const key = `${kind} ${curvatures.join()} ${page.theme.name} ${surface.width}x${surface.height} ${devicePixelRatio}`;
    if (key !== painted) {
      painted = key;
      paint(surface.begin(), plane);
    }
    const { x, y } = spans(highest);
    const left = Math.min(x.at(eta), frame.right);
    handle.style.transform = `translate(${left}px, ${y.at(mu)}px)`;
    handle.style.setProperty("--own", page.solved ? colourOf(page, solving) : (page.runs[0]?.colour ?? page.theme.accent));
    handle.classList.toggle("idle", !isOwn);
    const rate = rateOf(kind, curvatures, eta, mu);
    tellPlace(handle, eta / highest, `${words.rate} ${number(eta)}, ${words.momentumAxis} ${number(mu)}: ${inWords(rate)}`);
    write(told, isOwn ? inWords(rate) : fill(words.momentumRing, { rate: number(best.rate), lr: number(best.eta), momentum: number(best.mu) }));
  }

  function inWords(/** @type {number} */ rate) {
    if (!(rate < 1)) return fill(words.rateDiverges, { rate: number(rate) });
    return fill(words.rateIs, { rate: number(rate), steps: number(stepsForDigit(rate)) });
  }

  return {
    draw,
    resize(width, height) {
      surface.resize(width, height);
      const bottom = height - BELOW;
      const y = new Span(0, 1, bottom, TOP).number(about(bottom - TOP));
      frame = { left: roomAtLeft(surface, y, true), top: TOP, right: width - RIGHT, bottom };
    },
    describe() {
      const { best, eta, mu, kind, curvatures } = now();
      const optimum = fill(words.momentumBest, { rate: number(best.rate), lr: number(best.eta), momentum: number(best.mu) });
      return `${words.momentumAbout} ${optimum} ${inWords(rateOf(kind, curvatures, eta, mu))}`;
    },
  };
}

/** Return how many steps shrink the error to a tenth. @param {number} rate */
const stepsForDigit = (rate) => (rate > 0 ? 1 / -Math.log10(Math.min(rate, 1)) : 0.05);

/** Return the entries of these names. @param {Record<string, number>} settings @param {string[]} names */
const only = (settings, names) => Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));

/** Return the colour at a share of the way along a ramp. @param {string[]} ramp @param {number} share */
function between(ramp, share) {
  const at = share * (ramp.length - 1);
  const below = Math.min(Math.floor(at), ramp.length - 2);
  return mixed(ramp[below], ramp[below + 1], at - below);
}

/** Return red, green, blue and opacity of a colour such as #12abef. @param {string} colour */
function channels(colour) {
  const code = Number.parseInt(colour.slice(1), 16);
  return [(code >> 16) & 255, (code >> 8) & 255, code & 255, 255];
}
