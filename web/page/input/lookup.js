// The node's records under a number, a code, a name or an address of a register; loaded when it is asked.

import { ask } from '../resources.js';

/** @import { JudgedBody } from '../../credentials/kinds.js' */
/** @import { Signed } from '../../credentials/record.js' */

/**
 * What the node has under a text: `{page}`, the address of where that is told, and `found`, `{name, data}` of the credential that the text
 * names; of an enterprise, if `isAsked`, of all of its credentials. Rejects where the node does not answer.
 * @param {string} query
 * @param {string} lang
 * @param {string | null} home what a grade counts as is said for this association
 * @param {boolean} isAsked whether more is asked than the page of an enterprise answers
 */
export async function lookUp(query, lang, home, isAsked) {
  const { page, credentials } = await fetchFound(`/search?${new URLSearchParams({ q: query, lang, ...(home && { home }) })}`, isAsked);
  return { page, found: credentials.map(({ name, data }) => ({ name: name ?? query, data })) };
}

/**
 * Where an address of the node leads, and what is told there: a credential, `{data}`, or those of an enterprise, `{name, data}` each, `ofAll` if they are asked for.
 * @param {string} address
 * @param {boolean} ofAll
 * @returns {Promise<{ page: string, credentials: { name?: string, data: Uint8Array<ArrayBuffer> }[] }>}
 */
async function fetchFound(address, ofAll) {
  const { url: page } = await fetch(address, { credentials: 'omit' });
  const [, kind, reference] = /\/(credentials|enterprises)\/(\w+)$/.exec(new URL(page).pathname) ?? [];
  if (kind === 'credentials') return { page, credentials: [{ data: await ask(`/api/v1/records/${reference}`) }] };
  if (kind === undefined || !ofAll) return { page, credentials: [] };
  const { credentials, complete } = JSON.parse(new TextDecoder().decode(await ask(`/api/v1/enterprises/${reference}`)));
  const read = (/** @type {{ credential: Signed<JudgedBody> }} */ { credential }) => ({ name: credential.credentialSubject.assessment.certificateNumber, data: new TextEncoder().encode(JSON.stringify(credential)) });
  return { page, credentials: complete ? credentials.map(read) : [] };
}
