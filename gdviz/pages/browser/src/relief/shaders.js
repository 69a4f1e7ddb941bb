// What a graphics chip does for each place of the relief and for each of its pixels.

const HEAD = `#version 300 es
precision highp float;
uniform mat4 view;
uniform sampler2D ramp, table;
uniform vec2 sides, hatch, lines;
uniform vec3 lamp, warm, cool, ink, muted, page, shade, stone;
uniform vec4 looks;
uniform float height, bottom, underside, pale, unit, holes, glass;
`;

/** A stroke's cover of a pixel so far from its middle; lines of equal depth; and the border of the base. */
const STROKES = `
float stroke(float off, float width) {
  return clamp(0.5 * width + 0.5 - off, 0.0, 1.0) * min(width, 1.0);
}

vec3 ruled(vec3 tint, float depth, vec4 look) {
  float count = depth * lines.x;
  float pace = length(vec2(dFdx(count), dFdy(count)));
  float number = floor(count + 0.5);
  if (number < 0.5 || number > lines.x - 0.5) return tint;
  bool strong = mod(number, lines.y) < 0.5;
  float cover = stroke(abs(count - number) / max(pace, 1e-6), unit * (strong ? look.z : look.x)) * (strong ? look.w : look.y);
  // None where the ground is level, and would be covered, nor at a cliff.
  return mix(tint, ink, cover * smoothstep(1e-4, 1e-3, pace) * smoothstep(0.7, 0.3, pace));
}

float border(vec2 at, float width) {
  vec2 off = (sides - abs(at)) / max(fwidth(at), vec2(1e-9));
  return stroke(max(min(off.x, off.y), 0.0), width);
}
`;

export const SURFACE_VERTICES = `${HEAD}
in vec3 place, normal;
in vec4 light;
out vec3 at, up;
out vec4 lit;
void main() {
  at = place;
  up = normal;
  // The shares of lamp and sky; and how far inside the ground, and below what is cut off.
  lit = vec4(light.xy, (light.zw * 255.0 - 128.0) / 127.0);
  gl_Position = view * vec4(place.xy, height * place.z, 1.0);
}
`;

export const SURFACE = `${HEAD}${STROKES}
in vec3 at, up;
in vec4 lit;
out vec4 colour;

vec3 shaded(vec3 tint, vec3 n) {
  float direct = clamp(dot(n, lamp), 0.0, 1.0) * lit.x;
  float above = (0.6 + 0.4 * n.z) * lit.y;
  return clamp(tint * (direct * warm + above * cool) + 0.07 * pow(direct, 24.0), 0.0, 1.0);
}

void main() {
  float rim = lit.z / max(fwidth(lit.z), 1e-6);
  float cut = clamp(0.5 + lit.w / max(fwidth(lit.w), 1e-6), 0.0, 1.0);
  float size = float(textureSize(ramp, 0).x);
  vec3 tint = shaded(texture(ramp, vec2((at.z * (size - 1.0) + 0.5) / size, 0.5)).rgb, normalize(up));
  if (cut < 1.0) tint = mix(shaded(stone, vec3(0.0, 0.0, 1.0)), tint, cut);
  if (!gl_FrontFacing) tint *= underside;
  vec3 drawn = ruled(tint, at.z, looks);
  if (cut > 0.5 && gl_FrontFacing) tint = drawn;
  float edge = 1.0 - abs(2.0 * cut - 1.0);
  if (holes > 0.5 && rim <= 0.0) discard;
  colour = vec4(mix(tint, ink, 0.5 * edge), 1.0);
}
`;

export const FLOOR_VERTICES = `${HEAD}
in vec2 place;
out vec2 at;
void main() {
  at = place;
  gl_Position = view * vec4(place, bottom, 1.0);
}
`;

export const FLOOR = `${HEAD}${STROKES}
in vec2 at;
out vec4 colour;

// Depth, shade and how far inside the ground, between the places of the table.
vec4 told() {
  ivec2 last = textureSize(table, 0) - 1;
  vec2 spot = clamp((at / sides * 0.5 + 0.5) * vec2(last), vec2(0.0), vec2(last));
  ivec2 low = min(ivec2(spot), last - 1);
  vec2 share = spot - vec2(low);
  vec4 near = mix(texelFetch(table, low, 0), texelFetch(table, low + ivec2(1, 0), 0), share.x);
  vec4 far = mix(texelFetch(table, low + ivec2(0, 1), 0), texelFetch(table, low + 1, 0), share.x);
  return mix(near, far, share.y);
}

void main() {
  float edge = border(at, 1.5 * unit);
  vec4 known = told();
  float count = known.x * lines.x;
  float blur = max(fwidth(count), 1e-6);
  float part = fract(count);
  float band = floor(count) + max(0.5 - (1.0 - part) / blur, 0.0) - max(0.5 - part / blur, 0.0);
  float level = clamp((band + 1.0) / lines.x - 0.5 / (lines.x - 1.0), 0.0, 1.0);
  vec3 tint = mix(texture(ramp, vec2(level, 0.5)).rgb, page, pale);
  float hole = holes > 0.5 ? clamp(0.5 - known.z / max(fwidth(known.z), 1e-6), 0.0, 1.0) : 0.0;
  float across = (at.x + at.y) / hatch.x;
  float cover = 0.45 * stroke(abs(fract(across) - 0.5) / max(fwidth(across), 1e-6), 0.6 * unit);
  vec3 drawn = ruled(mix(tint, shade, known.y), known.x, vec4(0.5, 0.18, 0.8, 0.4));
  vec3 none = mix(mix(mix(page, muted, hatch.y), muted, cover), shade, known.y);
  tint = mix(mix(drawn, none, hole), muted, 1.0 - abs(2.0 * hole - 1.0));
  if (glass > 0.5 && edge < 0.05) discard;
  colour = glass > 0.5 ? vec4(muted * edge, edge) : vec4(mix(tint, muted, edge), 1.0);
}
`;

/** Stone in some light, and what shines on it. */
export const WALL_VERTICES = `${HEAD}
in vec3 position;
in vec4 light;
out vec4 lit;
void main() {
  lit = light;
  gl_Position = view * vec4(position, 1.0);
}
`;

export const WALL = `${HEAD}
in vec4 lit;
out vec4 colour;
void main() {
  colour = vec4(clamp(stone * lit.rgb + lit.a, 0.0, 1.0), 1.0);
}
`;
