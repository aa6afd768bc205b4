// verifier/trust/beside.py: the parts handed in beside the bundle.

/** @import { Manifest } from '../../credentials/documents/manifest.js' */
/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Beside } from '../findings.js' */

export const TECHNOLOGIES = 'technologies';
export const RESOLUTIONS = 'resolutions';
export const REPORTS = 'statistics';

/** @type {Record<string, string>} */
export const TOLD_BY = {
  technology: TECHNOLOGIES,
  listing: TECHNOLOGIES,
  resolution: RESOLUTIONS,
  standard: RESOLUTIONS,
  report: REPORTS,
  survey: RESOLUTIONS,
  'survey-report': REPORTS,
};

/**
 * The digests of the parts of a kind that a manifest names.
 * @param {Manifest} manifest
 * @param {string} part
 */
export const namedBy = ({ body }, part) =>
  body.credentialSubject.parts.filter(({ kind }) => kind === part).map(({ digest }) => digest);

/**
 * Whether all of a kind of part is at hand that a manifest names; true where it names none.
 * @param {Beside} beside
 * @param {Manifest} manifest
 * @param {string} part
 */
export const hears = ({ heard }, manifest, part) =>
  namedBy(manifest, part).length === 0 || (heard.get(manifest.signer)?.has(manifest.digest) ?? false);

/**
 * The digest of the survey of a report.
 * @param {JudgedRecord} record
 */
export const surveyOf = (record) => /** @type {{ survey: string }} */ (/** @type {unknown} */ (record.body.credentialSubject)).survey;
