// The layout of a picture of a TIFF's page, by the tags of its directory (TIFF 6.0, section 8).

import { Unread } from '../limits.js';

/** @import { Directory, TiffFile } from './directories.js' */

/**
 * @typedef {object} TiffForm
 * @property {Directory} directory
 * @property {number} width as stored
 * @property {number} height
 * @property {number} orientation
 * @property {number} compression
 * @property {number} photometric
 * @property {number} bits of a sample
 * @property {number} samples of a pixel
 * @property {number} colours of them, the first
 * @property {number} alpha 0: none, 1: colours are multiplied with it, 2: they are not
 * @property {boolean} isPlanar
 * @property {boolean} isTurned the lowest bit of a byte comes first
 * @property {number} predictor
 * @property {boolean} isTwoDimensional rows of a fax refer to those above
 * @property {boolean} isTiled
 * @property {number} blockWidth
 * @property {number} blockHeight
 */

// compressions
export const RAW = 1;
export const JPEG = 7;
// what samples mean
export const WHITE_IS_0 = 0;
export const RGB = 2;
export const PALETTE = 3;
export const CMYK = 5;
export const YCBCR = 6;
export const LAB = 8;
const BLACK_IS_0 = 1;
// tags
export const STRIPS = 273;
export const STRIP_LENGTHS = 279;
export const COLOUR_MAP = 320;
export const TILES = 324;
export const TILE_LENGTHS = 325;
export const JPEG_TABLES = 347;

const OLD_JPEG = 6;
const KNOWN = new Set([1, 2, 3, 4, 5, 6, 7, 8, 32771, 32773, 32809, 32946, 34676, 34677, 34925, 50000, 50001]); // others make the file a damaged one
const COLOURS = new Map([[WHITE_IS_0, 1], [BLACK_IS_0, 1], [RGB, 3], [PALETTE, 1], [CMYK, 4], [YCBCR, 3], [LAB, 3]]);
const DEPTHS = [1, 2, 4, 8, 12, 16, 32];
const MOST_SAMPLES = 6;
const [WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER, ORIENTATION, SAMPLES] = [256, 257, 258, 259, 262, 266, 274, 277];
const [ROWS, PLANAR, FAX_OPTIONS, PREDICTOR, TILE_WIDTH, TILE_HEIGHT, EXTRA] = [278, 284, 292, 317, 322, 323, 338];

/**
 * Unread paper-damaged where no reader of TIFF could make anything of it.
 * @param {TiffFile} file
 * @param {Directory} directory
 * @returns {Promise<TiffForm>}
 */
export async function readForm(file, directory) {
  const values = (/** @type {number} */ tag, /** @type {number} */ most) => file.values(directory, tag, most);
  const value = async (/** @type {number} */ tag, /** @type {number} */ missing) => (await values(tag, 1))[0] ?? missing;
  const compression = await value(COMPRESSION, RAW);
  const samples = await value(SAMPLES, compression === OLD_JPEG ? 3 : 1);
  const named = compression === OLD_JPEG ? YCBCR : await value(PHOTOMETRIC, WHITE_IS_0);
  const photometric = named === YCBCR && samples === 1 ? BLACK_IS_0 : named;
  const [width, height] = [await value(WIDTH, 0), await value(HEIGHT, 0)];
  const bits = (await values(BITS, MOST_SAMPLES)).slice(0, samples);
  const colours = COLOURS.get(photometric) ?? 0;
  const extra = samples - colours;
  const isWhole = (bits.length === samples || bits.length <= 1) && bits.every((depth) => depth === bits[0]) && DEPTHS.includes(bits[0] ?? 1);
  const isDeep = (bits[0] ?? 1) >= 8 || (colours === 1 && extra === 0);
  const isNamed = extra === 0 || photometric === RGB || directory.has(EXTRA);
  const isKnown = KNOWN.has(compression) && samples <= MOST_SAMPLES && colours > 0 && extra >= 0 && isWhole && isDeep && isNamed;
  if (!isKnown || width < 1 || height < 1 || (photometric === PALETTE && !directory.has(COLOUR_MAP))) {
    throw new Unread('paper-damaged');
  }
  const isTiled = directory.has(TILE_WIDTH) && directory.has(TILE_HEIGHT);
  return {
    directory, width, height, compression, photometric, samples, colours, isTiled,
    orientation: await value(ORIENTATION, 1),
    bits: bits[0] ?? 1,
    alpha: extra > 0 ? await value(EXTRA, 2) : 0,
    isPlanar: (await value(PLANAR, 1)) === 2 && samples > 1,
    isTurned: (await value(FILL_ORDER, 1)) === 2,
    predictor: await value(PREDICTOR, 1),
    isTwoDimensional: ((await value(FAX_OPTIONS, 0)) & 1) === 1,
    blockWidth: isTiled ? await value(TILE_WIDTH, 0) : width,
    blockHeight: isTiled ? await value(TILE_HEIGHT, 0) : Math.min(await value(ROWS, height), height),
  };
}
