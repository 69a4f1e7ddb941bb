// The lit surface, its floor and the walls of its holes, as WebGL paints them: the light of gdviz/relief/light.py.

/** @import { Payload, Theme } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { Geometry, Program, Renderer, Texture } from "ogl";
import { rgb, stoneOf } from "./colours.js";
import { FLOOR, FLOOR_VERTICES, SURFACE, SURFACE_VERTICES, WALL, WALL_VERTICES } from "./shaders.js";
import { matrixOf } from "./view.js";
import { wallsOf } from "./walls.js";

/** So many cells a side are painted, and so many samples taken of a pixel, where it has to be quick and where not. */
const [QUICK, FINE, SAMPLES] = [72, Infinity, 4];
/** So many pixels are painted where it has to be quick, at most. */
const QUICK_PIXELS = 220_000;
const HOW = { alpha: true, antialias: false, depth: true, premultipliedAlpha: true };

/** Everything that lies in a WebGL context; its maker throws where there is none. */
export class Painter {
  /**
   * @param {Payload} payload
   * @param {Ground} ground
   * @param {(event: Event) => void} lost called when the context is taken away
   */
  constructor(payload, ground, lost) {
    this.canvas = document.createElement("canvas");
    if (!this.canvas.getContext("webgl2", HOW)) throw new Error("no WebGL");
    this.canvas.addEventListener("webglcontextlost", lost, { once: true });
    this.renderer = new Renderer({ canvas: this.canvas, dpr: 1, ...HOW });
    const gl = (this.gl = /** @type {WebGL2RenderingContext} */ (this.renderer.gl));
    const ogl = this.renderer.gl;
    const about = (this.about = payload.extras.relief);
    const plain = { generateMipmaps: false, wrapS: gl.CLAMP_TO_EDGE, wrapT: gl.CLAMP_TO_EDGE, flipY: false };
    this.ramp = new Texture(ogl, { ...plain, minFilter: gl.LINEAR, magFilter: gl.LINEAR });
    const tables = tablesOf(payload, ground);
    const table = new Texture(ogl, {
      ...plain,
      image: tables.floor,
      width: ground.columns,
      height: ground.rows,
      type: gl.FLOAT,
      internalFormat: gl.RGBA32F,
      minFilter: gl.NEAREST,
      magFilter: gl.NEAREST,
    });
    /** @type {Record<string, {value: any}>} */
    this.uniforms = {
      view: { value: null },
      ramp: { value: this.ramp },
      table: { value: table },
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
      ...Object.fromEntries(["ink", "muted", "page", "shade", "stone"].map((name) => [name, { value: null }])),
    };
    /** @type {Theme | null} */
    this.theme = null;
    const program = (/** @type {string} */ vertex, /** @type {string} */ fragment) =>
      new Program(ogl, { vertex, fragment, uniforms: this.uniforms, cullFace: /** @type {any} */ (null) });
    const attributes = {
      place: { size: 3, data: tables.places },
      normal: { size: 3, data: ground.normals },
      light: { size: 4, data: tables.light, type: gl.UNSIGNED_BYTE, normalized: true },
    };
    const surface = program(SURFACE_VERTICES, SURFACE);
    const [quick, fine] = [QUICK, FINE].map((cells) => new Geometry(ogl, { ...attributes, index: { data: trianglesOf(ground, cells) } }));
    const [x, y] = ground.half;
    const floor = new Geometry(ogl, { place: { size: 2, data: new Float32Array([-x, -y, x, -y, x, y, -x, -y, x, y, -x, y]) } });
    /** What is painted, the nearer first: of what it hides no pixel is reckoned. */
    this.parts = [
      { program: surface, quick, fine },
      { program: program(FLOOR_VERTICES, FLOOR), quick: floor, fine: floor },
    ];
    const walls = wallsOf(payload, ground);
    if (walls) {
      const made = new Geometry(ogl, { position: { size: 3, data: walls.places }, light: { size: 4, data: walls.light } });
      this.parts.splice(1, 0, { program: program(WALL_VERTICES, WALL), quick: made, fine: made });
    }
    if (this.parts.some(({ program }) => !gl.getProgramParameter(program.program, gl.LINK_STATUS))) throw new Error("no shaders");
    /** Where several samples of a pixel are taken, and how large that is. */
    this.smooth = { buffer: gl.createFramebuffer(), stores: [gl.createRenderbuffer(), gl.createRenderbuffer()], size: "" };
    this.samples = Math.min(SAMPLES, gl.getParameter(gl.MAX_SAMPLES));
  }

  /** Paint the surface as a view sees it, with so many pixels to a pixel of the view; quickly where it moves. */
  paint(
    /** @type {View} */ view,
    /** @type {Theme} */ theme,
    /** @type {number} */ unit,
    /** @type {number} */ ratio,
    /** @type {boolean} */ isQuick,
  ) {
    const { gl, uniforms, about, renderer } = this;
    const sharp = isQuick ? Math.min(ratio, Math.sqrt(QUICK_PIXELS / (view.width * view.height))) : ratio;
    const [width, height] = [Math.round(view.width * sharp), Math.round(view.height * sharp)];
    if (this.canvas.width !== width || this.canvas.height !== height) renderer.setSize(width, height);
    this.#dress(theme);
    uniforms.view.value = matrixOf(view);
    uniforms.unit.value = unit * sharp;
    uniforms.glass.value = view.eye[2] > about.floor ? 0 : 1;
    gl.bindFramebuffer(gl.FRAMEBUFFER, isQuick ? null : this.#smoothed(width, height));
    gl.viewport(0, 0, width, height);
    renderer.enable(gl.DEPTH_TEST);
    renderer.setDepthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    for (const { program, quick, fine } of this.parts) {
      program.use();
      (isQuick ? quick : fine).draw({ program });
    }
    if (isQuick) return;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.smooth.buffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
  }

  /** Return a buffer so large in which a pixel has several samples. */
  #smoothed(/** @type {number} */ width, /** @type {number} */ height) {
    const { gl, smooth, samples } = this;
    if (smooth.size !== `${width}x${height}`) {
      smooth.size = `${width}x${height}`;
      gl.bindFramebuffer(gl.FRAMEBUFFER, smooth.buffer);
      for (const [k, kind, place] of [[0, gl.RGBA8, gl.COLOR_ATTACHMENT0], [1, gl.DEPTH_COMPONENT24, gl.DEPTH_ATTACHMENT]]) {
        gl.bindRenderbuffer(gl.RENDERBUFFER, smooth.stores[k]);
        gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, kind, width, height);
        gl.framebufferRenderbuffer(gl.FRAMEBUFFER, place, gl.RENDERBUFFER, smooth.stores[k]);
      }
    }
    return smooth.buffer;
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

/** Return what is told of each place: base coordinates and depth; lamp, sky, ground and plateau; and the floor's depth, shade and ground. */
function tablesOf(/** @type {Payload} */ payload, /** @type {Ground} */ ground) {
  const { columns, rows, cell, half, depth } = ground;
  const count = columns * rows;
  const [places, light, floor] = [new Float32Array(3 * count), new Uint8Array(4 * count).fill(255), new Float32Array(4 * count)];
  const of = (/** @type {string} */ name) => payload.arrays[`relief.${name}`];
  const parts = ["lamp", "sky", "ground", "plateau"].map(of);
  const shade = of("shade");
  parts.forEach((part, k) => {
    if (part) for (let at = 0; at < count; at++) light[4 * at + k] = part[at];
  });
  for (let at = 0; at < count; at++) {
    places[3 * at] = (at % columns) * cell[0] - half[0];
    places[3 * at + 1] = Math.floor(at / columns) * cell[1] - half[1];
    places[3 * at + 2] = floor[4 * at] = depth[at];
    floor[4 * at + 1] = shade[at] / 255;
    floor[4 * at + 2] = ground.solid ? ground.solid[at] : 1;
  }
  return { places, light, floor };
}

/** Return the places of the corners of triangles, two for each of so many cells a side. */
function trianglesOf(/** @type {Ground} */ { columns, rows }, /** @type {number} */ cells) {
  const [across, along] = [picks(columns, cells), picks(rows, cells)];
  const index = new (columns * rows > 65536 ? Uint32Array : Uint16Array)(6 * (across.length - 1) * (along.length - 1));
  let next = 0;
  for (let j = 0; j + 1 < along.length; j++) {
    for (let i = 0; i + 1 < across.length; i++) {
      const [a, b] = [along[j] * columns + across[i], along[j] * columns + across[i + 1]];
      const [c, d] = [along[j + 1] * columns + across[i + 1], along[j + 1] * columns + across[i]];
      for (const corner of [a, b, c, a, c, d]) index[next++] = corner;
    }
  }
  return index;
}

/** Return which of so many samples along a side are corners of at most so many cells, first and last among them. */
export function picks(/** @type {number} */ count, /** @type {number} */ cells) {
  const most = Math.min(cells, count - 1);
  return Array.from({ length: most + 1 }, (_, k) => Math.round((k * (count - 1)) / most));
}
