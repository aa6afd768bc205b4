// Written by `python -m tools.docs.build` from credentials/kinds.py; do not edit.
/** @type {import('./documents/kind.js').KindRow[]} */
export const ROWS = [
  { kind: 'agreement', type: 'RecognitionAgreementCredential', use: 'root', authority: null, checks: [], categorised: false, maxBytes: 65536 },
  { kind: 'key-list', type: null, use: 'root', authority: null, checks: [], categorised: false, maxBytes: 65536 },
  { kind: 'capability', type: 'CapabilityAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'], categorised: true, maxBytes: 65536 },
  { kind: 'credit', type: 'CreditAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'], categorised: false, maxBytes: 65536 },
  { kind: 'status-event', type: 'StatusEventCredential', use: 'assessment', authority: null, checks: [], categorised: false, maxBytes: 65536 },
  { kind: 'salvage', type: 'SalvageListCredential', use: 'root', authority: null, checks: [], categorised: false, maxBytes: 8388608 },
  { kind: 'manifest', type: 'PublicationManifestCredential', use: 'publication', authority: null, checks: [], categorised: false, maxBytes: 1048576 },
  { kind: 'status-list', type: 'BitstringStatusListCredential', use: 'publication', authority: null, checks: [], categorised: false, maxBytes: 65536 },
  { kind: 'technology', type: 'TechnologyCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'verification', 'listing'], categorised: true, maxBytes: 65536 },
  { kind: 'listing', type: 'TechnologyListingCredential', use: 'assessment', authority: 'party', checks: ['validity-period', 'refers', 'sequence'], categorised: false, maxBytes: 65536 },
  { kind: 'notice', type: 'NoticeCredential', use: 'assessment', authority: 'party', checks: ['validity-period', 'status'], categorised: false, maxBytes: 65536 },
  { kind: 'resolution', type: 'ResolutionHalfCredential', use: 'assessment', authority: 'party', checks: ['complete'], categorised: false, maxBytes: 65536 },
  { kind: 'standard', type: 'UnifiedStandardCredential', use: 'assessment', authority: 'party', checks: ['adopted'], categorised: false, maxBytes: 65536 },
  { kind: 'report', type: 'StatisticsReportCredential', use: 'publication', authority: 'party', checks: ['recomputed'], categorised: false, maxBytes: 65536 },
];
