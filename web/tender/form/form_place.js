// The place of a form instead of the contents of the documents; its result takes their place.

import { show } from '../../page/dom.js';
import { textAt } from '../../page/trust/trust_state.js';
import { say } from '../../page/words/sentences.js';
import { part } from '../elements.js';
import { renderForm } from './form_view.js';

/** @import { Checking } from '../checking/client.js' */
/** @import { BiddersDraft, TenderDraft } from '../drafts.js' */
/** @import { Opening } from '../opening.js' */
/** @import { FormHow } from './form_view.js' */

/**
 * @param {'tender' | 'bidders'} kind
 * @param {{ opening: Opening, checking: Checking, seconds: number, now: string, done: FormHow['done'] }} how the time, too, as documents have it
 */
export function openForm(kind, { opening, checking, seconds, now, done }) {
  const { trust } = checking.state;
  const text = trust === null ? null : textAt(trust, seconds);
  show(part('form'), true);
  part('form').dataset.kind = kind;
  part('inputs').open = true;
  renderForm(kind, { opening, text, home: rememberedHome(), now, lint: (tender) => checking.lint(tender, now), done });
}

export function closeForm() {
  show(part('form'), false);
  part('form').replaceChildren();
}

/**
 * Whether a document may take the place of one that is in a form: a person says so, and the form is closed.
 * @param {{ tender: TenderDraft | null, bidders: BiddersDraft | null, begun: Opening['begun'] }} intake
 */
export function mayTakePlace(intake) {
  const form = part('form');
  const kind = /** @type {'tender' | 'bidders'} */ (form.dataset.kind);
  if (form.hidden || (intake[kind] === null && intake.begun[kind] === null)) return true;
  if (!confirm(say('formSure'))) return false;
  closeForm();
  return true;
}

/** The home association that this device remembers, or null. */
function rememberedHome() {
  try {
    return localStorage.getItem('huren.home');
  } catch {
    return null;
  }
}
