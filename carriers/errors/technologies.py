"""Errors of a row in a workbook of technologies; each sentence continues the name of the cell."""

from signing.errors import Message

TECHNOLOGY_MESSAGES = {
    "word-unknown": Message(
        en="is not one of the words that belong in this column.",
        zh="不是该列可填的内容。",
        mend_en="Use {allowed:list}.",
        mend_zh="请填写下列之一：{allowed:list}。",
    ),
    "technology-unknown": Message(
        en="is the number of no row on the page of technologies.",
        zh="不是技术页中任何一行的编号。",
        mend_en="Correct the number, or fill in the row of the technology.",
        mend_zh="请更正编号，或在技术页填写该行。",
    ),
    "contact-form": Message(
        en="is no address: a phone number, a mailbox or the address of a page is wanted.",
        zh="不是可用的联系地址，应为电话号码、邮箱或网页地址。",
        mend_en="Write such as “023-60000000”, “office@enterprise.example” or “https://enterprise.example/contact”.",
        mend_zh="请写成如“023-60000000”“office@enterprise.example”或“https://enterprise.example/contact”。",
    ),
    "contact-personal": Message(
        en="is the number of a mobile phone: it leads to a person, and what is signed stays public.",
        zh="是手机号码：一般属于个人，而签署的内容长期公开。",
        mend_en="Give the number or the mailbox of the office, or leave both cells of the contact empty.",
        mend_zh="请改填办公电话或单位邮箱，或将联系部门、联系地址均留空。",
    ),
    "numbers-missing": Message(
        en="has no indicator on the page of numbers.",
        zh="在指标页没有任何指标。",
        mend_en="Fill in a row there at least, with the number of this row.",
        mend_zh="请在指标页至少填写一行，编号与本行相同。",
    ),
    "cell-repeated": Message(
        en="is there in several rows: {rows:list}.",
        zh="在多行中重复出现：第 {rows:list} 行。",
        mend_en="Keep one of these rows, or correct what differs.",
        mend_zh="请只保留其中一行，或更正有出入之处。",
    ),
    "source-missing": Message(
        en="is required for a tested number and empty.",
        zh="没有填写；数据性质为实测值的，此项必填。",
        mend_en="Name the report, and list it on the page of evidence; without one the number is claimed.",
        mend_zh="请填写报告的文件名，并列入佐证页；没有报告的，数据性质为申报值。",
    ),
    "file-unlisted": Message(
        en="names what is not on the page of evidence for this technology: {items:list}.",
        zh="所指的文件未列入该技术的佐证页：{items:list}。",
        mend_en="List it there, or correct the name.",
        mend_zh="请在佐证页列出，或更正文件名。",
    ),
    "rows-many": Message(
        en="has {count:number} rows of this kind, and this is the first too many.",
        zh="此类行共 {count:number} 行，自本行起超出上限。",
        mend_en="Keep at most {limit:number}; list the others as another technology or version.",
        mend_zh="请至多保留 {limit:number} 行，其余列为另一项技术或另一版本。",
    ),
    "file-absent": Message(
        en="is not in the folder of evidence, cannot be read there, or has more than 4 GiB.",
        zh="不在佐证文件夹中、无法读取，或超过 4 千兆字节。",
        mend_en="Put it there under this name; the folder is that of the workbook, or --evidence DIR.",
        mend_zh="请以此名称放入；佐证文件夹为工作簿所在文件夹，或由 --evidence 指定。",
    ),
    "file-same": Message(
        en="has the same content as {other:quoted}.",
        zh="与 {other:quoted} 内容相同。",
        mend_en="Keep one of them, or put the right file in its place.",
        mend_zh="请只保留一个，或换成正确的文件。",
    ),
    "statement-missing": Message(
        en="needs the verification statement itself, once, on the page of evidence.",
        zh="须在佐证页列出验证声明文件，且只列一份。",
        mend_en="List it there with the kind “verification statement”; or empty the columns of verification.",
        mend_zh="请在佐证页列出该文件，类别为“验证声明”；未经验证的，请清空验证各列。",
    ),
    "statement-files": Message(
        en="has on the page of evidence several files of a kind of which the statement names one: {items:list}.",
        zh="在佐证页列有多份同类文件，而验证声明每类只对应一份：{items:list}。",
        mend_en="Keep one of each kind there, and give the others another kind.",
        mend_zh="请每类只保留一份，其余改列为其他类别。",
    ),
    "verified-none": Message(
        en="is there, and no number is marked as verified.",
        zh="已填写，但没有任何指标标为已验证。",
        mend_en="Mark with “yes” the numbers that the statement confirms, or empty the columns of verification.",
        mend_zh="请在指标页将声明所确认的指标标为“是”，或清空验证各列。",
    ),
    "verification-missing": Message(
        en="is marked, and the technology has no verification statement.",
        zh="已标注，但该技术没有验证声明。",
        mend_en="Fill in its columns of verification, or leave this cell empty: what is not verified is claimed or tested.",
        mend_zh="请填写该技术的验证各列，或清空此格：未经验证的为申报值或实测值。",
    ),
    "verified-other": Message(
        en="is marked on a row that is not an indicator.",
        zh="标注在并非指标的行上。",
        mend_en="Empty the cell.",
        mend_zh="请清空该单元格。",
    ),
    "row-single": Message(
        en="is told twice for one technology.",
        zh="在同一技术中出现两次。",
        mend_en="Keep one of the rows.",
        mend_zh="请只保留一行。",
    ),
    "number-date": Message(
        en="is a date: the spreadsheet program made one of what was typed.",
        zh="是日期：表格软件已将所录内容转成日期。",
        mend_en="Format the cell as text, then type the number again.",
        mend_zh="请先将单元格设为文本格式，再重新录入数值。",
    ),
    "number-hidden": Message(
        en="is the number in the cell, and its format shows another one or none.",
        zh="是单元格中的实际数值，与其数字格式显示的内容不一致。",
        mend_en="Format the cell as General, look at the number, and correct it.",
        mend_zh="请将单元格格式设为“常规”，核对并更正数值。",
    ),
    "year-form": Message(
        en="is not a year of 1990 to 2199.",
        zh="不是 1990 至 2199 年间的年份。",
        mend_en="Write it like 2025.",
        mend_zh="请写成 2025 的形式。",
    ),
    "industry-form": Message(
        en="is not a code and a name in both languages.",
        zh="不是行业代码加中英文名称。",
        mend_en="Write it like “4620 污水处理/Sewage treatment”.",
        mend_zh="请写成“4620 污水处理/Sewage treatment”的形式。",
    ),
    "right-form": Message(
        en="is not a kind of right and its number.",
        zh="不是权利类别加编号。",
        mend_en="Write it like “发明专利 ZL202010000000.0”; the kinds are {allowed:list}.",
        mend_zh="请写成“发明专利 ZL202010000000.0”的形式；可用类别：{allowed:list}。",
    ),
    "listed-over": Message(
        en="is over at the time of signing.",
        zh="在签署时已过。",
        mend_en="Write a day that is still to come, or leave the cell empty.",
        mend_zh="请填写尚未到来的日期，或留空。",
    ),
}
