// The landscape as a lit relief, with the runs' paths and balls on it: what `gdviz figure surface` draws, to be turned.

/** @import { Page, Panel, Run } from "../payload.js" */
/** @import { Camera, View } from "../relief/view.js" */

import { fill } from "../dom.js";
import { nearestRow } from "../payload.js";
import { drawRing } from "../parts/markers.js";
import { numbersAt, numbersOf, Readout } from "../parts/readout.js";
import { Sampled } from "../parts/sampled.js";
import { shownRuns } from "../parts/shown.js";
import { resetButton } from "../parts/tools.js";
import { paintBalls, paintDot, paintMinimum } from "../relief/balls.js";
import { Backdrop } from "../relief/backdrop.js";
import { letTurn } from "../relief/gestures.js";
import { exitsOf, paintExits, tellEnds } from "../relief/exits.js";
import { Ground } from "../relief/ground.js";
import { paintPaths, Path } from "../relief/paths.js";
import { lossUnder } from "../solving/live.js";
import { project, rayThrough, viewOf, within } from "../relief/view.js";
import { stretchesOf } from "../solving/slices.js";

/** How far from a path a pointer points at it, in pixels. */
const NEAR = 14;
/** So many points has the shorter side of a panel, as a figure's; a point is no smaller and no larger than this. */
const [SHORT, LEAST, MOST] = [324, 0.95, 1.9];
/** A relief that has not turned for so many milliseconds rests. */
const REST = 160;

/** Above this the tools of the panel stand, in pixels. */
const TOP = 34;

/** @returns {Panel} */
export function relief(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
  return new Relief(element, page);
}

class Relief {
  constructor(/** @type {HTMLElement} */ element, /** @type {Page} */ page) {
    this.page = page;
    this.ground = new Ground(page.payload);
    this.outline = this.ground.outline();
    /** @type {Sampled | null} */
    this.sampled = null;
    this.backdrop = new Backdrop(element, page, this.ground);
    this.canvas = document.createElement("canvas");
    this.canvas.className = "chart relief";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", `${page.words.relief}: ${page.words.turnHint}`);
    element.append(this.canvas);
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.readout = new Readout(element);
    this.reset = resetButton(element, page, () => this.page.set({ camera: null }));
    /** @type {WeakMap<Run, Path>} */
    this.paths = new WeakMap();
    /** @type {View | null} */
    this.view = null;
    this.seen = "";
    this.turned = -Infinity;
    this.timer = 0;
    this.width = this.height = 0;
    this.ratio = this.unit = 1;
    letTurn(this.canvas, {
      camera: () => this.camera,
      view: () => this.view,
      set: (camera) => page.set({ camera }),
      point: (x, y) => this.point(x, y),
      leave: () => this.leave(),
      refused: () => this.readout.hint(page.words.wheel),
    });
  }

  /** Where the camera stands. @returns {Camera} */
  get camera() {
    return within(this.page.state.camera ?? this.page.payload.extras.relief.camera);
  }

  resize(/** @type {number} */ width, /** @type {number} */ height) {
    [this.width, this.height, this.ratio] = [width, height, window.devicePixelRatio || 1];
    this.unit = Math.min(Math.max(Math.min(width, height) / SHORT, LEAST), MOST);
    [this.canvas.width, this.canvas.height] = [width, height].map((side) => Math.round(side * this.ratio));
    [this.canvas.style.width, this.canvas.style.height] = [`${width}px`, `${height}px`];
    this.backdrop.resize(width, height, this.ratio);
  }

  draw() {
    const { page, width, height, unit } = this;
    if (!width || !height) return;
    this.reset.hidden = page.state.camera === null;
    const seen = JSON.stringify([this.camera, width, height, this.ratio]);
    if (!this.view || this.seen !== seen) {
      this.view = viewOf(this.camera, this.outline, width, height, unit);
      this.seen = seen;
      this.turned = performance.now();
      // How world points are seen, for who wants to find them in the picture.
      const { scale, x, y } = this.view;
      this.canvas.dataset.view = JSON.stringify({ ...this.camera, scale, x, y });
    }
    this.backdrop.draw(this.view, unit);
    this.#paintMoving(this.view);
  }

  /** Paint what moves with the clock and the pointer. */
  #paintMoving(/** @type {View} */ view) {
    const { pen, page, ground, unit, ratio } = this;
    const { theme, state } = page;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    const minima = (page.field?.minima ?? []).map(([x, y]) => ground.place(x, y)).filter(([x, y]) => ground.holds(x, y));
    for (const base of minima) paintMinimum(pen, ground, view, theme, base, unit);
    const shown = shownRuns(page).map((one) => ({ ...one, path: this.pathOf(one.run) }));
    const isTurning = performance.now() - this.turned < REST;
    if (isTurning && shown.some(({ path }) => path.coarse)) {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(page.redraw, REST + 20);
    }
    const isWhole = paintPaths(pen, shown.map(({ path }) => path), view, state.step, theme.casing, unit, isTurning, theme.relief);
    if (!isWhole) page.redraw();
    const ended = shown.map(({ run, look, path }) => {
      const base = path.at(state.step);
      return { run, look, path, base, exits: exitsOf(path.line, state.step, run.steps), ball: base && project(view, ...ground.drape(...base, view.ball)) };
    });
    for (const { run, exits } of ended) {
      const start = ground.place(run.x[0], run.y[0]);
      if (ground.holds(...start)) paintDot(pen, ground, view, start, theme.casing, theme.ink, unit);
      paintExits(pen, exits, run.colour, theme.casing, unit);
    }
    const balls = ended.flatMap(({ run, look, base }) => (base ? [{ centre: ground.rest(...base, view.ball), look, colour: run.colour }] : []));
    paintBalls(pen, balls, ground, view, theme, unit, ratio);
    tellEnds(pen, ended, page, { width: this.width, height: this.height, top: TOP, unit, family: this.backdrop.family });
    this.#paintPointed(view);
  }

  /** Mark what is pointed at here or in another panel. */
  #paintPointed(/** @type {View} */ view) {
    const { pen, page, ground, unit } = this;
    const { hovered, pointer } = page.state;
    const run = hovered && shownRuns(page)[hovered.run]?.run;
    const base = run && this.pathOf(run).at(hovered.step);
    if (base) {
      paintDot(pen, ground, view, base, run.colour, page.theme.background, unit, 3.6);
      const [x, y] = project(view, ...ground.drape(...base, 3 * ground.base.lift));
      drawRing(pen, x, y, 6.5 * unit, [[page.theme.ink, 1.4 * unit]]);
    } else if (pointer) {
      const place = ground.place(...pointer);
      if (ground.holds(...place) && ground.inside(...place) > 0) {
        paintDot(pen, ground, view, place, page.theme.ink, page.theme.casing, unit, 2);
      }
    }
  }

  /** Return the path of a run, made once. */
  pathOf(/** @type {Run} */ run) {
    const known = this.paths.get(run);
    if (known) return known;
    const { runs, field, payload: { arrays, extras } } = this.page;
    const index = runs.indexOf(run);
    const own = () => (field ? stretchesOf(run, field.heights, extras.relief.contours.count + 1) : []);
    const path = new Path(run, this.ground, arrays[`relief.lanes.${index}`], index < 0 ? own() : extras.relief.stretches[index]);
    this.paths.set(run, path);
    return path;
  }

  /** Tell what a pointer points at: a recorded step, or else a place of the surface. */
  point(/** @type {number} */ x, /** @type {number} */ y) {
    const { page, view } = this;
    if (!view) return;
    const nearest = shownRuns(page)
      .map(({ run }, index) => ({ run, index, ...this.pathOf(run).nearest(view, page.state.step, x, y) }))
      .reduce((best, one) => (one.gap < best.gap ? one : best));
    if (nearest.gap <= NEAR) {
      const row = nearestRow(nearest.run, nearest.step);
      page.set({ hovered: { run: nearest.index, step: nearest.run.step[row] }, pointer: null });
      this.readout.show(x, y, [numbersOf(page, nearest.run, row)]);
      return;
    }
    const base = this.ground.meet(view.eye, rayThrough(view, x, y));
    if (!base || !page.field) {
      this.leave();
      return;
    }
    this.sampled ??= new Sampled(page.field);
    const pointer = this.ground.pointAt(...base);
    page.set({ pointer, hovered: null });
    this.readout.show(x, y, [numbersAt(page.field.labels, pointer, page.words.loss, this.sampled.told(pointer, lossUnder(page, pointer)))]);
  }

  leave() {
    this.readout.hide();
    if (this.page.state.pointer || this.page.state.hovered) this.page.set({ pointer: null, hovered: null });
  }

  describe() {
    const { azimuth, elevation } = this.camera;
    const seen = fill(this.page.words.seenFrom, { azimuth: Math.round(azimuth), elevation: Math.round(elevation) });
    return [seen, ...this.backdrop.notes].join("; ");
  }
}
