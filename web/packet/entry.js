// The part of an enterprise's page that makes its packet for a tender: shows the choice of a file. What reads one, checks and
// packs is another script, which comes when a file is chosen.

const place = document.getElementById('packet');
const input = /** @type {HTMLInputElement | null} */ (document.getElementById('packet-file'));
const command = document.getElementById('packet-command');

if (place !== null && input !== null) {
  place.hidden = false;
  command?.removeAttribute('open');
  input.addEventListener('change', () => void take(place, input));
  if (input.files?.length) void take(place, input); // the user chose a file before this script listened
}

/**
 * @param {HTMLElement} part
 * @param {HTMLInputElement} from
 */
async function take(part, from) {
  const [file] = from.files ?? [];
  if (file === undefined) return;
  const status = /** @type {HTMLElement} */ (document.getElementById('packet-told'));
  try {
    const { takeTender } = await import('./making.js');
    await takeTender(file, part, status);
  } catch (error) {
    status.textContent = part.dataset.failed ?? '';
    console.warn(error);
  }
  from.value = ''; // lets the user choose the same file again after mending it
}
