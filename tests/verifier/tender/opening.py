"""A bid opening in memory: the worked example's tender, bidders and credentials, and small ones."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from credentials.times import CHINA, end_of, start_of
from tests.harness.vectors import read_vectors
from tests.world import World, digest_of
from verifier import TrustStore
from verifier.tender import FoundCode, Matrix, Paper, check, read_bidders, read_tender

A, B = "91500100MA000AAAAP", "91510100MA001AAAAK"
"""Two enterprises."""
CALLED = {A: "示例甲", B: "示例乙"}
"""The enterprises, by their names in the lists of bidders."""
OPENING = datetime(2026, 5, 20, 9, 30, tzinfo=CHINA)


def load_example() -> Any:
    """Return the worked example: an opening, its results in three runs, and the truth rows."""
    return read_vectors("tender-opening")


def paper(name: str, *data: bytes, **more: Any) -> Paper:
    """Return a file with these credentials."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Paper(name, digest, tuple(FoundCode(one, 1) for one in data), **more)


@dataclass
class Example:
    """The credentials of the worked example by `K01`, in a world that publishes when told."""

    data: Any
    world: World = field(default_factory=World)
    credentials: dict[str, bytes] = field(default_factory=dict)
    late: dict[str, list[str]] = field(default_factory=dict)
    trust: tuple[datetime, TrustStore] | None = None

    def __post_init__(self) -> None:
        people = {}
        for bidder in self.data["bidders"]:
            for one in [bidder, *bidder.get("members", [])]:
                if "uscc" in one:
                    people[one["label"]] = one
        for entry in self.data["credentials"]:
            holder = people[entry["holder"]]
            self.credentials[entry["id"]] = self.world.issue(
                by=entry["scheme"][:2],
                created=datetime.fromisoformat(entry["signed"]),
                scheme=entry["scheme"],
                category=entry.get("categories", []),
                grade=entry["grade"],
                legal_name=holder["name"],
                unified_social_credit_code=holder["uscc"],
                region="CN-CQ" if entry["scheme"].startswith("cq") else "CN-SC",
                valid_from=start_of(date.fromisoformat(entry["validFrom"])),
                valid_until=end_of(date.fromisoformat(entry["lastDay"])),
            )
        self.names = {digest_of(data): name for name, data in self.credentials.items()}

    def bidders(self) -> Any:
        """Return the example's Bidders/1."""
        made = []
        for bidder in self.data["bidders"]:
            whole = {k: v for k, v in bidder.items() if k in ("id", "name", "uscc", "lots")}
            if "members" in bidder:
                kept = ("name", "uscc", "workItems")
                whole["members"] = [{k: m[k] for k in kept} for m in bidder["members"]]
            if bidder.get("jointAgreement"):
                whole["jointAgreement"] = bidder["jointAgreement"]
            made.append(whole)
        return {"type": "Bidders/1", "version": 1, "bidders": made}

    def papers(self) -> dict[str, list[Paper]]:
        """Return papers by bidder, one credential a file; late ones are marked."""
        found: dict[str, list[Paper]] = {}
        for bidder in self.data["bidders"]:
            everyone = [bidder, *bidder.get("members", [])]
            held = [name for one in everyone for name in one.get("papers", [])]
            made = [paper(f"{name}.json", self.credentials[name]) for name in held]
            made += [paper(name, unread="pdf-locked") for name in bidder.get("unread", [])]
            made += [paper(bidder["jointAgreement"])] if bidder.get("jointAgreement") else []
            made += [
                paper(f"{k}.json", self.credentials[k], late=True) for k in self.late.get(bidder["id"], [])
            ]
            found[bidder["id"]] = made
        return found

    def run(self, now: str, award_at: str | None = None, **changes: Any) -> Matrix:
        """Return the matrix at `now`; everything is published an hour before."""
        moment = datetime.fromisoformat(now)
        if self.world.now < moment:
            self.world.now = moment
            self.world.publish()
        if self.trust is None or self.trust[0] != moment:
            self.trust = moment, self.world.trust()
        return check(
            read_tender(changes.get("tender", self.data["tender"])),
            read_bidders(changes.get("bidders", self.bidders())),
            changes.get("papers", self.papers()),
            self.trust[1],
            now=moment,
            award_at=datetime.fromisoformat(award_at) if award_at else None,
        )

    def run_all(self) -> dict[str, Matrix]:
        """Return all three runs, each after the events before it."""
        told, award = [self.data[name] for name in ("run1", "run2", "run3")], self.data["run2"]["awardAt"]
        first = self.run(told[0]["now"])
        end = told[1]["suspended"]
        moment = datetime.fromisoformat(end["from"])
        credential = self.credentials[end["credential"]]
        self.world.suspend(credential, effective_from=moment, created=moment, reason=end["reason"])
        self.late = {bidder: [name] for bidder, name in told[1]["late"].items()}
        second = self.run(told[1]["now"], award)
        end = told[2]["revoked"]
        self.world.revoke(
            self.credentials[end["credential"]], effective_from=datetime.fromisoformat(end["from"]),
            created=datetime.fromisoformat(end["signed"]), reason=end["reason"],
        )  # fmt: skip
        return {"run1": first, "run2": second, "run3": self.run(told[2]["now"], award)}


WATER = "cq-pollution-control"
"""Its grades: 甲级, 乙级, 甲临, 乙临."""


def requirement(**changes: Any) -> dict[str, Any]:
    """Return a requirement of 乙级 in water of any bidder, at the opening."""
    whole: dict[str, Any] = {
        "id": "R1", "scheme": WATER, "categories": {"anyOf": ["水"]}, "minGrade": "乙级",
        "holder": "bidder", "validAt": "opening",
    }  # fmt: skip
    whole.update(changes)
    return {name: value for name, value in whole.items() if value is not None}


def tender(*requirements: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a tender with one lot and one criterion of one group."""
    group = {"id": "g1", "requirements": [*(requirements or (requirement(),))]}
    whole: dict[str, Any] = {
        "type": "Tender/1", "number": "T-1", "version": 1, "title": "示例", "buyer": "示例",
        "home": "did:web:cq.huren.example", "regime": "voluntary",
        "lots": [{"id": "L1", "title": "示例"}],
        "openingAt": OPENING.isoformat(),
        "contract": {"from": "2026-06-01", "until": "2026-12-31"},
        "workItems": [{"id": "W1", "title": "运行"}, {"id": "W2", "title": "监测"}],
        "consortium": {"allowed": True, "rule": "same-work"},
        "criteria": [{"id": "C1", "use": "qualification", "groups": [group]}],
    }  # fmt: skip
    return {**whole, **changes}


def single() -> dict[str, Any]:
    """Return one bidder, A."""
    return {"id": "B1", "name": "示例甲", "uscc": A, "lots": ["L1"]}


def together(first: Sequence[str], second: Sequence[str]) -> dict[str, Any]:
    """Return A and B as a consortium, with the items of each."""
    members = [
        {"name": "示例甲", "uscc": A, "workItems": [*first]},
        {"name": "示例乙", "uscc": B, "workItems": [*second]},
    ]
    return {"id": "B1", "lots": ["L1"], "members": members, "jointAgreement": "协议.pdf"}


class Room:
    """A world at the opening in which somebody hands in papers."""

    def __init__(self) -> None:
        self.world = World()
        self.world.now = OPENING
        self.papers: list[Paper] = []
        self.agreement = [paper("协议.pdf")]
        """Of a consortium; beside the papers, so that they can be replaced."""

    def hand_in(self, uscc: str = A, **draft: Any) -> bytes:
        """Hand in a credential of a year ago; 乙级 in water by default."""
        scheme = str(draft.get("scheme", WATER))
        whole: dict[str, Any] = {
            "by": scheme[:2], "scheme": scheme, "category": ["水"], "grade": "乙级",
            "created": datetime(2026, 1, 5, 9, tzinfo=CHINA), "unified_social_credit_code": uscc,
            **({"legal_name": CALLED[uscc]} if uscc in CALLED else {}),
        }  # fmt: skip
        data = self.world.issue(**{**whole, **draft})
        self.papers.append(paper(f"{len(self.papers)}.json", data))
        return data

    def check(
        self,
        asked: Mapping[str, Any] | None = None,
        bidder: Mapping[str, Any] | None = None,
        now: datetime = OPENING,
        **more: Any,
    ) -> Matrix:
        """Return the matrix at `now`, with the world's last publication."""
        return check(
            read_tender(dict(asked or tender())),
            read_bidders({"type": "Bidders/1", "version": 1, "bidders": [dict(bidder or single())]}),
            {"B1": [*self.papers, *self.agreement]},
            more.get("trust") or self.world.trust(),
            now=now,
            award_at=more.get("award_at"),
            register=more.get("register"),
        )


def shown(matrix: Matrix) -> tuple[str, list[str]]:
    """Return state and codes of the only cell."""
    (cell,) = matrix.cells
    return cell.state, [*cell.codes]
