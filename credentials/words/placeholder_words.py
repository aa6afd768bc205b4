"""Sentences of errors without their facts: each fact is replaced by a word for its kind. zh and en."""

from collections.abc import Mapping

from credentials.words.speech import speak
from signing.errors import Lang, Message, fill

PLACEHOLDER_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("value", "值"),
    "path": ("file or folder", "文件或文件夹"),
    "quoted": ("value", "值"),
    "said": ("reason", "原因"),
    "number": ("number", "数字"),
    "list": ("values", "若干值"),
    "codes": ("values", "若干值"),
    "pages": ("pages", "页"),
    "places": ("pages of files", "文件与页码"),
    "digest": ("digest", "摘要"),
    "moment": ("time", "时间"),
    "end": ("end", "截止"),
    "day": ("day", "日期"),
    "party": ("association", "协会"),
    "parties": ("associations", "各协会"),
    "region": ("region", "地区"),
    "regions": ("regions", "各地区"),
    "scheme": ("scheme", "评价办法"),
    "term": ("clause or category", "条款或类别"),
    "terms": ("categories", "各类别"),
    "coverage": ("schemes and days", "办法与日期"),
    "credential": ("credential", "凭证"),
    "reference": ("number or id", "编号或标识"),
    "key": ("key", "密钥"),
    "keys": ("keys", "各密钥"),
    "member": ("member", "项"),
    "tree": ("records or events", "记录或状态事件"),
    "type": ("type", "类型"),
    "form": ("form", "形式"),
    "values": ("values", "若干值"),
    "reasons": ("reasons", "各项原因"),
    "reason": ("reason", "原因"),
    "action": ("change", "变更"),
    "actions": ("changes", "各项变更"),
    "use": ("use of a key", "密钥用途"),
    "record": ("kind of record", "记录类型"),
    "part": ("part", "数据部分"),
    "check": ("check", "检查项"),
    "standing": ("standing", "状态"),
}
"""A kind of placeholder, and its words without a fact, in English and Chinese."""


def explain(template: str, lang: Lang, names: object = None, **facts: object) -> str:
    """Return the sentence with `<day>` in place of its day, 〈日期〉 in Chinese; known facts stay."""

    def say_kind(kind: str, value: object, lang: Lang, names: object = None) -> str:
        if value is not None:
            return speak(kind, value, lang, names)
        en, zh = PLACEHOLDER_WORDS[kind]
        return f"〈{zh}〉" if lang == "zh" else f"<{en}>"

    return fill(template, facts, lang, say_kind, names)


def explain_message(message: Message) -> Message:
    """Explain the four sentences of a message."""
    return Message(
        explain(message.en, "en"),
        explain(message.zh, "zh"),
        explain(message.mend_en, "en"),
        explain(message.mend_zh, "zh"),
    )
