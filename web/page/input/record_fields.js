// What a record says of itself: title, tender, who verified. Kept in this page alone, whichever form it is typed into.

/** What was typed so far, by field. */
/** @type {Record<string, string>} */
export const said = { title: '', tender: '', officer: '' };

/** Keeps what is typed into a field that names one in `data-record`, and shows it in its namesake of the other form. */
export function listenToRecordFields() {
  document.addEventListener('input', ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    const name = field.dataset.record;
    if (name === undefined) return;
    said[name] = field.value;
    for (const other of document.querySelectorAll(`[data-record="${name}"]`)) {
      if (other !== field) /** @type {HTMLInputElement} */ (other).value = field.value;
    }
  });
}
