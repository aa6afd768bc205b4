"""Errors of the verifier: unusable trust data, questions that cannot be asked, receipts that fail."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.errors import RecordError
from credentials.words.speech import SpokenError
from signing.errors import Message

_AGAIN_EN = "Get the bundle again from the association's site; if it stays so, ask the association."
_AGAIN_ZH = "请从协会网站重新获取信任包；若仍如此，请询问协会。"

_ASK_EN = "Do not rely on it; ask whoever drew it up for the file as it was signed."
_ASK_ZH = "请勿采用，并向出具人索取签署时的原件。"

_ARGUMENT_TYPE = Message(
    "{field:member} is of the type {given:quoted} where {expected:quoted} is needed.",
    "{field:member} 须为 {expected:quoted} 类型，给出的是 {given:quoted} 类型。",
    "Pass a value of the type {expected:quoted}.", "请传入 {expected:quoted} 类型的值。")  # fmt: skip


class TrustError(SpokenError):
    """Trust data that the verifier refuses; expiry is never a reason (docs/reference/bundle.md, Loading)."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **RecordError.MESSAGES,
        "argument-type": _ARGUMENT_TYPE,
        "pin-form": Message(
            "The pin is not 64 hex digits.", "指纹不是 64 位十六进制数。",
            "Copy it from the agreement you signed or from pin.txt.", "请从所签协议或“pin.txt”抄写。"),
        "pin-mismatch": Message(
            "The bundle does not hold the complete agreement version 1 with your pin {pin:text}.",
            "信任包中没有与您的指纹 {pin:text} 相符的完整的协议第 1 版。",
            "Compare the pin with your signed agreement; if it is right, do not use this bundle.",
            "请与已签协议核对指纹；指纹无误则勿用此信任包。"),
        "bad-signature": Message(
            "{field:member} is not signed by the key it must be signed by.", "{field:member} 未由规定的密钥签署。", _AGAIN_EN, _AGAIN_ZH),
        "chain-broken": Message(
            "{field:member} does not continue the agreement it names as the one before: {what:member} differs.",
            "{field:member} 与其所指的上一版协议衔接不上：{what:member} 不符。", _AGAIN_EN, _AGAIN_ZH),
        "part-unnamed": Message(
            "This part is not the one that the newest manifest of {issuer:party} names.",
            "此部分数据不是 {issuer:party} 最新发布清单所指的那一份。",
            "Get bundle and part again from the association's site, both at once.",
            "请从协会网站同时重新获取信任包与此部分数据。"),
        "numbers-unnamed": Message(
            "These certificate numbers are not those that the newest manifest of {issuer:party} names.",
            "此证书编号集不是 {issuer:party} 最新发布清单所指的那一份。",
            "Get bundle and proof again from the association's site, both at once.",
            "请从协会网站同时重新获取信任包与编号证明。"),
        "number-proof": Message(
            "The proof of {issuer:party} shows neither that the number is there nor that it is not.",
            "{issuer:party} 的编号证明既不能证实有此编号，也不能证实没有。",
            "Get the proof again for exactly this number; if it stays so, tell the association.",
            "请就此编号重新获取证明；若仍如此，请告知协会。"),
        "register-damaged": Message(
            "The file of the register is damaged or not whole.", "登记数据文件已损坏或不完整。",
            "Get it again from the association.", "请向协会重新索取。"),
        "memory-damaged": Message(
            "The file with what this verifier has seen cannot be read.", "记录本机已见版本的文件无法读取。",
            "Restore it, or remove it and start again from a fresh bundle.", "请恢复该文件，或删除后用最新信任包重新开始。"),
    }  # fmt: skip


class QuestionError(SpokenError, ValueError):
    """A question that the verifier cannot answer: the caller's mistake, found before anything is verified."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **RecordError.MESSAGES,
        "time-aware": Message(
            "{value:quoted} is not a datetime with a UTC offset.", "{value:quoted} 不是带时区偏移的时间（“datetime”）。",
            "Pass an aware datetime: datetime.now(UTC), or datetime.fromisoformat of a text with its offset.",
            "请传入带时区的时间：“datetime.now(UTC)”，或用“datetime.fromisoformat”读取带偏移的文本。"),
        "day-form": Message(
            "{value:quoted} has a time; only a date is used here.", "{value:quoted} 带有时刻，此处只用日期（“date”）。",
            "Pass a day: date(2026, 5, 1), or date.fromisoformat of its text.",
            "请传入日期：“date(2026, 5, 1)”，或用“date.fromisoformat”读取文本。"),
        "time-range": Message(
            "{value:quoted} lies outside the years {first:number} to {last:number}.", "{value:quoted} 不在 {first:number} 年至 {last:number} 年之间。",
            "Check where the value comes from: date.min and date.max stand for no day that can be asked about.",
            "请核对该值的来源：“date.min”与“date.max”不是可询问的日期。"),
        "argument-type": _ARGUMENT_TYPE,
        "at-after-now": Message(
            "{at:moment} is after now ({now:moment}): no one knows yet.", "{at:moment} 晚于当前时间 {now:moment}，届时情况尚无从得知。",
            "Ask about now or an earlier time; whether the term reaches so far is asked as “through”.",
            "请改问当前或更早的时间；有效期能否覆盖到那时，请用“through”查询。"),
        "home-unknown": Message(
            "{home:quoted} is not a party of the agreement.", "{home:quoted} 不是协议成员。",
            "Use one of: {parties:codes}.", "请使用下列之一：{parties:codes}。"),
        "award-early": Message(
            "The award ({award:moment}) would be before the opening ({opening:moment}).",
            "定标时间 {award:moment} 早于开标时间 {opening:moment}。",
            "Give the time of the award, or leave it out until it is known.", "请填写实际的定标时间；尚未确定的，请留空。"),
        "home-missing": Message(
            "a recognised grade is required, so a home must be named.", "要求等级获认可，须指明采用哪个协会的等级。",
            "Pass home, or a policy that does not require recognition.", "请传入“home”，或改用不要求认可的核验条件。"),
        "age-range": Message(
            "{value:quoted} is not a time span above zero and of at most seven days.", "{value:quoted} 不是大于零且不超过七天的时长。",
            "A policy may only shorten the limit of seven days.", "请传入不超过七天的时长：核验条件只能缩短七天的上限，不能放宽。"),
    }  # fmt: skip

    @classmethod
    def from_record(cls, error: RecordError, field: str) -> "QuestionError":
        """Return a document's refusal as the refusal of the argument `field`."""
        return cls(error.code, field, **error.facts)


class ReceiptError(SpokenError):
    """A receipt, extract or pack whose signature or parts do not fit (docs/reference/tender-receipt.md)."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **RecordError.MESSAGES,
        "seed-length": Message(
            "The seed has {length:number} bytes instead of {wanted:number}.", "随机种子为 {length:number} 字节，应为 {wanted:number} 字节。",
            "Give random bytes of that length.", "请提供该长度的随机字节。"),
        "officer-form": Message(
            "The officer is not named by an Ed25519 key.", "核验人未用 Ed25519 密钥标明。",
            "Sign with a key that was made for an officer.", "请使用为核验人制作的密钥签署。"),
        "receipt-signed": Message(
            "The record is signed already, and is signed once.", "该记录已经签署，不得重复签署。",
            "Who else answers for it signs the printed record.", "其他人员请在打印的记录上签名。"),
        "officer-of-party": Message(
            "This is the {key:key} of {issuer:party}, and no officer's.", "这是 {issuer:party} 的{key:key}，不是核验人的密钥。",
            "Sign with a key of your own, as \"huren key new --use officer\" makes one.", "请用您自己的密钥签署，可由“huren key new --use officer”制作。"),
        "officer-missing": Message(
            "The receipt is not signed, so nobody answers for it.", "核验回执未经签署，无人对其负责。",
            "Draw it up again with the officer's key.", "请用核验人的密钥重新出具。"),
        "officer-other": Message(
            "The receipt is signed by another key than the officer's.", "核验回执由另一把密钥签署，不是该核验人的。",
            "Compare the officer's public key.", "请核对核验人的公钥。"),
        "header-signature": Message(
            "The signature of the header is wrong: something in it was changed.", "抬头的签名不符，内容已被改动。", _ASK_EN, _ASK_ZH),
        "papers-other": Message(
            "The statement on the printed files is about another record: it names the digest {digest:digest}.",
            "对打印文件的声明针对另一份记录：其所写摘要为 {digest:digest}。", "Use the pack as it was made.", "请使用未经改动的归档包。"),
        "papers-signature": Message(
            "The signature over the printed files is wrong: something in the statement was changed.",
            "对打印文件的签名不符，声明内容已被改动。", _ASK_EN, _ASK_ZH),
        "receipt-rows": Message(
            "The rows are not those of the header: one was changed, added or dropped, or the seed is another.",
            "各行与抬头不符：有行被改动、增加或删除，或随机种子不同。", _ASK_EN, _ASK_ZH),
        "receipt-content": Message(
            "Inputs, papers or credentials are not those of the header.", "文件、页面或证书的记载与抬头不符。", _ASK_EN, _ASK_ZH),
        "extract-row": Message(
            "Row {number:number} does not belong to the header: it, its salt or its path was changed, or it is of another receipt.",
            "第 {number:number} 行不属于此抬头：该行、其盐值或路径被改动，或出自另一份核验回执。", _ASK_EN, _ASK_ZH),
        "extract-empty": Message(
            "There is no such row.", "没有这样的行。",
            "Name a bidder, a lot and a criterion of this tender.", "请填写本次招标中的投标人、标段与要求。"),
        "pack-file-missing": Message(
            "The pack lacks {name:quoted}.", "归档包缺少 {name:quoted}。", "Use the pack as it was made.", "请使用未经改动的归档包。"),
        "pack-file-changed": Message(
            "{name:quoted} in the pack is not what its name says.", "归档包中的 {name:quoted} 与文件名不符。", "Use the pack as it was made.", "请使用未经改动的归档包。"),
        "pack-file-other": Message(
            "The pack is damaged: {name:quoted} in it is not the file that was checked.",
            "归档包已损坏：其中的 {name:quoted} 不是当时核验的文件。", "Use the pack as it was made.", "请使用未经改动的归档包。"),
        "records-apart": Message(
            "The records are of two tenders: {before:quoted} and {after:quoted}.",
            "两份记录分属两次招标：{before:quoted} 与 {after:quoted}。",
            "Compare two records of one tender.", "请比较同一招标的两份记录。"),
        "objection-other": Message(
            "The objection is about another record: it names the digest {digest:digest}.",
            "此异议针对另一份记录：其所写摘要为 {digest:digest}。",
            "Check it with the record that it names.", "请与其所指的记录一并核对。"),
        "objection-early": Message(
            "The objection is dated before the record, which was checked at {since:moment}.",
            "异议的日期早于所指记录的核验时间（{since:moment}）。",
            "Check the date of the objection, and that it is about this record.", "请核对异议日期，以及所指的是否为此份记录。"),
        "objection-no-row": Message(
            "The record has no such row: {about:text}.", "记录中没有这一行：{about:text}。",
            "Name a bidder, lot, criterion and requirement that stand together in the record.",
            "请填写记录中同属一行的投标人、标段、条件与要求。"),
        "pack-files": Message(
            "The pack would hold {count:number} files; it may hold {limit:number}.",
            "归档包将含 {count:number} 个文件，上限为 {limit:number} 个。",
            "Check fewer bidders in one run.", "请分批核验投标人。"),
    }  # fmt: skip


def type_facts(value: object, expected: type) -> dict[str, str]:
    """Return the facts of argument-type."""
    return {"given": type(value).__name__, "expected": expected.__name__}
