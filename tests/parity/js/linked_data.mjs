/** What jsonld.js makes of documents: `[contexts, documents]` as JSON on stdin; each expanded and compacted again.
 *
 * In safe mode, in which whatever would be dropped in silence is an error.
 */

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(`${process.argv[2]}/`);
const jsonld = require("jsonld");
const { contexts: multikey } = require("@digitalbazaar/multikey-context");

const [given, documents] = JSON.parse(await text(process.stdin));
const known = new Map([...Object.entries(given), ...multikey]);
const options = {
  safe: true,
  documentLoader: async (url) => ({ contextUrl: null, documentUrl: url, document: known.get(url) }),
};

const round = [];
for (const document of documents) {
  const expanded = await jsonld.expand(document, options);
  round.push(await jsonld.compact(expanded, document["@context"], options));
}
console.log(JSON.stringify(round));
