// `node record.mjs CASES`: the pages and tables of a record as the page of a bid opening tells them, as JSON.

import { readFileSync } from 'node:fs';

import { encodeText } from '../../web/signing/bytes.js';
import { Telling } from '../../web/tender/matrix/telling.js';
import { headerOf, layOut } from '../../web/tender/record/pages.js';
import { tabulate } from '../../web/tender/record/tables.js';
import { parseBidders } from '../../web/verifier/tender/documents/bidders.js';
import { parseTender } from '../../web/verifier/tender/documents/tender.js';

const { tender, bidders, receipt, digest, words, text, unread } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const body = parseBidders(encodeText(JSON.stringify(bidders))).body;
const files = new Map(body.bidders.map(({ id }) => [id, unread.filter(([bidder]) => bidder === id).map(([, path, pagesUnread, pages]) => ({ path, pagesUnread, pages }))]));
const checked = { tender: parseTender(encodeText(JSON.stringify(tender))).body, bidders: body, matrix: receipt, naming: { text, older: [] }, files };
const answers = ['zh', 'en'].map((lang) => {
  const told = new Telling(checked, lang);
  const [first] = files;
  const begun = new Telling({ ...checked, files: new Map([first]) }, lang);
  const asked = { matrix: { ...receipt, ...receipt.header }, tender: { body: checked.tender }, bidders: { body }, asked: { files: [...files] } };
  const unsigned = { header: headerOf(asked, receipt.header.software), digest: null, words };
  const shown = { isShown: (bidder) => bidder !== body.bidders[1]?.id, waits: () => 'waits' };
  return {
    unsigned: layOut(told, unsigned).facts,
    partly: layOut(begun, unsigned, shown),
    pages: layOut(told, { header: receipt.header, digest, words }),
    tables: tabulate(told),
  };
});
process.stdout.write(JSON.stringify(answers));
