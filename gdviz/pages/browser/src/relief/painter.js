// The lit surface, its floor and the walls of its holes, as WebGL paints them: the light of gdviz/relief/light.py.

/** @import { Payload, Theme } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { Geometry, Program, Renderer, Texture } from "ogl";
import { rgb, stoneOf } from "./colours.js";
import { FLOOR, PLAIN, SURFACE, VERTICES, WALL_VERTICES } from "./shaders.js";
import { matrixOf } from "./view.js";
import { wallsOf } from "./walls.js";

const ATTRIBUTES = { alpha: true, antialias: true, depth: true, premultipliedAlpha: true };

/** Everything that lies in a WebGL context; throws where there is none. */
export class Painter {
  /**
   * @param {Payload} payload
   * @param {Ground} ground
   * @param {(event: Event) => void} lost called when the context is taken away
   */
  constructor(payload, ground, lost) {
    this.canvas = document.createElement("canvas");
    if (!this.canvas.getContext("webgl2", ATTRIBUTES)) throw new Error("no WebGL");
    this.canvas.addEventListener("webglcontextlost", lost, { once: true });
    this.renderer = new Renderer({ canvas: this.canvas, dpr: 1, ...ATTRIBUTES });
    const gl = (this.gl = this.renderer.gl);
    const about = (this.about = payload.extras.relief);
    this.ground = ground;
    const ramp = new Texture(gl, { generateMipmaps: false, minFilter: gl.LINEAR, wrapS: gl.CLAMP_TO_EDGE, flipY: false });
    this.ramp = ramp;
    /** @type {Record<string, {value: any}>} */
    this.uniforms = {
      view: { value: null },
      ramp: { value: ramp },
      height: { value: about.height },
      bottom: { value: about.floor },
      sides: { value: ground.half },
      lamp: { value: about.lamp },
      warm: { value: about.light[0] },
      cool: { value: about.light[1] },
      underside: { value: about.underside },
      pale: { value: about.pale },
      hatch: { value: about.hatch },
      lines: { value: [about.contours.count + 1, about.contours.stronger] },
      looks: { value: about.contours.looks.flat() },
      unit: { value: 1 },
      holes: { value: ground.solid ? 1 : 0 },
      glass: { value: 0 },
      ink: { value: null },
      muted: { value: null },
      page: { value: null },
      shade: { value: null },
      stone: { value: null },
    };
    const { uniforms } = this;
    /** @type {Theme | null} */
    this.theme = null;
    const how = { uniforms, cullFace: /** @type {any} */ (false), transparent: false };
    this.surface = new Program(gl, { vertex: VERTICES(false), fragment: SURFACE, ...how });
    this.floor = new Program(gl, { vertex: VERTICES(true), fragment: FLOOR, ...how });
    this.mesh = meshOf(gl, payload, ground);
    const walls = wallsOf(payload, ground);
    this.walls = walls && {
      program: new Program(gl, { vertex: WALL_VERTICES, fragment: PLAIN, ...how }),
      geometry: new Geometry(gl, {
        position: { size: 3, data: walls.places },
        light: { size: 4, data: walls.light },
      }),
    };
  }

  /** Paint the surface as a view sees it, with so many pixels to a pixel of the view. */
  paint(/** @type {View} */ view, /** @type {Theme} */ theme, /** @type {number} */ unit, /** @type {number} */ ratio) {
    const { gl, uniforms, about } = this;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) this.renderer.setSize(width, height);
    this.#dress(theme);
    uniforms.view.value = matrixOf(view);
    uniforms.unit.value = unit * ratio;
    uniforms.glass.value = view.eye[2] > about.floor ? 0 : 1;
    this.renderer.bindFramebuffer();
    this.renderer.setViewport(width, height);
    this.renderer.enable(gl.DEPTH_TEST);
    this.renderer.setDepthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    // The nearer first: what lies behind it need not be lit.
    for (const program of [this.surface, this.floor]) {
      program.use();
      this.mesh.draw({ program });
      if (this.walls && program === this.surface) {
        this.walls.program.use();
        this.walls.geometry.draw({ program: this.walls.program });
      }
    }
  }

  /** Take the colours of a theme. */
  #dress(/** @type {Theme} */ theme) {
    if (this.theme === theme) return;
    this.theme = theme;
    this.ramp.image = new Uint8Array(theme.relief.flatMap((colour) => [...rgb(colour).map((part) => 255 * part), 255]));
    this.ramp.width = theme.relief.length;
    this.ramp.height = 1;
    this.ramp.needsUpdate = true;
    for (const name of /** @type {const} */ (["ink", "muted", "shade"])) this.uniforms[name].value = rgb(theme[name]);
    this.uniforms.page.value = rgb(theme.background);
    this.uniforms.stone.value = stoneOf(theme.relief);
  }

  /** Give the context back. */
  release() {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** Return the mesh with all that is told of its places. */
function meshOf(/** @type {any} */ gl, /** @type {Payload} */ payload, /** @type {Ground} */ ground) {
  const { columns, rows, cell, half, depth } = ground;
  const count = columns * rows;
  const places = new Float32Array(3 * count);
  const light = new Uint8Array(4 * count);
  const fields = new Uint8Array(4 * count).fill(255);
  const of = (/** @type {string} */ name) => payload.arrays[`relief.${name}`];
  const tables = [of("lamp"), of("sky"), of("shade")];
  const [solid, plateau] = [of("ground"), of("plateau")];
  for (let at = 0; at < count; at++) {
    places.set([(at % columns) * cell[0] - half[0], Math.floor(at / columns) * cell[1] - half[1], depth[at]], 3 * at);
    for (let k = 0; k < 3; k++) light[4 * at + k] = tables[k][at];
    if (solid) fields[4 * at] = solid[at];
    if (plateau) fields[4 * at + 1] = plateau[at];
  }
  const index = new (count > 65536 ? Uint32Array : Uint16Array)(6 * (columns - 1) * (rows - 1));
  let next = 0;
  for (let j = 0; j + 1 < rows; j++) {
    for (let i = 0; i + 1 < columns; i++) {
      const at = j * columns + i;
      index.set([at, at + 1, at + columns + 1, at, at + columns + 1, at + columns], next);
      next += 6;
    }
  }
  return new Geometry(gl, {
    place: { size: 3, data: places },
    normal: { size: 3, data: ground.normals },
    light: { size: 4, data: light, type: gl.UNSIGNED_BYTE, normalized: true },
    fields: { size: 4, data: fields, type: gl.UNSIGNED_BYTE, normalized: true },
    index: { data: index },
  });
}
