// The elements of tender.html that a script asks for: the tag of each by its id.

/**
 * @typedef {{
 *   inputs: 'details', documents: 'section', 'documents-view': 'div', choose: 'button', file: 'input', 'new-tender': 'button', 'new-bidders': 'button',
 *   sample: 'button', form: 'div', papers: 'section', 'choose-folder': 'button', folder: 'input', progress: 'div',
 *   'progress-words': 'p', 'progress-bar': 'progress', stop: 'button', 'go-on': 'button', 'go-on-row': 'p', 'papers-view': 'div',
 *   results: 'section', printed: 'div', drop: 'div', head: 'div', announced: 'p', 'trust-state': 'p', refresh: 'button',
 *   clear: 'button', acts: 'details', 'acts-view': 'div', main: 'main', strip: 'button',
 * }} TenderTags
 */

/**
 * The element with this id.
 * @template {keyof TenderTags} K
 * @param {K} id
 */
export const part = (id) => /** @type {HTMLElementTagNameMap[TenderTags[K]]} */ (document.getElementById(id));
