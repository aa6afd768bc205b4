// Something to draw on: without a page where the browser has that, else of the page that this runs in.

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
