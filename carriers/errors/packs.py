"""Errors of the pack of a record."""

from signing.errors import Message

_AGAIN_EN = "Use the pack as it was made, or a copy of it."
_AGAIN_ZH = "请使用制作时的归档包或其副本。"

PACK_MESSAGES = {
    "pack-too-large": Message(
        en="The pack has more than {limit:number} bytes or {entries:number} files.",
        zh="归档包超过 {limit:number} 字节或 {entries:number} 个文件。",
        mend_en="Leave the bidders' papers out of it and keep them beside it.",
        mend_zh="请将投标文件另行保存，不放入归档包。",
    ),
    "pack-damaged": Message(
        en="The pack is cut short, or is none.",
        zh="归档包不完整，或不是归档包。",
        mend_en=_AGAIN_EN,
        mend_zh=_AGAIN_ZH,
    ),
    "pack-form": Message(
        en="{name:quoted} in the pack is packed, encrypted or there twice, as no pack is made.",
        zh="归档包中的 {name:quoted} 经过压缩、加密或重复出现，并非程序所制。",
        mend_en=_AGAIN_EN,
        mend_zh=_AGAIN_ZH,
    ),
    "pack-name": Message(
        en="{name:quoted} is not the name of a file in a pack.",
        zh="{name:quoted} 不能作为归档包中的文件名。",
        mend_en="Use folders and names without backslashes, colons and “..”.",
        mend_zh="请使用不含反斜杠、冒号和“..”的文件夹与文件名。",
    ),
}
