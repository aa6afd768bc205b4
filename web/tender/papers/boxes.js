// carriers/papers/page/boxes.py: where a code is on a page as it is shown: in permille, outside its modules.

const MARGIN = 1 / 50; // of a code's side: less than its quiet zone in every version (ISO/IEC 18004, 5.3.8)

/** @typedef {{ text: string, box: number[] }} LocatedCode text, and left, top, right, bottom in shares of the picture */
/** @typedef {{ text?: string, data?: Uint8Array<ArrayBuffer>, page: number | null, box: number[] | null }} PaperCode what may be a credential */

/**
 * The codes of a page with their boxes; those beyond its edge, which it does not show, are left out.
 * @param {number} page
 * @param {LocatedCode[]} codes
 * @returns {PaperCode[]}
 */
export function placeCodes(page, codes) {
  const inside = codes.filter(({ box }) => Math.min(...box) > -MARGIN && Math.max(...box) < 1 + MARGIN);
  const placed = inside.map(({ text, box }) => ({ page, box: enclose(box), text }));
  return placed.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
}

/**
 * The smallest box in permille that leaves a margin around what lies between these shares.
 * @param {number[]} box
 */
function enclose([left, top, right, bottom]) {
  const wide = (right - left) * MARGIN;
  const high = (bottom - top) * MARGIN;
  return [
    Math.max(0, Math.trunc((left - wide) * 1000)),
    Math.max(0, Math.trunc((top - high) * 1000)),
    Math.min(1000, Math.ceil((right + wide) * 1000)),
    Math.min(1000, Math.ceil((bottom + high) * 1000)),
  ];
}
