"""What may be wrong with one cell of a row; the sentence goes on from the name of the cell."""

from signing.errors import Message

CELL_MESSAGES = {
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
    "cell-computed": Message(
        en="is computed by a formula; what is handed in is typed.",
        zh="由公式算出；提交的内容须直接录入。",
        mend_en="Copy the sheet and paste it back as values.",
        mend_zh="请复制整张表，再用“粘贴为数值”贴回去。",
    ),
    "cell-whole": Message(
        en="is not a whole number.",
        zh="不是整数。",
        mend_en="Write digits only, such as 36.",
        mend_zh="请只填数字，如 36。",
    ),
    "cell-error": Message(
        en="is an error value of the spreadsheet program.",
        zh="是表格软件的错误值。",
        mend_en="Type what belongs here.",
        mend_zh="请录入实际内容。",
    ),
    "action-unknown": Message(
        "is not a change that this sheet makes.",
        "不是此表可办理的变更。",
        "Use {allowed:actions}.",
        "可用：{allowed:actions}。",
    ),
    "date-unreadable": Message(
        en="is not a date of the years 1970 to 2199.",
        zh="不是 1970 至 2199 年间的日期。",
        mend_en="Write it like 2026-05-01, 2026/5/1 or 2026年5月1日.",
        mend_zh="请写成 2026-05-01、2026/5/1 或 2026年5月1日 的形式。",
    ),
    "date-hidden": Message(
        en="is not what the cell shows: its format hides or alters the year, the month, the day or a time.",
        zh="与单元格显示的内容不一致：其格式隐去或改写了年、月、日或时间。",
        mend_en="Format the cell as text, then type the day like 2026-05-01.",
        mend_zh="请先将单元格设为文本格式，再按 2026-05-01 的形式录入日期。",
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
    "row-total": Message(
        en="says that the row is a total: it is about no enterprise of its own.",
        zh="显示该行疑为合计行，不是某一家企业。",
        mend_en="Delete the row.",
        mend_zh="请删去此行。",
    ),
    "bids-alone": Message(
        en="belongs to consortia, and no other row has this number.",
        zh="仅适用于联合体，而没有其他行使用此编号。",
        mend_en="Empty the cell, or give the other members of the consortium the same number.",
        mend_zh="请清空该单元格，或将联合体其他成员填为相同编号。",
    ),
    "consortium-differs": Message(
        en="is not what another row says of the same consortium: {item:quoted}.",
        zh="与同一联合体另一行所填不一致：{item:quoted}。",
        mend_en="Write the same, or fill the cell in one row of the consortium only.",
        mend_zh="请填写一致，或只在该联合体的一行填写。",
    ),
    "consortium-lead": Message(
        en="must be marked in exactly one of the rows {rows:list}, which have one number.",
        zh="编号相同的第 {rows:list} 行中，须恰有一行填“是”。",
        mend_en="Mark the lead of the consortium; give enterprises that bid alone a number each.",
        mend_zh="请标明联合体牵头人；单独投标的各用不同编号。",
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
        mend_en="Use {allowed:reasons}.",
        mend_zh="可用：{allowed:reasons}。",
    ),
    "reason-missing": Message(
        en="is required where a certificate number is superseded.",
        zh="填写了替代证书编号，就必须填写替代原因。",
        mend_en="Use {allowed:reasons}.",
        mend_zh="可用：{allowed:reasons}。",
    ),
    "supersedes-missing": Message(
        en="is required where a reason to supersede is given.",
        zh="填写了替代原因，就必须填写替代证书编号。",
        mend_en="Write the certificate number that is superseded, or empty the reason.",
        mend_zh="请填写被替代的证书编号，或清空替代原因。",
    ),
}
