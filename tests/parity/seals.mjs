// `node seals.mjs CASES`: what the page reads of pages of raw pixels, as JSON: the texts of the first search, then its answer.

import { readFileSync } from 'node:fs';

globalThis.fetch = async (address) => new Response(readFileSync(new URL(address)));
globalThis.ImageData = class {
  constructor(...given) {
    const [data, width, height] = given.length === 3 ? given : [new Uint8ClampedArray(4 * given[0] * given[1]), ...given];
    Object.assign(this, { data, width, height });
  }
};
globalThis.OffscreenCanvas = class {
  constructor(width, height) {
    Object.assign(this, { width, height, pixels: new ImageData(width, height) });
  }

  getContext() {
    return { fillRect: () => {}, drawImage: (source, x, y, width, height) => (this.pixels = scaled(source.pixels, width, height)), getImageData: () => this.pixels };
  }
};

/** Between the four nearest pixels, as a browser draws what it enlarges. */
function scaled({ data, width, height }, wide, high) {
  if (wide === width && high === height) return { data, width, height };
  const made = new ImageData(wide, high);
  for (let y = 0; y < high; y += 1) {
    const down = Math.max(0, Math.min(height - 1.001, ((y + 0.5) * height) / high - 0.5));
    const top = Math.floor(down);
    for (let x = 0; x < wide; x += 1) {
      const across = Math.max(0, Math.min(width - 1.001, ((x + 0.5) * width) / wide - 0.5));
      const left = Math.floor(across);
      const at = 4 * (top * width + left);
      const [right, below] = [across - left, down - top];
      for (let band = 0; band < 4; band += 1) {
        const upper = data[at + band] * (1 - right) + data[at + 4 + band] * right;
        const lower = data[at + 4 * width + band] * (1 - right) + data[at + 4 * width + 4 + band] * right;
        made.data[4 * (y * wide + x) + band] = upper * (1 - below) + lower * below;
      }
    }
  }
  return made;
}

const { readPixels } = await import('../../web/page/input/qr_codes.js');
const { answerPage } = await import('../../web/tender/papers/boxes.js');
const { locatePageCodes } = await import('../../web/tender/papers/codes.js');

const answers = [];
for (const { path, width, height } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const data = readFileSync(path);
  const pixels = new ImageData(new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width, height);
  const found = await locatePageCodes({ source: { pixels }, width, height }, [210, 297]);
  answers.push({ first: await readPixels(pixels), ...answerPage(1, found) });
}
process.stdout.write(JSON.stringify(answers));
