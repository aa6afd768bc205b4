// `node packet.mjs VECTORS`: the row of each case of test_packet.py, what its packet says and its cover sheet, in order, as JSON.

import { readFileSync } from 'node:fs';

import { AgreementNames } from '../../../web/credentials/documents/agreement_names.js';
import { parseJudged } from '../../../web/credentials/kinds.js';
import { parseTime } from '../../../web/credentials/times.js';
import { speak } from '../../../web/credentials/words/speech.js';
import { layOut } from '../../../web/packet/cover.js';
import { OwnRow, formatPacket, listFiles } from '../../../web/packet/own_row.js';
import { nameApart } from '../../../web/packet/own_files.js';
import { decodeBase64 } from '../../../web/signing/bytes.js';
import { namingOf } from '../../../web/tender/checking/naming.js';
import { parseTender } from '../../../web/verifier/tender/documents/tender.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';

const { bundle, pin, release, cases, names, terms, now } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const data = decodeBase64(bundle);
const trusted = { store: await TrustStore.fromBundle(data, { pin }), bundle: data, pin };
const taken = new Set();
const told = [];
for (const { tender, lots, credentials, now } of cases) {
  const held = await Promise.all(credentials.map(async (text) => {
    const record = await parseJudged(decodeBase64(text));
    return { path: `${record.digest}.json`, record, data: decodeBase64(text) };
  }));
  const asked = parseTender(decodeBase64(tender));
  const moment = parseTime(now);
  const row = await OwnRow.of(asked, lots, held, trusted, moment);
  const packet = { ...(await row.describe(moment, release)), files: await listFiles(new Map([['b', data], ['a/é', data.subarray(1)]])) };
  const sheet = { packet, tender: asked.body, records: held.map(({ record }) => record), naming: namingOf(trusted.store, moment) };
  told.push({
    packet: new TextDecoder().decode(formatPacket(packet)), chosen: row.choose().map(({ record }) => record.digest),
    matrix: row.matrix, sheets: ['zh', 'en'].map((lang) => layOut(sheet, lang)),
  });
}
const { text, older } = namingOf(trusted.store, parseTime(now));
const said = ['zh', 'en'].flatMap((lang) => {
  const called = new AgreementNames(text, lang, older);
  return [called.terms(terms), ...terms.map((one) => speak('term', one, lang, called)), speak('terms', terms, lang, called), speak('terms', terms, lang, null)];
});
process.stdout.write(JSON.stringify({ told, said, names: names.map(([number, digest]) => nameApart(number, digest, taken)) }));
