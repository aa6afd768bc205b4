// Forms that make the documents of an opening.

/** @param {string} kind */
export function renderForm(kind) {
  console.info(kind);
}
