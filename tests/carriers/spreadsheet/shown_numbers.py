"""Formats of cells, and what each makes of a number or a text."""

from carriers.spreadsheet.formats.number_formats import CellShows, WithText

DAY = 46143
"""2026-05-01."""
HALF_PAST_ONE = DAY + 0.5625
_SECONDS = HALF_PAST_ONE + 5 / 86_400
_EXCEL_MONEY = '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)'
_EXCEL_ACCOUNTS = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'
_CHINESE_ACCOUNTS = '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'

SHOWN: dict[CellShows | None, list[tuple[str | float, str]]] = {
    None: [
        *((80, code) for code in (
            "General", "general", "@", "G/通用格式", "[Blue]G/通用格式", "0", "0.00", "#.##", ".00",
            "??0", "# ##0", "#,##0_d;[Red]-0", "0.00;[Red]0.00", "0.00E+00", "[$-804]0", "[Color 5]0",
            "+0", _EXCEL_ACCOUNTS, _CHINESE_ACCOUNTS,
        )),
        (1234, "# ##0"), (-80, "0"), (-80, "0;-0"), (-80, "0_);(0)"), (-80, "0;（0）"),
        (-80, _CHINESE_ACCOUNTS), (-80, _EXCEL_ACCOUNTS), (0, "0.0"), (0, "0;-0"), (0, "0;-0;0"),
        *(("一级", code) for code in (
            "yyyy/m/d;@", "0.00", ";;", ";;;@", ";;;[Red]General", '"三级"', '"@"0', "0;-0;", "[$-804]@",
            _EXCEL_MONEY, _CHINESE_ACCOUNTS,
        )),
        (0.5, "#.0"), (0.1 + 0.2, "0.0"), (92.299999999999997, "0.0"),
    ],
    "percent": [(0.9, code) for code in ("0%", "0.00%", '0.0" "%', "0 %", "0%;(0%)")],
    "other": [
        *((80, code) for code in (
            "#,##0,", "0.0,,", '"1"0', "[$9]0", "-0", "(0)", ";;;", '"80"', "[>9]0,;0", "[<99]0", "01",
            "# ?/?", "0-0", "0-", "0 0", "0 00", '0"0"%', '0.0"项"%', "0%%", "%0", '"1/"0', '"DN"0',
            '"%"0', "0\\.0", "[$¥-804]#,##0", _EXCEL_MONEY, "[DBNum2]0", "[$-130000]0", "*-0", "*00",
            "0x", "0" * 256,
        )),
        *(("一级", code) for code in (
            ';;;"三级"', ";;;", "0;-0;;", '@"三级"', '0;"三"@', "@@", "*-@", ";;;\\@", ";;;0", "[DBNum1]@",
            '0;0;0;@;"三级"', "[$9]@", "@" + " " * 255,
        )),
        (29.96, "0.0"), (80.5, "0"), (0.90046, "0.00%"), (81.26, "0.0E+00"), (80.5, _EXCEL_ACCOUNTS),
        (0, "#"), (0, "#.##"), (0, "# ###"), (0, _EXCEL_ACCOUNTS), (0, "0;-0;"),
        (-5, "0.0;[Red]0.0"), (-5, "0;0-"), (-5, "0;(0"), (-5, "0;"), (-5, "+0"),
    ],
    "date": [
        *((DAY, code) for code in (
            "yyyy-mm-dd", "yyyy\\-mm\\-dd", "yyyy/m/d;@", "m/d/yy", "d-mmm-yy", "yyyymmdd",
            '[$-804]yyyy"年"m"月"d"日"', "[$-F800]dddd, mmmm dd, yyyy", "[$-x-sysdate]dddd, mmmm dd, yyyy",
            '[DBNum1][$-804]yyyy"年"m"月"d"日"', "yyyy-mm-dd hh:mm",
        )),
        *((HALF_PAST_ONE, code) for code in ("yyyy-mm-dd\\Th:mm", "[$-en-US]m/d/yy h:mm AM/PM")),
        *((_SECONDS, code) for code in ('yyyy"年"m"月"d"日" h"时"mm"分"ss"秒"', "yyyy-mm-dd hh:mm:ss.0")),
    ],
    "part": [
        *((DAY, code) for code in (
            'yyyy"年"m"月"', "yyyy", 'm"月"d"日"', "mmm-yy", "yyyy-mm", "h:mm", "[h]:mm", "d h:mm",
            "yyyy-d h:mm", "yyyy-d mm:ss", '"2046"\\-mm\\-dd', 'yyyy"-12-"dd', 'yyyy-mm-d"1"',
            'yyyy-mm-d"五"', "yyyy-mm-ddd", "yyyy-mmmmm-dd", "[$-130000]yyyy-mm-dd", "[<9]yyyy-mm-dd",
            "yyyy-mm-dd0", "gge-m-d",
        )),
        (HALF_PAST_ONE, "yyyy-mm-dd"), (HALF_PAST_ONE, "yyyy-mm-dd h"), (_SECONDS, "yyyy-mm-dd h:mm"),
    ],
    **{WithText(text): [(80, code)] for text, code in {
        "mg/L": '0"mg/L"', "毫克/升": '0.0 "毫克/升"', "m³/h": "0\\m³\\/\\h", "至95": '0"至95"',
        "‰": '0"‰"', "½": '0"½"', "０": '0"０"', "k": '0"k"', "²": '0"²"',
        "五": '0"五"', "0": '0"0"', "万": "0\\万", "E3": '0.0"E3"',
        "%": '0"%"', "元": "0元", "℃": 'General"℃"',
    }.items()},
}  # fmt: skip
