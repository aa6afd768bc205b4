"""What the registry refuses: one class, its tables; codes of the verifier pass through it unchanged."""

from typing import ClassVar

from credentials.names import NAME_MESSAGES
from registry.agreement_errors import AGREEMENT_MESSAGES
from registry.desk_errors import DESK_MESSAGES
from signing.errors import HurenError, Message
from verifier.codes import CODES
from verifier.errors import TrustError
from verifier.verdict import Finding, Verdict

_OWN = {
    # admission
    "conflict": Message(
        "another record with this identity is stored, with other bytes ({what}).",
        "已存有同一标识但内容不同的记录（{what}）。",
        "Give the new document an id of its own; what is stored is never replaced.",
        "请为新文件使用新的标识；已入库的记录从不替换。",
    ),
    "index-conflict": Message(
        "index {index} of status list {list} is reserved for {holder}.",
        "状态清单 {list} 的索引 {index} 已保留给 {holder}。",
        "Issue the credential again with an index of its own; an index is never used twice.",
        "请以新的索引重新签发；索引从不重复使用。",
    ),
    "not-in-force": Message(
        "no certificate is made of what is not in force: {reason}",
        "凭证并非有效，不予制证：{reason_zh}",
        "Print its successor, or reinstate or renew it first.",
        "请为其后继凭证制证，或先予恢复、换发。",
    ),
    "newer-than-trust-data": Message(
        "the key {key} stands in no key list of the issuer known here.",
        "发证方在此的密钥清单中没有密钥 {key}。",
        "Submit the association's newest key list first.",
        "请先提交该协会最新的密钥清单。",
    ),
    # publishing
    "no-key-list": Message(
        "no key list of {issuer} is in force here.",
        "此处没有 {issuer} 的现行密钥清单。",
        "Sign a key list with the association's root key and submit it.",
        "请用该协会的根密钥签署密钥清单并提交。",
    ),
    "not-logged": Message(
        "no signed log head covers the record {reference}.",
        "尚无签名的日志头涵盖记录 {reference}。",
        "Publish first, then ask again.",
        "请先发布，再索取证明。",
    ),
    "log-rewound": Message(
        "the log of {issuer} has {size} entries here and does not continue the head of {signed} entries that"
        " was signed.",
        "{issuer} 的日志在此有 {size} 条，与已签名的 {signed} 条日志头不连续。",
        "The database is an old copy: restore the newest one. Until then nothing is signed with it.",
        "数据库是旧副本：请恢复最新的数据库；在此之前不以其签署任何内容。",
    ),
    "manifest-rewound": Message(
        "the newest manifest of {issuer} here is version {version}; version {signed} was signed.",
        "{issuer} 在此最新的发布清单为第 {version} 版，而已签署过第 {signed} 版。",
        "The database is an old copy: restore the newest one. Until then nothing is signed with it.",
        "数据库是旧副本：请恢复最新的数据库；在此之前不以其签署任何内容。",
    ),
    "heads-damaged": Message(
        "the file with the last signed log heads cannot be read.",
        "记录最近签名日志头的文件无法读取。",
        "Restore it from the backup that belongs to this registry; do not delete it.",
        "请从本登记库对应的备份中恢复，切勿删除。",
    ),
    "unsafe-path": Message(
        "{issuer} cannot be written as a folder.",
        "{issuer} 不能写成文件夹路径。",
        "Agree on a DID whose path has no part of dots alone.",
        "请在协议中使用路径不含 . 或 .. 的 DID。",
    ),
    "write-failed": Message(
        "the file cannot be written ({reason}).",
        "文件无法写入（{reason}）。",
        "Check the folder, its permissions and the free space.",
        "请检查文件夹、权限和剩余空间。",
    ),
    # audit
    "pages-damaged": Message(
        "the database file is damaged: {why}.", "数据库文件已损坏：{why}。",
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
        "what is stored cannot be used: {why}", "所存内容无法使用：{why_zh}",
        "Restore the newest backup; if a fresh registry says this, report it to the makers of huren.", "请恢复最新的备份；若全新的登记库也如此，请告知 huren 的开发者。",
    ),
    "column-differs": Message(
        "the column {column} holds {found}; the signed bytes say {expected}.", "列 {column} 的值为 {found}；签名内容为 {expected}。",
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
        "entry {place} of the tree {tree} of {issuer} is not this record.", "{issuer} 的 {tree} 树第 {place} 项不是此记录。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "leaf-gap": Message(
        "this entry should stand at place {expected}; the places before it have a gap.", "此项应位于第 {expected} 位；其前有缺口。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "leaf-alone": Message(
        "the entry “{digest}” is no digest of a record.", "“{digest}”不是记录的摘要。",
        "The log was changed: restore the newest backup and publish nothing before.", "日志被改动：请恢复最新的备份，此前勿发布。",
    ),
    "tree-differs": Message(
        "its {leaves} entries are not the {records} records that belong in it.", "其 {leaves} 项与应有的 {records} 份记录不符。",
        "The log was changed, or a record was: restore the newest backup and publish nothing before.", "日志或记录被改动：请恢复最新的备份，此前勿发布。",
    ),
    "root-differs": Message(
        "it signs the first {count} entries of the tree {tree} of {issuer}, which has {size} here and another"
        " root.",
        "其签署了 {issuer} 的 {tree} 树前 {count} 项；此处有 {size} 项，根不相同。",
        "Entries were changed or lost since it was signed: restore the newest backup and publish nothing before.",
        "签署之后有内容被改动或丢失：请恢复最新的备份，此前勿发布。",
    ),
    "part-missing": Message(
        "it names the record {digest}, which is not here.", "其所列记录 {digest} 不在此处。",
        "A record was deleted: restore the newest backup.", "有记录被删除：请恢复最新的备份。",
    ),
    "list-differs": Message(
        "the status list {list} does not show what the events said when it was published.", "状态清单 {list} 与其发布时的状态事件不符。",
        "Events are the truth: publish again, and find out who signed this list.", "以状态事件为准：请重新发布，并查明此清单由谁签署。",
    ),
    "list-unnamed": Message(
        "no manifest of {issuer} names this status list; it is not published.", "{issuer} 的发布清单均未列出此状态清单；不予发布。",
        "Ask the association whether it signed the list: if not, its publication key is in other hands.", "请向该协会核实是否签署过此清单；如未签署，其发布密钥已落入他人之手。",
    ),
    "proof-wrong": Message(
        "the signature is by no key of its association.", "签名不属于该协会的任何密钥。",
        "Verifiers refuse it: restore the newest backup, and find out how it came here.", "核验方会拒绝它：请恢复最新的备份，并查明其来源。",
    ),
    # backup
    "backup-exists": Message(
        "this file exists already.",
        "该文件已存在。",
        "Choose a name that says the day; an older backup is never overwritten.",
        "请使用含日期的文件名；旧备份从不覆盖。",
    ),
    "backup-unsound": Message(
        "the audit of this copy finds {count} problems; the first: {first}",
        "对此副本的审计发现 {count} 个问题，首个为：{first_zh}",
        "Do not rely on it. Run huren audit on the registry, and use an older sound backup where it fails too.",
        "请勿依赖此副本。请对登记库运行 huren audit；若同样有误，请使用更早的完好备份。",
    ),
    "restore-loses": Message(
        "the backup lacks what is in place: {records} records, {entries} log entries, {indexes} reserved indexes.",
        "备份缺少现有内容：记录 {records} 份、日志 {entries} 项、已占用索引 {indexes} 个。",
        "Keep what is here, or back it up first; with --yes it is replaced and what the backup lacks is lost.",
        "请保留现有登记库，或先备份；加 --yes 则将其替换，备份所缺的内容会丢失。",
    ),
    "present-unreadable": Message(
        "the registry in place cannot be read, so nobody can say what the backup lacks.",
        "现有登记库无法读取，无从得知备份缺少什么。",
        "Copy the damaged file away for later, then restore with --yes.",
        "请先将损坏的文件另行保存，再加 --yes 恢复。",
    ),
    # storage
    "database-busy": Message(
        "another program keeps the registry locked.",
        "登记库正被其他程序占用。",
        "Try again in a moment; end a long import if one is running.",
        "请稍后重试；如有长时间导入，请等其结束。",
    ),
    "disk-full": Message(
        "the disk is full; nothing of this step was stored.",
        "磁盘已满；本步骤未存入任何内容。",
        "Free some space and repeat the step.",
        "请释放空间后重做本步骤。",
    ),
    "database-unreachable": Message(
        "the database does not answer, or the connection to it broke ({reason}).",
        "数据库无响应，或与其连接已中断（{reason}）。",
        "Check the database server and its address (database_url in huren.toml, or HUREN_DATABASE_URL), then repeat the step: nothing is stored twice.",
        "请检查数据库服务器及其地址（huren.toml 中的 database_url 或 HUREN_DATABASE_URL），然后重做本步骤：同一内容不会重复存入。",
    ),
    "database-url": Message(
        "this is not the address of a PostgreSQL database.",
        "这不是 PostgreSQL 数据库的地址。",
        "Write database_url in huren.toml, or HUREN_DATABASE_URL, as postgresql+psycopg://user:password@host/name.",
        "请将 huren.toml 中的 database_url 或 HUREN_DATABASE_URL 写成 postgresql+psycopg://用户:密码@主机/库名。",
    ),
    "unstorable": Message(
        "a text or number holds what no database stores, such as a NUL character.",
        "文本或数字中含有数据库无法存储的内容，例如 NUL 字符。",
        "Take the control characters out, and write the number or reference as it is printed.",
        "请去掉控制字符，并按所印内容填写编号。",
    ),
    "registry-newer": Message(
        "the registry was made by a newer version of huren (its tables are at revision {revision}).",
        "该登记库由更新版本的 huren 建立（其表结构版本为 {revision}）。",
        "Update huren on this machine; the registry was not changed.",
        "请在本机更新 huren；登记库未作任何改动。",
    ),
    "heads-unset": Message(
        "this registry was opened without a place for the file with its last signed log heads.",
        "打开本登记库时未指定存放最近签名日志头的文件。",
        "Open a registry on PostgreSQL with a path for that file, on a disk of its own node.",
        "打开 PostgreSQL 上的登记库时，请指定本节点磁盘上该文件的路径。",
    ),
    "not-a-registry": Message(
        "this is not a huren registry, or it is damaged.",
        "这不是 huren 登记库，或已损坏。",
        "Check the path; restore a damaged registry from its backup.",
        "请核对路径；若已损坏，请从备份恢复。",
    ),
    "storage-failed": Message(
        "the registry file cannot be used ({reason}).",
        "登记库文件无法使用（{reason}）。",
        "Check the path, the permissions and the disk.",
        "请检查路径、权限和磁盘。",
    ),
}  # fmt: skip


DECIDING = ("issuer-key", "proof", "authority")
"""The checks of the verifier that must pass before a credential is admitted, beside being well-formed."""

_DECIDING = ("signed-in-future",)


class RegistryError(HurenError):
    """A record, batch or request the registry does not take.

    `problems` holds (position, refusal) of a batch, `verdict` the verdict that refused a credential, if one did.
    """

    MESSAGES: ClassVar = {
        **{code: row.message for code, row in CODES.items() if code in _DECIDING or row.check in DECIDING},
        **TrustError.MESSAGES,
        **NAME_MESSAGES,
        **AGREEMENT_MESSAGES,
        **DESK_MESSAGES,
        **_OWN,
    }

    def __init__(self, code: str, field: str = "", **facts: object) -> None:
        super().__init__(code, field, **facts)
        self.problems: list[tuple[int, RegistryError]] = []
        self.verdict: Verdict | None = None

    @classmethod
    def of(cls, error: HurenError) -> "RegistryError":
        """The same refusal of a lower floor, as this floor's one class."""
        return cls(error.code, error.field, **error.facts)

    @classmethod
    def of_finding(cls, finding: Finding, verdict: Verdict | None = None) -> "RegistryError":
        """What the verifier found, with the member it is about; `verdict` is the one it stands in."""
        field = _FIELDS.get(finding.code, _FIELDS.get(finding.check, ""))
        field = _MEMBERS.get(str(finding.evidence.get("what")), field)
        error = cls(finding.code, field, **finding.evidence)
        error.verdict = verdict
        return error


_MEMBERS = {
    "scheme": "credentialSubject.assessment.scheme",
    "grant": "credentialSubject.assessment.scheme",
    "region": "credentialSubject.region",
    "category": "credentialSubject.assessment.category",
    "grade": "credentialSubject.assessment.grade",
}
"""The member that lies outside the agreement, by what the authority check calls it."""

_FIELDS = {
    "issuer-key": "proof.verificationMethod",
    "key-expired": "proof.created",
    "proof": "proof.proofValue",
    "authority": "credentialSubject.assessment",
    "too-long": "validUntil",
    "issued-before-agreement": "proof.created",
    "signed-in-future": "proof.created",
    "unknown-issuer": "issuer",
}
"""The member a finding is about, by its code, else by its check."""
