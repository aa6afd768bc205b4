"""The words of a year report, in English and Chinese."""

from collections.abc import Mapping

from credentials.words.closed_lists import Labels
from signing.errors import Lang

LABELS: Labels = {
    "about": ("About these numbers", "说明"),
    "example": ("Example, of no effect", "示例，不具任何效力"),
    "report": ("Signed report", "统计报告"),
    "signed": ("Signed", "签署时间"),
    "digest": ("Digest of the report (SHA-256)", "报告摘要（SHA-256）"),
    "counted": ("Counted as of", "统计时点"),
    "counts": ("Digest of all that was counted (SHA-256)", "全部计数文件摘要（SHA-256）"),
    "file": ("File that goes with this", "随附文件"),
    "recheck": ("To count again", "复算命令"),
    "again": ("To make these tables again", "重制本表命令"),
    "all": ("All", "合计"),
    "every": ("All", "全部"),
    "association": ("Association", "协会"),
    "enterprises": ("Enterprises", "企业数"),
    "head-standing": ("Standing", "状态"),
    "head-month": ("Month", "月份"),
    "head-region": ("Region", "地区"),
    "head-scheme": ("Scheme", "评价办法"),
    "head-category": ("Category", "类别"),
    "head-grade": ("Grade", "等级"),
}

SENTENCES: Mapping[str, Mapping[Lang, str]] = {
    "title": {"en": "Credentials counted: {year}", "zh": "{year} 年度凭证统计"},
    "edition": {"en": "{who}, edition {edition}", "zh": "{who}，第 {edition} 期"},
    "log": {"en": "Log of {who}", "zh": "{who}的日志"},
    "head": {"en": "{size} entries, root {root}", "zh": "前 {size} 项，根 {root}"},
    "column-signed": {"en": "{year} signed", "zh": "{year} 签署"},
    "column-in-force": {"en": "{year} in force", "zh": "{year} 有效"},
    "column-standing": {"en": "{year}", "zh": "{year}"},
    "column-enterprises": {"en": "{year} enterprises", "zh": "{year} 企业数"},
    "unsigned": {
        "en": "Nobody has signed these numbers: they are what one node counted.",
        "zh": "以下数字未经任何协会签署，只是某一节点的统计结果。",
    },
    "what": {
        "en": "Public signed records are counted, in the logs named here up to the entries named. Whoever holds these logs "
        "gets the same numbers, whenever they count.",
        "zh": "统计对象为公开的已签名记录，以所列各日志的前若干项为限。持有同样日志者，何时统计都得出同样的数字。",
    },
    "in-force": {
        "en": "Signed: in that year, whatever became of it. In force: signed by the year's end, within its term then, and "
        "neither suspended, ended nor superseded.",
        "zh": "“签署”为该年签署的凭证，不论此后状态。“有效”为截至年末已签署、当时在有效期内，且未暂停、未终止、未被取代的凭证。",
    },
    "running": {
        "en": "The numbers of {year} are those as of {at}, and those that the digest of all that was counted stands for.",
        "zh": "{year} 年的数字截至 {at}，即全部计数文件摘要所对应的数字。",
    },
    "over": {
        "en": "The numbers of {year} are those as of {at}: counted by the same rule at the same log entries, which were named "
        "as of {counted}.",
        "zh": "{year} 年的数字截至 {at}：以同一规则、同样的日志项数统计；日志项数确定于 {counted}。",
    },
    "before": {
        "en": "The years from {first} on are counted alike, each as of its end. Years in which the logs hold nothing yet are "
        "left out.",
        "zh": "{first} 年起各年均如此统计，分别截至其年末；日志中尚无记录的年份不列。",
    },
    "official": {
        "en": "They are not official statistics. They say nothing about enterprises that did not ask to be assessed.",
        "zh": "本统计不是政府统计，不涉及未申请评价的企业。",
    },
    "categories": {
        "en": "A credential may have several categories and counts once in each.",
        "zh": "一份凭证可含多个类别，在每个类别中各计一次。",
    },
}
