"""Refusals of the registry: one class and its tables of messages; codes of the verifier stay unchanged."""

from typing import ClassVar

from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.name_rules import NAME_MESSAGES
from credentials.record import Body
from credentials.words.speech import SpokenError
from registry.errors.agreement import AGREEMENT_MESSAGES
from registry.errors.alerts import ALERT_MESSAGES
from registry.errors.issuing import DESK_MESSAGES
from registry.errors.peers import PEER_MESSAGES
from registry.errors.upkeep import UPKEEP_MESSAGES
from signing.errors import HurenError, Lang, Message
from verifier.codes import CODES, find_message
from verifier.errors import TrustError
from verifier.verdict import Finding, Verdict

_OWN = {
    # admission
    "conflict": Message(
        "another record with this identity is stored, with other bytes ({what:reference}).",
        "已存有标识相同而内容不同的记录（{what:reference}）。",
        "Give the new document an id of its own; what is stored is never replaced.",
        "请为新文件使用新的标识；已入库的记录从不替换。",
    ),
    "manifest-incomplete": Message(
        "the manifest counts or names what is not here ({what:said}), and a newer one waits already.",
        "发布清单所指的内容（{what:said}）不在本库，且该协会已有更新的清单在等待。",
        "Import the association's newest bundle: it brings what is missing.",
        "请导入该协会最新的信任包，其中含有所缺内容。",
    ),
    "not-append-only": Message(
        "{field:member} rewrites an earlier key list at {member:member}.",
        "{field:member} 在 {member:member} 处改写了先前的密钥清单。",
        "Nothing that a list says is taken back: make the next list from the one that is stored.",
        "清单所载内容不得撤回：请以已入库的清单为基础制作下一版。",
    ),
    "list-before-missing": Message(
        "{field:member} continues a key list that is not here.",
        "{field:member} 所接续的上一版密钥清单不在本库。",
        "Import all lists of the association at once, or its newest bundle, which has them.",
        "请一并导入该协会的各版密钥清单，或导入含有它们的最新信任包。",
    ),
    "salvage-missing": Message(
        "{field:member} names a salvage list that is not here, or is about another key.",
        "{field:member} 所指的补救清单不在本库，或针对的是另一把密钥。",
        "Import the salvage list first; the association's newest bundle has it.",
        "请先导入该补救清单；该协会最新的信任包中含有它。",
    ),
    "salvage-unnamed": Message(
        "{count:number} salvage lists of {issuer:party} are here that no key list of it names.",
        "{issuer:party} 的补救清单中已有 {count:number} 份尚未由其任何密钥清单引用。",
        "Import the key list that names one of them first; a salvage list acts from then on.",
        "请先导入引用其中一份的密钥清单；补救清单自引用之时起生效。",
    ),
    "equivocation": Message(
        "{field:member} exists in two different forms with the same version.",
        "{field:member} 同一版本存在两种不同内容。",
        "Keep both files as evidence and tell the associations.",
        "请保存两份文件作为证据并告知各协会。",
    ),
    "begins-in-future": Message(
        "it begins at {begins:moment}, after now ({now:moment}).",
        "生效时间 {begins:moment} 晚于当前时间 {now:moment}。",
        "Check the clocks; submit it again from that time on.",
        "请核对时钟；到该时间后再提交。",
    ),
    "publication-blocked": Message(
        "the last manifest of {issuer:party} has the number {version:number}; there is none after it.",
        "{issuer:party} 的上一份发布清单编号为 {version:number}，已无后续编号。",
        "Somebody signs with your publication key: replace it (huren key compromised …), then publish.",
        "有人在使用您的发布密钥：请更换密钥（huren key compromised …）后再发布。",
    ),
    "index-conflict": Message(
        "index {index:number} of status list {list:number} is reserved for {holder:credential}.",
        "状态列表 {list:number} 的索引 {index:number} 已保留给 {holder:credential}。",
        "Issue the credential again with an index of its own; an index is never used twice.",
        "请以新的索引重新签发；索引从不重复使用。",
    ),
    "not-in-force": Message(
        "no certificate is made of what is not in force: {reason:said}",
        "凭证目前不在有效状态，不予制证：{reason:said}",
        "Print its successor, or reinstate or renew it first.",
        "请为其后继凭证制证，或先予恢复、换发。",
    ),
    "newer-than-trust-data": Message(
        "the {key:key} stands in no key list of the issuer known here.",
        "本登记库所存的发证方密钥清单中没有 {key:key}。",
        "Submit the association's newest key list first.",
        "请先提交该协会最新的密钥清单。",
    ),
    # publishing
    "no-key-list": Message(
        "no key list of {issuer:party} is in force here.",
        "本登记库没有 {issuer:party} 的现行密钥清单。",
        "Sign a key list with the association's root key and submit it.",
        "请用该协会的根密钥签署密钥清单并提交。",
    ),
    "not-logged": Message(
        "no signed log head covers the record with the digest {reference:digest}.",
        "摘要为 {reference:digest} 的记录尚未纳入已签名的日志头。",
        "Publish first, then ask again.",
        "请先发布，再索取证明。",
    ),
    "unsafe-path": Message(
        "{issuer:quoted} cannot be written as a folder.",
        "{issuer:quoted} 不能写成文件夹路径。",
        "Agree on an identifier whose path has no part of dots alone.",
        "请在协议中使用路径不含“.”或“..”的标识。",
    ),
    "write-failed": Message(
        "the file {field:quoted} cannot be written ({reason:quoted}).",
        "文件 {field:quoted} 无法写入（{reason:quoted}）。",
        "Check the folder, its permissions and the free space.",
        "请检查文件夹、权限和剩余空间。",
    ),
    # storage
    "database-busy": Message(
        "another program keeps the registry locked.",
        "登记库正被其他程序占用。",
        "Try again in a moment; end a long import if one is running.",
        "请稍后重试；如有长时间导入，请等其结束。",
    ),
    "disk-full": Message(
        "the disk is full; this step stored nothing.",
        "磁盘已满；本步骤未存入任何内容。",
        "Free some space and repeat the step.",
        "请释放空间后重做本步骤。",
    ),
    "registry-empty": Message(
        "the database holds nothing: it is not a registry yet, or its content is lost.",
        "数据库为空：尚未建立登记库，或其内容已丢失。",
        "Restore the newest backup (huren restore); to begin a new registry, import the agreement (huren import HALF…).",
        "请恢复最新的备份（huren restore）；要建立新的登记库，请导入协议（huren import 签署件……）。",
    ),
    "registry-read-only": Message(
        "the registry cannot be written here: its file, folder or server is read-only.",
        "登记库在此不可写入：其文件、文件夹或数据库服务器为只读。",
        "Reading goes on (“show”, “verify”, “audit”). To write, make it writable, or copy the folder to a place that is.",
        "读取不受影响（“show”“verify”“audit”）。需要写入的，请改为可写，或将文件夹复制到可写位置。",
    ),
    "database-unreachable": Message(
        "the database does not answer, or the connection to it broke ({reason:quoted}).",
        "数据库无响应，或与其连接已中断（{reason:quoted}）。",
        "Check the database server and its address (“database_url” in huren.toml, or HUREN_DATABASE_URL), then repeat the step: nothing is stored twice.",
        "请检查数据库服务器及其地址（huren.toml 中的“database_url”或 HUREN_DATABASE_URL），然后重做本步骤：同一内容不会重复存入。",
    ),
    "database-rights": Message(
        "the database refuses its user a right that huren needs.",
        "数据库未授予该用户所需的权限。",
        "Let the user of the address own the database and all tables in it (ALTER DATABASE … OWNER TO …; restore a backup as that user, pg_restore --no-owner).",
        "请由数据库管理员将该数据库及其全部数据表的所有者改为地址中的用户；恢复备份时也以该用户执行。",
    ),
    "database-url": Message(
        "this is not the address of a PostgreSQL database.",
        "这不是 PostgreSQL 数据库的地址。",
        "Write “database_url” in huren.toml, or HUREN_DATABASE_URL, as “postgresql+psycopg://user:password@host/name”.",
        "请将 huren.toml 中的“database_url”或 HUREN_DATABASE_URL 写成“postgresql+psycopg://用户:密码@主机/库名”。",
    ),
    "unstorable": Message(
        "a text or number holds what no database stores, such as a NUL character.",
        "文本或数字中含有数据库无法存储的内容，例如 NUL 字符。",
        "Take the control characters out, and write the number or reference as it is printed.",
        "请去掉控制字符，并按所印内容填写编号。",
    ),
    "registry-newer": Message(
        "the registry was made by a newer version of huren (its tables are at revision {revision:quoted}).",
        "该登记库由更新版本的 huren 建立（其表结构版本为 {revision:quoted}）。",
        "Update huren on this machine; the registry was not changed.",
        "请在本机更新 huren；登记库未作任何改动。",
    ),
    "registry-earlier": Message(
        "the database was made by an earlier format of huren, which this version does not read; it was not changed.",
        "该数据库由较早的格式建立，本版本无法读取；数据库未作任何改动。",
        "Keep it elsewhere, leave the file with the last signed log heads in its place, and make a new database from the tree that was published last: huren restore --from-tree DIR --pin FILE (with PostgreSQL, name an empty one as “database_url” first). If that tree cannot be read, either, begin in an empty folder: import the agreement (huren import --pin FILE HALF…), and issue again.",
        "请将其移至别处保存，最近签名日志头的文件留在原处，再用最后发布的静态目录建立新的数据库：huren restore --from-tree 目录 --pin 文件（使用 PostgreSQL 的，先将“database_url”改为空数据库）。如该静态目录也无法读取，请在空文件夹中重新开始：导入协议（huren import --pin 文件 签署件……），并重新签发。",
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
        "the registry file cannot be used ({reason:quoted}).",
        "登记库文件无法使用（{reason:quoted}）。",
        "Check the path, the permissions and the disk.",
        "请检查路径、权限和磁盘。",
    ),
}  # fmt: skip


DECIDING = ("issuer-key", "proof", "authority")
"""Checks of the verifier that decide, besides well-formed, whether a credential is admitted."""

_DECIDING = ("signed-in-future", "rollback", "no-technology")


class RegistryError(SpokenError):
    """Refusal of a record, batch or request by the registry.

    `problems` holds (position, refusal) for a batch; `verdict` is the verdict that refused a credential, if
    any.
    """

    MESSAGES: ClassVar = {
        **{code: row.message for code, row in CODES.items() if code in _DECIDING or row.check in DECIDING},
        **TrustError.MESSAGES,
        **NAME_MESSAGES,
        **AGREEMENT_MESSAGES,
        **DESK_MESSAGES,
        **_OWN,
        **UPKEEP_MESSAGES,
        **PEER_MESSAGES,
        **ALERT_MESSAGES,
    }

    def __init__(self, code: str, field: str = "", **facts: object) -> None:
        super().__init__(code, field, **facts)
        self.problems: list[tuple[int, RegistryError]] = []
        self.verdict: Verdict | None = None
        self.text: AgreementText | None = None
        """Agreement with the parties' names, once a registry has set it."""

    def speak(self, kind: str, value: object, lang: Lang, names: object = None) -> str:
        """Format a fact with the names of the agreement at hand."""
        known = names if names is not None or self.text is None else AgreementNames(self.text, lang)
        return super().speak(kind, value, lang, known)

    @property
    def message(self) -> Message:
        """Message of the code; for a code of the verifier, the sentence of its kind."""
        row = super().message
        template = CODES.get(self.code)
        return (
            find_message(self.code, self.facts) if template is not None and template.message is row else row
        )

    @classmethod
    def of(cls, error: HurenError) -> "RegistryError":
        """Return the same refusal of a lower floor as this class."""
        return cls(error.code, error.field, **error.facts)

    @classmethod
    def of_finding(cls, finding: Finding, body: Body, verdict: Verdict | None = None) -> "RegistryError":
        """Return a verifier's finding as a refusal, with the member of `body` it concerns."""
        field = _FIELDS.get(finding.code, _FIELDS.get(finding.check, ""))
        outside = str(finding.evidence.get("kind"))
        field = {"party": "issuer", **body.PLACES}.get("scheme" if outside == "grant" else outside, field)
        error = cls(finding.code, field, **finding.evidence)
        error.verdict = verdict
        return error


_FIELDS = {
    "issuer-key": "proof.verificationMethod",
    "key-expired": "proof.created",
    "proof": "proof.proofValue",
    "authority": "credentialSubject",
    "too-long": "validUntil",
    "issued-before-agreement": "proof.created",
    "signed-in-future": "proof.created",
    "unknown-issuer": "issuer",
}
"""Members by finding code, else by check."""
