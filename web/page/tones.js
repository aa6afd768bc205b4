// The tone and the sign of an outcome, a result or an age; api/pages/rendering.py has them for the other pages.

const TONES = { valid: 'ok', passed: 'ok', fresh: 'ok', invalid: 'no', failed: 'no', stale: 'no', ageing: 'warn', skipped: 'skip' };

/** The tone is a class of tokens.css, and the name of a sign of icons.js; what cannot be confirmed is `unk`. */
export const toneOf = (word) => TONES[word] ?? 'unk';
