// Written by `python -m tools.docs.build` from credentials/kinds.py; do not edit.
export const ROWS = [
  { kind: 'agreement', type: 'RecognitionAgreementCredential', use: 'root', authority: null, checks: [] },
  { kind: 'key-list', type: null, use: 'root', authority: null, checks: [] },
  { kind: 'capability', type: 'CapabilityAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'] },
  { kind: 'credit', type: 'CreditAssessmentCredential', use: 'assessment', authority: 'grant', checks: ['validity-period', 'status', 'recognition', 'subject'] },
  { kind: 'status-event', type: 'StatusEventCredential', use: 'assessment', authority: null, checks: [] },
  { kind: 'salvage', type: 'SalvageListCredential', use: 'root', authority: null, checks: [] },
  { kind: 'manifest', type: 'PublicationManifestCredential', use: 'publication', authority: null, checks: [] },
  { kind: 'status-list', type: 'BitstringStatusListCredential', use: 'publication', authority: null, checks: [] },
];
