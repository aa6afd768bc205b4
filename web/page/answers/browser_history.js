// The list and one answer of it as two places of the browser's history, so that Back leads from one to the other.

// An entry of an older list, or of the page before it was loaded anew, leads to the list of today.
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
 * A step from the list to the answer at `index`, or null: the list; `isInstead` of the answer that is in view.
 * @param {number | null} index
 */
export const leaveList = (index, isInstead = false) => history[isInstead ? 'replaceState' : 'pushState']({ load, list, index }, '');

/** The list is in view: a new one, or by a person's wish to go back to the one that is. */
export function returnToList(isSame = false) {
  if (isSame) history.back();
  else list += 1;
}

/** @param {{ load: number, list: number, index: number } | null} state */
const isOfThisList = (state) => state?.load === load && state.list === list;
