"""Errors of making a QR code, a certificate or a label."""

from signing.errors import Message

WRITING_MESSAGES = {
    # --- writing a QR code (carriers.qr) ---
    "qr-bad-scale": Message(
        en="A module cannot be {scale:number} pixels wide.",
        zh="每个码元的宽度不能是 {scale:number} 像素。",
        mend_en="Give a whole number from 1 to {limit:number}; 8 is usual.",
        mend_zh="请填 1 到 {limit:number} 之间的整数，一般用 8。",
    ),
    "qr-bad-text": Message(
        en="Only printable ASCII goes into a QR code, because readers guess the encoding of anything else; "
        "this text is empty or has another character at position {position:number}.",
        zh="二维码只能容纳可打印的 ASCII 字符，其他字符各家识读器解读不一；"
        "这段文字为空，或第 {position:number} 个字符不在此列。",
        mend_en="Percent-encode the address, and write a Chinese host name in its “xn--” form.",
        mend_zh="请把网址作百分号编码，中文域名写成“xn--”形式。",
    ),
    "qr-too-large": Message(
        en="{characters:number} characters do not fit a QR code of version {limit:number}, "
        "the densest that still reads from a photocopy.",
        zh="共 {characters:number} 个字符，超出版本 {limit:number} 二维码的容量；更密的码复印后难以识读。",
        mend_en="Print a by-reference code: it carries the credential's address instead of the credential.",
        mend_zh="请改印引用码：码中只放凭证的网址，不放凭证本身。",
    ),
    # --- setting a certificate or label (carriers.certificate) ---
    "glyph-missing": Message(
        en="No font at hand has the character “{character:text}” ({number:text}), so the paper would show a gap.",
        zh="现有字体均不含字符“{character:text}”（{number:text}），打印后将为空白。",
        mend_en="Name a font file that has it in HUREN_FONT. The credential itself is not affected.",
        mend_zh="请在 HUREN_FONT 中指定含有该字符的字体文件。凭证本身不受影响。",
    ),
    "font-unreadable": Message(
        en="{path:path} is not a font that can be used.",
        zh="{path:path} 不是可用的字体文件。",
        mend_en="Name one .otf, .ttf or .ttc file in HUREN_FONT, or leave it unset.",
        mend_zh="请在 HUREN_FONT 中指定一个 .otf、.ttf 或 .ttc 文件，或不设置。",
    ),
    "paper-not-set": Message(
        en="The paper could not be set: {why:quoted}.",
        zh="无法排版：{why:quoted}。",
        mend_en="Try without HUREN_FONT; if it stays so, hand on the JSON file or the QR code instead.",
        mend_zh="请去掉 HUREN_FONT 后重试；若仍如此，可改为提供 JSON 文件或二维码。",
    ),
}
