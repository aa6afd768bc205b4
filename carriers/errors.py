"""Everything that can be wrong with a carrier, said once, in both languages."""

from collections.abc import Mapping
from typing import ClassVar

from signing.errors import HurenError, Message


class CarrierError(HurenError):
    """A carrier could not be written or read; `code` is a key of `MESSAGES`."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        # --- writing a QR code (carriers.qr) ---
        "qr-bad-scale": Message(
            en="A module cannot be {scale} pixels wide.",
            zh="每个码元的宽度不能是 {scale} 像素。",
            mend_en="Give a whole number from 1 to {limit}; 8 is usual.",
            mend_zh="请填 1 到 {limit} 之间的整数，一般用 8。",
        ),
        "qr-bad-text": Message(
            en="Only printable ASCII goes into a QR code, because readers guess the encoding of anything else; "
            "this text is empty or has another character at position {position}.",
            zh="二维码中只能放可打印的 ASCII 字符，其他字符的编码各家识读器猜法不一；"
            "这段文字是空的，或者第 {position} 个字符不在此列。",
            mend_en="Percent-encode the address, and write a Chinese host name in its xn-- form.",
            mend_zh="请把网址作百分号编码，中文域名写成 xn-- 形式。",
        ),
        "qr-too-large": Message(
            en="{characters} characters do not fit a QR code of version {limit}, "
            "the densest that still reads from a photocopy.",
            zh="{characters} 个字符放不进版本 {limit} 的二维码，再密的码复印后就难以识读了。",
            mend_en="Print a by-reference code: it carries the credential's address instead of the credential.",
            mend_zh="请改印引用码：码中只放凭证的网址，不放凭证本身。",
        ),
        # --- reading a picture (carriers.image) ---
        "image-bad-format": Message(
            en="This is not a PNG or JPEG picture.",
            zh="这不是 PNG 或 JPEG 图片。",
            mend_en="Save it as PNG or JPEG, or take a screenshot of it; other formats are not opened.",
            mend_zh="请另存为 PNG 或 JPEG，或者截一张图；其他格式一律不打开。",
        ),
        "image-too-large": Message(
            en="The picture has {size} {unit}; at most {limit} are read.",
            zh="图片有 {size} {unit_zh}，最多只读 {limit} {unit_zh}。",
            mend_en="Cut it down to the part with the QR code, or save it smaller.",
            mend_zh="请裁剪到只剩二维码的部分，或者缩小后再保存。",
        ),
        "image-unreadable": Message(
            en="The picture is damaged or cut short.",
            zh="图片已损坏或不完整。",
            mend_en="Open it and save it again as PNG or JPEG, or scan the paper once more.",
            mend_zh="请打开后重新存为 PNG 或 JPEG，或者重新扫描纸件。",
        ),
        "no-code-found": Message(
            en="No readable QR code was found in the picture.",
            zh="图片中没有找到可识读的二维码。",
            mend_en="Take it again from closer, flat, sharp and evenly lit, with the white margin of the code in view.",
            mend_zh="请靠近重拍：放平、对准焦、光线均匀，并把码四周的白边一起拍进来。",
        ),
    }
