"""Error family of huren: a stable code, the field, and in two languages a sentence and the next step.

Every floor has one subclass with one table of messages. So no foreign exception crosses a package boundary,
and a contract test can show that the tables are total.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal, Protocol

from signing.plain_text import quoted, shown
from signing.plural import agree

Lang = Literal["zh", "en"]
ABSENT = "–"
"""Stand-in for a fact that is absent or None: an error must never fail."""


@dataclass(frozen=True, slots=True)
class Message:
    """Sentence of what happened, and of how to mend it, in both languages.

    `{name:kind}` is filled with the fact `name`, worded by its kind (credentials.words.speech); without a
    kind, as text.
    """

    en: str
    zh: str
    mend_en: str
    mend_zh: str

    def whole(self, lang: Lang) -> str:
        """Return what happened, and what to do next if anything."""
        if lang == "zh":
            return self.zh + self.mend_zh
        return f"{self.en} {self.mend_en}" if self.mend_en else self.en


class Speak(Protocol):
    """Function that words a fact by its kind; `names` has the names of the parties."""

    def __call__(self, kind: str, value: object, lang: Lang, names: object = None) -> str:
        """Return the words."""


def speak_plain(kind: str, value: object, lang: Lang, names: object = None) -> str:
    """Return texts and numbers as they are: the ground floor knows no other kinds."""
    del lang, names
    if value is None:
        return ABSENT
    return quoted(str(value)) if kind in ("quoted", "member") and value else shown(str(value))


_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}", re.ASCII)
_HAN = (
    ("\u2e80", "\u2fff"),
    ("\u3005", "\u3007"),
    ("\u3021", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
)
_BEGINS = "-/.~"
"""First characters of options and paths, which stand apart from Han as words do."""
_WIDE = (("\u2010", "\u2027"), ("\u3000", "\u3020"), ("\uff00", "\uffef"))


@lru_cache(maxsize=1024)
def parse_template(template: str) -> tuple[str, ...]:
    """Split into text, name, kind, text, name, kind, … text; the kind is empty if none is written."""
    return tuple(part or "" for part in _PLACEHOLDER.split(template))


def fill(template: str, facts: Mapping[str, object], lang: Lang, speak: Speak, names: object = None) -> str:
    """Fill in the facts; a fact of the kind `said` is in Chinese `<name>_zh`."""
    filled, *rest = parse_template(template)
    parts = iter(rest)
    for name, kind, after in zip(parts, parts, parts, strict=True):
        value = (
            facts.get(f"{name}_zh", facts.get(name)) if (kind, lang) == ("said", "zh") else facts.get(name)
        )
        word = speak(kind or "text", value, lang, names)
        filled = _join(_join(filled, word), after) if lang == "zh" else filled + word + agree(word, after)
    return filled.strip(" ")


def _join(left: str, right: str) -> str:
    """Join with Chinese typesetting: a space between Han and Latin, none between Han or at a wide sign."""
    before, after = left.rstrip(" "), right.lstrip(" ")
    if not before or not after:
        return left + right
    last, first = before[-1], after[0]
    if _is_in(_WIDE, last) or _is_in(_WIDE, first):
        return before + after
    is_han = _is_in(_HAN, last), _is_in(_HAN, first)
    if any(is_han):
        narrow = first if is_han[0] else last
        spaced = not all(is_han) and (narrow.isalnum() or narrow in _BEGINS)
        return before + (" " if spaced else "") + after
    return left + right


def _is_in(ranges: tuple[tuple[str, str], ...], character: str) -> bool:
    """Compare with each range: compiling a pattern of so many characters takes too long."""
    return any(first <= character <= last for first, last in ranges)


class HurenError(Exception):
    """Base of all errors raised on purpose.

    `code` is stable and a key of the subclass's `MESSAGES`; `field` is a dotted path into the input, or
    empty; `facts` and the field fill the sentences.
    """

    MESSAGES: ClassVar[Mapping[str, Message]] = {}

    def __init__(self, code: str, field: str = "", **facts: object) -> None:
        super().__init__(code, field, facts)
        self.code = code
        self.field = field
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle it whole for another process."""
        return _made_again, (type(self), self.code, self.field, self.facts), self.__dict__

    @property
    def message(self) -> Message:
        """Row of the code; a floor may choose among several sentences of one code."""
        return self.MESSAGES[self.code]

    def speak(self, kind: str, value: object, lang: Lang, names: object = None) -> str:
        """Word a fact; a floor with words of its own overrides this."""
        return speak_plain(kind, value, lang, names)

    def sentence(self, lang: Lang = "en", names: object = None) -> str:
        """Return what happened, in `lang`; `names` (an AgreementNames) names the parties."""
        return self._say(self.message.zh if lang == "zh" else self.message.en, lang, names)

    def mend(self, lang: Lang = "en", names: object = None) -> str:
        """Return what to do next, in `lang`."""
        return self._say(self.message.mend_zh if lang == "zh" else self.message.mend_en, lang, names)

    def _say(self, template: str, lang: Lang, names: object) -> str:
        return fill(template, {"field": self.field, **self.facts}, lang, self.speak, names)

    def __str__(self) -> str:
        return f"{self.sentence()} {self.mend()} [{self.code}]"


def _made_again(kind: type[HurenError], code: str, field: str, facts: Mapping[str, object]) -> HurenError:
    return kind(code, field, **facts)


class SigningError(HurenError):
    """Refusal of the ground floor: JSON outside the profile, keys, proofs, trees and notes."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        # strict_json, jcs
        "too-large": Message(
            "the input has {size:number} bytes; at most {limit:number} are read.",
            "输入共 {size:number} 字节，最多只读取 {limit:number} 字节。",
            "Check that this is the right file, or split it.",
            "请核对是否选错了文件，或将其拆分。",
        ),
        "not-utf8": Message(
            "the text is not UTF-8 (byte {at:number}).",
            "文本不是 UTF-8 编码（第 {at:number} 字节处）。",
            "Save the file as UTF-8 and try again.",
            "请将文件另存为 UTF-8 编码后重试。",
        ),
        "has-bom": Message(
            "the text starts with a byte order mark.",
            "文本以字节顺序标记（BOM）开头。",
            "Save the file as UTF-8 without BOM.",
            "请将文件另存为不带 BOM 的 UTF-8 编码。",
        ),
        "not-json": Message(
            "this is not JSON (line {line:number}, column {column:number}).",
            "这不是 JSON（第 {line:number} 行第 {column:number} 列）。",
            "Take the original file, or mend that place: this one may be cut off or changed.",
            "请改用原文件，或改正该处：文件可能不完整或另存时有变。",
        ),
        "duplicate-member": Message(
            "the member {name:quoted} occurs twice in one object, again in line {line:number}, column {column:number}.",
            "同一对象中 {name:quoted} 出现了两次，再次出现在第 {line:number} 行第 {column:number} 列。",
            "Keep one of the two; signed documents may not leave a choice.",
            "请只保留其中一个；签名文件不得存在歧义。",
        ),
        "not-a-number": Message(
            "{text:text} is not a JSON number.",
            "{text:text} 不是 JSON 数字。",
            "Write an integer, or leave the member out.",
            "请改写为整数，或删去该项。",
        ),
        "lone-surrogate": Message(
            "the text holds half of a surrogate pair, which is not a character.",
            "文本中含有不成对的代理码位，不构成字符。",
            "Type the text again; a character was cut in two.",
            "请重新录入该文本，其中有一个字符被截断。",
        ),
        "too-many-values": Message(
            "there are more than {limit:number} values.",
            "值的数量超过 {limit:number} 个。",
            "Send less at once; no document of ours has so many.",
            "请减少单次提交的内容；本系统的文件不会有这么多值。",
        ),
        "too-deep": Message(
            "objects and arrays are nested more than {limit:number} deep.",
            "对象和数组的嵌套超过 {limit:number} 层。",
            "Check that this is the right file; no document of ours is nested so deep.",
            "请核对是否选错了文件；本系统的文件不会嵌套这么深。",
        ),
        "integer-too-large": Message(
            "the integer {text:text} is beyond 9007199254740991 in size.",
            "整数 {text:text} 的绝对值超过 9007199254740991。",
            "Write it as a string, so that every reader sees the same digits.",
            "请改写为字符串，以便所有程序读到相同的数字。",
        ),
        "float": Message(
            "{text:text} is not an integer; signed documents hold integers only.",
            "{text:text} 不是整数；签名文件中只允许整数。",
            'Write it as a string, for example "87.5".',
            '请改写为字符串，例如 "87.5"。',
        ),
        "negative-zero": Message(
            "the number is written -0, which is 0.",
            "数字写成了 -0。",
            "Write 0, not -0.",
            "请写 0，不写 -0。",
        ),
        "not-json-value": Message(
            "a {kind:quoted} is not a JSON value.",
            "{kind:quoted} 类型的值不是 JSON 值。",
            "Turn it into a string, an integer, a list or an object first.",
            "请先将其转换为字符串、整数、数组或对象。",
        ),
        # multikey, signer
        "malformed-key": Message(
            "this is not an Ed25519 public key in Multikey form.",
            "这不是 Multikey 格式的 Ed25519 公钥。",
            "Copy the whole key again; it starts with z6Mk and has 48 characters.",
            "请重新完整复制公钥：以“z6Mk”开头，共 48 个字符。",
        ),
        "malformed-base58": Message(
            "this is not base58btc text of {length:number} bytes.",
            "这不是 {length:number} 字节的 base58btc 文本。",
            "Copy the text again; 0, O, I and l do not occur in it.",
            "请重新复制该文本；其中不会出现 0、O、I、l 这四个字符。",
        ),
        "malformed-seed": Message(
            "an Ed25519 seed has 32 bytes, this one has {length:number}.",
            "Ed25519 种子应为 32 字节，此处为 {length:number} 字节。",
            "Make a new key.",
            "请重新生成密钥。",
        ),
        "key-not-pem": Message(
            "the file holds no key in PEM form.",
            "文件中没有 PEM 格式的密钥。",
            "Choose the key file; its first line is -----BEGIN PRIVATE KEY----- or the ENCRYPTED form of it.",
            "请选择密钥文件：首行为“-----BEGIN PRIVATE KEY-----”，或带“ENCRYPTED”字样的同类行。",
        ),
        "key-needs-passphrase": Message(
            "the key is encrypted and no passphrase was given.",
            "密钥已加密，但未提供口令。",
            "Enter the passphrase of the key.",
            "请输入该密钥的口令。",
        ),
        "key-wrong-passphrase": Message(
            "the passphrase does not open the key.",
            "口令无法打开该密钥。",
            "Enter it again; if it is surely right, the file is damaged: use the backup.",
            "请重新输入；若口令确认无误，则文件已损坏，请使用备份。",
        ),
        "key-not-encrypted": Message(
            "a passphrase was given, but the key is not encrypted.",
            "提供了口令，但该密钥并未加密。",
            "Leave the passphrase out, or encrypt the key first.",
            "请不要提供口令，或先对密钥加密。",
        ),
        "key-not-opened-here": Message(
            "the key is encrypted in a way that is not opened here: {found:text}.",
            "密钥的加密方式在此无法解开：{found:text}。",
            "Take a key file as “huren key new” writes it (PBES2, PBKDF2 with HMAC-SHA256, AES-256-CBC), or sign with the command: “huren sign”, “huren tender sign”.",
            "请使用本系统制作的密钥文件（PBES2，PBKDF2-HMAC-SHA256，AES-256-CBC），或改用命令“huren sign”“huren tender sign”签署。",
        ),
        "key-not-ed25519": Message(
            "the key is of another kind than Ed25519.",
            "该密钥不是 Ed25519 密钥。",
            "Choose the key that was made for signing here.",
            "请选择为本系统签名而生成的密钥。",
        ),
        "passphrase-length": Message(
            "a passphrase has 1 to {limit:number} bytes.",
            "口令长度应为 1 至 {limit:number} 字节。",
            "Choose another passphrase.",
            "请另选一个口令。",
        ),
        # data_integrity
        "proof-missing": Message(
            "the document must carry exactly one proof.",
            "文件应有且仅有一个签名证明。",
            "Ask the issuer for the signed document.",
            "请向发证方索取已签名的文件。",
        ),
        "proof-present": Message(
            "the document is signed already.",
            "文件已经签名。",
            "Remove the proof before signing anew.",
            "请先移除原有证明，再重新签名。",
        ),
        "proof-member": Message(
            "the member {name:quoted} of the proof is missing, unknown or of the wrong type.",
            "签名证明中的 {name:quoted} 缺失、未知或类型不符。",
            "The issuer signs with the members of the profile and no others.",
            "请由发证方重新签名，签名证明的各项按规定填写，不得增减。",
        ),
        "proof-unsupported": Message(
            "proofs of the kind {name:quoted} are not accepted here.",
            "此处不接受 {name:quoted} 类型的签名证明。",
            "The issuer signs with “DataIntegrityProof” and “eddsa-jcs-2022”.",
            "请由发证方使用“DataIntegrityProof”与“eddsa-jcs-2022”签名。",
        ),
        "proof-context": Message(
            "the “@context” is not a list of texts, the same in the proof and in the document.",
            "“@context”不是文本列表，或签名证明与文件中的“@context”不一致。",
            "The issuer signs again; both must be equal.",
            "请由发证方重新签名，两处必须相同。",
        ),
        "proof-purpose": Message(
            "the proof is for another purpose than “assertionMethod”.",
            "签名证明的用途不是“assertionMethod”。",
            "The issuer signs again with the purpose “assertionMethod”.",
            "请由发证方以“assertionMethod”用途重新签名。",
        ),
        "proof-created": Message(
            "the time of the proof is not a real time such as “2026-05-01T09:00:00+08:00”.",
            "签署时间不是有效时间，应形如“2026-05-01T09:00:00+08:00”。",
            "The issuer signs again with whole seconds and an offset.",
            "请由发证方以整秒并带时区偏移的时间重新签名。",
        ),
        "proof-value": Message(
            "the signature is not z followed by base58btc text of 64 bytes.",
            "签名值不是以 z 开头、内容为 64 字节的 base58btc 文本。",
            "Copy the document again; the signature was cut or changed.",
            "请重新复制文件，签名值被截断或改动。",
        ),
        # merkle, note, checkpoint, log_proof
        "tree-range": Message(
            "the log has {size:number} entries; what was asked for lies outside.",
            "日志共有 {size:number} 项记录，所请求的位置超出范围。",
            "Ask for an index or a size within the log.",
            "请使用日志范围内的序号或大小。",
        ),
        "malformed-note": Message(
            "this is not a signed note: text, an empty line, signature lines.",
            "这不是签名便笺：应为正文、一个空行和若干签名行。",
            "Fetch the note again; its bytes may not be changed.",
            "请重新获取该便笺，其字节不得改动。",
        ),
        "malformed-key-name": Message(
            "a key name has at least one character and neither spaces nor +.",
            "密钥名称至少一个字符，且不含空格和加号。",
            "Use a name such as “registry.example/log”.",
            "请使用形如“registry.example/log”的名称。",
        ),
        "malformed-verifier-key": Message(
            "this is not a verifier key name+id+base64 whose id fits the key.",
            "这不是“名称+标识+base64”格式的验证公钥，或标识与公钥不符。",
            "Copy the whole line again from the log's page.",
            "请从日志页面重新完整复制该行。",
        ),
        "malformed-time": Message(
            "the time of a cosignature is a whole number of seconds from 0 to 2^63 - 1.",
            "联署时间应为 0 至 2^63 - 1 之间的整数秒。",
            "Check the clock of the witness.",
            "请检查见证方的时钟。",
        ),
        "malformed-checkpoint": Message(
            "this is not a checkpoint: the origin, the size and the root, a line each.",
            "这不是检查点：应为来源、大小、根各占一行。",
            "Fetch the checkpoint again; its bytes may not be changed.",
            "请重新获取检查点，其字节不得改动。",
        ),
        "malformed-log-proof": Message(
            "this is not a log proof of the form “c2sp.org/tlog-proof@v1”.",
            "这不是“c2sp.org/tlog-proof@v1”格式的日志证明。",
            "Fetch the receipt again; its bytes may not be changed.",
            "请重新获取回执，其字节不得改动。",
        ),
    }
