// credentials/documents/works/__init__.py: the models of the agreement's other works, which most visits never need.

import { LIST_NOTICE } from './list_notice.js';
import { LISTING } from './listing.js';
import { NOTICE } from './notice.js';
import { REPORT } from './report.js';
import { RESOLUTION } from './resolution.js';
import { STANDARD } from './standard.js';
import { SURVEY, SURVEY_REPORT } from './survey.js';
import { TECHNOLOGY } from './technology.js';

export const WORKS = [TECHNOLOGY, LISTING, NOTICE, LIST_NOTICE, RESOLUTION, STANDARD, REPORT, SURVEY, SURVEY_REPORT];
