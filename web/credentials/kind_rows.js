// Written by `python -m tools.docs.build` from credentials/kinds.py; do not edit.
const USUAL = { checks: [], categorised: false, maxBytes: 65536 };

/** @type {import('./documents/kind.js').KindRow[]} */
export const ROWS = [
  { kind: 'agreement', type: 'RecognitionAgreementCredential', use: 'root', authority: null },
  { kind: 'key-list', type: null, use: 'root', authority: null },
  { kind: 'capability', type: 'CapabilityAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'], categorised: true },
  { kind: 'credit', type: 'CreditAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'] },
  { kind: 'status-event', type: 'StatusEventCredential', use: 'assessment', authority: null },
  { kind: 'salvage', type: 'SalvageListCredential', use: 'root', authority: null, maxBytes: 8388608 },
  { kind: 'manifest', type: 'PublicationManifestCredential', use: 'publication', authority: null, maxBytes: 1048576 },
  { kind: 'status-list', type: 'BitstringStatusListCredential', use: 'publication', authority: null },
  { kind: 'technology', type: 'TechnologyCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'verification', 'listing'], categorised: true },
  { kind: 'listing', type: 'TechnologyListingCredential', use: 'assessment', authority: 'party', checks: ['validity-period', 'refers', 'sequence'] },
  { kind: 'notice', type: 'NoticeCredential', use: 'assessment', authority: 'party', checks: ['validity-period', 'status'] },
  { kind: 'resolution', type: 'ResolutionHalfCredential', use: 'assessment', authority: 'party', checks: ['complete'] },
  { kind: 'standard', type: 'UnifiedStandardCredential', use: 'assessment', authority: 'party', checks: ['adopted'] },
  { kind: 'report', type: 'StatisticsReportCredential', use: 'publication', authority: 'party', checks: ['recomputed'] },
].map((row) => /** @type {import('./documents/kind.js').KindRow} */ ({ ...USUAL, ...row }));
