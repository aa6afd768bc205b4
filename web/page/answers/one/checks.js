// The checks behind an answer: failed and unclear checks are shown, the others folded.

import { el, icon, toneOf } from '../../dom.js';
import { CHECKS, RESULTS } from '../../../texts/verdict_words.js';
import { detailOf } from '../../../verifier/verdict.js';
import { label, say } from '../../words/sentences.js';

/** @import { Finding, Result } from '../../../verifier/findings.js' */
/** @import { VerdictJson } from '../../../verifier/verdict.js' */
/** @import { SpokenNames } from '../../words/names.js' */
/** @import { View } from '../answer.js' */

/**
 * The list of checks of a verdict, failed first.
 * @param {VerdictJson} verdict
 * @param {View} view
 */
export function renderChecks(verdict, { names }) {
  const findings = verdict.findings.filter(({ code }) => code !== 'ended-since'); // not a check; the answer states it first
  const of = (/** @type {Result} */ outcome) => findings.filter((finding) => finding.outcome === outcome);
  const bad = [...of('failed'), ...of('indeterminate')];
  const rest = findings.filter((finding) => !bad.includes(finding));
  const passed = of('passed').length;
  const skipped = rest.length - passed;
  const title = say(bad.length === 0 ? 'checksPassed' : 'checksBad', { n: bad.length, passed }) + (skipped > 0 ? say('checksSkipped', { n: skipped }) : '');
  const listed = (/** @type {Finding[]} */ some) => el('ul', { class: 'checks' }, some.map((finding) => renderCheck(finding, names)));
  if (bad.length === 0) {
    return el('details', { id: 'checks', class: 'card more' }, el('summary', {}, el('h2', {}, title)), listed(rest));
  }
  return el('section', { class: 'card' },
    el('h2', {}, title),
    listed(bad),
    rest.length === 0 ? null : el('details', { id: 'checks', class: 'more' }, el('summary', {}, say('checksRest', { n: rest.length })), listed(rest)));
}

/**
 * @param {Finding} finding
 * @param {SpokenNames} names
 */
const renderCheck = (finding, names) =>
  el('li', { class: `${finding.outcome} ${toneOf(finding.outcome)}` },
    icon(toneOf(finding.outcome)),
    el('b', {}, label(CHECKS, finding.check)),
    el('span', {}, `${label(RESULTS, finding.outcome)}${finding.code === 'ok' ? '' : ` · ${detailOf(finding, names)}`}`));
