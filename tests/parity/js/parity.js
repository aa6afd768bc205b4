// The verifier in JavaScript against what Python said: `run(vectors)` gives the cases that differ, by name.
//
// The vectors are the JSON of tests/parity/parity.py. Nothing here is of node or of a browser: tests/parity/js/run.mjs feeds it
// in node, and a page may import it just as well.

import { decodeH1, findH1 } from '../../../web/credentials/h1.js';
import { parseJudged } from '../../../web/credentials/kinds.js';
import { formatTime, parseTime } from '../../../web/credentials/times.js';
import { decodeBase64, encodeBase64, encodeHex } from '../../../web/signing/bytes.js';
import { verifyEd25519, isWeakKey } from '../../../web/signing/ed25519.js';
import { HurenError } from '../../../web/signing/errors.js';
import { canonicalText, encodeProfile } from '../../../web/signing/jcs.js';
import { sha512 } from '../../../web/signing/keys/sha512.js';
import { sha256 } from '../../../web/signing/sha256.js';
import { parseJson } from '../../../web/signing/strict_json.js';
import { plain } from '../../../web/verifier/checks/subject.js';
import { HandedParts } from '../../../web/verifier/trust/parts.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';
import { verifyAt } from '../../../web/verifier/day.js';
import { headlineOf } from '../../../web/verifier/reasons.js';
import { AgreementNames } from '../../../web/credentials/documents/agreement_names.js';

const LANGUAGES = ['zh', 'en'];

/** What an error says, or what `read` gives. */
async function outcomeOf(read) {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    const { code, field } = error;
    const texts = async (name) => ({ zh: await error[name]('zh'), en: await error[name]('en') });
    return { error: { code, field, sentence: await texts('sentence'), mend: await texts('mend') } };
  }
}

const KINDS = {
  async trust({ load }) {
    return { seen: await (await load()).seen() };
  },

  async verdict({ load, data, question }) {
    const trust = await load();
    const { now, at, through, home, expect, policy, proof } = question;
    const records = await Promise.all(question.beside.records.map((record) => parseJudged(decodeBase64(record))));
    const heard = new Map(Object.entries(question.beside.heard).map(([did, digests]) => [did, new Set(digests)]));
    const verdict = await verifyAt(decodeBase64(data), trust, {
      now: parseTime(now),
      at: at === null || at.length === 10 ? at : parseTime(at),
      through,
      proof: proof === null ? null : decodeBase64(proof),
      home,
      expect,
      policy,
      beside: { records, heard },
    });
    const { text, older } = verdict.trust;
    return Object.fromEntries(LANGUAGES.map((lang) => {
      const { tone, words } = headlineOf(verdict, home, new AgreementNames(text, lang, older));
      return [lang, { ...verdict.toJson(lang), headline: [tone, words] }];
    }));
  },

  async beside({ load, parts, data }) {
    const handed = new Map(parts.map(decodeBase64).map((part) => [encodeHex(sha256(part)), part]));
    const { records, heard } = await new HandedParts(await load(), handed).beside(await parseJudged(decodeBase64(data)));
    const sorted = [...heard].map(([did, digests]) => [did, [...digests].sort()]).sort();
    return { records: records.map(({ digest }) => digest), heard: Object.fromEntries(sorted) };
  },

  json: ({ data, maxBytes }) => ({ jcs: encodeBase64(encodeProfile(parseJson(decodeBase64(data), maxBytes))) }),
  h1: async ({ text }) => ({ value: encodeBase64(await decodeH1(text)) }),
  digits: ({ text }) => ({ digits: findH1(text) }),
  time: ({ text }) => ({ text: formatTime(parseTime(text)), seconds: parseTime(text).seconds }),
  name: ({ text }) => ({ hex: encodeHex(new TextEncoder().encode(plain(text))) }),

  hashes: ({ data }) => ({ hex: [sha256, sha512].map((hash) => encodeHex(hash(decodeBase64(data)))) }),

  async ed25519({ publicKey, signature, message }) {
    const bytes = [publicKey, signature, message].map(decodeBase64);
    return { holds: await verifyEd25519(...bytes), weak: isWeakKey(bytes[0]) };
  },
};

/** [{name, expected, found}] of the cases in which this implementation says something else. */
export async function run({ bundles, memories, cases }) {
  const stores = new Map();
  const failures = [];
  for (const { name, kind, expected, ...input } of cases) {
    const { bundle, pin, seen, loose } = input;
    const load = () => {
      const key = JSON.stringify([bundle, pin, seen, loose]);
      const beside = { pin, seen: seen === null ? null : memories[seen], loose: loose.map(decodeBase64) };
      if (!stores.has(key)) stores.set(key, TrustStore.fromBundle(decodeBase64(bundles[bundle]), beside));
      return stores.get(key);
    };
    let found;
    try {
      found = await outcomeOf(() => KINDS[kind]({ ...input, load }));
    } catch (error) {
      found = { thrown: String(error?.stack ?? error) };
    }
    if (canonicalText(found) !== canonicalText(expected)) failures.push({ name, expected, found });
  }
  return failures;
}
