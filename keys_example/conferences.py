"""Fictional conferences: four in three years, and two versions of a standard and a survey that they adopt."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from credentials.documents.conferences.resolution import digest_of_content, digest_of_item
from credentials.drafting.compose import build_resolution_half, build_standard, build_survey
from credentials.drafting.make_bundle import digest_of
from credentials.record import JsonObject
from credentials.times import start_of
from keys_example.documents import make_id, sign_example
from keys_example.keys import CHONGQING, SICHUAN
from keys_example.surveys import example_survey

CODE = "technology-criteria"
_HOUR = timedelta(hours=10)
_CLAUSES = (
    ("1", "范围", "Scope", "适用于自愿申报入库的环境技术（示例）。"),
    ("2", "评价原则", "Principles", "自愿、公开、不收费、不作行政许可的前提（示例）。"),
    ("4.1", "应用", "Cases", "推荐类不少于 3 个应用案例（示例）。"),
    ("4.2", "检测", "Tests", "数值附检测报告，并写明测试条件（示例）。"),
    ("4.10", "运行记录", "Records", "连续十二个月稳定运行记录（示例）。"),
)
_SECOND = {
    "4.2": ("4.2", "检测", "Tests", "数值附近两年内的检测报告，并写明进水与取值时段（示例）。"),
    "4.11": ("4.11", "技术验证", "Verification", "推荐类附第三方技术验证声明（示例）。"),
}


def example_conferences(
    random: Random, *, texts: Sequence[str], today: date, since: datetime
) -> list[JsonObject]:
    """Return signed documents: the standards, a survey, and four resolutions of two halves each.

    `texts` are digests of agreement versions; each conference adopts one while there are any. Before `since`
    there was no key: earlier conferences are signed then. The last one leaves an item overdue, another open,
    and withholds one.
    """
    maker = _Maker(random, since)
    first, second, third, fourth = (today - timedelta(days=days) for days in (1135, 650, 290, 40))
    adopted = [
        _item(
            "互认协议文本",
            "Text of the agreement",
            "通过互认协议文本（示例）。",
            refers=_cite("agreement", text),
        )
        for text in texts
    ]  # fmt: skip
    maker.resolve(1, first, [
        *adopted[:1],
        _item("建立联席会议制度", "Joint conferences", "每年至少召开一次联席会议（示例）。"),
        _item("行政区划调整的建议", "A proposal on regions", "扩大试点地区的建议（示例）。", "rejected"),
    ])  # fmt: skip
    catalogue = _item("共建技术目录", "A shared catalogue", "起草共建环境技术信息库的工作方案（示例）。",
                      due=second + timedelta(days=90), owner=SICHUAN)  # fmt: skip
    maker.resolve(2, second, [*adopted[1:2], catalogue])
    digest = maker.lay_down(1, None, third - timedelta(days=20), CHONGQING)
    training = _item("运行人员培训", "Training of operators", "联合举办两期运行人员培训（示例）。",
                     due=today - timedelta(days=10), owner=CHONGQING)  # fmt: skip
    # a later item closes this one by a digest that covers the resolution's number
    done = digest_of_item(_number(2, second), {**catalogue, "no": 1 + len(adopted[1:2])})
    maker.resolve(3, third, [
        _item("统一评价准则", "One set of criteria", "通过环境技术入库评价准则第一版（示例）。",
              refers=_cite("standard", digest)),
        _item("技术目录方案办结", "The catalogue is done", "工作方案已提交，予以办结（示例）。",
              refers=_cite("document", done)),
        training,
    ])  # fmt: skip
    digest = maker.lay_down(2, digest, fourth - timedelta(days=15), SICHUAN)
    survey = maker.ask(fourth + timedelta(days=3), fourth - timedelta(days=12))
    kept = {
        **_item("示例不公开议项", "Kept", "示例内容。", "noted"),
        "no": 3,
        # from the given source, so that each demo is the same; a real salt comes from the system
        "salt": f"{random.getrandbits(256):064x}",
    }
    objection: JsonObject = {"zh": "建议过渡期延长三个月（示例）。"}
    maker.resolve(4, fourth, [
        _item("准则第二版", "The second version", "通过环境技术入库评价准则第二版（示例）。",
              refers=_cite("standard", digest)),
        _item("下年度培训计划", "Training next year", "起草下一年度的联合培训计划（示例）。",
              due=today + timedelta(days=60), owner=SICHUAN),
        {"withheld": digest_of_content(kept)},
        _item("会员自愿填报方案", "A survey of members", "通过会员自愿填报方案（示例）。",
              refers=_cite("survey", survey)),
    ], dissent={"dissenter": SICHUAN, "item": 1, "text": objection})  # fmt: skip
    return maker.made


class _Maker:
    """Signs the documents in order, and keeps those signed so far."""

    def __init__(self, random: Random, since: datetime) -> None:
        self.random, self.since = random, since
        self.made: list[JsonObject] = []

    def resolve(
        self, number: int, day: date, items: Sequence[JsonObject], dissent: JsonObject | None = None
    ) -> None:
        """Sign both halves of a resolution in the days after the conference."""
        numbered: list[Any] = [{**item, "no": place} for place, item in enumerate(items, 1)]
        subject: JsonObject = {
            "number": _number(number, day),
            "resolvedOn": day.isoformat(),
            "meeting": {
                "title": {
                    "zh": f"第{'一二三四'[number - 1]}次联席会议（示例）",
                    "en": f"Joint conference {number} (Example)",
                },
                "place": ("重庆（示例）", "成都（示例）")[number % 2],
                "from": (day - timedelta(days=1)).isoformat(),
                "until": day.isoformat(),
            },
            "parties": [CHONGQING, SICHUAN],
            "items": numbered,
        }
        if dissent is not None:
            subject["dissent"] = [dissent]
        for later, issuer in enumerate((CHONGQING, SICHUAN), 1):
            self._sign(build_resolution_half(issuer, subject, half_id=make_id(self.random)), day, later)

    def lay_down(self, version: int, previous: str | None, day: date, issuer: str) -> str:
        """Sign a version of the standard; return its digest."""
        clauses = {clause[0]: clause for clause in _CLAUSES} | (_SECOND if version > 1 else {})
        before: JsonObject = {"previous": previous} if previous is not None else {}
        subject: JsonObject = {
            "code": CODE,
            "title": {
                "zh": "川渝环境技术入库评价准则（示例）",
                "en": "Criteria for listing technologies (Example)",
            },
            "version": version,
            **before,
            "schemes": ["cq-technology", "sc-technology"],
            "from": (day + timedelta(days=120)).isoformat(),
            "clauses": [
                {"no": no, "title": {"zh": zh, "en": en}, "text": {"zh": text}}
                for no, zh, en, text in clauses.values()
            ],
        }
        return self._sign(build_standard(issuer, subject, standard_id=make_id(self.random)), day, 0)

    def ask(self, since: date, day: date) -> str:
        """Sign Sichuan's survey of the year before, answered from `since`; return its digest."""
        subject = example_survey(since, year=since.year - 1)
        return self._sign(build_survey(SICHUAN, subject, survey_id=make_id(self.random)), day, 0)

    def _sign(self, unsigned: JsonObject, day: date, later: int) -> str:
        # no key existed before `since`
        moment = max(start_of(day) + _HOUR, self.since) + timedelta(days=later)
        self.made.append(sign_example(unsigned, moment))
        return digest_of(self.made[-1])


def _number(number: int, day: date) -> str:
    return f"川渝环协联〔{day.year}〕{number} 号（示例）"


def _cite(kind: str, digest: str) -> JsonObject:
    return {"kind": kind, "digest": digest}


def _item(  # noqa: PLR0917
    zh: str,
    en: str,
    text: str,
    decision: str = "adopted",
    refers: JsonObject | None = None,
    due: date | None = None,
    owner: str | None = None,
) -> JsonObject:
    made: JsonObject = {
        "title": {"zh": f"{zh}（示例）", "en": f"{en} (Example)"},
        "text": {"zh": text},
        "decision": decision,
    }
    if refers is not None:
        made["refers"] = [refers]
    if due is not None:
        made["due"] = due.isoformat()
    if owner is not None:
        made["owner"] = owner
    return made
