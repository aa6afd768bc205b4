// Registers that come in: one is asked of numbers, of several none. Loaded when one comes.

import { comma, language, say } from '../page/words/sentences.js';
import { plain } from '../signing/plain_text.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Checking } from './checking/client.js' */

const MOST_BYTES = 64 * 1024 * 1024; // some 400,000 credentials
const seen = new WeakSet(); // files that something was said of

/**
 * Lets the only one of those that came answer from now on; what is said of it, or of several.
 * @param {NamedFile[]} came
 * @param {Checking} checking
 * @returns {Promise<string[]>}
 */
export async function takeRegisters(came, checking) {
  if (came.every(({ file }) => seen.has(file))) return [];
  for (const { file } of came) seen.add(file);
  if (came.length > 1) return [say('registerSeveral', { names: came.map(({ name }) => plain(name)).sort().join(comma()) })];
  const [{ name, file }] = came;
  if (file.size > MOST_BYTES || globalThis.DecompressionStream === undefined) return [say('registerChosen', { name })];
  const result = await checking.useRegister(file);
  return [result !== null && 'refused' in result ? say('refusedDocument', { name, why: result.refused[language()] }) : say('registerTaken', { name })];
}
