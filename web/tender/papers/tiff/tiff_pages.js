// carriers/papers/pages.py of a TIFF, as scanners and fax machines write it: a page for each of its pictures.

import { Unread } from '../limits.js';
import { makeCanvas, sizeOf } from '../pictures.js';
import { TiffFile } from './directories.js';
import { drawPixels } from './drawing.js';
import { readForm } from './form.js';

/** @import { TiffForm } from './form.js' */

/**
 * How many pages there are, and what draws one from 1, turned as it is shown.
 * @param {Blob} data
 */
export async function openTiff(data) {
  const file = new TiffFile(data);
  const directories = await file.open();
  /** @type {TiffForm[]} */
  const forms = [];
  for (const directory of directories) forms.push(await readForm(file, directory));
  /** @param {number} number */
  const draw = async (number) => {
    const form = forms[number - 1];
    if (form === undefined) throw new Unread('page-damaged');
    try {
      const { pixels, width, height } = await drawPixels(file, form, decodeJpeg);
      return await createImageBitmap(new ImageData(pixels, width, height));
    } catch (error) {
      if (error instanceof Unread && error.code.startsWith('page-')) throw error;
      if (error instanceof Error && /^Not(?:Readable|Found)Error$/.test(error.name)) throw error; // the file is gone
      console.warn(error);
      throw new Unread('page-damaged');
    }
  };
  return { pages: forms.length, draw };
}

/**
 * The pixels of a strip or tile, four bytes each; null where it is not of that size.
 * @param {Uint8Array<ArrayBuffer>} jpeg
 * @param {number} width
 * @param {number} rows
 */
async function decodeJpeg(jpeg, width, rows) {
  const size = sizeOf(jpeg);
  if (size?.width !== width || size.height < rows) return null;
  const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }), 0, 0, width, rows);
  const { brush } = makeCanvas(width, rows);
  brush.drawImage(picture, 0, 0);
  picture.close();
  return brush.getImageData(0, 0, width, rows).data;
}
