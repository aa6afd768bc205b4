// Written by `python -m tools.docs.build` from verifier/errors.py and carriers/errors/packs.py; do not edit.
// code: [sentence, 句子, what to do next, 处理办法]
/** @type {Record<string, string[]>} */
export const RECEIPT_ERRORS = {
  'seed-length': ['The seed has {length:number} bytes instead of {wanted:number}.', '随机种子为 {length:number} 字节，应为 {wanted:number} 字节。', 'Give random bytes of that length.', '请提供该长度的随机字节。'],
  'officer-form': ['The officer is not named by an Ed25519 key.', '核验人未用 Ed25519 密钥标明。', 'Sign with a key that was made for an officer.', '请使用为核验人制作的密钥签署。'],
  'officer-of-party': ['This is the {key:key} of {issuer:party}, and no officer\'s.', '这是 {issuer:party} 的{key:key}，不是核验人的密钥。', 'Sign with a key of your own, as "huren key new --use officer" makes one.', '请用您自己的密钥签署，可由“huren key new --use officer”制作。'],
  'officer-other': ['The receipt is signed by another key than the officer\'s.', '核验回执由另一把密钥签署，不是该核验人的。', 'Compare the officer\'s public key.', '请核对核验人的公钥。'],
  'header-signature': ['The signature of the header is wrong: something in it was changed.', '抬头的签名不符，内容已被改动。', 'Do not rely on it; ask whoever drew it up for the file as it was signed.', '请勿采用，并向出具人索取签署时的原件。'],
  'papers-other': ['The statement on the printed files is about another record: it names the digest {digest:digest}.', '对打印文件的声明针对另一份记录：其所写摘要为 {digest:digest}。', 'Use the pack as it was made.', '请使用未经改动的归档包。'],
  'papers-signature': ['The signature over the printed files is wrong: something in the statement was changed.', '对打印文件的签名不符，声明内容已被改动。', 'Do not rely on it; ask whoever drew it up for the file as it was signed.', '请勿采用，并向出具人索取签署时的原件。'],
  'receipt-rows': ['The rows are not those of the header: one was changed, added or dropped, or the seed is another.', '各行与抬头不符：有行被改动、增加或删除，或随机种子不同。', 'Do not rely on it; ask whoever drew it up for the file as it was signed.', '请勿采用，并向出具人索取签署时的原件。'],
  'receipt-content': ['Inputs, papers or credentials are not those of the header.', '文件、页面或证书的记载与抬头不符。', 'Do not rely on it; ask whoever drew it up for the file as it was signed.', '请勿采用，并向出具人索取签署时的原件。'],
  'extract-row': ['Row {number:number} does not belong to the header: it, its salt or its path was changed, or it is of another receipt.', '第 {number:number} 行不属于此抬头：该行、其盐值或路径被改动，或出自另一份核验回执。', 'Do not rely on it; ask whoever drew it up for the file as it was signed.', '请勿采用，并向出具人索取签署时的原件。'],
  'extract-empty': ['There is no such row.', '没有这样的行。', 'Name a bidder, a lot and a criterion of this tender.', '请填写本次招标中的投标人、标段与要求。'],
  'pack-file-missing': ['The pack lacks {name:quoted}.', '归档包缺少 {name:quoted}。', 'Use the pack as it was made.', '请使用未经改动的归档包。'],
  'pack-file-other': ['The pack is damaged: {name:quoted} in it is not the file that was checked.', '归档包已损坏：其中的 {name:quoted} 不是当时核验的文件。', 'Use the pack as it was made.', '请使用未经改动的归档包。'],
  'records-apart': ['The records are of two tenders: {before:quoted} and {after:quoted}.', '两份记录分属两次招标：{before:quoted} 与 {after:quoted}。', 'Compare two records of one tender.', '请比较同一招标的两份记录。'],
  'objection-other': ['The objection is about another record: it names the digest {digest:digest}.', '此异议针对另一份记录：其所写摘要为 {digest:digest}。', 'Check it with the record that it names.', '请与其所指的记录一并核对。'],
  'objection-early': ['The objection is dated before the record, which was checked at {since:moment}.', '异议的日期早于所指记录的核验时间（{since:moment}）。', 'Check the date of the objection, and that it is about this record.', '请核对异议日期，以及所指的是否为此份记录。'],
  'objection-no-row': ['The record has no such row: {about:text}.', '记录中没有这一行：{about:text}。', 'Name a bidder, lot, criterion and requirement that stand together in the record.', '请填写记录中同属一行的投标人、标段、条件与要求。'],
  'pack-files': ['The pack would hold {count:number} files; it may hold {limit:number}.', '归档包将含 {count:number} 个文件，上限为 {limit:number} 个。', 'Check fewer bidders in one run.', '请分批核验投标人。'],
  'pack-too-large': ['The pack has more than {limit:number} bytes or {entries:number} files.', '归档包超过 {limit:number} 字节或 {entries:number} 个文件。', 'Leave the bidders\' papers out of it and keep them beside it.', '请将投标文件另行保存，不放入归档包。'],
  'pack-damaged': ['The pack is cut short, or is none.', '归档包不完整，或不是归档包。', 'Use the pack as it was made, or a copy of it.', '请使用制作时的归档包或其副本。'],
  'pack-form': ['{name:quoted} in the pack is packed, encrypted or there twice, as no pack is made.', '归档包中的 {name:quoted} 经过压缩、加密或重复出现，并非程序所制。', 'Use the pack as it was made, or a copy of it.', '请使用制作时的归档包或其副本。'],
  'pack-name': ['{name:quoted} is not the name of a file in a pack.', '{name:quoted} 不能作为归档包中的文件名。', 'Use folders and names without backslashes, colons and “..”.', '请使用不含反斜杠、冒号和“..”的文件夹与文件名。'],
};
