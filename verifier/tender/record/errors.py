"""Why a tender's receipt, an extract of one or a pack is not what it says it is: a class and its table."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.errors import RecordError
from credentials.words.speech import SpokenError
from signing.errors import Message

_ASK_EN = "Do not rely on it; ask whoever drew it up for the file as it was signed."
_ASK_ZH = "请勿采用，并向出具人索取签署时的原件。"


class ReceiptError(SpokenError):
    """A receipt, extract or pack that does not hold together (docs/reference/tender-receipt.md)."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **RecordError.MESSAGES,
        "seed-length": Message(
            "The seed has {length:number} bytes instead of {wanted:number}.", "随机种子为 {length:number} 字节，应为 {wanted:number} 字节。",
            "Give random bytes of that length.", "请提供该长度的随机字节。"),
        "officer-form": Message(
            "The officer is not named by an Ed25519 key.", "核验人没有以 Ed25519 密钥标明。",
            "Sign with a key that was made for an officer.", "请使用为核验人制作的密钥签署。"),
        "officer-missing": Message(
            "The receipt is not signed, so nobody answers for it.", "回执没有签名，无人为其负责。",
            "Draw it up again with the officer's key.", "请用核验人的密钥重新出具。"),
        "officer-other": Message(
            "The receipt is signed by another key than the officer's.", "回执由另一把密钥签署，不是该核验人的。",
            "Compare the officer's public key.", "请核对核验人的公钥。"),
        "header-signature": Message(
            "The signature of the header is wrong: something in it was changed.", "抬头的签名不符，内容已被改动。", _ASK_EN, _ASK_ZH),
        "receipt-rows": Message(
            "The rows are not those of the header: one was changed, added or dropped, or the seed is another.",
            "各行与抬头不符：有行被改动、增加或删除，或随机种子不同。", _ASK_EN, _ASK_ZH),
        "receipt-content": Message(
            "Inputs, papers or credentials are not those of the header.", "文件、页面或证书的记载与抬头不符。", _ASK_EN, _ASK_ZH),
        "extract-row": Message(
            "Row {number:number} does not belong to the header: it, its salt or its path was changed, or it is of another receipt.",
            "第 {number:number} 行不属于此抬头：该行、其盐值或路径被改动，或出自另一份回执。", _ASK_EN, _ASK_ZH),
        "extract-empty": Message(
            "There is no such row.", "没有这样的行。",
            "Name a bidder, a lot and a criterion of this tender.", "请填写本次招标中的投标人、标段与要求。"),
        "pack-file-missing": Message(
            "The pack lacks {name:quoted}.", "归档包缺少 {name:quoted}。", "Use the pack as it was made.", "请使用原样的归档包。"),
    }  # fmt: skip
