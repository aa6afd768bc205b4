// `node lists.mjs CASES`: what JavaScript makes of the sheets, folders and releases of tests/parity/tender/test_lists.py, as JSON.

import { readFileSync } from 'node:fs';

import { decodeBase64, encodeBase64 } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { BIDDERS } from '../../../web/texts/lists/sheet_words.js';
import { readBidderRows } from '../../../web/tender/lists/bidder_rows.js';
import { beginForms } from '../../../web/tender/lists/begun.js';
import { proposeBidders } from '../../../web/tender/lists/folders.js';
import { parseIso } from '../../../web/tender/lists/iso_time.js';
import { parseRelease } from '../../../web/tender/lists/release_members.js';
import { readRelease } from '../../../web/tender/lists/release_reading.js';
import { tellReading } from '../../../web/tender/lists/release_told.js';
import { writeRelease } from '../../../web/tender/lists/release_writing.js';
import { writeTemplate } from '../../../web/tender/lists/template.js';
import { sentenceOf } from '../../../web/tender/sheet/corrections.js';
import { readFormat, showsOf } from '../../../web/tender/sheet/number_formats.js';
import { readSheet } from '../../../web/tender/sheet/reading.js';
import { formatTime } from '../../../web/credentials/times.js';
import { readTender } from '../../../web/verifier/tender/documents/tender.js';

const LANGUAGES = ['zh', 'en'];

const said = async (error) => ({
  code: error.code,
  field: error.field,
  said: await Promise.all(LANGUAGES.map(async (lang) => [await error.sentence(lang), await error.mend(lang)])),
});

async function readList({ data, tender }) {
  const sheet = readSheet(decodeBase64(data), BIDDERS);
  const { errors, bidders } = readBidderRows(sheet, tender === null ? null : readTender(tender).body);
  return {
    bidders,
    adjusted: sheet.adjusted.map((one) => LANGUAGES.map((lang) => sentenceOf(one, lang))),
    errors: await Promise.all(errors.map(async ({ row, column, value, cause }) => ({ row, column, value, ...(await said(cause)) }))),
  };
}

async function takeRelease({ data }) {
  const found = readRelease(parseRelease(decodeBase64(data)));
  const { tender, bidders, faults, left, renamed } = found;
  beginForms(found); // ends, whatever is in it
  const told = await Promise.all(Object.entries(faults).map(async ([name, found]) => [name, await Promise.all(found.map(said))]));
  return { tender, bidders, faults: Object.fromEntries(told), left, renamed, lists: await Promise.all(LANGUAGES.map((lang) => tellReading(found, lang))) };
}

const MAKERS = {
  sheet: readList,
  release: takeRelease,
  folders: ({ folders, lots }) => proposeBidders(folders, lots),
  written: ({ tender, bidders, ocid, date }) => encodeBase64(writeRelease(tender, bidders, { ocid, date })),
  time: ({ text }) => {
    const found = parseIso(text);
    return found && formatTime(found);
  },
  format: ({ code, number }) => showsOf(readFormat('164', code), number),
  template: () => encodeBase64(writeTemplate()),
};

const answers = [];
for (const one of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try {
    answers.push(await MAKERS[one.kind](one));
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    answers.push({ error: await said(error) });
  }
}
process.stdout.write(JSON.stringify(answers));
