// Pictures: something to draw them on, without a page where the browser has that; how large one is before it is unpacked.

/** @typedef {{ canvas: OffscreenCanvas | HTMLCanvasElement, brush: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D }} Drawing */

/**
 * A white sheet.
 * @param {number} width
 * @param {number} height
 * @returns {Drawing}
 */
export function makeCanvas(width, height) {
  const canvas = newCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const brush = /** @type {Drawing['brush']} */ (canvas.getContext('2d', { willReadFrequently: true }));
  brush.fillStyle = '#fff'; // what is transparent in a picture is paper
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.imageSmoothingQuality = 'high';
  return { canvas, brush };
}

/**
 * @param {number} width
 * @param {number} height
 */
export function newCanvas(width, height) {
  if (globalThis.document === undefined) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

/** Whether a worker can draw here. */
export function canDrawApart() {
  try {
    return new OffscreenCanvas(1, 1).getContext('2d') !== null;
  } catch {
    return false;
  }
}

const MOST_SEGMENTS = 65_536;

/**
 * Width and height in the head of a PNG (third edition, 11.2.1) or JPEG (ITU-T T.81, B.2.2); null where there is none.
 * @param {Uint8Array} data
 */
export function sizeOf(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data[0] === 0x89) return isWhole(view) ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
  let at = 2;
  for (let i = 0; i < MOST_SEGMENTS && at + 9 < data.length && data[at] === 0xff; i += 1) {
    const marker = data[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    if (marker === 0xda) return null;
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/**
 * Whether the chunks of a PNG reach its end.
 * @param {DataView} view
 */
function isWhole(view) {
  for (let at = 8, i = 0; i < MOST_SEGMENTS && at + 12 <= view.byteLength; i += 1) {
    const end = at + 12 + view.getUint32(at);
    if (end > view.byteLength) return false;
    if (view.getUint32(at + 4) === 0x49454e44) return at >= 24; // IEND, behind what says the size
    at = end;
  }
  return false;
}
