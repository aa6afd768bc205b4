"""Fictional notices of two associations, a dozen: events, calls, needs, drafts of standards, plans."""

from datetime import date, timedelta
from random import Random

from credentials.drafting.compose import build_notice
from credentials.identifiers import did_web_address
from credentials.record import JsonObject
from credentials.times import end_of, start_of
from keys_example.documents import make_id
from keys_example.keys import CHONGQING, SICHUAN

_NOTICES = (
    ("event", "示例环境技术对接会", "Example fair of environmental technologies", 14, 16, "water air", ""),
    ("event", "示例川渝环保产业论坛", "Example forum of both provinces", 30, 31, "", ""),
    ("event", "示例设施运行技术培训", "Example training of operators", 7, 11, "water", ""),
    ("call", "示例固废资源化技术征集", "Example call for recovery of waste", 0, 45, "solid-waste resource-recovery", ""),
    ("need", "示例工业园区污水处理厂提标技术需求", "Technology wanted by an example park", 0, 50, "water", "cod 30 mg/L"),
    ("call", "示例低碳技术案例征集", "Example call for low-carbon cases", 0, 60, "carbon", ""),
    ("need", "示例焦化厂烟气脱硝技术需求", "Technology wanted by an example coking plant", 0, 40, "air", "nox 50 mg/m3 8"),
    ("need", "示例印刷企业有机废气治理需求", "Technology wanted by an example printer", 0, 35, "air", "nmhc 30 mg/m3"),
    ("need", "示例地块六价铬修复技术需求", "Technology wanted for an example site", 0, 70, "soil", "chromium-vi 3 mg/kg"),
    ("standard-draft", "示例团体标准征求意见：污泥低温干化", "Example draft: drying of sludge", 0, 30, "solid-waste", ""),
    ("standard-draft", "示例团体标准征求意见：除臭滤池", "Example draft: filters against odour", 0, 30, "odour", ""),
    ("plan", "示例年度技术入库计划", "Example plan of listings for the year", 0, 180, "", ""),
)  # fmt: skip


def example_notices(random: Random, *, today: date) -> list[JsonObject]:
    """Return twelve notices, alternately of Chongqing and Sichuan, to be signed on `today`; four of them
    are needs."""
    made = []
    for number, (kind, zh, en, first, last, media, limit) in enumerate(_NOTICES):
        issuer = (CHONGQING, SICHUAN)[number % 2]
        until = today + timedelta(days=last)
        subject: JsonObject = {
            "kind": kind,
            "title": {"zh": zh, "en": en},
            "summary": {"zh": f"{zh}，详情见协会网站。（示例）", "en": f"{en}; see the association's site."},
            "from": (today + timedelta(days=first)).isoformat(),
            "until": until.isoformat(),
            "link": f"{did_web_address(issuer)}/notices/{number + 1}",
        }
        if kind == "event":
            subject["place"] = ("重庆示例会展中心", "成都示例会展中心")[number % 2]
        if media:
            subject["media"] = [*media.split()]
        if limit:
            target, high, unit, *oxygen = limit.split()
            state: JsonObject = {"gasState": "dry-standard"} if unit == "mg/m3" else {}
            state |= {"referenceO2": oxygen[0]} if oxygen else {}
            subject["targets"] = [target]
            subject["limits"] = [{"target": target, "high": high, "unit": unit, **state}]
        made.append(
            build_notice(
                issuer,
                subject,
                notice_id=make_id(random),
                valid_from=start_of(today),
                valid_until=end_of(until),
            )
        )
    return made
