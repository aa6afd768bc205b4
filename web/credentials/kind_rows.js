// Written by `python -m tools.docs.build` from credentials/documents/kind.py; do not edit.
/** @type {any[][]} */
const TOLD = [
  ['agreement', 'RecognitionAgreementCredential', 'root', null],
  ['key-list', null, 'root', null],
  ['capability', 'CapabilityAssessmentCredential', 'assessment', 'grant', ['validity-period', 'status', 'recognition', 'subject'], true],
  ['credit', 'CreditAssessmentCredential', 'assessment', 'grant', ['validity-period', 'status', 'recognition', 'subject']],
  ['status-event', 'StatusEventCredential', 'assessment', null],
  ['salvage', 'SalvageListCredential', 'root', null, [], false, 8388608],
  ['manifest', 'PublicationManifestCredential', 'publication', null, [], false, 1048576],
  ['status-list', 'BitstringStatusListCredential', 'publication', null],
  ['technology', 'TechnologyCredential', 'assessment', 'grant', ['validity-period', 'status', 'verification', 'listing'], true],
  ['listing', 'TechnologyListingCredential', 'assessment', 'party', ['validity-period', 'refers', 'sequence']],
  ['notice', 'NoticeCredential', 'assessment', 'party', ['validity-period', 'status']],
  ['list-notice', 'ListNoticeCredential', 'assessment', 'party', [], false, 524288],
  ['resolution', 'ResolutionHalfCredential', 'assessment', 'party', ['complete']],
  ['standard', 'UnifiedStandardCredential', 'assessment', 'party', ['adopted']],
  ['report', 'StatisticsReportCredential', 'publication', 'party', ['recomputed']],
  ['survey', 'SurveyCredential', 'assessment', 'party', ['adopted']],
  ['survey-report', 'SurveyReportCredential', 'assessment', 'party', ['adopted', 'disclosure']],
];

export const ROWS = TOLD.map(([kind, type, use, authority, checks = [], categorised = false, maxBytes = 65536]) => /** @type {import('./documents/kind.js').KindRow} */ ({ kind, type, use, authority, checks, categorised, maxBytes }));
