// carriers/seals.py: a page as a code on it shows beneath a red seal (加盖公章), in colour or copied in grey.

const INK_DARK = 60;
const INK_LIGHT = 190;
const DARKEST = 0.01;
const LIGHT_SHARE = 0.6;
const PAPER = 245;

/**
 * Yields two grey pictures of a page, each made when it is asked for. `r + (r - g) / 2`, stretched from 60..190, brings
 * what is red to the shade of paper. Red, stretched from its first percentile over 60 % of the range to 245, parts a
 * copied seal's ink from the print under it.
 * @param {ImageData} page
 */
export function* liftSeals(page) {
  yield shade(page, (red, green) => 1.5 * red - 0.5 * green, INK_DARK, INK_LIGHT);
  const dark = percentile(page);
  yield shade(page, (red) => red, dark, dark + LIGHT_SHARE * (PAPER - dark));
}

/**
 * A grey picture of what each pixel comes to: black up to `dark`, white from `light`.
 * @param {ImageData} page
 * @param {(red: number, green: number) => number} of
 * @param {number} dark
 * @param {number} light
 */
function shade({ data, width, height }, of, dark, light) {
  const scale = 255 / Math.max(1, light - dark);
  const shaded = new ImageData(width, height);
  for (let at = 0; at < data.length; at += 4) {
    const grey = (of(data[at], data[at + 1]) - dark) * scale; // rounded and bounded where it is stored
    shaded.data[at] = grey;
    shaded.data[at + 1] = grey;
    shaded.data[at + 2] = grey;
    shaded.data[at + 3] = 255;
  }
  return shaded;
}

/**
 * The shade of red that a hundredth of the pixels does not exceed.
 * @param {ImageData} page
 */
function percentile({ data }) {
  const counts = new Uint32Array(256);
  for (let at = 0; at < data.length; at += 4) counts[data[at]] += 1;
  const wanted = (data.length / 4) * DARKEST;
  let seen = 0;
  return Math.max(0, counts.findIndex((count) => (seen += count) >= wanted));
}
