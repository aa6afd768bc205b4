// verifier/tender/looks/text_layer.py: pages that read like a certificate, by the text that a PDF has beside its pictures.

import { enterprisesOf } from '../documents/bidders.js';

/** @import { Moment } from '../../../credentials/times.js' */
/** @import { TrustStore } from '../../trust/trust_store.js' */
/** @import { BiddersBody } from '../documents/bidders.js' */

const NUMBER_LABEL = '证书编号';

/**
 * Whether the text of a page has the title of a scheme, or a number's label and the code of who bids.
 * @param {string} text
 * @param {string[]} titles
 * @param {string[]} enterprises
 */
export function isCertificateLike(text, titles, enterprises) {
  const folded = fold(text);
  if (titles.some((title) => fold(title) !== '' && folded.includes(fold(title)))) return true;
  return folded.includes(NUMBER_LABEL) && enterprises.some((code) => code !== '' && folded.includes(fold(code)));
}

/**
 * The question of `isCertificateLike` for the schemes of the agreement in force and all who bid.
 * @param {TrustStore} trust
 * @param {BiddersBody} bidders
 * @param {Moment} now
 */
export function makeTextTest(trust, { bidders }, now) {
  const { schemes } = trust.chain.inForceOrLast(now).text;
  const titles = schemes.flatMap(({ name }) => [name.zh, name.en]);
  const enterprises = bidders.flatMap(enterprisesOf);
  return (/** @type {string} */ text) => isCertificateLike(text, titles, enterprises);
}

/**
 * Without spaces and line ends, which a PDF puts between any two characters.
 * @param {string} text
 */
const fold = (text) => text.normalize('NFKC').replace(/[\t\n\v\f\r \u200b\ufeff]/gu, '').toUpperCase();
