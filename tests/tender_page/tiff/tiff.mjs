// `node tiff.mjs CASES`: what the page of a bid opening makes of TIFFs, as JSON: pixels of each page, or why it is not read.

import { readFileSync } from 'node:fs';

import { Unread } from '../../../web/tender/papers/limits.js';
import { openPaper } from '../../../web/tender/papers/pages.js';
import { openTiff } from '../../../web/tender/papers/tiff/tiff_pages.js';

const jpegs = [];
console.warn = () => {};
globalThis.ImageData = class {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};
globalThis.createImageBitmap = async (source) => {
  if (!(source instanceof Blob)) return source;
  jpegs.push(Buffer.from(await source.arrayBuffer()).toString('base64'));
  throw new Error('nothing decodes a JPEG here');
};

const codeOf = (error) => {
  if (!(error instanceof Unread)) throw error;
  return error.code;
};

async function read(text) {
  const data = new Blob([Buffer.from(text, 'base64')]);
  const begun = performance.now();
  try {
    const { pages, draw } = await openTiff(data);
    const drawn = [];
    for (let page = 1; page <= Math.min(pages, 8); page += 1) {
      drawn.push(await draw(page).then(({ data, width, height }) => [width, height, Buffer.from(data).toString('base64')], codeOf));
    }
    const { whole } = await openPaper(data, 'tiff');
    return { pages: (await whole()).pages, drawn, took: performance.now() - begun };
  } catch (error) {
    return { refused: codeOf(error), took: performance.now() - begun };
  }
}

const found = [];
for (const text of JSON.parse(readFileSync(process.argv[2], 'utf8'))) found.push(await read(text));
process.stdout.write(JSON.stringify({ found, jpegs }));
