// What a graphics chip does for each place of the relief and for each of its pixels.

const HEAD = `#version 300 es
precision highp float;
uniform mat4 view;
uniform sampler2D ramp;
uniform vec2 sides, hatch, lines;
uniform vec3 lamp, warm, cool, ink, muted, page, shade, stone;
uniform vec4 looks;
uniform float height, bottom, underside, pale, unit, holes, glass;
`;

/** A place of the mesh, on the surface or, where `ground` says so, on the floor under it. */
export const VERTICES = (/** @type {boolean} */ onFloor) => `${HEAD}
in vec3 place, normal;
in vec4 light, fields;
out vec3 up, at;
out vec4 lit;
out vec2 solid;
void main() {
  up = normal;
  at = place;
  lit = light;
  solid = (fields.xy * 255.0 - 128.0) / 127.0;
  gl_Position = view * vec4(place.xy, ${onFloor ? "bottom" : "height * place.z"}, 1.0);
}
`;

/** Lines of equal depth, as wide everywhere; none where the ground is level or a cliff. */
const LINES = `
in vec3 up, at;
in vec4 lit;
in vec2 solid;
out vec4 colour;

vec3 lit_by(vec3 tint, vec3 n, vec2 share) {
  float direct = clamp(dot(n, lamp), 0.0, 1.0) * share.x;
  float above = (0.6 + 0.4 * n.z) * share.y;
  return clamp(tint * (direct * warm + above * cool) + 0.07 * pow(direct, 24.0), 0.0, 1.0);
}

float stroke(float off, float width) {
  return clamp(0.5 * width + 0.5 - off, 0.0, 1.0) * min(width, 1.0);
}

vec3 ruled(vec3 tint, float depth, vec4 look) {
  float count = depth * lines.x;
  float pace = length(vec2(dFdx(count), dFdy(count)));
  float number = floor(count + 0.5);
  if (number < 0.5 || number > lines.x - 0.5 || pace < 1e-4) return tint;
  bool strong = mod(number, lines.y) < 0.5;
  float cover = stroke(abs(count - number) / pace, unit * (strong ? look.z : look.x)) * (strong ? look.w : look.y);
  return mix(tint, ink, cover * smoothstep(1e-4, 1e-3, pace) * smoothstep(0.7, 0.3, pace));
}

float border(float width) {
  vec2 off = (1.0 - abs(at.xy) / sides) / max(fwidth(at.xy) / sides, vec2(1e-9));
  return stroke(max(min(off.x, off.y), 0.0), width);
}
`;

export const SURFACE = `${HEAD}${LINES}
void main() {
  if (holes > 0.5 && solid.x <= 0.0) discard;
  vec3 n = normalize(up);
  vec3 tint = lit_by(texture(ramp, vec2(at.z * 63.0 / 64.0 + 0.5 / 64.0, 0.5)).rgb, n, lit.xy);
  float cut = clamp(0.5 + solid.y / max(fwidth(solid.y), 1e-6), 0.0, 1.0);
  if (cut < 1.0) tint = mix(lit_by(stone, vec3(0.0, 0.0, 1.0), lit.xy), tint, cut);
  if (!gl_FrontFacing) tint *= underside;
  tint = cut > 0.5 ? ruled(tint, at.z, looks) : tint;
  float edge = border(1.6 * unit * 0.8);
  if (holes > 0.5) edge = max(edge, stroke(solid.x / max(fwidth(solid.x), 1e-6), 1.6 * unit * 0.8));
  if (cut < 1.0 && cut > 0.0) edge = max(edge, 1.0 - abs(2.0 * cut - 1.0));
  colour = vec4(mix(tint, ink, 0.5 * edge), 1.0);
}
`;

export const FLOOR = `${HEAD}${LINES}
void main() {
  float edge = border(1.6 * unit * 0.9);
  if (glass > 0.5) {
    if (edge < 0.05) discard;
    colour = vec4(muted * edge, edge);
    return;
  }
  float count = at.z * lines.x;
  float blur = max(fwidth(count), 1e-6);
  float band = floor(count) + clamp(0.5 + (fract(count) - 1.0) / blur, 0.0, 1.0) - clamp(0.5 - fract(count) / blur, 0.0, 1.0);
  float level = (band + 1.0) / lines.x - 0.5 / (lines.x - 1.0);
  vec3 tint = mix(texture(ramp, vec2(clamp(level, 0.0, 1.0), 0.5)).rgb, page, pale);
  float hole = holes > 0.5 ? clamp(0.5 - solid.x / max(fwidth(solid.x), 1e-6), 0.0, 1.0) : 0.0;
  if (hole > 0.0) {
    float across = (at.x + at.y) / hatch.x;
    float cover = 0.45 * stroke(abs(fract(across) - 0.5) / max(fwidth(across), 1e-6), 0.6 * unit);
    tint = mix(tint, mix(mix(page, muted, hatch.y), muted, cover), hole);
  }
  tint = mix(tint, shade, lit.z);
  if (hole < 0.5) tint = ruled(tint, at.z, vec4(0.5, 0.18, 0.8, 0.4));
  if (hole > 0.0 && hole < 1.0) tint = mix(tint, muted, 1.0 - abs(2.0 * hole - 1.0));
  colour = vec4(mix(tint, muted, edge), 1.0);
}
`;

/** What has one colour, the stone of walls, in some light. */
export const WALL_VERTICES = `${HEAD}
in vec3 position;
in vec4 light;
out vec4 lit;
void main() {
  lit = light;
  gl_Position = view * vec4(position, 1.0);
}
`;

export const PLAIN = `${HEAD}
in vec4 lit;
out vec4 colour;
void main() {
  colour = vec4(clamp(stone * lit.rgb + lit.a, 0.0, 1.0), 1.0);
}
`;
