// Written by `python -m tools.docs.build` from credentials/kinds.py; do not edit.
export const ROWS = [
  { kind: 'agreement', type: 'RecognitionAgreementCredential', use: 'root', authority: null, checks: [], categorised: false },
  { kind: 'key-list', type: null, use: 'root', authority: null, checks: [], categorised: false },
  { kind: 'capability', type: 'CapabilityAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'], categorised: true },
  { kind: 'credit', type: 'CreditAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'], categorised: false },
  { kind: 'status-event', type: 'StatusEventCredential', use: 'assessment', authority: null, checks: [], categorised: false },
  { kind: 'salvage', type: 'SalvageListCredential', use: 'root', authority: null, checks: [], categorised: false },
  { kind: 'manifest', type: 'PublicationManifestCredential', use: 'publication', authority: null, checks: [], categorised: false },
  { kind: 'status-list', type: 'BitstringStatusListCredential', use: 'publication', authority: null, checks: [], categorised: false },
];
