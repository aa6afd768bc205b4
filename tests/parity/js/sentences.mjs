// Sentences as JavaScript fills them: [{template, facts, lang}] on standard input, their texts on standard output.

import { readFileSync } from 'node:fs';

import { AgreementNames } from '../../../web/credentials/documents/agreement_names.js';
import { speak } from '../../../web/credentials/words/tender_speech.js';
import { fill } from '../../../web/signing/errors.js';

const { text, cases } = JSON.parse(readFileSync(0, 'utf8'));
const said = cases.map(({ template, facts, lang }) => fill(template, facts, lang, speak, new AgreementNames(text, lang)));
process.stdout.write(JSON.stringify(said));
