// tender/bidder_list/template.py: the sheet of bidders to fill, the same parts packed otherwise.

import { concat, encodeText } from '../../signing/bytes.js';
import { BIDDER_TEMPLATE } from '../../texts/lists/bidder_template.js';
import { writePack } from '../../verifier/tender/record/pack.js';

/** The .xlsx with an example and help. */
export const writeTemplate = () => concat(...writePack(new Map(Object.entries(BIDDER_TEMPLATE).map(([name, text]) => [name, encodeText(text)]))));
