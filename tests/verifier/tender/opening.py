"""A bid opening in memory: the worked example's tender, bidders and credentials, and small ones."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from credentials.times import CHINA, end_of, start_of
from tests.harness.vectors import worked_example
from tests.world import World, digest_of
from verifier.tender import FoundCode, Matrix, Paper, check, read_bidders, read_tender

EXAMPLE_START = datetime(2026, 5, 1, 9, tzinfo=CHINA)
A, B = "91500100MA000AAAAP", "91510100MA001AAAAK"
"""Two enterprises."""
OPENING = datetime(2026, 5, 20, 9, 30, tzinfo=CHINA)


def load_example() -> Any:
    """The worked example; skips where it is not beside the checkout."""
    return json.loads(worked_example("tender").read_text(encoding="utf-8"))


def paper(name: str, *data: bytes, **more: Any) -> Paper:
    """A file with these credentials in it."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Paper(name, digest, tuple(FoundCode(one, 1) for one in data), **more)


@dataclass
class Example:
    """The credentials of the worked example by `K01`, in a world that publishes when told."""

    data: Any
    world: World = field(default_factory=World)
    credentials: dict[str, bytes] = field(default_factory=dict)
    late: dict[str, list[str]] = field(default_factory=dict)

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
        """Bidders/1 of the example."""
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
        """By bidder, a file a credential; what is late is said so."""
        found: dict[str, list[Paper]] = {}
        for bidder in self.data["bidders"]:
            everyone = [bidder, *bidder.get("members", [])]
            held = [name for one in everyone for name in one.get("papers", [])]
            made = [paper(f"{name}.json", self.credentials[name]) for name in held]
            made += [paper(name, unread="pdf-locked") for name in bidder.get("unread", [])]
            made += [
                paper(f"{k}.json", self.credentials[k], late=True) for k in self.late.get(bidder["id"], [])
            ]
            found[bidder["id"]] = made
        return found

    def run(self, now: str, award_at: str | None = None, **changes: Any) -> Matrix:
        """The matrix at `now`; everything is published an hour before."""
        moment = datetime.fromisoformat(now)
        if self.world.now < moment:
            self.world.now = moment
            self.world.publish()
        return check(
            read_tender(changes.get("tender", self.data["tender"])),
            read_bidders(changes.get("bidders", self.bidders())),
            changes.get("papers", self.papers()),
            self.world.trust(),
            now=moment,
            award_at=datetime.fromisoformat(award_at) if award_at else None,
        )
