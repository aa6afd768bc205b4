// Ways in other than the camera: chosen files and folders, things dropped or pasted anywhere on the page.

import { byId, show } from '../dom.js';

const SUFFIXES = /\.(json|txt|png|jpe?g|pdf)$/i; // of kinds that can be verified
const INPUTS = [['choose', 'file'], ['choose-folder', 'folder'], ['photo', 'camera-file']];

/** Takes what was chosen before anybody listened, files and a folder as one. */
export const takeChosen = (onFiles) => pass(INPUTS.flatMap(([, input]) => takeFrom(byId(input))), onFiles);

/** Calls `onFiles([{name, file}], otherNames)` for files however they come, and `onText` for text. */
export function listenToFiles(onFiles, onText) {
  for (const [button, input] of INPUTS) {
    byId(button).addEventListener('click', () => byId(input).click());
    byId(input).addEventListener('change', ({ target }) => pass(takeFrom(target), onFiles));
  }
  listenToDrops(onFiles, onText);
  document.addEventListener('paste', (/** @type {any} */ event) => {
    if (event.target.closest?.('input, textarea')) return;
    const files = [...event.clipboardData.files].map((file) => ({ name: file.name, file }));
    const text = event.clipboardData.getData('text/plain').trim();
    if (files.length > 0) onFiles(files, []);
    else if (text !== '') onText(text);
  });
}

/** What was chosen, and lets the same be chosen again. */
function takeFrom(input) {
  const files = [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file, isFound: input.id === 'folder' }));
  input.value = '';
  return files;
}

function listenToDrops(onFiles, onText) {
  let inside = 0;
  const cover = (by) => {
    inside = by === 0 ? 0 : inside + by;
    show(byId('drop'), inside > 0);
  };
  document.addEventListener('dragenter', () => cover(1));
  document.addEventListener('dragleave', () => cover(-1));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', async (/** @type {any} */ event) => {
    event.preventDefault();
    cover(0);
    const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
    const text = event.dataTransfer.getData('text/plain').trim();
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()); // before anything is awaited
    const files = (await Promise.all(entries.filter(Boolean).map((entry) => walk(entry, '')))).flat();
    const isFound = entries.some((entry) => entry?.isDirectory);
    if (files.length > 0) pass(files.map((one) => ({ ...one, isFound })), onFiles);
    else if (text !== '') onText(text);
  });
}

/** In the order of their paths; of what was found in a folder only what is likely, the rest by name. */
function pass(files, onFiles) {
  if (files.length === 0) return;
  const wanted = files.filter(({ file, isFound }) => !isFound || SUFFIXES.test(file.name));
  const others = files.filter((one) => !wanted.includes(one)).map(({ name }) => name);
  onFiles(wanted.sort((a, b) => (a.name < b.name ? -1 : 1)), others);
}

async function walk(entry, folder) {
  if (entry instanceof File) return [{ name: entry.name, file: entry }];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ name: folder + file.name, file }];
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map((one) => walk(one, `${folder}${entry.name}/`)))).flat();
}
