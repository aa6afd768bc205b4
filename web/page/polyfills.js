// What browsers from 2021 on lack of the language's library, and this page or pdf.js uses; what is younger than 2023
// pdf.js brings itself. What they lack of the syntax, or older ones besides, cannot be filled in: `loading.js` says so.

// @ts-nocheck: these are methods of objects that only get them here

const ARRAY = {
  at(index) {
    return this[index < 0 ? this.length + index : index];
  },
  findLast(test) {
    return [...this].reverse().find(test);
  },
  toReversed() {
    return [...this].reverse();
  },
  toSorted(compare) {
    return [...this].sort(compare);
  },
  toSpliced(...given) {
    const copy = [...this];
    copy.splice(...given);
    return copy;
  },
  with(index, value) {
    const copy = [...this];
    copy[index < 0 ? copy.length + index : index] = value;
    return copy;
  },
};
const { at } = ARRAY;
const STRING = {
  at,
  isWellFormed() {
    return !/\p{Surrogate}/u.test(this);
  },
};
const OBJECT = { hasOwn: (value, name) => Object.prototype.hasOwnProperty.call(value, name) };
/** For messages of pdf.js to itself, where no worker reads: no cycles, and what is neither list nor object stays. */
function structuredClone(value) {
  if (Array.isArray(value)) return value.map((one) => structuredClone(one));
  if (value instanceof Map) return new Map(structuredClone([...value]));
  return value?.constructor === Object ? Object.fromEntries(structuredClone(Object.entries(value))) : value;
}
const PROMISE = {
  withResolvers() {
    let settle;
    const promise = new this((resolve, reject) => (settle = { resolve, reject }));
    return { promise, ...settle };
  },
};

/** What this thread's browser lacked; it is there from when this module was loaded. */
export const FILLED = [
  [Array.prototype, ARRAY],
  [Object.getPrototypeOf(Uint8Array.prototype), { at }],
  [String.prototype, STRING],
  [Object, OBJECT],
  [Promise, PROMISE],
  [globalThis, { structuredClone }],
].flatMap(fill);

function fill([owner, methods]) {
  const missing = Object.entries(methods).filter(([name]) => !(name in owner));
  for (const [name, value] of missing) Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  return missing.map(([name]) => name);
}
