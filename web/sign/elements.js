// The elements of sign.html that a script asks for: the tag of each by its id.

/**
 * @typedef {{
 *   main: 'main', choose: 'button', file: 'input', alerts: 'div', files: 'div', clock: 'div', 'version-told': 'p', version: 'input',
 *   'clock-right': 'input', rows: 'section', plan: 'section', act: 'section', drop: 'div', loading: 'p', 'cannot-run': 'p',
 *   'not-whole': 'p', work: 'div',
 * }} SignTags
 */

/**
 * The element with this id.
 * @template {keyof SignTags} K
 * @param {K} id
 */
export const part = (id) => /** @type {HTMLElementTagNameMap[SignTags[K]]} */ (document.getElementById(id));
