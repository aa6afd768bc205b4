// agreement: is the agreement known here the one the associations speak of? (verifier/checks/agreement.py)

import { passed, unclear } from '../case.js';

const CHECK = 'agreement';

/** No fork, and no manifest that names a version or text unknown here. */
export function checkAgreement({ chain, parties }) {
  if (chain.fork !== null) return unclear(CHECK, 'agreement-fork', { named: chain.fork });
  const known = chain.latest.text.version;
  const subjects = [...parties.values()].flatMap(({ manifest }) => manifest?.body.credentialSubject ?? []);
  const seen = subjects.flatMap((subject) => subject.seen);
  for (const { agreement } of [...subjects, ...seen]) {
    const named = agreement.version;
    if (named > known) return unclear(CHECK, 'agreement-outdated', { named, known });
    const held = chain.byNumber(named);
    if (held !== undefined && held.digest !== agreement.digest) return unclear(CHECK, 'agreement-fork', { named });
  }
  return passed(CHECK);
}
