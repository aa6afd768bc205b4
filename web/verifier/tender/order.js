// verifier/tender/matrix.py: every list has one order. This is what Python's tuples and texts have of themselves.

/** @typedef {string | number | boolean | unknown[]} OrderKey where a list is of such */

/**
 * Below, at or above 0 as `a` stands before, with or after `b`: numbers, truth values, texts by code point, or lists of
 * such, item by item, the shorter first.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {number}
 */
function compare(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    const place = a.findIndex((item, i) => i >= b.length || compare(item, b[i]) !== 0);
    if (place < 0) return a.length - b.length;
    return place < b.length ? compare(a[place], b[place]) : 1;
  }
  return typeof a === 'string' ? compareTexts(a, `${b}`) : Number(a) - Number(b);
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareTexts(a, b) {
  let place = 0;
  while (place < a.length && a[place] === b[place]) place += 1;
  return rankAt(a, place) - rankAt(b, place);
}

/**
 * Code units in the order of the characters they are of: halves of a pair behind all others; the end before all.
 * @param {string} text
 * @param {number} place
 */
function rankAt(text, place) {
  if (place >= text.length) return -1;
  const unit = text.charCodeAt(place);
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Returns the items in the order of their keys; items with equal keys keep their order.
 * @template T
 * @param {Iterable<T>} items
 * @param {(item: T) => OrderKey} keyOf
 */
export const inOrder = (items, keyOf) =>
  Array.from(items, (item) => ({ item, key: keyOf(item) })).sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);

/**
 * The first of the items with the lowest key.
 * @template T
 * @param {T[]} items
 * @param {(item: T) => OrderKey} keyOf
 */
export const firstOf = (items, keyOf) => items.reduce((best, item) => (compare(keyOf(item), keyOf(best)) < 0 ? item : best));
