// Hand-held scanners type what they read, very fast, and end with Enter. Typing by people is left alone.

const SLOWEST_MS = 80;
const SHORTEST = 8; // a certificate number has as many
const LONGEST = 8192;
const EDITABLE = 'input, textarea, select, [contenteditable]';

/**
 * Calls `onText` with what a scanner types while no field has the focus.
 * @param {(text: string) => void} onText
 */
export function listenToScanners(onText) {
  let text = '';
  let last = 0;
  document.addEventListener('keydown', (event) => {
    if (event.target instanceof Element && event.target.closest(EDITABLE)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last > SLOWEST_MS) text = '';
    last = event.timeStamp;
    if (event.key === 'Enter' || event.key === 'Tab') {
      const typed = text;
      text = '';
      if (typed.length >= SHORTEST) {
        event.preventDefault(); // else a focused button is pressed
        onText(typed);
      }
      return;
    }
    const character = characterOf(event);
    if (character !== null && text.length < LONGEST) text += character;
    if (text.length >= SHORTEST) event.preventDefault(); // spaces scroll, slashes search
  });
}

/**
 * The character of a key press, also while a Chinese input method holds it back.
 * @param {KeyboardEvent} event
 */
function characterOf(event) {
  if (event.key.length === 1) return event.key;
  if (event.key !== 'Process' && event.key !== 'Unidentified') return null;
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter !== null) return event.shiftKey ? letter[1] : letter[1].toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit !== null) return event.shiftKey ? (digit[1] === '3' ? '#' : null) : digit[1];
  /** @type {Record<string, string>} */
  const others = { Period: '.', NumpadDecimal: '.', Slash: '/', Minus: '-', Semicolon: event.shiftKey ? ':' : ';' };
  return others[event.code] ?? null;
}
