"""Everything that can be wrong with a carrier, said once, in both languages."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.name_rules import NAME_MESSAGES
from credentials.words.speech import SpokenError
from signing.errors import Message


class CarrierError(SpokenError):
    """A carrier could not be written or read; `code` is a key of `MESSAGES`."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
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
            zh="二维码中只能放可打印的 ASCII 字符，其他字符的编码各家识读器猜法不一；"
            "这段文字是空的，或者第 {position:number} 个字符不在此列。",
            mend_en="Percent-encode the address, and write a Chinese host name in its “xn--” form.",
            mend_zh="请把网址作百分号编码，中文域名写成“xn--”形式。",
        ),
        "qr-too-large": Message(
            en="{characters:number} characters do not fit a QR code of version {limit:number}, "
            "the densest that still reads from a photocopy.",
            zh="{characters:number} 个字符放不进版本 {limit:number} 的二维码，再密的码复印后就难以识读了。",
            mend_en="Print a by-reference code: it carries the credential's address instead of the credential.",
            mend_zh="请改印引用码：码中只放凭证的网址，不放凭证本身。",
        ),
        # --- setting a certificate or label (carriers.certificate) ---
        "glyph-missing": Message(
            en="No font at hand has the character “{character:text}” ({number:text}), so the paper would show a gap.",
            zh="现有字体都没有字符“{character:text}”（{number:text}），印出来会是空白。",
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
        # --- reading a picture (carriers.image) ---
        "image-bad-format": Message(
            en="This is not a PNG or JPEG picture.",
            zh="这不是 PNG 或 JPEG 图片。",
            mend_en="Save it as PNG or JPEG, or take a screenshot of it; other formats are not opened.",
            mend_zh="请另存为 PNG 或 JPEG，或者截一张图；其他格式一律不打开。",
        ),
        "image-too-large": Message(
            en="The picture file has {size:number} bytes; at most {limit:number} are read.",
            zh="图片文件有 {size:number} 字节，最多只读 {limit:number} 字节。",
            mend_en="Cut it down to the part with the QR code, or save it as JPEG.",
            mend_zh="请裁剪到只剩二维码的部分，或者另存为 JPEG。",
        ),
        "image-too-many-pixels": Message(
            en="The picture has {width:number} x {height:number} pixels; at most {limit:number} in all and {side:number} a side are read.",
            zh="图片有 {width:number} x {height:number} 像素，最多只读总共 {limit:number} 像素、单边 {side:number} 像素。",
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
            mend_zh="请只保留证书所在的页，或将每张证书存为单独的文件。",
        ),
        "pdf-too-many-pages": Message(
            en="The PDF has {pages:number} pages; at most {limit:number} are read.",
            zh="PDF 有 {pages:number} 页，最多只读 {limit:number} 页。",
            mend_en="Cut out the pages with certificates, or split the file.",
            mend_zh="请只保留证书所在的页，或拆分文件。",
        ),
        "pdf-too-many-attachments": Message(
            en="The PDF carries {attachments:number} attachments; at most {limit:number} are looked at.",
            zh="PDF 带有 {attachments:number} 个附件，最多只看 {limit:number} 个。",
            mend_en="Give each certificate as a file of its own.",
            mend_zh="请将每张证书存为单独的文件。",
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
            zh="PDF 在 {seconds:number} 秒内未能读完。",
            mend_en="Cut out the pages with certificates, or print and scan them.",
            mend_zh="请只保留证书所在的页，或打印后扫描。",
        ),
        "pdf-nothing-found": Message(
            en="The PDF has neither a credential attached nor a readable QR code on its {pages:number} pages.",
            zh="PDF 既没有附带凭证，其 {pages:number} 页上也没有可识读的二维码。",
            mend_en="Scan the certificate again at 300 dpi, flat and sharp, or ask for the PDF as it was issued.",
            mend_zh="请以 300 dpi 重新平整、清晰地扫描，或索取签发时的 PDF。",
        ),
        # --- reading a sheet: the file as a whole (carriers.spreadsheet) ---
        "sheet-too-large": Message(
            en="The file has {size:number} bytes; at most {limit:number} are read.",
            zh="文件有 {size:number} 字节，最多只读 {limit:number} 字节。",
            mend_en="Split the sheet, or copy the rows into a fresh template.",
            mend_zh="请拆分表格，或将数据行复制到新的模板中。",
        ),
        "sheet-empty": Message(
            en="The file has no header and no rows.",
            zh="文件中没有表头，也没有数据行。",
            mend_en="Fill the template and send it again.",
            mend_zh="请填写模板后重新提交。",
        ),
        "sheet-kind": Message(
            en="This is not an .xlsx or .csv file.",
            zh="这不是 .xlsx 或 .csv 文件。",
            mend_en="Save the sheet as .xlsx or .csv.",
            mend_zh="请将表格另存为 .xlsx 或 .csv。",
        ),
        "sheet-old-xls": Message(
            en="This is an .xls file of Excel 97-2003.",
            zh="这是 Excel 97-2003 的 .xls 文件。",
            mend_en="Open it and save it as .xlsx.",
            mend_zh="请打开后另存为 .xlsx。",
        ),
        "sheet-encoding": Message(
            en="The text is neither UTF-8 nor GB18030.",
            zh="文本既不是 UTF-8 编码，也不是 GB18030 编码。",
            mend_en="Save it as “CSV UTF-8” or as .xlsx.",
            mend_zh="请另存为“CSV UTF-8”或 .xlsx。",
        ),
        "sheet-encrypted": Message(
            en="The workbook is protected by a password.",
            zh="工作簿设有打开密码。",
            mend_en="Save it without a password.",
            mend_zh="请取消密码后重新保存。",
        ),
        "sheet-macros": Message(
            en="The workbook contains macros.",
            zh="工作簿含有宏。",
            mend_en="Save it as a plain .xlsx file without macros.",
            mend_zh="请另存为不含宏的 .xlsx 文件。",
        ),
        "sheet-formula": Message(
            en="The cell {field:text} contains a formula; what is signed is typed, not computed.",
            zh="单元格 {field:text} 含有公式；要签署的内容须直接录入，不能由公式算出。",
            mend_en="Copy the sheet and paste it back as values.",
            mend_zh="请复制整张表，再用“粘贴为数值”贴回去。",
        ),
        "sheet-damaged": Message(
            en="The workbook cannot be read: it is damaged, or no spreadsheet program wrote it.",
            zh="工作簿无法读取：文件已损坏，或不是由表格软件生成。",
            mend_en="Open it in a spreadsheet program and save it again as .xlsx.",
            mend_zh="请用表格软件打开，重新另存为 .xlsx。",
        ),
        "sheet-bomb": Message(
            en="The workbook unpacks to far more than its size accounts for, or beyond {limit:number} bytes.",
            zh="工作簿解压后的体积与文件大小极不相称，或超过 {limit:number} 字节。",
            mend_en="Copy the rows into a fresh template.",
            mend_zh="请将数据行复制到新的模板中。",
        ),
        "sheet-dense": Message(
            en="The file has far more rows or cells than its size accounts for.",
            zh="文件的行数或单元格数量与文件大小极不相称。",
            mend_en="Copy the rows into a fresh template, without the empty formatted cells.",
            mend_zh="请将数据行复制到新的模板中，不要带入空白的带格式单元格。",
        ),
        "sheet-rows": Message(
            en="There are more than {limit:number} rows.",
            zh="数据超过 {limit:number} 行。",
            mend_en="Split the sheet.",
            mend_zh="请拆分成多个表格。",
        ),
        "sheet-columns": Message(
            en="The cell {field:text} is beyond column {limit:number}.",
            zh="单元格 {field:text} 位于第 {limit:number} 列之后。",
            mend_en="Delete the columns that are not in the template.",
            mend_zh="请删除模板以外的列。",
        ),
        "sheet-cell-too-long": Message(
            en="The cell {field:text} has more than {limit:number} characters.",
            zh="单元格 {field:text} 超过 {limit:number} 个字符。",
            mend_en="Shorten it.",
            mend_zh="请缩短内容。",
        ),
        "csv-quotes": Message(
            en="In row {row:number} a quotation mark is not closed, or text follows it.",
            zh="第 {row:number} 行的引号没有成对，或者引号之后还有文字。",
            mend_en="Save the sheet again from a spreadsheet program, or as .xlsx.",
            mend_zh="请用表格软件重新保存，或另存为 .xlsx。",
        ),
        "header-unknown": Message(
            en="The header names columns that are not in the template: {columns:list}.",
            zh="表头中有模板以外的列：{columns:list}。",
            mend_en="Delete these columns, or write the header as in the template.",
            mend_zh="请删除这些列，或按模板书写表头。",
        ),
        "header-repeated": Message(
            en="The header names a column twice: {columns:list}.",
            zh="表头中有重复的列：{columns:list}。",
            mend_en="Keep one of each.",
            mend_zh="每列只保留一个。",
        ),
        "header-missing": Message(
            en="The header lacks required columns: {columns:list}.",
            zh="表头缺少必填的列：{columns:list}。",
            mend_en="Add them as in the template.",
            mend_zh="请按模板补上。",
        ),
        "header-blank": Message(
            en="The cell {field:text} stands in a column without a header.",
            zh="单元格 {field:text} 所在的列没有表头。",
            mend_en="Delete the cell, or write the header of the column.",
            mend_zh="请删除该单元格，或补写表头。",
        ),
        "nothing-granted": Message(
            en="The agreement grants no scheme to {issuer:party}.",
            zh="协议没有把任何评价办法授予 {issuer:party}。",
            mend_en="Name the association by its identifier in the agreement.",
            mend_zh="请填写协会在协议中的标识。",
        ),
        # --- reading a sheet: one cell of a row ---
        "cell-missing": Message(
            en="is required and empty.",
            zh="为必填项，但没有填写。",
            mend_en="Fill it in.",
            mend_zh="请填写。",
        ),
        "cell-length": Message(
            en="has more than {limit:number} characters.",
            zh="超过 {limit:number} 个字符。",
            mend_en="Shorten it.",
            mend_zh="请缩短内容。",
        ),
        "cell-number": Message(
            en="was turned into a number by the spreadsheet program; digits may be lost.",
            zh="被表格软件转成了数字，可能已经丢失位数。",
            mend_en="Format the column as text first, then type the code again.",
            mend_zh="请先将该列设为文本格式，再重新录入。",
        ),
        "cell-formula": Message(
            en="begins with =, +, - or @, as a formula does.",
            zh="以 =、+、- 或 @ 开头，形同公式。",
            mend_en="Remove the first character.",
            mend_zh="请删去第一个字符。",
        ),
        "cell-error": Message(
            en="is an error value of the spreadsheet program.",
            zh="是表格软件的错误值。",
            mend_en="Type what belongs here.",
            mend_zh="请录入实际内容。",
        ),
        "action-unknown": Message(
            "cannot be done here.", "不能在此办理。", "Use {allowed:list}.", "可用：{allowed:list}。"
        ),
        "date-unreadable": Message(
            en="is not a date of the years 1970 to 2199.",
            zh="不是 1970 至 2199 年间的日期。",
            mend_en="Write it like 2026-05-01, 2026/5/1 or 2026年5月1日.",
            mend_zh="请写成 2026-05-01、2026/5/1 或 2026年5月1日 的形式。",
        ),
        "name-not-latin": Message(
            en="is the name in English but contains Chinese characters.",
            zh="是英文名称，却含有汉字。",
            mend_en="Write the English name, or leave the cell empty.",
            mend_zh="请填写英文名称，或留空。",
        ),
        "region-unknown": Message(
            en="is not a region.",
            zh="不是地区名称或代码。",
            mend_en="Write a province or its code, such as “重庆” or “CN-CQ”.",
            mend_zh="请填写省级地区的名称或代码，如“重庆”“CN-CQ”。",
        ),
        "region-outside": Message(
            en="is outside the regions granted for this scheme: {allowed:regions}.",
            zh="不在该评价办法获授权的地区之内：{allowed:regions}。",
            mend_en="Correct the region; enterprises elsewhere are assessed by the association there.",
            mend_zh="请更正地区；其他地区的企业由当地协会评价。",
        ),
        "scheme-unknown": Message(
            en="is not a scheme of the agreement.",
            zh="不是协议中的评价办法。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "scheme-not-granted": Message(
            en="is not granted to this association.",
            zh="没有授权本协会使用。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "scheme-ambiguous": Message(
            en="is the name of several schemes.",
            zh="是多个评价办法共用的名称。",
            mend_en="Write one of the identifiers {allowed:list}.",
            mend_zh="请改填标识：{allowed:list}。",
        ),
        "grant-not-in-force": Message(
            en="is granted to this association, but not at the time of signing.",
            zh="虽已授权本协会使用，但签署时不在授权期内。",
            mend_en="Renew the grant in the agreement first.",
            mend_zh="请先在协议中续展授权。",
        ),
        "category-missing": Message(
            en="is required for a capability assessment.",
            zh="能力评价必须填写类别。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "category-unknown": Message(
            en="names categories the scheme does not have: {items:list}.",
            zh="含有该评价办法没有的类别：{items:list}。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "category-unwanted": Message(
            en="must be empty, because a credit assessment has no category.",
            zh="应当为空，因为信用评价没有类别。",
            mend_en="Empty the cell, or correct the scheme.",
            mend_zh="请清空该单元格，或更正评价办法。",
        ),
        "category-count": Message(
            en="names more than {limit:number} categories.",
            zh="类别超过 {limit:number} 个。",
            mend_en="Issue two credentials.",
            mend_zh="请分成两张凭证。",
        ),
        "grade-unknown": Message(
            en="is not a grade of the scheme.",
            zh="不是该评价办法的等级。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "row-repeated": Message(
            en="is there in several rows: {rows:list}.",
            zh="在多行中重复出现：第 {rows:list} 行。",
            mend_en="Keep one of these rows, or correct the number.",
            mend_zh="请只保留其中一行，或更正编号。",
        ),
        "months-exceeded": Message(
            en="is beyond the {months:number} months that this grade may live.",
            zh="超出该等级最长 {months:number} 个月的有效期。",
            mend_en="Write {latest:end} or an earlier date, or leave the cell empty.",
            mend_zh="请填写 {latest:end} 或更早的日期，或留空。",
        ),
        "score-form": Message(
            en="is not a number below 1,000,000 with at most 4 decimals.",
            zh="不是小于 1000000、最多 4 位小数的数字。",
            mend_en="Write digits, such as 92.5.",
            mend_zh="请填写数字，如 92.5。",
        ),
        "reason-unknown": Message(
            en="is not a reason for this change.",
            zh="不是此项变更可用的原因。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "reason-missing": Message(
            en="is required where a certificate number is superseded.",
            zh="填写了替代证书编号，就必须填写替代原因。",
            mend_en="Use {allowed:list}.",
            mend_zh="可用：{allowed:list}。",
        ),
        "supersedes-missing": Message(
            en="is required where a reason to supersede is given.",
            zh="填写了替代原因，就必须填写替代证书编号。",
            mend_en="Write the certificate number that is superseded, or empty the reason.",
            mend_zh="请填写被替代的证书编号，或清空替代原因。",
        ),
        **NAME_MESSAGES,
    }
