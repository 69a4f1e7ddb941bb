// Arithmetic of colours like "#1d2733".

/** What markers on balls may be coloured. */
const BADGES = ["#ffffff", "#0b0e13"];

/** Return a colour like "#1d2733" as three numbers in [0, 1]. @returns {[number, number, number]} */
export function rgb(/** @type {string} */ colour) {
  const at = (/** @type {number} */ place) => parseInt(colour.slice(place, place + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

/** Return a colour with most of its saturation gone, the mean of a ramp: what has no height. */
export function stoneOf(/** @type {string[]} */ ramp) {
  const mean = [0, 1, 2].map((k) => ramp.reduce((sum, colour) => sum + rgb(colour)[k], 0) / ramp.length);
  const gray = 0.3 * mean[0] + 0.59 * mean[1] + 0.11 * mean[2];
  return mean.map((part) => 0.25 * part + 0.75 * gray);
}

/** Return in which colour a marker stands out most on a ball (WCAG 2.1, section 1.4.3). */
export function badgeOn(/** @type {string} */ colour) {
  const ball = luminance(colour);
  const contrast = (/** @type {string} */ badge) => {
    const [low, high] = [ball, luminance(badge)].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  };
  return contrast(BADGES[0]) >= contrast(BADGES[1]) ? BADGES[0] : BADGES[1];
}

function luminance(/** @type {string} */ colour) {
  const [red, green, blue] = rgb(colour).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
