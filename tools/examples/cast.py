"""Cast of the example: twelve fictional bidders of both provinces, and their certificates."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from credentials.times import CHINA, add_months
from keys_example.enterprises import ExampleEnterprise, example_enterprises
from signing.strict_json import JsonValue
from tests.world import World
from verifier.numbers.commitment import build_numbers, hash_number
from verifier.numbers.number_proof import NumberTree
from verifier.numbers.register import RegisterShare, join_register

_SEED, _ENTERPRISES = 2026, 20
_MONTHS = {"sc-facility-operation": 24, "cq-credit": 12, "sc-credit": 12}
_FACILITY, _CONTROL, _CREDIT = "facility-operation", "pollution-control", "credit"
_FORMER = "Chongqing Former Name Water Service Co., Ltd. (Example)"


@dataclass(frozen=True)
class HeldCertificate:
    """Certificate: its enterprise (by place), its subject, and its first day."""

    whose: int
    scheme: str
    categories: tuple[str, ...]
    grade: str
    since: date
    name: str | None = None
    """Name of the enterprise before it was renamed."""


HELD: Mapping[str, HeldCertificate] = {
    "CQ-FO-2025-0101": HeldCertificate(0, _FACILITY, ("生活污水处理", "在线监测"), "一级", date(2025, 10, 1)),
    "CQ-PC-2025-0102": HeldCertificate(0, _CONTROL, ("气", "固废"), "甲级", date(2025, 9, 1)),
    "CQ-CR-2026-0103": HeldCertificate(0, _CREDIT, (), "AAA", date(2026, 1, 15)),
    "CQ-FO-2025-0104": HeldCertificate(0, _FACILITY, ("工业废气处理",), "二级", date(2025, 10, 1)),
    "SC-FO-2026-0201": HeldCertificate(1, _FACILITY, ("生活污水处理",), "乙级", date(2026, 2, 1)),
    "SC-PC-2025-0202": HeldCertificate(1, _CONTROL, ("大气污染治理",), "二级", date(2025, 11, 1)),
    "SC-PC-2025-0203": HeldCertificate(1, _CONTROL, ("固体废物处理",), "一级", date(2025, 11, 1)),
    "SC-CR-2026-0204": HeldCertificate(1, _CREDIT, (), "AA", date(2026, 3, 1)),
    "SC-FO-2026-0205": HeldCertificate(1, _FACILITY, ("工业废气治理",), "甲级", date(2026, 2, 1)),
    "CQ-FO-2025-0301": HeldCertificate(2, _FACILITY, ("生活污水处理",), "二级", date(2025, 8, 1)),
    "CQ-FO-2025-0302": HeldCertificate(4, _FACILITY, ("在线监测",), "一级", date(2025, 8, 1)),
    "CQ-CR-2026-0303": HeldCertificate(4, _CREDIT, (), "AA", date(2026, 2, 1)),
    "CQ-PC-2025-0401": HeldCertificate(6, _CONTROL, ("气", "固废"), "甲级", date(2025, 7, 1)),
    "SC-PC-2025-0402": HeldCertificate(
        3, _CONTROL, ("大气污染治理", "固体废物处理"), "二级", date(2025, 12, 1)
    ),
    "CQ-CR-2026-0403": HeldCertificate(6, _CREDIT, (), "A", date(2026, 2, 15)),
    "CQ-FO-2025-0501": HeldCertificate(8, _FACILITY, ("生活污水处理",), "一级", date(2025, 9, 15)),
    "CQ-FO-2025-0601": HeldCertificate(10, _FACILITY, ("生活污水处理",), "一级", date(2025, 11, 15)),
    "CQ-CR-2026-0602": HeldCertificate(10, _CREDIT, (), "BBB", date(2026, 1, 10)),
    "CQ-FO-2025-0701": HeldCertificate(12, _FACILITY, ("在线监测",), "一级", date(2025, 12, 1)),
    "CQ-FO-2026-0702": HeldCertificate(12, _FACILITY, ("生活污水处理",), "二级", date(2026, 4, 20)),
    "SC-PC-2025-0801": HeldCertificate(
        5, _CONTROL, ("大气污染治理", "固体废物处理"), "一级", date(2025, 10, 15)
    ),
    "SC-CR-2026-0802": HeldCertificate(5, _CREDIT, (), "AAA", date(2026, 2, 1)),
    "CQ-FO-2025-0901": HeldCertificate(
        14, _FACILITY, ("生活污水处理", "在线监测"), "二级", date(2025, 3, 1), "重庆示例旧名水务有限公司"
    ),
    "CQ-FO-2026-0902": HeldCertificate(
        14, _FACILITY, ("生活污水处理", "在线监测"), "二级", date(2026, 4, 10)
    ),
    "SC-PC-2026-1101": HeldCertificate(7, _CONTROL, ("大气污染治理",), "二级", date(2026, 1, 5)),
    "CQ-FO-2024-1201": HeldCertificate(18, _FACILITY, ("生活污水处理",), "一级", date(2024, 6, 2)),
    "CQ-PC-2025-1202": HeldCertificate(18, _CONTROL, ("水", "气", "固废"), "乙级", date(2025, 6, 1)),
}
"""Certificates by number: place, scheme, year, bidder and certificate."""
UNKNOWN: Mapping[str, HeldCertificate] = {
    "CQ-FO-2026-9999": HeldCertificate(16, _FACILITY, ("生活污水处理",), "一级", date(2026, 1, 5)),
    "CQ-FO-2019-0031": HeldCertificate(16, _FACILITY, ("在线监测",), "二级", date(2019, 5, 6)),
    "SC-PC-2025-1102": HeldCertificate(7, _CONTROL, ("固体废物处理",), "二级", date(2025, 9, 1)),
}
"""Certificates on paper only, in no register; one is older than the registers."""


@dataclass
class Cast:
    """Enterprises, and their certificates by number, in a world that publishes only on call."""

    world: World = field(default_factory=World)
    enterprises: list[ExampleEnterprise] = field(
        default_factory=lambda: example_enterprises(Random(_SEED), _ENTERPRISES)  # noqa: S311
    )
    credentials: dict[str, bytes] = field(default_factory=dict)
    unknown: dict[str, bytes] = field(default_factory=dict)

    def issue_all(self) -> None:
        """Issue every certificate on a paper; certificates in no register come from a separate world."""
        self.credentials = {number: self._issue(self.world, number, spec) for number, spec in HELD.items()}
        nowhere = World()
        self.unknown = {number: self._issue(nowhere, number, spec) for number, spec in UNKNOWN.items()}

    def commit_numbers(self) -> None:
        """Make manifests commit to all certificate numbers from now on, including unused ones."""
        for party in self.world.parties.values():
            leaves, coverage = [], dict[str, date]()
            for number, spec in HELD.items():
                if number[:2].lower() == party.name:
                    leaves.append(hash_number(number))
                    scheme, signed = f"{party.name}-{spec.scheme}", spec.since - timedelta(days=1)
                    coverage[scheme] = min(signed, coverage.get(scheme, signed))
            tree = NumberTree(leaves)
            self.world.numbers[party.did] = build_numbers(tree.count, tree.root, [*coverage.items()])

    def register(self) -> bytes:
        """Return the bundle with all certificates."""
        holders = {
            party.did: [data for number, data in self.credentials.items() if number[:2].lower() == party.name]
            for party in self.world.parties.values()
        }
        numbers = self.world.numbers
        return join_register(
            self.world.bundle(),
            [RegisterShare(did, numbers[did], credentials) for did, credentials in holders.items()],
        )

    def _issue(self, world: World, number: str, spec: HeldCertificate) -> bytes:
        by = number[:2].lower()
        scheme = f"{by}-{spec.scheme}"
        enterprise = self.enterprises[spec.whose]
        if spec.name is not None:
            enterprise = replace(enterprise, legal_name=spec.name, legal_name_en=_FORMER)
        begin = datetime.combine(spec.since, time(), CHINA)
        return world.issue(
            by,
            created=begin - timedelta(hours=14),
            scheme=scheme,
            category=[*spec.categories],
            grade=spec.grade,
            certificate_number=number,
            **asdict(enterprise),
            assessed_on=spec.since - timedelta(days=20),
            valid_from=begin,
            valid_until=add_months(begin, _MONTHS.get(scheme, 36)),
        )

    def member(self, whose: int, *items: str, **more: JsonValue) -> dict[str, Any]:
        """Return an enterprise of a consortium and its work."""
        return {**self.named(whose), **more, "workItems": [*items]}

    def named(self, whose: int) -> dict[str, Any]:
        """Return name and code of a bidder's enterprise."""
        enterprise = self.enterprises[whose]
        return {"name": enterprise.legal_name, "uscc": enterprise.unified_social_credit_code}
