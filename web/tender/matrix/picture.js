// The picture of a page as it was handed in, with a box around what was read on it.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';

/** @import { View } from '../results_view.js' */

const SIDE = 900; // pixels across
/** @type {Map<string, Promise<ImageBitmap>>} */
const kept = new Map(); // the last few, by file and page
const MOST_KEPT = 6;
const SMALL_SIDE = 160;
/** @type {Map<string, Promise<ImageBitmap>>} */
const small = new Map(); // those seen last, as `kept`
const MOST_SMALL = 60;

/**
 * @param {string} bidder
 * @param {{ file: string, page: number, box?: number[] | null, isRead?: boolean }} place `isRead`: the code in the box was
 * @param {View} view
 */
export function renderPicture(bidder, { file, page, box = null, isRead = true }, { opening, reading, told }) {
  const read = opening.read.get(bidder)?.find(({ path }) => path === file);
  const words = told.place(file, page);
  const canvas = el('canvas', { role: 'img', 'aria-label': box === null ? words : say('pictureOf', { place: words }), width: SIDE, height: Math.round(SIDE * 1.414) });
  const caption = el('figcaption', { class: 'soft small' }, box === null ? words : say(isRead ? 'pictureSays' : 'pictureHidden', { place: words }));
  const figure = el('figure', { class: 'scan tight' }, canvas, caption);
  const data = read === undefined ? null : (reading?.cache.bytes.of(read.sha256) ?? null);
  if (read === undefined || data === null || reading === null) return el('p', { class: 'soft small' }, say('pictureAway', { file: plain(file) }));
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
 * A small grey picture of a page, drawn when it comes into view; null where the file is not at hand.
 * @param {string} bidder
 * @param {{ file: string, page: number }} place
 * @param {View} view
 */
export function renderThumbnail(bidder, { file, page }, { opening, reading }) {
  const read = opening.read.get(bidder)?.find(({ path }) => path === file);
  const data = read === undefined ? null : (reading?.cache.bytes.of(read.sha256) ?? null);
  if (read === undefined || data === null || reading === null) return null;
  const canvas = el('canvas', { class: 'thumbnail', 'aria-hidden': 'true', width: SMALL_SIDE, height: Math.round(SMALL_SIDE * 1.414) });
  const key = `${read.sha256} ${page}`;
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    const coming = small.get(key) ?? reading.picture(data, read, page, SMALL_SIDE);
    small.delete(key);
    small.set(key, coming);
    for (const old of [...small.keys()].slice(0, -MOST_SMALL)) small.delete(old);
    coming.then((picture) => draw(canvas, picture, null), () => {
      small.delete(key);
      canvas.remove();
    });
  });
  watch.observe(canvas);
  return canvas;
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
