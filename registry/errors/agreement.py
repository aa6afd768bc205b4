"""Refusals of agreement halves, and of records that rest on the agreement: codes of RegistryError."""

from collections.abc import Mapping

from signing.errors import Message

AGREEMENT_MESSAGES: Mapping[str, Message] = {
    "no-agreement": Message(
        "this registry holds no complete agreement yet.",
        "本登记库尚无完整的互认协议。",
        "Submit the half of every party of agreement version 1 first.",
        "请先提交协议第 1 版各成员的签署件。",
    ),
    "agreement-over": Message(
        "no version of the agreement is in force at {at:moment}.",
        "{at:moment} 没有生效的协议版本。",
        "Sign the next version first: huren agreement draft; or name an earlier moment: --now.",
        "请先签署下一版：huren agreement draft；或用 --now 指定更早的时刻。",
    ),
    "other-agreement": Message(
        "this is version 1 of another agreement than the one with the pin {pin:text}.",
        "这是另一份协议的第 1 版，与指纹 {pin:text} 不符。",
        "If the pin was mistyped, set it again: huren import --pin PIN, while no half is here. One registry "
        "serves one agreement: another one needs a registry of its own.",
        "若指纹输入有误，在尚无签署件入库时可重新设定：huren import --pin 指纹。"
        "一个登记库只服务一份协议；另一份协议请另建登记库。",
    ),
    "pin-unset": Message(
        "this registry has no pin yet, and takes a version 1 only under one; this text has {digest:text}.",
        "本登记库尚未设定指纹；第 1 版只按指纹接收，此文本的指纹为 {digest:text}。",
        "Compare it with the agreement you signed, then set it at the registry: huren import --pin PIN.",
        "请与所签协议核对后，在登记库所在机器上设定：huren import --pin 指纹。",
    ),
    "half-held": Message(
        "the half of this root for this text is here already, signed {created:moment}.",
        "该根密钥对此文本的签署件已入库，签署于 {created:moment}。",
        "One half for each root is enough: use the one that is here.",
        "每把根密钥对同一文本只需一份签署件，请使用已有的一份。",
    ),
    "half-unvouched": Message(
        "only this text names its signer; no root of version {version:number} has signed it yet.",
        "签署方只列于本文本，而第 {version:number} 版的成员均未签署本文本。",
        "Submit the half of a party of version {version:number} first, then this one again.",
        "请先提交第 {version:number} 版某一成员的签署件，再提交本件。",
    ),
    "version-taken": Message(
        "version {version:number} is complete here with another text, which this one does not name among the drafts it replaces.",
        "协议第 {version:number} 版在本库已有另一份完整文本，而本文本未将其列入所取代的草案。",
        "Draft the next version of what is complete: huren agreement draft.",
        "请在已完整的版本之上起草下一版：huren agreement draft。",
    ),
    "decline-unknown": Message(
        "{what:reference} is neither a party nor a scheme of the agreement: there is nothing to decline.",
        "{what:reference} 不是协议的成员或评价办法，无从暂停认可。",
        "Check the spelling: huren agreement show lists parties and schemes.",
        "请核对拼写；成员与评价办法见 huren agreement show。",
    ),
    "previous-pending": Message(
        "it continues the agreement version {previous:digest}, which is not complete here.",
        "其所接续的协议版本 {previous:digest} 在本库尚不完整。",
        "Submit the missing halves of that version first.",
        "请先补交该版本缺少的签署件。",
    ),
    "lists-too-many": Message(
        "it stands on more than {limit:number} key lists that are not here, and so did one before it that was "
        "refused.",
        "该清单所接续的密钥清单中，有 {limit:number} 份以上不在本库；同批前面已有一份清单因此未能接收。",
        "Mend what the first was refused for, then bring them all again together.",
        "请先查明首份清单未能接收的原因并处理，再将全部清单一并提交。",
    ),
    "root-replaced": Message(
        "it is signed by a root key that the agreement has replaced.",
        "签署所用的根密钥已由协议更换。",
        "Sign it with the root key in the agreement in force.",
        "请用现行协议所列的根密钥签署。",
    ),
    "example-key": Message(
        "{key:quoted} is a key of the demo, whose private half is public.",
        "{key:quoted} 是演示用密钥，其私钥是公开的。",
        "Make your own key, or open the registry as a demo.",
        "请自制密钥，或以演示方式打开登记库。",
    ),
}
