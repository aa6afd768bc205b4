// `node groups.mjs FILE`: drops, each {files: [[name, code or null]], others, wanted}; of each the level taken and the names of its groups' files by their keys.

import { readFileSync } from 'node:fs';

for (const [name, value] of Object.entries({ location: { search: '' }, navigator: { languages: ['zh-CN'] } })) Object.defineProperty(globalThis, name, { value });
const { groupAnswers } = await import('../../../web/page/answers/groups.js');

const answerOf = ([name, code], place) => ({
  name,
  candidate: { name },
  content: `${place}`,
  isCertificate: code !== null,
  verdict: {
    outcome: code === null ? 'indeterminate' : 'valid', code: 'ok', codes: [], findings: [], recognised: [],
    credential: code === null ? null : { credentialSubject: { unifiedSocialCreditCode: code, assessment: {} } },
  },
});
const drops = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const found = drops.map(({ files, others = [], wanted = null }) =>
  groupAnswers(files.map(answerOf), others, wanted).map(({ key, title, isBidder, rows, unread = [] }) =>
    ({ key, title, isBidder, files: [...rows.flatMap(({ answers }) => answers.map(({ name }) => name)), ...unread].sort() })));
process.stdout.write(JSON.stringify(found));
