// Polyfills: functions of the language's library that browsers from 2021 on lack, and this page or pdf.js uses. pdf.js
// brings those younger than 2023 itself. Missing syntax, and still older browsers, cannot be helped: `loading.js` says
// so.

const ARRAY = {
  /**
   * @this {ArrayLike<unknown>}
   * @param {number} index
   */
  at(index) {
    return this[index < 0 ? this.length + index : index];
  },
  /**
   * @this {unknown[]}
   * @param {(item: unknown) => unknown} test
   */
  findLast(test) {
    return [...this].reverse().find(test);
  },
  /** @this {unknown[]} */
  toReversed() {
    return [...this].reverse();
  },
  /**
   * @this {unknown[]}
   * @param {(a: unknown, b: unknown) => number} [compare]
   */
  toSorted(compare) {
    return [...this].sort(compare);
  },
  /**
   * @this {unknown[]}
   * @param {[start: number, count: number, ...items: unknown[]]} given
   */
  toSpliced(...given) {
    const copy = [...this];
    copy.splice(...given);
    return copy;
  },
  /**
   * @this {unknown[]}
   * @param {number} index
   * @param {unknown} value
   */
  with(index, value) {
    const copy = [...this];
    copy[index < 0 ? copy.length + index : index] = value;
    return copy;
  },
};
const { at } = ARRAY;
const STRING = {
  at,
  /** @this {string} */
  isWellFormed() {
    return !/\p{Surrogate}/u.test(this);
  },
};
const OBJECT = { hasOwn: (/** @type {object} */ value, /** @type {PropertyKey} */ name) => Object.prototype.hasOwnProperty.call(value, name) };
/**
 * For messages of pdf.js to itself, where no worker reads: no cycles, and what is neither list nor object stays.
 * @param {unknown} value
 * @returns {unknown}
 */
function structuredClone(value) {
  if (Array.isArray(value)) return value.map((part) => structuredClone(part));
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [structuredClone(key), structuredClone(part)]));
  if (typeof value !== 'object' || value?.constructor !== Object) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, structuredClone(part)]));
}
const PROMISE = {
  /** @this {PromiseConstructor} */
  withResolvers() {
    /** @type {{ resolve: (value: unknown) => void, reject: (why: unknown) => void } | undefined} */
    let settle;
    const promise = new this((resolve, reject) => (settle = { resolve, reject }));
    return { promise, ...settle };
  },
};

/** @type {[owner: object, methods: object][]} */
const NEEDED = [
  [Array.prototype, ARRAY],
  [Object.getPrototypeOf(Uint8Array.prototype), { at }],
  [String.prototype, STRING],
  [Object, OBJECT],
  [Promise, PROMISE],
  [globalThis, { structuredClone }],
];

/** What this thread's browser lacked; it is there from when this module was loaded. */
export const FILLED = NEEDED.flatMap(fill);

/** @param {[owner: object, methods: object]} needed */
function fill([owner, methods]) {
  const missing = Object.entries(methods).filter(([name]) => !(name in owner));
  for (const [name, value] of missing) Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  return missing.map(([name]) => name);
}
