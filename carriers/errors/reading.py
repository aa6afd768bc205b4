"""Errors of reading a picture or a PDF."""

from signing.errors import Message

READING_MESSAGES = {
    # --- reading a picture (carriers.image) ---
    "image-bad-format": Message(
        en="This is not a PNG or JPEG picture.",
        zh="这不是 PNG 或 JPEG 图片。",
        mend_en="Save it as PNG or JPEG, or take a screenshot of it; other formats are not opened.",
        mend_zh="请另存为 PNG 或 JPEG，或截图另存；其他格式一律不打开。",
    ),
    "image-too-large": Message(
        en="The picture file has {size:number} bytes; at most {limit:number} are read.",
        zh="图片文件有 {size:number} 字节，最多只读 {limit:number} 字节。",
        mend_en="Cut it down to the part with the QR code, or save it as JPEG.",
        mend_zh="请裁剪到只剩二维码的部分，或者另存为 JPEG。",
    ),
    "image-too-many-pixels": Message(
        en="The picture has {width:number} x {height:number} pixels; at most {limit:number} in all and {side:number} a side are read.",
        zh="图片有 {width:number} x {height:number} 像素；总数最多读 {limit:number} 像素，单边最多读 {side:number} 像素。",
        mend_en="Cut it down to the part with the QR code, or scan at 300 dpi.",
        mend_zh="请裁剪到只剩二维码的部分，或者用 300 dpi 扫描。",
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
    # --- reading a PDF (carriers.pdf) ---
    "pdf-too-large": Message(
        en="The PDF has {size:number} bytes; at most {limit:number} are read.",
        zh="PDF 有 {size:number} 字节，最多只读 {limit:number} 字节。",
        mend_en="Cut out the pages with certificates, or give each certificate as a file of its own.",
        mend_zh="请只保留证书所在的页，或将每份证书存为单独的文件。",
    ),
    "pdf-too-many-pages": Message(
        en="The PDF has {pages:number} pages; at most {limit:number} are read.",
        zh="PDF 有 {pages:number} 页，最多只读 {limit:number} 页。",
        mend_en="Cut out the pages with certificates, or split the file.",
        mend_zh="请只保留证书所在的页，或拆分文件。",
    ),
    "pdf-too-many-attachments": Message(
        en="The PDF carries {attachments:number} attachments; at most {limit:number} are looked at.",
        zh="PDF 带有 {attachments:number} 个附件，最多只读 {limit:number} 个。",
        mend_en="Give each certificate as a file of its own.",
        mend_zh="请将每份证书存为单独的文件。",
    ),
    "pdf-locked": Message(
        en="The PDF needs a password.",
        zh="PDF 需要密码才能打开。",
        mend_en="Save it without a password, or ask for the certificate as it was issued.",
        mend_zh="请另存为无密码的文件，或索取签发时的原件。",
    ),
    "pdf-unreadable": Message(
        en="The PDF is damaged or cut short.",
        zh="PDF 已损坏或不完整。",
        mend_en="Ask for the file again, or print and scan it.",
        mend_zh="请重新索取文件，或打印后扫描。",
    ),
    "pdf-too-slow": Message(
        en="The PDF was not read through within {seconds:number} seconds.",
        zh="PDF 未能在 {seconds:number} 秒内读完。",
        mend_en="Cut out the pages with certificates, or print and scan them.",
        mend_zh="请只保留证书所在的页，或打印后扫描。",
    ),
    "pdf-nothing-found": Message(
        en="The PDF has neither a credential attached nor a readable QR code on its {pages:number} pages.",
        zh="PDF 既没有附带凭证，其 {pages:number} 页上也没有可识读的二维码。",
        mend_en="Scan the certificate again at 300 dpi, flat and sharp, or ask for the PDF as it was issued.",
        mend_zh="请以 300 dpi 重新平整、清晰地扫描，或索取签发时的 PDF。",
    ),
}
