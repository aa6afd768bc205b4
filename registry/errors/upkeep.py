"""Findings and refusals of upkeep: rewound databases, audits, backups, published trees (registry.errors)."""

from collections.abc import Mapping

from signing.errors import Message

UPKEEP_MESSAGES: Mapping[str, Message] = {
    # the last signed heads
    "log-rewound": Message(
        "the log of {issuer:party} has {size:number} entries here and does not continue the head of {signed:number} entries that"
        " was signed: the database is an old copy.",
        "{issuer:party} 的日志在此有 {size:number} 项，与已签名的日志头（{signed:number} 项）不连续：数据库是旧副本。",
        "Put the newest copy back, or bring this one up to date from the published tree: huren restore --from-tree DIR. Until then nothing is stored.",
        "请恢复最新的数据库，或用已发布的静态目录补齐：huren restore --from-tree 目录。在此之前不存入任何内容。",
    ),
    "log-behind": Message(
        "{issuer:party} has signed a log head of {signed:number} entries that others have seen; its log has {size:number} entries here and does not continue it.",
        "{issuer:party} 已签署的日志头含 {signed:number} 项，且已为他方所见；本库中其日志有 {size:number} 项，与该日志头不连续。",
        "This node is an old copy: bring it up to date from the newest published tree, your own or the other association's, by huren restore --from-tree DIR. If you are sure that it is the newest, somebody else signs with your publication key: replace it (huren key compromised …). Until then no head is signed, and nothing but key lists goes into the log. If another node signs that log, name it in the peers of the settings.",
        "本节点是旧副本：请用最新的静态目录补齐，本协会的或另一协会的均可：huren restore --from-tree 目录。如确认本节点为最新，则有人在使用您的发布密钥：请更换密钥（huren key compromised …）。在此之前不签署日志头，日志中除密钥清单外不再记入内容。如该日志由其他节点签署，请将其列入设置的对等节点。",
    ),
    "tree-ahead": Message(
        "{tree:quoted} shows a log of {issuer:party} with {signed:number} entries; the database {database:quoted} has {size:number} and does not continue it: the database is an old copy, or another. Nothing was published.",
        "{tree:quoted} 中 {issuer:party} 的日志有 {signed:number} 项；数据库 {database:quoted} 中有 {size:number} 项，与之不连续：数据库是旧副本，或并非同一登记库。未作发布。",
        "If this node signs that log, bring the database up to date: huren restore --from-tree. If another node does, take what that publishes first (huren sync). Then publish again.",
        "如该日志由本节点签署，请先补齐数据库：huren restore --from-tree；如由其他节点签署，请先获取其发布内容（huren sync）。然后再次发布。",
    ),
    "tree-overtaken": Message(
        "another publication to {tree:quoted} has begun meanwhile and replaced {path:quoted}; this one ended there.",
        "期间已有另一次发布写入 {tree:quoted}，并替换了 {path:quoted}；本次发布就此停止。",
        "Wait for that publication to end, then give the command again. One node publishes to one place: if it was another, choose another prefix.",
        "请等待该次发布结束，再次执行本命令。一处只由一个节点发布；如为其他节点所写，请改用另一前缀。",
    ),
    "manifest-rewound": Message(
        "the newest manifest of {issuer:party} here is {version:text} (agreement, key list, manifest), and {signed:text} was"
        " signed: the database is an old copy.",
        "{issuer:party} 在此最新的发布清单为 {version:text}（协议版本.密钥清单版本.清单版本），而已签署过 {signed:text}：数据库是旧副本。",
        "Put the newest copy back, or bring this one up to date from the published tree: huren restore --from-tree DIR. Until then nothing is stored.",
        "请恢复最新的数据库，或用已发布的静态目录补齐：huren restore --from-tree 目录。在此之前不存入任何内容。",
    ),
    "heads-missing": Message(
        "log heads of {issuer:party} are stored here, and the file with the last signed log heads beside the database (registry.db.heads; with PostgreSQL registry.heads) is absent or does not name it.",
        "本库存有 {issuer:party} 的日志头，而数据库旁记录最近签名日志头的文件（registry.db.heads；使用 PostgreSQL 时为 registry.heads）不存在或未列出它。",
        "Put that file back from its newest copy, or make it anew from the published tree: huren restore --from-tree DIR. Until then nothing is stored.",
        "请从最新副本放回该文件，或用已发布的静态目录重建：huren restore --from-tree 目录。在此之前不存入任何内容。",
    ),
    "heads-rewound": Message(
        "the file with the last signed log heads names one of {size:number} entries of {issuer:party}, and one of {signed:number} is stored here: the file is an old copy, and the database may be one, too.",
        "记录最近签名日志头的文件中，{issuer:party} 的日志头含 {size:number} 项，而本库所存的日志头含 {signed:number} 项：该文件是旧副本，数据库也可能是旧副本。",
        "Put that file back from its newest copy, or make it anew from the published tree: huren restore --from-tree DIR. Until then nothing is stored.",
        "请从最新副本放回该文件，或用已发布的静态目录重建：huren restore --from-tree 目录。在此之前不存入任何内容。",
    ),
    "file-replaced": Message(
        "the database file is not the one that was opened: it was deleted or another one was put in its place.",
        "数据库文件已不是打开时的文件：它被删除，或被换成了另一个文件。",
        "Stop the node at once; what it writes is lost. Put the file back, or restore the newest backup, then start it.",
        "请立即停止节点，其写入的内容会丢失。请放回该文件或恢复最新的备份，再启动。",
    ),
    "heads-damaged": Message(
        "the file with the last signed log heads ({field:quoted}) cannot be read.",
        "记录最近签名日志头的文件 {field:quoted} 无法读取。",
        "Do not delete it: put its newest copy in its place, or make it anew from the published tree: huren restore --from-tree DIR. Until then nothing is stored.",
        "切勿删除：请换上其最新副本，或用已发布的静态目录重建：huren restore --from-tree 目录。在此之前不存入任何内容。",
    ),
    # audit
    "pages-damaged": Message(
        "the database file is damaged: {why:quoted}.", "数据库文件已损坏：{why:quoted}。",
        "Check the disk, restore the newest backup, then run huren audit again.", "请检查磁盘，恢复最新的备份，然后重新运行 huren audit。",
    ),
    "bytes-altered": Message(
        "the bytes are not those the digest was made of.", "字节内容与其摘要不符。",
        "The file was damaged or changed by hand: restore the newest backup, then run huren audit again.", "文件已损坏或被人为改动：请恢复最新的备份，然后重新运行 huren audit。",
    ),
    "bytes-not-canonical": Message(
        "the bytes are not in the canonical form (RFC 8785).", "字节内容不是规范形式（RFC 8785）。",
        "The row was not written by huren: restore the newest backup.", "该行不是由 huren 写入的：请恢复最新的备份。",
    ),
    "stored-unusable": Message(
        "what is stored cannot be used: {why:said}", "所存内容无法使用：{why:said}",
        "Restore the newest backup; if a fresh registry says this, report it to the makers of huren.", "请恢复最新的备份；若全新的登记库也如此，请告知 huren 的开发者。",
    ),
    "column-differs": Message(
        "the column {column:quoted} holds {found:quoted}; the signed bytes say {expected:quoted}.", "列 {column:quoted} 的值为 {found:quoted}；签名内容为 {expected:quoted}。",
        "The signed bytes are right and the column was changed: restore the newest backup.", "签名内容为准，该列已被改动：请恢复最新的备份。",
    ),
    "row-missing": Message(
        "this row is missing; a signed or planned document asks for it.", "缺少此行；有已签署或已拟定的文件需要它。",
        "A row was deleted or changed: restore the newest backup.", "有一行被删除或改动：请恢复最新的备份。",
    ),
    "row-extra": Message(
        "no stored document asks for this row.", "没有任何所存文件需要此行。",
        "A row was added or changed, or its document was deleted: restore the newest backup.", "有一行被添加或改动，或其文件已被删除：请恢复最新的备份。",
    ),
    "leaf-missing": Message(
        "entry {place:number} of the tree {tree:tree} of {issuer:party} is not this record.", "{issuer:party} 的 {tree:tree} 树第 {place:number} 项不是此记录。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "leaf-gap": Message(
        "this entry should stand at place {expected:number}; the places before it have a gap.", "此项应位于第 {expected:number} 位；其前有缺口。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "leaf-alone": Message(
        "the entry {digest:digest} is not the digest of a record.", "{digest:digest} 不是记录的摘要。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "tree-differs": Message(
        "its {leaves:number} entries are not the {records:number} records that belong in it.", "其 {leaves:number} 项与应有的 {records:number} 份记录不符。",
        "The log was changed, or a record was: restore the newest backup and publish nothing before.", "日志或记录被改动：请恢复最新的备份，此前勿发布。",
    ),
    "root-differs": Message(
        "it signs the first {count:number} entries of the tree {tree:tree} of {issuer:party}, which has {size:number} here and another"
        " root.",
        "其签署了 {issuer:party} 的 {tree:tree} 树前 {count:number} 项；本库有 {size:number} 项，根不相同。",
        "Entries were changed or lost since it was signed: restore the newest backup and publish nothing before.",
        "签署之后有内容被改动或丢失：请恢复最新的备份，此前勿发布。",
    ),
    "part-missing": Message(
        "it names the record {digest:digest}, which is not here.", "其所列记录 {digest:digest} 不在本库。",
        "A record was deleted: restore the newest backup.", "有记录被删除：请恢复最新的备份。",
    ),
    "list-differs": Message(
        "the status list {list:quoted} does not show what the events said when it was published.", "状态列表 {list:quoted} 与其发布时的状态事件不符。",
        "Events are the truth, and it is not served: its association publishes again and finds out who signed it.",
        "请该协会重新发布，并查明由谁签署：以状态事件为准，此列表不予提供。",
    ),
    "list-unnamed": Message(
        "no manifest of {issuer:party} names this status list; it is not published.", "{issuer:party} 的发布清单均未列出此状态列表；不予发布。",
        "Ask the association whether it signed the list: if not, its publication key is in other hands.", "请向该协会核实是否签署过此列表；如未签署，其发布密钥已落入他人之手。",
    ),
    "proof-wrong": Message(
        "the signature is by no key of its association.", "签名不属于该协会的任何密钥。",
        "Verifiers refuse it: restore the newest backup, and find out how it came here.", "核验方会拒绝它：请恢复最新的备份，并查明其来源。",
    ),
    # audit of a published tree
    "published-missing": Message(
        "the file is not there.", "缺少此文件。",
        "Publish into this folder again (huren publish), or take a whole copy of it.", "请再次向该目录发布（huren publish），或取得其完整副本。",
    ),
    "published-byte": Message(
        "byte {place:number}, counted from 1, is the first that is wrong: it is {found:text} in hexadecimal, and {expected:text} belongs there.",
        "从 1 起数，第 {place:number} 个字节是首个错误：其十六进制值为 {found:text}，应为 {expected:text}。",
        "A publication is under way or was cut off, or the file was damaged or changed by hand: audit again in a few minutes. If it stays, publish there again with --whole, or take another copy.",
        "可能正在发布或发布中断，也可能文件已损坏或被人为改动：请过几分钟再次审计。如仍不符，请加 --whole 再次向该处发布，或换用其他副本。",
    ),
    "published-cut": Message(
        "it ends behind byte {place:number} of {expected:number}.", "文件在第 {place:number} 个字节之后中断，应有 {expected:number} 个字节。",
        "The file was cut off: publish into this folder again (huren publish), or take another copy.",
        "文件不完整：请再次向该目录发布（huren publish），或换用其他副本。",
    ),
    "published-longer": Message(
        "it goes on behind byte {place:number}, where it should end.", "文件应在第 {place:number} 个字节处结束，其后另有内容。",
        "The file was added to: publish into this folder again (huren publish), or take another copy.",
        "文件被添加了内容：请再次向该目录发布（huren publish），或换用其他副本。",
    ),
    "published-digest": Message(
        "it has the digest {found:digest}, and {expected:digest} was signed; where they differ only another copy can tell.",
        "其摘要为 {found:digest}，而所签署的为 {expected:digest}；差异所在，须与其他副本比对查明。",
        "Compare it with the copy of another node or mirror (cmp), and put that in its place.",
        "请与其他节点或镜像上的副本逐字节比对（“cmp”），并以其替换。",
    ),
    "published-unsigned": Message(
        "this head of the log is not signed by a publication key of {issuer:party}, or its entries have another root.",
        "此日志头不是由 {issuer:party} 的发布密钥签署，或按日志各项算得的根与其不符。",
        "Ask the association for its newest head; if it signed this one, keep the tree as it is: it is evidence.",
        "请向该协会索取最新的日志头；如确系其签署，请原样保留该目录作为证据。",
    ),
    "published-line": Message(
        "no key of a party made the signature line that begins at byte {place:number}, counted from 1.",
        "从 1 起数，始于第 {place:number} 个字节的签名行不是由任何协议成员的密钥作出。",
        "A publication is under way or was cut off, or the file was damaged or changed by hand: audit again in a few minutes. If it stays, publish there again with --whole, or take another copy.",
        "可能正在发布或发布中断，也可能文件已损坏或被人为改动：请过几分钟再次审计。如仍不符，请加 --whole 再次向该处发布，或换用其他副本。",
    ),
    "published-uncosigned": Message(
        "the cosignature by the key {key:quoted} is not there; the index of cosignatures names it.",
        "缺少密钥 {key:quoted} 的联署；联署索引列有该联署。",
        "Take the file from another copy of the tree, the cosigner's or a mirror's: the line was taken away.",
        "请从其他副本（联署方或镜像）取得此文件：该行已被删去。",
    ),
    "published-unwitnessed": Message(
        "neither this file nor {other:quoted} is there; two associations have cosigned each other's log, so that whoever wrote the tree witnesses one of them.",
        "此文件与 {other:quoted} 均不存在；两协会已互相联署日志，生成此目录的节点必为其中一方日志的见证方。",
        "Publish into this folder again (huren publish), or take a whole copy of it.", "请再次向该目录发布（huren publish），或取得其完整副本。",
    ),
    "published-many": Message(
        "the folder has {size:number} checkpoints; an audit reads {limit:number}, those of the smallest sizes.", "该文件夹有 {size:number} 个检查点；审计只读取最小的 {limit:number} 个。",
        "Nothing was said of the others: audit the node's own registry (huren audit).", "其余未作审计：请审计该节点自身的登记库（huren audit）。",
    ),
    "published-long-log": Message(
        "the log has {size:number} entries; an audit reads {limit:number} at most.", "该日志有 {size:number} 项；审计至多读取 {limit:number} 项。",
        "Audit the node's own registry instead (huren audit).", "请改为审计该节点自身的登记库（huren audit）。",
    ),
    "published-unproven": Message(
        "the bundle is not what the agreement's parties signed ({what:quoted}): {why:said}", "信任包与协议各方所签内容不符（{what:quoted}）：{why:said}",
        "Check the pin; if it is right, publish into this folder again (huren publish), or take another copy.",
        "请核对指纹；如无误，请再次向该目录发布（huren publish），或换用其他副本。",
    ),
    # backup
    "backup-exists": Message(
        "{field:quoted} exists already.",
        "{field:quoted} 已存在。",
        "Choose a name that says the day; an older backup is never overwritten.",
        "请使用含日期的文件名；旧备份从不覆盖。",
    ),
    "backup-unsound": Message(
        "the audit of this copy finds {count:number} problems; the first: {first:said}",
        "对此副本的审计发现 {count:number} 个问题，首个为：{first:said}",
        "Do not rely on it. Run huren audit on the registry, and use an older sound backup where it fails too.",
        "请勿依赖此副本。请对登记库运行 huren audit；若同样有误，请使用更早的完好备份。",
    ),
    "restore-loses": Message(
        "the backup lacks what is in place: {records:number} records, {entries:number} log entries, {indexes:number} reserved indexes.",
        "备份缺少现有内容：记录 {records:number} 份、日志 {entries:number} 项、已占用索引 {indexes:number} 个。",
        "Keep what is here, or back it up first; with --yes it is replaced and what the backup lacks is lost.",
        "请保留现有登记库，或先备份；加 --yes 则将其替换，备份所缺的内容会丢失。",
    ),
    "present-unreadable": Message(
        "the registry in place cannot be read, so nobody can say what the backup lacks.",
        "现有登记库无法读取，无从得知备份缺少什么。",
        "Copy the damaged file away for later, then restore with --yes.",
        "请先将损坏的文件另行保存，再加 --yes 恢复。",
    ),
    "tree-unusable": Message(
        "the published tree cannot be used: {why:said}",
        "已发布的静态目录无法使用：{why:said}",
        "Take a whole copy of the tree that was published last; no record was changed.",
        "请取得最近一次发布的完整静态目录；本次未更改任何记录。",
    ),
    "peers-needed": Message(
        "the tree is of a node that mirrors another's log, and nothing says whose node this one is.",
        "该静态目录来自镜像他方日志的节点，而本节点属于哪个协会尚无从得知。",
        "Name the nodes of all other associations whose logs are in the tree as peers in the settings (huren.toml), and the publication_keys of this node, all or none, then restore again; of this tree nothing was stored.",
        "请在设置（huren.toml）的“peers”中列出目录内有其日志的所有其他协会的节点，本节点的发布密钥则全部写明或都不写，然后再次恢复；本目录的内容均未存入。",
    ),
    "peer-with-own-key": Message(
        "{issuer:party} is a peer in the settings, and a publication key of it is there as one of this node.",
        "设置中 {issuer:party} 既是对等节点，其发布密钥又列为本节点的密钥。",
        "Whose node signs its log? If its own does, take the key out of publication_keys; if this one does, take the association out of the peers. Then restore again; of this tree nothing was stored.",
        "其日志由哪个节点签署？如由其自己的节点签署，请从本节点的发布密钥中删除该密钥；如由本节点签署，请从对等节点中删除该协会。然后再次恢复；本目录的内容均未存入。",
    ),
    "log-diverges": Message(
        "entry {place:number} of the log of {issuer:party} here is another than in the published tree.",
        "{issuer:party} 的日志第 {place:number} 项与已发布的静态目录不同。",
        "Something was written into an old copy: restore an older backup and the tree in one step, huren restore FILE --from-tree DIR. Without a backup move registry.db, registry.db-wal and registry.db-shm away, leave registry.db.heads, and make a new registry: huren restore --from-tree DIR --pin PIN. No record was changed.",
        "曾有内容写入旧副本：请同时恢复更早的备份与静态目录：huren restore 备份文件 --from-tree 目录。没有备份时，请移走“registry.db”“registry.db-wal”“registry.db-shm”，保留“registry.db.heads”，再新建登记库：huren restore --from-tree 目录 --pin 指纹。本次未更改任何记录。",
    ),
    # counting at named heads
    "no-head": Message(
        "no association has published a log head here, so there is nothing to count at.",
        "本库中尚无任何协会发布过日志头，无从统计。",
        "Publish first (huren publish), or take what another association has published (huren sync).",
        "请先发布（huren publish），或取得另一协会已发布的内容（huren sync）。",
    ),
    "none-counted": Message(
        "nothing had been signed by {at:moment}: the first credential in these logs is of {first:text}.",
        "截至 {at:moment} 尚无凭证签署：这些日志中最早的凭证签署于 {first:text}。",
        "Name a later moment (--at), or leave it out: then it is now.",
        "请用 --at 指定更晚的时点；省略时以当前时间为准。",
    ),
    "head-ahead": Message(
        "the log of {issuer:party} has {size:number} entries here; {named:number} were counted.",
        "{issuer:party} 的日志在此有 {size:number} 项，而所统计的为 {named:number} 项。",
        "Take what it has published since (huren sync), then count again.",
        "请先取得该协会此后发布的内容（huren sync），再重新统计。",
    ),
    "head-differs": Message(
        "the first {size:number} entries of the log of {issuer:party} are others here than those that were counted.",
        "{issuer:party} 日志的前 {size:number} 项与所统计的不同。",
        "One of the two is another log: compare the heads (huren sync), and ask the association.",
        "二者并非同一日志：请核对日志头（huren sync），并向该协会询问。",
    ),
    "recount-differs": Message(
        "{scheme:scheme} of {issuer:party}, {what:quoted}, {standing:standing}: {said:number} in the report, {found:number} counted here.",
        "{issuer:party} 的 {scheme:scheme}，{what:quoted}，{standing:standing}：报告为 {said:number}，本库统计为 {found:number}。",
        "Keep the report: it is signed. Ask the association how it counted; it mends it in its next edition.",
        "请保留该报告（已签名），并向该协会询问统计过程；更正见其下一期。",
    ),
    "enterprises-differ": Message(
        "enterprises of {issuer:party} ({what:list}) as of {at:moment}: {said:number} in the report, {found:number} counted here.",
        "{issuer:party}截至 {at:moment} 的企业数（{what:list}）：报告为 {said:number}，本库统计为 {found:number}。",
        "Keep the report: it is signed. Ask the association how it counted; it mends it in its next edition.",
        "请保留该报告（已签名），并向该协会询问统计过程；更正见其下一期。",
    ),
    "recount-other": Message(
        "the tables are those counted here; the numbers by region or month, or the order, are others.",
        "各表与本库统计相同，但按地区或月份的数字（或排列顺序）不同。",
        "Compare the files of all that was counted (huren statistics report --counts), and ask the association.",
        "请比对双方的全部计数文件（huren statistics report --counts），并向该协会询问。",
    ),
    "year-uncounted": Message(
        "there are no counts for {year:text}: the report counts from {first:text} to {at:moment}.",
        "没有 {year:text} 年的统计：报告统计自 {first:text} 起，至 {at:moment}。",
        "Name a year between the two, or a report that was counted later.",
        "请指定两者之间的年份，或改用此后统计的报告。",
    ),
    "edition-gap": Message(
        "edition {found:number} does not follow: the next is {expected:number}.",
        "第 {found:number} 期与前期不连续：下一期应为第 {expected:number} 期。",
        "Use that number; huren statistics report does.",
        "请使用该期次；huren statistics report 会自动采用。",
    ),
    "entry-uncounted": Message(
        "entry {place:number} of the log of {issuer:party} cannot be read here, or its key is not known here, so its records cannot be counted whole yet.",
        "{issuer:party} 日志的第 {place:number} 项在此无法读取，或其密钥在此未知，暂时无法完整统计其记录。",
        "Take its newest key list (huren sync), or a newer huren, then count again; huren sync says why it was refused.",
        "请取得其最新密钥清单（huren sync）或更新 huren 后重新统计；huren sync 会说明未接收的原因。",
    ),
}  # fmt: skip
