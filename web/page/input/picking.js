// Ways in other than the camera: chosen files and folders, things dropped or pasted anywhere on the page.

import { byId, show } from '../dom.js';

/** @import { NamedFile } from './files.js' */

const SUFFIXES = /\.(json|txt|tlog-proof|png|jpe?g|pdf|bmp|gif|webp|avif|tiff?|hei[cf])$/i; // of kinds that can be verified, in some browser
const INPUTS = /** @type {const} */ ([['choose', 'file'], ['choose-folder', 'folder'], ['photo', 'camera-file']]);

/** @typedef {(files: NamedFile[], otherNames: string[]) => void} OnFiles */
/** @typedef {NamedFile & { isFound?: boolean }} PickedFile found in a folder, not chosen one by one */

/**
 * Takes what was chosen before anybody listened, files and a folder as one.
 * @param {OnFiles} onFiles
 */
export const takeChosen = (onFiles) => pass(INPUTS.flatMap(([, input]) => takeFrom(byId(input))), onFiles);

/**
 * Calls `onFiles([{name, file}], otherNames)` for files however they come, and `onText` for text.
 * @param {OnFiles} onFiles
 * @param {(text: string) => void} onText
 */
export function listenToFiles(onFiles, onText) {
  for (const [button, input] of INPUTS) {
    byId(button).addEventListener('click', () => byId(input).click());
    byId(input).addEventListener('change', () => pass(takeFrom(byId(input)), onFiles));
  }
  listenToDrops((files, isFound, text) => {
    if (files.length > 0) pass(files.map((file) => ({ ...file, isFound })), onFiles);
    else if (text !== '') onText(text);
  });
  document.addEventListener('paste', ({ target, clipboardData }) => {
    if ((target instanceof Element && target.closest('input, textarea')) || clipboardData === null) return;
    const files = [...clipboardData.files].map((file) => ({ name: file.name, file }));
    const text = clipboardData.getData('text/plain').trim();
    if (files.length > 0) onFiles(files, []);
    else if (text !== '') onText(text);
  });
}

/**
 * What was chosen, and lets the same be chosen again.
 * @param {HTMLInputElement} input
 */
function takeFrom(input) {
  const files = [...input.files ?? []].map((file) => ({ name: file.webkitRelativePath || file.name, file, isFound: input.id === 'folder' }));
  input.value = '';
  return files;
}

/**
 * Calls `onDrop` for what is dropped anywhere on the page: files with their paths, whether a folder is among them, text.
 * @param {(files: NamedFile[], isFolder: boolean, text: string) => void} onDrop
 */
export function listenToDrops(onDrop) {
  let inside = 0;
  const cover = (/** @type {number} */ by) => {
    inside = by === 0 ? 0 : inside + by;
    show(byId('drop'), inside > 0);
  };
  document.addEventListener('dragenter', () => cover(1));
  document.addEventListener('dragleave', () => cover(-1));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', async (event) => {
    event.preventDefault();
    cover(0);
    if (event.dataTransfer === null) return;
    const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
    const text = event.dataTransfer.getData('text/plain').trim();
    const entries = items.flatMap((item) => item.webkitGetAsEntry?.() ?? item.getAsFile() ?? []); // before anything is awaited
    const files = (await Promise.all(entries.map((entry) => walk(entry, '')))).flat();
    onDrop(files, entries.some((entry) => !(entry instanceof File) && entry.isDirectory), text);
  });
}

/**
 * In the order of their paths; of what was found in a folder only what is likely, the rest by name.
 * @param {PickedFile[]} files
 * @param {OnFiles} onFiles
 */
function pass(files, onFiles) {
  if (files.length === 0) return;
  const wanted = files.filter(({ file, isFound }) => !isFound || SUFFIXES.test(file.name));
  const others = files.filter((file) => !wanted.includes(file)).map(({ name }) => name);
  onFiles(wanted.sort((a, b) => (a.name < b.name ? -1 : 1)), others);
}

/**
 * All files in what was dropped, with their paths behind `folder`.
 * @param {FileSystemEntry | File} entry
 * @param {string} folder
 * @returns {Promise<NamedFile[]>}
 */
async function walk(entry, folder) {
  if (entry instanceof File) return [{ name: entry.name, file: entry }];
  if (entry.isFile) {
    const file = await fileOf(/** @type {FileSystemFileEntry} */ (entry));
    return [{ name: folder + file.name, file }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const inside = [];
  for (;;) {
    const some = await entriesIn(reader); // a hundred at a time
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map((child) => walk(child, `${folder}${entry.name}/`)))).flat();
}

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/**
 * @param {FileSystemDirectoryReader} reader
 * @returns {Promise<FileSystemEntry[]>}
 */
const entriesIn = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
