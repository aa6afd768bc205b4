"""Errors of a sheet as a whole: the file, its form, its header."""

from signing.errors import Message

SHEET_MESSAGES = {
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
    "sheet-pages": Message(
        en="Technologies stand on several pages, and this file has one at most.",
        zh="技术须分多页填写，而此文件至多只有一页。",
        mend_en="Fill the .xlsx template and save it as .xlsx.",
        mend_zh="请填写 .xlsx 模板，并存为 .xlsx。",
    ),
    "agreement-cells": Message(
        en="Cells would not keep this text as it is: somewhere a space stands at an end or beside another, or a"
        " line breaks.",
        zh="单元格不能原样保存此协议文本：其中有首尾空格、连续空格或换行。",
        mend_en="Mend that, or edit the JSON.",
        mend_zh="请更正后重试，或直接编辑 JSON 文件。",
    ),
    "sheet-page-missing": Message(
        en="The workbook has no visible page {page:quoted}.",
        zh="工作簿中没有可见的 {page:quoted} 页。",
        mend_en="Take the template again, and leave its pages and their names as they are.",
        mend_zh="请重新取得模板，并保留各页及其名称。",
    ),
    "sheet-rowless": Message(
        en="The sheet has no rows under its header in row {row:number}; examples are not read.",
        zh="表头（第 {row:number} 行）之下没有数据行；示例行不作数据读取。",
        mend_en="Fill in a row or more, save the sheet and hand it in again.",
        mend_zh="请逐行填写，保存后重新提交。",
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
    "header-formula": Message(
        en="The header cell {field:text} contains a formula.",
        zh="表头单元格 {field:text} 含有公式。",
        mend_en="Type the header as in the template.",
        mend_zh="请按模板直接录入表头。",
    ),
    "header-hidden": Message(
        en="The format of the header cell {field:text} shows another text than it holds, or none.",
        zh="表头单元格 {field:text} 的数字格式所显示的内容与其实际文字不一致。",
        mend_en="Format the cell as General, and type the header as in the template.",
        mend_zh="请将单元格格式设为“常规”，并按模板录入表头。",
    ),
    "rows-hidden": Message(
        en="The sheet {sheet:quoted} has rows that are hidden, filtered out or folded away: {places:list}.",
        zh="工作表{sheet:quoted}中有隐藏、筛选掉或折叠的行：第 {places:list} 行。",
        mend_en="Clear the filter, select all rows and choose Unhide, look at these rows, delete what does not "
        "belong, and hand the sheet in again. At the terminal --include-hidden reads them as they are.",
        mend_zh="请清除筛选，全选各行后“取消隐藏”，查看这些行并删去不需要的，再重新提交；确需连同隐藏的行一并读取的，"
        "可在终端加 --include-hidden。",
    ),
    "columns-hidden": Message(
        en="The sheet {sheet:quoted} has hidden columns with contents that would be read: {places:list}.",
        zh="工作表{sheet:quoted}隐藏了需要读取的列：{places:list}。",
        mend_en="Select all columns and choose Unhide, look at them, and hand the sheet in again. At the terminal "
        "--include-hidden reads them as they are.",
        mend_zh="请全选各列后“取消隐藏”，查看后重新提交；确需连同隐藏的列一并读取的，可在终端加 --include-hidden。",
    ),
    "sheet-further": Message(
        en="Only the sheet {sheet:quoted} is read, and the workbook has others with contents: {places:list}.",
        zh="只读取工作表{sheet:quoted}，而工作簿中还有其他填有内容的工作表：{places:list}。",
        mend_en="Move the rows that belong here into that sheet, save the others elsewhere and delete them (a hidden "
        "one: right-click a tab, Unhide). At the terminal --include-hidden passes them over.",
        mend_zh="请将属于本表的行移入该工作表，其余工作表另存后删去（被隐藏的，右键单击工作表标签后“取消隐藏”）；"
        "确认无须读取的，可在终端加 --include-hidden 略过。",
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
        mend_zh="请每列只保留一个。",
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
        zh="协议未授权 {issuer:party} 使用任何评价办法。",
        mend_en="Name the association by its identifier in the agreement.",
        mend_zh="请填写协会在协议中的标识。",
    ),
}
