// Takes a large JSON object apart where it lies: the items of its lists, and what is left without them.

import { concat } from './bytes.js';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [LIST, OBJECT, LIST_END, OBJECT_END] = [0x5b, 0x7b, 0x5d, 0x7d];

/**
 * The `items` of the lists that are members of the object in `data` under one of `names`, as bytes by name, and the
 * `rest` with these lists empty. Where `rest` and every item are JSON, `data` is, and the items are those of its lists:
 * in JSON a string ends, and a bracket closes, where it is looked for here.
 * @param {Uint8Array} data
 * @param {readonly string[]} names
 */
export function cutLists(data, names) {
  /** @type {Map<string, Uint8Array[]>} */
  const items = new Map(names.map((name) => [name, []]));
  const kept = []; // of `data`
  let keptFrom = 0;
  /** @type {Uint8Array[] | null} */
  let list = null; // the one that is being cut
  let name = '';
  let depth = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at];
    if (byte === QUOTE) {
      const end = endOfString(data, at);
      if (depth === 1) name = end - at > 32 ? '' : String.fromCharCode(...data.subarray(at + 1, end));
      at = end;
    } else if (byte === LIST || byte === OBJECT) {
      depth += 1;
      if (depth !== 2 || byte !== LIST || !items.has(name)) continue;
      list = items.get(name) ?? null;
      start = at + 1;
      kept.push(data.subarray(keptFrom, start));
    } else if (byte === LIST_END || byte === OBJECT_END) {
      if (depth === 2 && list !== null) {
        if (at > start) list.push(data.subarray(start, at));
        list = null;
        keptFrom = at;
      }
      depth -= 1;
    } else if (byte === COMMA && depth === 2 && list !== null) {
      list.push(data.subarray(start, at));
      start = at + 1;
    }
  }
  return { items, rest: concat(...kept, data.subarray(keptFrom)) };
}

/**
 * @param {Uint8Array} data
 * @param {number} start
 */
function endOfString(data, start) {
  let at = start + 1;
  while (at < data.length && data[at] !== QUOTE) at += data[at] === BACKSLASH ? 2 : 1;
  return at;
}
