// Files that came in: trust data apart, all else read one after the other into candidates.

import { notLoaded } from './candidates.js';
import { say } from '../words/sentences.js';

/** @import { Candidate } from './candidates.js' */

/** @typedef {{ name: string, file: File }} NamedFile */
/** @typedef {(words: string, at: number, of: number) => void} ReportShare */
/** @typedef {Pick<typeof import('./reading.js'), 'isBundle' | 'readFile'>} Reading */

/**
 * Result if the module that reads files did not load.
 * @type {Reading}
 */
const NO_READING = {
  isBundle: async () => false,
  async* readFile(name) {
    yield notLoaded(name);
  },
};

/**
 * Returns the module that reads files, the files with trust data, and the others.
 * @param {NamedFile[]} files
 */
export async function sortFiles(files) {
  const reading = await import('./reading.js').catch(() => NO_READING);
  /** @type {NamedFile[]} */
  const bundles = [];
  /** @type {NamedFile[]} */
  const rest = [];
  for (const file of files) {
    (await reading.isBundle(file.file).catch(() => false) ? bundles : rest).push(file);
  }
  return { reading, bundles, rest };
}

/**
 * Candidates of the files; `report(words, at, of)` hears how far it is, `onBundle(name, bytes)` of trust data and
 * log proofs in them.
 * @param {Reading} reading
 * @param {NamedFile[]} files
 * @param {{ signal: AbortSignal, report: ReportShare, onBundle: (name: string, bytes: Uint8Array) => Promise<void> }} how
 * @returns {AsyncGenerator<Candidate, void>}
 */
export async function* readFiles({ readFile }, files, { signal, report, onBundle }) {
  for (const [i, { name, file }] of files.entries()) {
    if (signal.aborted) return;
    report(say('reading', { name, at: i + 1, of: files.length }), i, files.length);
    const onPage = (/** @type {{ page: number, pages: number }} */ { page, pages }) => report(say('readingPage', { name, page, pages }), i + page / pages, files.length);
    for await (const candidate of readFile(name, file, onPage, signal)) {
      if (candidate.bundle !== undefined) await onBundle(name, candidate.bundle);
      else yield candidate;
    }
  }
}
