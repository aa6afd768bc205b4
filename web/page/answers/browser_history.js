// The list and one of its answers as two entries of the browser's history, so that Back leads from the answer to the
// list.

// entries of an older list, or from before a reload, lead to the current list
const load = Math.random();
let list = 0;

/**
 * Calls `onPlace(index)` when a person goes back or forth: the place of an answer in the list, or null for the list.
 * @param {(index: number | null) => void} onPlace
 */
export function listenToHistory(onPlace) {
  addEventListener('popstate', ({ state }) => onPlace(isOfThisList(state) ? state.index : null));
}

/**
 * Adds a history entry for the answer at `index` (null: the list); with `isInstead`, replaces the entry of the answer
 * in view.
 * @param {number | null} index
 */
export const leaveList = (index, isInstead = false) => history[isInstead ? 'replaceState' : 'pushState']({ load, list, index }, '');

/** Notes that the list is in view: a new list, or the same one after a person went back. */
export function returnToList(isSame = false) {
  if (isSame) history.back();
  else list += 1;
}

/** @param {{ load: number, list: number, index: number } | null} state */
const isOfThisList = (state) => state?.load === load && state.list === list;
