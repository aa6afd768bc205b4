"""Openings drawn from a seed: schemes, grades, consortia, events, stale data, unreadable files."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from credentials.h1 import encode_h1
from credentials.identifiers import uscc_check_character
from credentials.kinds import parse_credential
from credentials.times import add_months, parse_time
from signing.jcs import canonicalize
from tests.parity.tender.openings import Openings
from tests.verifier.tender.opening import OPENING
from tests.world import World, tamper
from verifier import TrustStore
from verifier.tender import FoundCode, Paper, parse_bidders, parse_tender
from verifier.tender.papers import UnreadCode

GRADES = {
    "cq-facility-operation": ("一级", "二级", "三级"),
    "cq-pollution-control": ("甲级", "乙级", "甲临", "乙临"),
    "cq-credit": ("AAA", "AA", "A", "CC"),
    "sc-facility-operation": ("甲级", "乙级", "丙级"),
    "sc-pollution-control": ("一级", "二级", "三级"),
    "sc-credit": ("AAA", "AA", "CCC"),
}
CATEGORIES = {
    "cq-facility-operation": ("工业废气处理", "工业固体废物处理处置", "在线监测"),
    "cq-pollution-control": ("水", "气", "固废"),
    "cq-credit": (),
    "sc-facility-operation": ("工业废气治理", "固体废物处理处置", "在线监测"),
    "sc-pollution-control": ("水污染治理", "大气污染治理", "固体废物处理"),
    "sc-credit": (),
}
WRITTEN = {"一级": ("壹级", "1级", "Ⅰ级", " I 级"), "二级": ("贰级", "Ⅱ级"), "三级": ("III级", "三級")}
"""Other spellings of grades, one of them unreadable."""
PASSAGES = (
    "须具有二级及以上",
    "Ⅰ级或甲临（GB/T 38221，BIM）",
    "Class B, AA",
    "constructor",
    "甲级丙级三级 C 乙级",
)
FILES = ("资质.pdf", "证书\uff01.png", "证书\U0001f600.png", "a.json", "a/b.json", "a/c.json", "B.json", "a")
ENDS = ("2026-12-31", "2027-06-30", "2031-01-01")
"""Last days of contracts."""
JUNK = (b"https://a.example/x", b"H1.123", b"{}", b'{"type": 1', b"\xff\xfe", b"[1]", b"{" + b" " * 70_000)
_BODIES = [f"91500100MA00{n}AAAA" for n in range(6)]
ENTERPRISES = [body + uscc_check_character(body) for body in _BODIES]


class Market:
    """A world with certificates of six enterprises, its publications, and their times."""

    def __init__(self, random: Random, openings: Openings) -> None:
        self.random = random
        self.held: dict[str, list[bytes]] = {code: [] for code in ENTERPRISES}
        self.stores: list[tuple[datetime, TrustStore]] = []
        world = self.world = World()
        for code in ENTERPRISES:
            for _ in range(7):
                self.held[code].append(self._issue(code))
        stranger = world.issue(by="stranger", unified_social_credit_code=ENTERPRISES[0])
        forged = tamper(self.held[ENTERPRISES[1]][0], lambda c: c.update(validUntil="2030-01-01T00:00:00Z"))
        longer = tamper(self.held[ENTERPRISES[2]][0], lambda c: c["credentialSubject"].update(note=1))
        self.others = [stranger, forged, longer, longer[:-1]]
        self._publish(openings, OPENING - timedelta(days=9))
        world.now = OPENING
        world.publish("cq")
        self._keep(openings)
        self._publish(openings, OPENING)
        for code in ENTERPRISES[:3]:
            first, second, third, fourth, *_ = self.held[code]
            world.now = OPENING + timedelta(days=random.randrange(-8, 12), hours=5)
            world.suspend(first, effective_from=world.now)
            ended = random.choice([world.revoke, world.suspend])
            ended(second, effective_from=world.now - timedelta(days=random.randrange(9)))
            if random.random() < 0.5:
                world.now += timedelta(days=1)
                world.reinstate(first)
            world.supersede(third, fourth, by=world.issuer_of(third).name)
        self._publish(openings, OPENING + timedelta(days=16))
        world.decline("cq", "sc", scheme="sc-facility-operation", since=OPENING - timedelta(days=1))
        self._publish(openings, OPENING + timedelta(days=17))
        world.amend(_without_some)
        self._publish(openings, OPENING + timedelta(days=20))
        world.amend(lambda text: text.update(effectiveUntil="2026-06-11T00:00:00+08:00"))
        self._publish(openings, OPENING + timedelta(days=22))

    def _issue(self, code: str) -> bytes:
        random = self.random
        scheme = random.choice([*GRADES])
        known = CATEGORIES[scheme]
        created = OPENING + timedelta(
            days=random.choice([-300, -200, -100, -60, -20, 4]), hours=random.randrange(9)
        )
        begin = created + timedelta(days=random.choice([-9, 0, 0, 0, 0, 0, 40]))
        whole = add_months(
            begin, random.choice([6, 12, 12] if scheme.endswith("credit") else [12, 24, 24, 24, 40])
        )
        end = random.choice(
            [whole] * 4 + [whole.replace(hour=0, minute=0), OPENING + timedelta(days=30, hours=3)]
        )
        return self.world.issue(
            by=scheme[:2],
            created=created,
            scheme=scheme,
            category=random.sample(known, random.randint(1, 2)) if known else [],
            grade=random.choice([*GRADES[scheme]] * 6 + ["特级", "超级"]),
            unified_social_credit_code=code,
            legal_name=f"示例{ENTERPRISES.index(code)}有限公司",
            region=random.choice(["CN-CQ" if scheme.startswith("cq") else "CN-SC"] * 15 + ["CN-GZ"]),
            valid_from=begin.replace(minute=0),
            valid_until=max(end, begin + timedelta(days=1)),
        )

    def _publish(self, openings: Openings, now: datetime) -> None:
        self.world.now = now
        self.world.publish()
        self._keep(openings)

    def _keep(self, openings: Openings) -> None:
        with openings.recording("random"):
            self.stores.append((self.world.now, self.world.trust()))

    def papers(self, codes: list[str]) -> list[Paper]:
        """Return files with some of the enterprises' certificates, some of others, and some unreadable."""
        return [self._paper(path, codes) for path in self.random.sample(FILES, self.random.randint(1, 5))]

    def _paper(self, path: str, codes: list[str]) -> Paper:
        random = self.random
        own = [one for code in codes for one in self.held[code]]
        pool = [*random.choices(own, k=6), random.choice(self.held[random.choice(ENTERPRISES)])]
        picked = random.sample(pool, random.randint(1, 4))
        found = [
            self._code(encode_h1(json.loads(d)).encode() if random.random() < 0.3 else d) for d in picked
        ]
        if random.random() < 0.07:
            found.append(self._code(random.choice([*JUNK, *self.others])))
        return Paper(
            path,
            hashlib.sha256(f"{path} {random.random()}".encode()).hexdigest(),
            tuple(found),
            tuple(random.sample(range(1, 9), random.choice([0, 0, 2]))),
            random.choice([None] * 24 + ["pdf-locked"]),
            late=random.random() < 0.2,
            pages=random.choice([None, 0, 1, 8]),
            unreadable=tuple(UnreadCode(page, random.choice([None, (1, 2, 3, 4)])) for page in self._some()),
            certificate_like=tuple(self._some()),
        )

    def _some(self) -> list[int]:
        """Return few pages, mostly none."""
        return self.random.sample(range(1, 5), self.random.choice([0, 0, 0, 1, 2]))

    def _code(self, data: bytes) -> FoundCode:
        random = self.random
        if random.random() < 0.5:
            return FoundCode(data, early=random.random() < 0.2)
        left, top = random.randrange(500), random.randrange(500)
        box = (left, top, left + 90, top + 90)
        return FoundCode(data, random.randint(1, 3), random.choice([None, box]), early=random.random() < 0.2)


def _without_some(text: Any) -> None:
    """Drop rows in a later text, and add a category."""
    text["equivalences"] = text["equivalences"][::2]
    text["schemes"][1]["categories"].append("辐射")


def _maybe(random: Random, share: float, **members: Any) -> dict[str, Any]:
    return members if random.random() < share else {}


def _grade(random: Random, scheme: str) -> str:
    grade = random.choice(GRADES.get(scheme, ("一级",)))
    return random.choice(WRITTEN.get(grade, (grade,))) if random.random() < 0.2 else grade


def _requirement(random: Random, number: int) -> dict[str, Any]:
    scheme = random.choice([*GRADES][:3] * 4 + ["sc-credit", "cq-nothing"])
    known = [*CATEGORIES.get(scheme, ())]
    named = random.sample(known, min(len(known), random.randint(1, 2))) or ["水"]
    named = [*named, "不存在"] if random.random() < 0.05 else named
    return {
        "id": f"R{number}",
        "scheme": scheme,
        "minGrade": "超超级" if random.random() < 0.04 else _grade(random, scheme),
        "holder": random.choice(["bidder", "bidder", "any-member", "every-member-on-item"]),
        "validAt": random.choice(["opening", "award", "contract-end", "all"]),
        **_maybe(
            random, 0.8 if known else 0.1, categories={random.choice(["anyOf", "anyOf", "allOf"]): named}
        ),
        **_maybe(random, 0.5, workItem=random.choice(["W1", "W2", "W3"])),
        **_maybe(random, 0.4, acceptEquivalents=random.random() < 0.5),
        **_maybe(random, 0.4, text=random.choice(PASSAGES)),
    }


def make_tender(random: Random) -> dict[str, Any]:
    """Return a tender of one to three lots."""
    number = iter(range(1, 99))
    lots = [f"L{n}" for n in range(1, random.randint(2, 4))]
    criteria = []
    for name in range(random.randint(1, 4)):
        groups = [
            {"id": f"g{n}", "requirements": [_requirement(random, next(number)) for _ in range(size)]}
            for n, size in enumerate(random.choice([[1], [1], [2], [1, 1], [2, 1], [1, 0], []]))
        ]
        rows = [*random.sample(GRADES["cq-pollution-control"], 2), _grade(random, "cq-facility-operation")]
        points = [
            {"minGrade": row, "points": random.choice([str(n), n])}
            for n, row in enumerate(rows[random.randrange(3) :])
        ]
        criteria.append(
            {
                "id": f"C{name}",
                "use": random.choice(["qualification", "scoring", "information"]),
                "groups": groups,
                **_maybe(random, 0.5, lots=random.sample(lots, random.randint(1, len(lots)))),
                **_maybe(random, 0.6, points=points),
            }
        )
    opening = OPENING + timedelta(days=random.choice([0, 0, 0, 12, -2000]))
    terms = {
        "allowed": random.random() < 0.7,
        **_maybe(random, 0.6, rule=random.choice(["same-work", "same-profession"])),
        **_maybe(random, 0.3, maxMembers=2),
    }
    freshness = {
        **_maybe(random, 0.5, warnAfterHours=random.choice([5, 5, 150])),
        **_maybe(random, 0.5, failAfterHours=100),
    }
    return {
        "type": "Tender/1", "number": "T-1", "version": 1, "title": "示例", "buyer": "示例",
        "home": "did:web:cq.huren.example",
        "regime": random.choice(["mandatory", "government", "voluntary"]),
        "lots": [{"id": lot, "title": "示例"} for lot in lots],
        "openingAt": opening.isoformat(),
        "contract": {"from": "2026-06-01", "until": random.choice(ENDS)},
        "workItems": [{"id": f"W{n}", "title": "示例"} for n in (1, 2, 3)],
        "criteria": criteria,
        **_maybe(random, 0.3, awardAt=(opening + timedelta(days=15)).isoformat()),
        **_maybe(random, 0.8, consortium=terms),
        **_maybe(random, 0.5, freshness=freshness),
    }  # fmt: skip


def _request(random: Random, file: str) -> dict[str, Any]:
    about = {"file": random.choice(FILES), **_maybe(random, 0.7, page=random.randint(1, 4))}
    return {
        "request": "2026-05-21",
        "about": about,
        **_maybe(random, 0.7, file=file),
        **_maybe(random, 0.5, answerBy=random.choice(["2026-05-22", "2026-06-30"])),
    }


def _look(random: Random, file: str) -> dict[str, Any]:
    page = random.randint(1, 4)
    saw = random.choice(["not-a-certificate", "other-issuer", "illegible", "illegible"])
    last = _maybe(random, 0.3, lastPage=page + random.randint(0, 3))
    return {"file": file, "page": page, "saw": saw, "by": "评委一", "on": "2026-05-20", **last}


def make_bidders(random: Random, lots: list[str]) -> dict[str, Any]:
    """Return two to four bids, alone or in consortia."""
    bidders = []
    for name in random.sample(["B1", "B2", "constructor", "B10"], random.randint(2, 4)):
        codes = random.sample(ENTERPRISES, random.randint(1, 3))
        bidder: dict[str, Any] = {"id": name, "lots": random.sample(lots, random.randint(1, len(lots)))}
        if len(codes) == 1:
            bidder |= {"name": "示例", "uscc": codes[0]}
        else:
            bidder["members"] = [
                {"name": "示例", "uscc": code, "workItems": random.sample(["W1", "W2"], random.randint(0, 2))}
                for code in codes
            ]
            bidder |= _maybe(random, 0.7, jointAgreement=random.choice(["协议.pdf", "a", "资质.pdf"]))
        files = random.sample(FILES, 2)
        bidder |= _maybe(random, 0.4, ignore=[{"file": file, "reason": "已核对"} for file in files])
        asked = [_request(random, file) for file in random.sample(FILES, 4)]
        bidder |= _maybe(random, 0.6, clarifications=asked)
        claims = random.choice(["certificate", "certificate", "CQ‑2026–1"])
        dated = _maybe(random, 0.3, issued=random.choice(["2019-05-06", "2026-03-01"]))
        marks = [{"file": file, "page": page, "claims": claims, **dated} for file in files for page in (1, 2)]
        bidder |= _maybe(random, 0.5, looked=[_look(random, file) for file in random.sample(FILES, 3)])
        bidders.append(bidder | _maybe(random, 0.5, marks=marks))
    return {"type": "Bidders/1", "version": 1, "bidders": bidders}


def name_certificates(
    random: Random, bids: Any, criteria: list[str], held: Mapping[str, list[bytes]]
) -> None:
    """Give some bidders a list of numbers: their own, another's, and one that does not exist."""
    for bidder in bids["bidders"]:
        codes = [member["uscc"] for member in bidder.get("members", [bidder])] + [random.choice(ENTERPRISES)]
        owned = [parse_credential(one).body.title for code in codes for one in held[code]]
        numbers = [*random.choices(owned, k=6), "CQ-2026-1", "X-0"]
        claims = [{"criterion": random.choice(criteria), "number": number} for number in numbers]
        bidder.update(_maybe(random, 0.5, claims=claims))


def ask_at_random(openings: Openings, count: int, seed: int = 47) -> None:
    """Record `count` openings, each as a case."""
    random, listing = Random(seed), Random(seed)
    market = Market(random, openings)
    for number in range(count):
        asked = make_tender(random)
        bids = make_bidders(random, [lot["id"] for lot in asked["lots"]])
        name_certificates(listing, bids, [one["id"] for one in asked["criteria"]], market.held)
        papers = {}
        for bidder in bids["bidders"]:
            codes = [member["uscc"] for member in bidder.get("members", [bidder])]
            papers[bidder["id"]] = market.papers(codes)
        published, trust = random.choice(market.stores)
        now = published + timedelta(hours=random.choice([0, 1, 1, 30, 200, -30]))
        award = random.choice([None, None, now, now - timedelta(days=1), now + timedelta(days=1)])
        award = None if award is not None and award < parse_time(asked["openingAt"]) else award
        with openings.recording(f"seed {seed} opening {number}"):
            openings.check(
                parse_tender(canonicalize(asked)), parse_bidders(canonicalize(bids)), papers, trust,
                now=now, award_at=award,
            )  # fmt: skip
