// Samples of a demo node, for people without a certificate at hand; other nodes have none.

import { byId, show } from '../dom.js';
import { unread } from './candidates.js';
import { say } from '../words/sentences.js';

/** @import { Candidate } from './candidates.js' */

const SAMPLES = /** @type {const} */ ([
  ['sample-good', 'valid.json', 'sampleName'],
  ['sample-forged', 'forged.json', 'forgedName'],
]);

/**
 * Shows the buttons of the samples this node has; each calls `onCandidates` with its own.
 * @param {string[]} names
 * @param {(candidates: Candidate[]) => void} onCandidates
 */
export function offerSamples(names, onCandidates) {
  const offered = SAMPLES.filter(([, file]) => names.includes(file));
  for (const [button] of SAMPLES) show(byId(button), offered.some(([id]) => id === button));
  show(byId('samples'), offered.length > 0);
  for (const [button, file, name] of offered) {
    byId(button).onclick = async () => {
      try {
        const answer = await fetch(`/samples/${file}`, { credentials: 'omit' });
        if (!answer.ok) throw new Error(String(answer.status));
        onCandidates([{ name: say(name), data: new Uint8Array(await answer.arrayBuffer()) }]);
      } catch {
        onCandidates([unread(say(name), 'unreadable', '当前离线，无法取得样本；请联网后再试。', 'offline: the sample cannot be fetched.')]);
      }
    };
  }
}
