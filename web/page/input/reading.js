// From a file to candidates, by the rules of cli/verify/inputs.py. Nothing is passed over in silence: an unreadable
// file becomes a candidate with the reason in `unread`, and so a verdict.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { NoReader, readPicture } from './qr_codes.js';
import { candidatesOf, notLoaded, readText, unread } from './candidates.js';

/** @import { Candidate } from './candidates.js' */

const MAX_PICTURE_BYTES = 20 * 1024 * 1024;
const MAX_PIXELS = 50_000_000;
const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const DATA_MARK = /huren-(?:bundle|part)\/1/; // trust data, or records beside them
const PROOF_MARK = 'c2sp.org/tlog-proof@v1\n'; // signing/log/log_proof.py

/** @typedef {(where: { page: number, pages: number }) => void} Report hears of long work */
/** @typedef {Candidate & { bundle?: undefined } | { bundle: Uint8Array }} Found */

/**
 * Yields the candidates of a file, `{bundle}` for a bundle, a part or a log proof. `report({page, pages})` hears of long work; between
 * pages `signal` stops it.
 * @param {string} name
 * @param {File} file
 * @param {Report} [report]
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<Found, void>}
 */
export async function* readFile(name, file, report, signal) {
  try {
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const starts = (/** @type {number[]} */ ...bytes) => bytes.every((byte, i) => head[i] === byte);
    if (starts(0x25, 0x50, 0x44, 0x46)) {
      const { readPdf } = await import('./pdf.js');
      yield* readPdf(name, file, report, signal);
    } else if (isPicture(head, file.size)) {
      yield* await readPictureFile(name, file);
    } else if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
      yield unread(name, 'unreadable', '这是电子表格或压缩包。', 'this is a spreadsheet or another archive.');
    } else {
      yield* await readTextFile(name, file);
    }
  } catch (error) {
    console.warn(name, error, error instanceof Error && error.cause);
    yield error instanceof NoReader && !error.lacking ? notLoaded(name) : refused(name, error);
  }
}

/**
 * PNG and JPEG, which every browser reads, and GIF, WebP, TIFF, AVIF or HEIC and BMP, which some do.
 * @param {Uint8Array<ArrayBuffer>} head
 * @param {number} size
 */
function isPicture(head, size) {
  const text = String.fromCharCode(...head);
  if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|II\*\0|MM\0\*|.{4}ftyp)/s.test(text)) return true;
  return text.startsWith('BM') && head.length > 5 && new DataView(head.buffer).getUint32(2, true) === size;
}

/**
 * Whatever stops one file, the others are read.
 * @param {string} name
 * @param {unknown} error
 */
function refused(name, error) {
  const isShut = error instanceof Error && (error.name === 'NotReadableError' || error.name === 'NotFoundError');
  if (isShut) return unread(name, 'unreadable', '文件无法打开。', 'the file cannot be opened.');
  return unread(name, 'unreadable', '此浏览器不能读取这种文件，请换用新版浏览器。', 'this browser cannot read such a file; use a newer browser.');
}

/**
 * @param {string} name
 * @param {File} file
 * @returns {Promise<Candidate[]>}
 */
async function readPictureFile(name, file) {
  const bad = (/** @type {string} */ zh, /** @type {string} */ en) => [unread(name, 'unreadable', zh, en)];
  if (file.size > MAX_PICTURE_BYTES) return bad('图片超过 20 MiB。', 'the picture has more than 20 MiB.');
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    if (error instanceof ReferenceError) throw error; // of the browser
    if (/\.(?:tiff?|hei[cf]|avif|webp|bmp|gif)$/i.test(name)) return bad('此浏览器不能打开这种图片，请另存为 PNG、JPEG 或 PDF。', 'this browser cannot open such a picture; save it as PNG, JPEG or PDF.');
    return bad('图片损坏或不完整。', 'the picture is damaged or incomplete.');
  }
  try {
    if (picture.width * picture.height > MAX_PIXELS) return bad('图片像素过多。', 'the picture has too many pixels.');
    const texts = await readPicture(picture, picture.width, picture.height);
    return texts.length > 0 ? candidatesOf(name, texts) : bad('图片中没有二维码。', 'there is no QR code in the picture.').map((fault) => ({ ...fault, codeless: [1] }));
  } finally {
    picture.close();
  }
}

/**
 * @param {string} name
 * @param {File} file
 * @returns {Promise<Found[]>}
 */
async function readTextFile(name, file) {
  if (file.size > maxJudgedBytes()) {
    const tail = await file.slice(-64).text();
    if (DATA_MARK.test(tail) && file.size <= MAX_BUNDLE_BYTES) return [await asBundle(file)];
    return [unread(name, 'too-large', '', '')];
  }
  const data = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder().decode(data);
  if (data.includes(0)) {
    const what = 'this is neither JSON nor text, nor a picture (PNG, JPEG), nor a PDF.';
    return [unread(name, 'unreadable', '这不是 JSON 或文本，也不是图片（PNG、JPEG）或 PDF。', what)];
  }
  if (text.startsWith(PROOF_MARK)) return [{ bundle: data }];
  if (!text.trimStart().startsWith('{')) return readText(name, text);
  if (DATA_MARK.test(text.slice(-64))) return [await asBundle(file)];
  return [{ name, data }];
}

/**
 * Whether a file is trust data; to be asked of all before any is read, so by its name and its last bytes alone.
 * @param {File} file
 */
export const isBundle = async (file) =>
  file.size <= MAX_BUNDLE_BYTES && /\.json$/i.test(file.name) && DATA_MARK.test(await file.slice(-64).text());

/** @param {File} file */
const asBundle = async (file) => ({ bundle: new Uint8Array(await file.arrayBuffer()) });
