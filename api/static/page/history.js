// The list and one answer of it as two places of the browser's history, so that Back leads from one to the other.

let list = 0; // counts lists: an entry of an older one leads to the list of today

/** Calls `onPlace(index)` when a person goes back or forth: the place of an answer in the list, or null for the list. */
export function listenToHistory(onPlace) {
  addEventListener('popstate', ({ state }) => onPlace(isOfThisList(state) ? state.index : null));
}

/** A step from the list to the answer at `index`. */
export const leaveList = (index) => history.pushState({ list, index }, '');

/** The list is in view: a new one, or by a person's wish to go back to the one that is. */
export function returnToList(isSame = false) {
  if (isSame) history.back();
  else list += 1;
}

const isOfThisList = (state) => state !== null && state.list === list;
