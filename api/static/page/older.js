// What browsers from 2021 on lack of the language's library, and this page uses. What they lack of its syntax, or
// older ones besides, cannot be filled in: `begin.js` says so.

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
};
const STRING = {
  isWellFormed() {
    return !/\p{Surrogate}/u.test(this);
  },
};
const OBJECT = { hasOwn: (value, name) => Object.prototype.hasOwnProperty.call(value, name) };

/** What this thread's browser lacked; it is there from when this module was loaded. */
export const FILLED = [[Array.prototype, ARRAY], [String.prototype, STRING], [Object, OBJECT]].flatMap(fill);

function fill([owner, methods]) {
  const missing = Object.entries(methods).filter(([name]) => !(name in owner));
  for (const [name, value] of missing) Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  return missing.map(([name]) => name);
}
