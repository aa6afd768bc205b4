// The bid opening that a demo node has to show: a ZIP with documents, papers, and the trust data of their day.

import { decodeLeniently } from '../signing/bytes.js';
import { listArchive, unpack } from './papers/archive.js';

/** @import { NamedFile } from '../page/input/files.js' */

const ADDRESS = '/samples/opening.zip';
const NAME = 'opening.zip/';

/** Documents and papers as files, and trust data with the day they are of; rejects where it cannot be had. */
export async function fetchSample() {
  const answer = await fetch(ADDRESS, { credentials: 'omit' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const archive = await answer.blob();
  /** @type {NamedFile[]} */
  const files = [];
  for (const { path, entry } of (await listArchive(archive, NAME.slice(0, -1))).papers) {
    const name = path.slice(NAME.length);
    const data = await unpack(archive, entry);
    files.push({ name, file: new File([data], name.slice(name.lastIndexOf('/') + 1)) });
  }
  const own = new Map(files.filter(({ name }) => !name.includes('/')).map(({ name, file }) => [name, file]));
  const bytes = async (/** @type {string} */ name) => new Uint8Array((await own.get(name)?.arrayBuffer()) ?? new ArrayBuffer(0));
  const text = async (/** @type {string} */ name) => decodeLeniently(await bytes(name)).trim();
  const apart = ['bundle.json', 'pin.txt', 'now.txt'];
  return { bundle: await bytes('bundle.json'), pin: await text('pin.txt'), now: await text('now.txt'), files: files.filter(({ name }) => !apart.includes(name)) };
}
