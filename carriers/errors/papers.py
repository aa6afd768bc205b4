"""Reasons why a bidder's paper, or a page of one, was not read."""

from signing.errors import Message

_COPY_EN = "Copy it again from what the bidder handed in, and read the folder once more."
_COPY_ZH = "请从投标人递交的原件重新复制，再读取一次。"

PAPER_MESSAGES = {
    # --- the folder (carriers.papers.folder) ---
    "papers-no-folder": Message(
        en="{path:path} is not a folder that can be read.",
        zh="{path:path} 不是可读取的文件夹。",
        mend_en="Name the folder in which the bidder's papers are, and look that you may open it.",
        mend_zh="请指定存放该投标人文件的文件夹，并确认有权打开。",
    ),
    "papers-folder-link": Message(
        en="{path:path} is a link to another place.",
        zh="{path:path} 是指向别处的链接。",
        mend_en="Name the folder itself, so that the record says what was read.",
        mend_zh="请直接指定文件夹本身，以便记录写明读取的是什么。",
    ),
    "papers-too-many-files": Message(
        en="The folder {path:path} holds more than {limit:number} files, or folders more than {depth:number} deep.",
        zh="文件夹 {path:path} 中的文件超过 {limit:number} 个，或文件夹嵌套超过 {depth:number} 层。",
        mend_en="Give the folder of one bidder, with nothing else in it.",
        mend_zh="请只给出一家投标人的文件夹，其中不放其他内容。",
    ),
    # --- a file (carriers.papers.folder, carriers.papers.kinds) ---
    "paper-empty": Message(en="The file is empty.", zh="文件是空的。", mend_en=_COPY_EN, mend_zh=_COPY_ZH),
    "paper-link": Message(
        en="This is a link to another place, and links are not followed.",
        zh="这是指向别处的链接，链接一律不跟随。",
        mend_en="Put the file itself into the folder.",
        mend_zh="请把文件本身放进文件夹。",
    ),
    "paper-no-file": Message(
        en="This is neither a file nor a folder.",
        zh="此项既不是文件，也不是文件夹。",
        mend_en="Take it out of the folder.",
        mend_zh="请将其移出文件夹。",
    ),
    "paper-name-twice": Message(
        en="Two files have names that read alike, so nobody could tell which is meant.",
        zh="有两个文件的名称看上去相同，无法分辨所指为哪一个。",
        mend_en="Give each a name of its own, and read the folder once more.",
        mend_zh="请为每个文件另起不同的名称，再读取一次。",
    ),
    "paper-no-permission": Message(
        en="There is no permission to read the file.",
        zh="没有读取此文件的权限。",
        mend_en="Let this account read it, or copy it with an account that may.",
        mend_zh="请授予当前账户读取权限，或用有权限的账户复制一份。",
    ),
    "paper-gone": Message(
        en="The file was there at first and is gone.",
        zh="文件在列出时存在，读取时已不存在。",
        mend_en=_COPY_EN,
        mend_zh=_COPY_ZH,
    ),
    "paper-changed": Message(
        en="The file was changed while it was read.",
        zh="读取过程中文件被改动。",
        mend_en="Close the programs that write into the folder, and read it once more.",
        mend_zh="请关闭正在写入该文件夹的程序，再读取一次。",
    ),
    "paper-disk": Message(
        en="The medium gave an error when the file was read.",
        zh="读取此文件时存储介质出错。",
        mend_en=_COPY_EN,
        mend_zh=_COPY_ZH,
    ),
    "paper-package": Message(
        en="This is a package of a bidding program, which only that program opens.",
        zh="这是投标软件的专用文件，只有该软件能打开。",
        mend_en="Open it in that program, export it as PDF, and put the PDF into the folder.",
        mend_zh="请在该软件中打开，导出为 PDF，再把 PDF 放进文件夹。",
    ),
    "paper-other-document": Message(
        en="This is a document that is not read here (OFD or CEB).",
        zh="这是版式文档（OFD 或 CEB），程序不能读取。",
        mend_en="Open it in a program for such documents, export it as PDF, and put the PDF into the folder.",
        mend_zh="请用版式文档阅读软件打开，导出为 PDF，再把 PDF 放进文件夹。",
    ),
    "paper-office": Message(
        en="This is a document of an office program (text, sheet or slides), which is not read here.",
        zh="这是办公软件的文档（文字、表格或演示文稿），程序不能读取。",
        mend_en="Open it in that program, save it as PDF, and put the PDF into the folder.",
        mend_zh="请用办公软件打开，另存为 PDF，再把 PDF 放进文件夹。",
    ),
    "paper-other-picture": Message(
        en="This is a picture of a format that is not read here.",
        zh="程序不能读取这种格式的图片。",
        mend_en="Open it, save it as PDF, and put the PDF into the folder.",
        mend_zh="请打开后另存为 PDF，再把 PDF 放进文件夹。",
    ),
    "paper-other-kind": Message(
        en="This is neither a PDF, a PNG, JPEG or TIFF picture, a ZIP archive, nor a certificate as a file or text.",
        zh="这既不是 PDF、ZIP 压缩包或 PNG、JPEG、TIFF 图片，也不是文件或文本形式的证书。",
        mend_en="If it holds certificates, save it as PDF and put the PDF into the folder.",
        mend_zh="如其中有证书，请另存为 PDF 后放进文件夹。",
    ),
    "paper-other-archive": Message(
        en="This is an archive of a kind that is not opened.",
        zh="这种格式的压缩包不予打开。",
        mend_en="Unpack it and put what was in it into the folder.",
        mend_zh="请解压，再把其中的文件放进文件夹。",
    ),
    "paper-too-large": Message(
        en="The file is too large: PDF and TIFF files are read up to {pdf:number} bytes, other pictures up to {picture:number}, other files up to {other:number}.",
        zh="文件过大：PDF 和 TIFF 最多读 {pdf:number} 字节，其他图片最多 {picture:number} 字节，其他文件最多 {other:number} 字节。",
        mend_en="Split it, or save the pages with certificates as a file of their own.",
        mend_zh="请拆分，或将有证书的页另存为单独的文件。",
    ),
    "paper-too-many-pages": Message(
        en="The file has more than {limit:number} pages.",
        zh="文件超过 {limit:number} 页。",
        mend_en="Split it into volumes.",
        mend_zh="请拆分成若干册。",
    ),
    "paper-too-many-attachments": Message(
        en="The PDF carries more than {limit:number} attachments.",
        zh="PDF 带有的附件超过 {limit:number} 个。",
        mend_en="Save the attached certificates as files of their own, and print the PDF to a new one.",
        mend_zh="请将所附证书另存为单独的文件，并将 PDF 重新打印成新的 PDF。",
    ),
    "paper-too-many-pixels": Message(
        en="The picture has more than {limit:number} pixels, or more than {side:number} a side.",
        zh="图片超过 {limit:number} 像素，或单边超过 {side:number} 像素。",
        mend_en="Save it at 300 dpi, or cut it down to the certificate.",
        mend_zh="请以 300 dpi 另存，或裁剪到只剩证书。",
    ),
    "paper-locked": Message(
        en="The file needs a password.",
        zh="文件需要密码才能打开。",
        mend_en="Ask the bidder in writing for the password or for a file without one, where the rules allow it.",
        mend_zh="规则允许的，请书面要求投标人提供密码或无密码的文件。",
    ),
    "paper-damaged": Message(
        en="The file is damaged or cut short.",
        zh="文件已损坏或不完整。",
        mend_en=_COPY_EN,
        mend_zh=_COPY_ZH,
    ),
    "paper-no-code": Message(
        en="The text holds no code of a certificate.",
        zh="文本中没有证书二维码的内容。",
        mend_en="If it names a certificate by its number, mark it as such.",
        mend_zh="如其中写有证书编号，请据此标注。",
    ),
    "paper-too-slow": Message(
        en="The file could not be read: it took longer than {seconds:number} seconds to open.",
        zh="文件未能读取：打开用时超过 {seconds:number} 秒。",
        mend_en="Print it to a new PDF and put that into the folder.",
        mend_zh="请将其重新打印成新的 PDF，再放进文件夹。",
    ),
    "paper-memory": Message(
        en="The file could not be read: to open it takes more memory than there is for it.",
        zh="文件未能读取：打开所需内存超出限度。",
        mend_en="Print it to a new PDF and put that into the folder.",
        mend_zh="请将其重新打印成新的 PDF，再放进文件夹。",
    ),
    "paper-crashed": Message(
        en="The file could not be read: the reader broke down over it.",
        zh="文件未能读取：读取程序因此中断。",
        mend_en="Print it to a new PDF and put that into the folder.",
        mend_zh="请将其重新打印成新的 PDF，再放进文件夹。",
    ),
    "paper-keeps-failing": Message(
        en="After {limit:number} pages that could not be read the others were left.",
        zh="已有 {limit:number} 页未能读取，其余各页不再读取。",
        mend_en="Print the file to a new PDF and put that into the folder.",
        mend_zh="请将其重新打印成新的 PDF，再放进文件夹。",
    ),
    "paper-beyond-folder": Message(
        en="The bidder's folder comes to more than {files:number} files, {pages:number} pages or "
        "{codes:number} codes: this file was left.",
        zh="该投标人文件夹超过 {files:number} 个文件、{pages:number} 页或 {codes:number} 个二维码，此文件不再读取。",
        mend_en="Put the papers with certificates into a folder of their own, and read that.",
        mend_zh="请将含证书的文件单独放入一个文件夹，再行读取。",
    ),
    "paper-stopped": Message(
        en="Reading was stopped before this file was through.",
        zh="此文件尚未读完，读取已中止。",
        mend_en="Read the folder once more: what was read is kept, and only the rest is read.",
        mend_zh="请再读取一次：已读的内容已保存，只读其余部分。",
    ),
    # --- a page (carriers.papers.reading) ---
    "page-too-slow": Message(
        en="Page {page:number} could not be read: it took longer than {seconds:number} seconds.",
        zh="第 {page:number} 页未能读取：用时超过 {seconds:number} 秒。",
        mend_en="Look at the page; print and scan it if there is a certificate on it.",
        mend_zh="请人工查看该页；如有证书，请打印后扫描。",
    ),
    "page-memory": Message(
        en="Page {page:number} could not be read: it takes more memory than there is for a page.",
        zh="第 {page:number} 页未能读取：所需内存超出限度。",
        mend_en="Look at the page; print and scan it at 300 dpi if there is a certificate on it.",
        mend_zh="请人工查看该页；如有证书，请打印后以 300 dpi 扫描。",
    ),
    "page-crashed": Message(
        en="Page {page:number} could not be read: the reader broke down over it.",
        zh="第 {page:number} 页未能读取：读取程序因此中断。",
        mend_en="Look at the page; print and scan it if there is a certificate on it.",
        mend_zh="请人工查看该页；如有证书，请打印后扫描。",
    ),
    "page-damaged": Message(
        en="Page {page:number} could not be read: it is damaged.",
        zh="第 {page:number} 页未能读取：该页已损坏。",
        mend_en="Look at the page; print and scan it if there is a certificate on it.",
        mend_zh="请人工查看该页；如有证书，请打印后扫描。",
    ),
    # --- a ZIP archive (carriers.papers.archive) ---
    "archive-too-many": Message(
        en="The archive holds more than {entries:number} entries.",
        zh="压缩包中的条目超过 {entries:number} 个。",
        mend_en="Unpack it and put what was in it into the folder.",
        mend_zh="请解压，再把其中的文件放进文件夹。",
    ),
    "archive-too-large": Message(
        en="What is in the archive comes to more than {total:number} bytes, or one file of it to more than is read.",
        zh="压缩包解压后总共超过 {total:number} 字节，或其中一个文件超过可读的大小。",
        mend_en="Unpack it and put what was in it into the folder.",
        mend_zh="请解压，再把其中的文件放进文件夹。",
    ),
    "archive-bomb": Message(
        en="This entry unpacks to more than {ratio:number} times its size, as no paper does.",
        zh="此条目解压后超过其大小的 {ratio:number} 倍，正常文件不会如此。",
        mend_en="Ask the bidder in writing what it is, where the rules allow it.",
        mend_zh="规则允许的，请书面要求投标人说明此条目的内容。",
    ),
    "archive-path": Message(
        en="This entry of the archive asks for a place outside of it.",
        zh="压缩包中的此条目指向压缩包以外的位置。",
        mend_en="Unpack the archive with another program, look at what it gives, and put the papers into the folder.",
        mend_zh="请用其他程序解压并查看，再把文件放进文件夹。",
    ),
    "archive-link": Message(
        en="This entry of the archive is a link, and links are not followed.",
        zh="压缩包中的此条目是链接，链接一律不跟随。",
        mend_en="Put the file itself into the folder.",
        mend_zh="请把文件本身放进文件夹。",
    ),
    "archive-nested": Message(
        en="This is an archive within an archive; one level is opened.",
        zh="这是压缩包中的压缩包；只打开一层。",
        mend_en="Unpack the outer archive into the folder.",
        mend_zh="请将外层压缩包解压到文件夹。",
    ),
    "archive-form": Message(
        en="The archive, or this entry of it, is packed in a way that is not read.",
        zh="压缩包或其中此条目的压缩方式不予读取。",
        mend_en="Unpack it and put what was in it into the folder.",
        mend_zh="请解压，再把其中的文件放进文件夹。",
    ),
}
