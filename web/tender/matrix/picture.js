// The picture of a page as it was handed in, with a box around what was read on it.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';

/** @import { MatrixView } from '../results_view.js' */

const SIDE = 900; // pixels across
/** @type {Map<string, Promise<ImageBitmap>>} */
const kept = new Map(); // the last pictures, by file and page
const MOST_KEPT = 6;
const SMALL_SIDE = 160;
/** @type {Map<string, string>} */
const small = new Map(); // addresses of the thumbnails drawn last, by file and page
const MOST_SMALL = 240;

/**
 * @param {string} bidder
 * @param {{ file: string, page: number, box?: number[] | null, isRead?: boolean }} place `isRead`: the code in the box was
 * @param {MatrixView} view
 */
export function renderPicture(bidder, { file, page, box = null, isRead = true }, view) {
  const { told } = view;
  const at = dataOf(bidder, { file }, view);
  const words = told.place(file, page);
  const canvas = el('canvas', { role: 'img', 'aria-label': box === null ? words : say('pictureOf', { place: words }), width: SIDE, height: Math.round(SIDE * 1.414) });
  const caption = el('figcaption', { class: 'soft small' }, box === null ? words : say(isRead ? 'pictureSays' : 'pictureHidden', { place: words }));
  const figure = el('figure', { class: 'scan tight' }, canvas, caption);
  if (at === null) return el('p', { class: 'soft small' }, say('pictureAway', { file: plain(file) }));
  const { read, data, reading } = at;
  const key = `${read.sha256} ${page}`;
  const coming = kept.get(key) ?? reading.picture(data, read, page, SIDE);
  kept.delete(key);
  kept.set(key, coming);
  for (const old of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(old);
  coming.then((picture) => draw(canvas, picture, box), () => {
    kept.delete(key);
    caption.textContent = say('pictureFailed', { place: words });
    canvas.remove();
  });
  return figure;
}

/**
 * Returns a small grey picture of a page, drawn when it comes into view; null if the file is not at hand.
 * @param {string} bidder
 * @param {{ file: string, page: number }} place
 * @param {MatrixView} view
 */
export function renderThumbnail(bidder, place, view) {
  if (dataOf(bidder, place, view) === null) return null;
  const frame = el('span', { class: 'thumbnail' });
  const watch = new IntersectionObserver(async (seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    const source = await bringThumbnail(bidder, place, view);
    if (source === null) return frame.remove();
    frame.append(el('img', { src: source, alt: '' }));
    frame.dataset.drawn = '';
  });
  watch.observe(frame);
  return frame;
}

/**
 * Returns the address of the thumbnail of a page and draws it if necessary; null if that is impossible.
 * @param {string} bidder
 * @param {{ file: string, page: number }} place
 * @param {MatrixView} view
 * @returns {Promise<string | null>}
 */
export async function bringThumbnail(bidder, place, view) {
  const known = thumbnailOf(view.opening, bidder, place);
  const at = dataOf(bidder, place, view);
  if (known !== undefined || at === null) return known ?? null;
  try {
    const canvas = el('canvas', {});
    draw(canvas, await at.reading.picture(at.data, at.read, place.page, SMALL_SIDE), null);
    const source = canvas.toDataURL('image/jpeg', 0.5);
    small.set(`${at.read.sha256} ${place.page}`, source);
    for (const old of [...small.keys()].slice(0, -MOST_SMALL)) small.delete(old);
    return source;
  } catch {
    return null; // shows nothing for a page that cannot be drawn
  }
}

/**
 * Returns the thumbnail of a page, if it has been drawn.
 * @param {MatrixView['opening']} opening
 * @param {string} bidder
 * @param {{ file: string, page: number }} place
 */
export const thumbnailOf = (opening, bidder, { file, page }) =>
  small.get(`${opening.read.get(bidder)?.find(({ path }) => path === file)?.sha256} ${page}`);

/**
 * Returns the bytes of a file that was read, while they are at hand.
 * @param {string} bidder
 * @param {{ file: string }} place
 * @param {MatrixView} view
 */
function dataOf(bidder, { file }, { opening, reading }) {
  const read = opening.read.get(bidder)?.find(({ path }) => path === file);
  const data = read === undefined ? null : (reading?.cache.bytes.of(read.sha256) ?? null);
  return read === undefined || data === null || reading === null ? null : { read, data, reading };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} picture
 * @param {number[] | null} box
 */
function draw(canvas, picture, box) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const brush = canvas.getContext('2d');
  if (brush === null) return;
  brush.drawImage(picture, 0, 0);
  canvas.dataset.drawn = '';
  if (box === null) return;
  const [left, top, right, bottom] = box.map((edge, i) => (edge / 1000) * (i % 2 === 0 ? picture.width : picture.height));
  brush.strokeStyle = '#b4481a';
  brush.lineWidth = Math.max(4, picture.width / 150);
  brush.strokeRect(left, top, right - left, bottom - top);
}
