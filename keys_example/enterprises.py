"""Fictional enterprises and drafts of their assessments, the same for the same random source.

Every name says 示例, and every organisation code carries a wrong inner check character (GB 11714-1997), so
that no code here can be a real enterprise's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from types import MappingProxyType

from credentials.documents.agreement import AgreementText, Scheme
from credentials.drafting.draft import AssessmentDraft
from credentials.identifiers import USCC_ALPHABET, uscc_check_character
from credentials.record import JsonObject
from credentials.times import CHINA, add_months, format_time
from signing.strict_json import JsonValue

_PLACES = {
    "CN-CQ": {"重庆": "Chongqing", "重庆渝北": "Chongqing Yubei", "重庆江北": "Chongqing Jiangbei",
              "重庆巴南": "Chongqing Banan", "重庆涪陵": "Chongqing Fuling", "重庆万州": "Chongqing Wanzhou"},
    "CN-SC": {"四川": "Sichuan", "成都": "Chengdu", "绵阳": "Mianyang", "德阳": "Deyang",
              "宜宾": "Yibin", "泸州": "Luzhou"},
}  # fmt: skip
_DIVISIONS = {"CN-CQ": "500100", "CN-SC": "510100"}
_FIRST = {
    "清": "Qing", "绿": "Lyu", "碧": "Bi", "蓝": "Lan", "净": "Jing", "润": "Run", "华": "Hua", "恒": "Heng",
    "新": "Xin", "瑞": "Rui", "安": "An", "天": "Tian", "江": "Jiang", "远": "Yuan", "明": "Ming",
}  # fmt: skip
_SECOND = {
    "源": "yuan", "泽": "ze", "川": "chuan", "禾": "he", "境": "jing", "洲": "zhou", "宇": "yu",
    "林": "lin", "澜": "lan", "和": "he", "达": "da", "康": "kang", "能": "neng", "业": "ye",
}  # fmt: skip
_TRADES = {
    "环保科技": "Environmental Protection Technology",
    "环境工程": "Environmental Engineering",
    "生态环境": "Ecological Environment",
    "水务": "Water Service",
    "环境治理": "Environmental Remediation",
    "固废处置": "Solid Waste Treatment",
    "环境监测技术": "Environmental Monitoring Technology",
}
_MOST_PER_REGION = len(_PLACES["CN-CQ"]) * len(_FIRST) * len(_SECOND) * len(_TRADES)
_MOST_ORGANISATIONS = 31**6  # six characters of the 31 of GB 32100
_ABBREVIATIONS = {"facility-operation": "FO", "pollution-control": "PC", "credit": "CR"}


@dataclass(frozen=True, slots=True)
class ExampleEnterprise:
    """Fictional enterprise."""

    legal_name: str
    legal_name_en: str
    unified_social_credit_code: str
    region: str

    @property
    def members(self) -> JsonObject:
        """Return names, code and region in the form of documents and drafts."""
        return {
            "legalName": self.legal_name,
            "legalNameEn": self.legal_name_en,
            "unifiedSocialCreditCode": self.unified_social_credit_code,
            "region": self.region,
        }


def example_enterprises(random: Random, count: int = 40) -> list[ExampleEnterprise]:
    """Return `count` enterprises, Chongqing and Sichuan by turns, with distinct names and codes.

    Raises ValueError past 17,640, when the names run out.
    """
    halves = {"CN-CQ": (count + 1) // 2, "CN-SC": count // 2}
    # sample() draws without repetition, so that names and codes are distinct
    numbers = {region: random.sample(range(_MOST_PER_REGION), half) for region, half in halves.items()}
    regions = [("CN-CQ", "CN-SC")[i % 2] for i in range(count)]
    serials = random.sample(range(_MOST_ORGANISATIONS), count)
    return [
        _enterprise(region, numbers[region].pop(), serial)
        for region, serial in zip(regions, serials, strict=True)
    ]


def _enterprise(region: str, number: int, serial: int) -> ExampleEnterprise:
    number, trade = divmod(number, len(_TRADES))
    number, second = divmod(number, len(_SECOND))
    place, first = divmod(number, len(_FIRST))
    place_zh, place_en = [*_PLACES[region].items()][place]
    first_zh, first_en = [*_FIRST.items()][first]
    second_zh, second_en = [*_SECOND.items()][second]
    trade_zh, trade_en = [*_TRADES.items()][trade]
    return ExampleEnterprise(
        legal_name=f"{place_zh}示例{first_zh}{second_zh}{trade_zh}有限公司",
        legal_name_en=f"{place_en} {first_en}{second_en} {trade_en} Co., Ltd. (Example)",
        unified_social_credit_code=_uscc(region, serial),
        region=region,
    )


def _uscc(region: str, serial: int) -> str:
    """Return a code with the right GB 32100 check character and a wrong GB 11714 one, by `serial`."""
    digits = [USCC_ALPHABET[serial // 31**place % 31] for place in range(6)]
    organisation = "MA" + "".join(digits)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    # GB 11714-1997: check character modulo 11, with X for 10 and 0 for 11
    inner = 11 - sum(int(c, 36) * w for c, w in zip(organisation, weights, strict=True)) % 11
    # 91: a registered enterprise (GB 32100-2015); the inner check character is off by one
    body = f"91{_DIVISIONS[region]}{organisation}{(inner + 1) % 10}"
    return body + uscc_check_character(body)


def example_drafts(
    random: Random,
    enterprises: Sequence[ExampleEnterprise],
    agreement_text: JsonObject,
    issuer: str,
    *,
    count: int,
    today: date,
    grades: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> list[AssessmentDraft]:
    """Return `count` drafts by the issuer for enterprises of its region, valid from `today` +08:00.

    An enterprise has one grade in a scheme: that of `grades`, by its code and the scheme, where there is one.
    Four in five are capability assessments; certificate numbers run on by scheme: `CQ-FO-2026-0017`.
    Raises ValueError when no enterprise is in the issuer's region.
    """
    text = AgreementText.model_validate(agreement_text)
    party = text.party(issuer)
    local = [e for e in enterprises if party is not None and e.region == party.region]
    if not local:
        raise ValueError(f"no enterprise in the region of {issuer}")
    capability, credit = text.schemes_of(issuer, "capability"), text.schemes_of(issuer, "credit")
    serials: dict[str, int] = {}
    drafts = []
    for i in range(count):
        scheme = random.choice(credit if i % 5 == 4 else capability)
        serials[scheme.id] = serial = serials.get(scheme.id, 0) + 1
        enterprise = local[(i // 5 if scheme in credit else i - i // 5) % len(local)]
        grade = grades.get((enterprise.unified_social_credit_code, scheme.id)) or _grade(enterprise, scheme)
        drafts.append(_draft(random, enterprise, scheme, today, grade=grade, serial=serial))
    return drafts


def _grade(enterprise: ExampleEnterprise, scheme: Scheme) -> str:
    """Return a grade: better grades are more frequent, and an enterprise always gets the same one."""
    # a random source of its own: the grade must not depend on the order of the drafts
    own = Random(f"{enterprise.unified_social_credit_code} {scheme.id}")  # noqa: S311 - an example
    return scheme.grades[min(int(own.expovariate(0.9)), len(scheme.grades) - 1)].code


def _draft(
    random: Random, enterprise: ExampleEnterprise, scheme: Scheme, today: date, *, grade: str, serial: int
) -> AssessmentDraft:
    place, _, name = scheme.id.partition("-")
    # a public notice of seven days stands between the panel and the signature
    assessed = today - timedelta(days=random.randint(8, 45))
    begin = datetime.combine(today, time(), CHINA)
    draft: dict[str, JsonValue] = {
        "kind": scheme.kind,
        **enterprise.members,
        "scheme": scheme.id,
        "grade": grade,
        "certificateNumber": f"{place}-{_ABBREVIATIONS[name]}-{today.year}-{serial:04d}".upper(),
        "assessedOn": assessed.isoformat(),
        "validFrom": format_time(begin),
        "validUntil": format_time(add_months(begin, scheme.months_of(grade))),
    }
    if scheme.categories:
        chosen = random.sample(scheme.categories, random.choice((1, 1, 1, 2, 2, 3)))
        draft["category"] = [c for c in scheme.categories if c in chosen]
    if random.random() < 0.6:
        draft["score"] = f"{random.randint(70, 98)}.{random.choice((0, 5))}"
        draft["scoreMax"] = "100"
    return AssessmentDraft.model_validate(draft)
