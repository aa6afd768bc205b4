"""A desk that looks up numbers on marked pages in a register, and a scene for each answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from credentials.kinds import parse_credential
from tests.verifier.numbers.committed import Committed, commit
from tests.verifier.tender.opening import A, B, Room, shown, single
from tests.world import tamper
from verifier import TrustError
from verifier.numbers.commitment import hash_number
from verifier.numbers.register import Register
from verifier.tender import Matrix, Paper
from verifier.tender.words import say

NUMBER, OTHERS, ABSENT = "CQ-PC-2026-001", "CQ-PC-2026-002", "CQ-PC-2026-999"


@dataclass
class Desk:
    """A room whose association commits to two numbers; the bidder handed in a page without a code."""

    room: Room
    held: Committed
    credentials: list[bytes]

    def register(self, *claims: str) -> Register:
        """Return the register's answers on these numbers, and every credential."""
        proofs = {claim: self.held.prove(claim) for claim in claims}
        return Register({self.held.world.cq.did: proofs}, [parse_credential(one) for one in self.credentials])

    def ask(self, claims: str, *, issued: str | None = None, register: bool = True, **more: Any) -> Matrix:
        """Return the check with the marked page, and the register's answer about it."""
        found = self.register(claims)
        self.room.papers = [Paper("商务.pdf", "0" * 64, pages_without_code=(1,), pages=1)]
        mark = {"file": "商务.pdf", "page": 1, "claims": claims, **({"issued": issued} if issued else {})}
        marked = {**single(), "marks": [mark]}
        now = self.held.world.now
        return self.room.check(bidder=marked, now=now, register=found if register else None, **more)


def open_desk() -> Desk:
    room = Room()
    made = [room.hand_in(uscc, certificate_number=number) for uscc, number in ((A, NUMBER), (B, OTHERS))]
    room.world.suspend(made[1], effective_from=room.world.now)
    room.world.publish()
    room.world.now += timedelta(hours=1)
    return Desk(room, commit([hash_number(NUMBER), hash_number(OTHERS)], room.world), made)


def absence(matrix: Matrix) -> object:
    """Return the remark of the only cell on the marked page."""
    column = matrix.cells[0].columns["opening"]
    assert column is not None
    return next(reason.facts.get("kind") for reason in column.reasons if reason.code == "no-credential")


def told(matrix: Matrix) -> list[tuple[str, Any]]:
    """Return codes and kinds of the remarks after the mark."""
    return [(note.code, note.facts.get("kind", note.facts.get("why"))) for note in matrix.papers[1:]]


def a_number_of_this_bidder_is_found_with_its_grade_and_counts() -> None:
    found = open_desk().ask("cq‐pc—2026 − 001")
    note = found.papers[1]
    assert (note.code, note.facts["kind"], note.facts["grade"]) == ("number-found", "own", "乙级")
    assert note.credential is not None
    assert shown(found) == ("met", ["own-grade", "by-number"])
    (held,) = found.credentials
    assert held["places"] == [{"bidder": "B1", "file": "商务.pdf", "page": 1, "box": None, "byNumber": True}]
    assert "2026" in say("papers", note.code, note.facts, "zh")


def a_number_of_another_enterprise_is_found_and_its_suspension_told() -> None:
    found = open_desk().ask(OTHERS)
    codes = told(found)
    assert absence(found) == "answered"
    assert codes[0] == ("number-found", "other")
    assert "suspended" in [code for code, _ in codes]


def a_number_that_was_never_given_is_absent_as_of_a_manifest() -> None:
    found = open_desk().ask(ABSENT)
    assert told(found) == [("number-absent", None), ("number-not-covered", "silent")]
    assert absence(found) == "marked", "it may be older than the register"
    facts = found.papers[1].facts
    assert facts["count"] == 2
    assert facts["coverage"] == [{"scheme": "cq-facility-operation", "issuedFrom": "2026-02-01"}]
    assert facts["version"]
    for lang, day in (("zh", "2026-02-01 起"), ("en", "since 2026-02-01")):
        assert day in say("papers", "number-absent", facts, lang)  # type: ignore[arg-type]


def what_a_register_does_not_hold_may_be_older_than_it() -> None:
    """A number from before the register began is not proven absent."""
    facts = open_desk().ask(ABSENT).papers[1].facts
    for lang, held, bound in (
        ("en", "holds no certificate", "one issued earlier or under another scheme would not be in it"),
        ("zh", "的登记中没有", "更早颁发或依其他办法颁发的证书不在其中"),
    ):
        said = say("papers", "number-absent", facts, lang)  # type: ignore[arg-type]
        assert held in said
        assert bound in said


def a_certificate_from_before_the_register_is_not_covered() -> None:
    found = open_desk().ask(ABSENT, issued="2026-01-31")
    assert told(found) == [("number-not-covered", "issued"), ("number-not-covered", "silent")]
    facts = found.papers[1].facts
    assert facts["issued"] == "2026-01-31"
    assert "2026-02-01 起" in say("papers", "number-not-covered", facts, "zh")


def a_certificate_of_a_day_that_the_register_covers_is_proven_absent() -> None:
    found = open_desk().ask(ABSENT, issued="2026-02-01")
    assert told(found) == [("number-absent", "dated"), ("number-not-covered", "silent")]
    for lang in ("zh", "en"):
        said = say("papers", "number-absent", found.papers[1].facts, lang)
        assert "2026-02-01" in said.partition("其中" if lang == "zh" else "be in it")[2]


def a_number_that_is_there_is_found_whatever_its_day() -> None:
    assert told(open_desk().ask(NUMBER, issued="2019-01-01"))[0] == ("number-found", "own")


def without_a_register_nothing_follows_and_it_is_said() -> None:
    found = open_desk().ask(NUMBER, register=False)
    assert told(found) == [("number-not-covered", "elsewhere"), ("number-not-covered", "silent")]


def a_page_that_is_only_marked_asks_nobody() -> None:
    assert told(open_desk().ask("certificate")) == []


def a_register_of_an_earlier_publication_answers_as_of_that() -> None:
    """A number it has stays given; one that it lacks may have been given since."""
    desk = open_desk()
    desk.held.world.now += timedelta(hours=1)
    commit([*map(hash_number, (NUMBER, OTHERS, ABSENT))], desk.held.world)
    found, absent = desk.ask(NUMBER), desk.ask(ABSENT)
    assert told(found) == [("number-found", "own")]
    assert shown(found) == ("met", ["own-grade", "by-number"])
    assert told(absent) == [("number-not-covered", "since"), ("number-not-covered", "silent")]
    facts = absent.papers[1].facts
    assert facts["version"] == found.papers[1].facts["version"]
    for lang, said, basis in (
        ("en", "one given since would not be in it", "As of its publication"),
        ("zh", "此后颁发的证书不在其中", "为准"),
    ):
        whole = say("papers", "number-not-covered", facts, lang)  # type: ignore[arg-type]
        assert said in whole
        assert basis in whole


def of_another_publication() -> Desk:
    """Return a register whose proofs no manifest here names; its credentials are unchanged."""
    desk = open_desk()
    other = commit([hash_number(OTHERS)])
    held = Committed(desk.held.world, other.tree, other.document, desk.held.trust)
    return Desk(desk.room, held, desk.credentials)


def a_credential_in_a_register_of_another_publication_shows_that_its_number_was_given() -> None:
    """The trust data of the check decide on the credential's standing."""
    found = of_another_publication().ask(NUMBER)
    assert told(found) == [("number-held", "own")]
    assert shown(found) == ("met", ["own-grade", "by-number"])
    assert "2026-01-05" in say("papers", "number-held", found.papers[1].facts, "zh")
    codes = told(of_another_publication().ask(OTHERS))
    assert codes[0] == ("number-held", "other")
    assert "suspended" in [code for code, _ in codes]


def of_what_a_register_of_another_publication_lacks_nothing_follows() -> None:
    found = of_another_publication().ask(ABSENT)
    assert told(found) == [("number-not-covered", "other-publication"), ("number-not-covered", "silent")]
    for lang, load in (
        ("en", "Load register and trust data of one"),
        ("zh", "请载入同一次发布的登记数据文件"),
    ):
        assert load in say("papers", "number-not-covered", found.papers[1].facts, lang)  # type: ignore[arg-type]


def a_credential_counts_by_its_number_where_its_association_commits_to_none() -> None:
    desk = open_desk()
    made = desk.room.hand_in(A, certificate_number="CQ-PC-2026-003", by="sc", scheme="sc-pollution-control",
                             category=["水污染治理"], grade="一级", region="CN-SC")  # fmt: skip
    desk.credentials.append(made)
    found = desk.ask("CQ-PC-2026-003")
    assert ("number-held", "own") in told(found)
    assert shown(found)[0] == "met"


def a_credential_that_nobody_signed_shows_nothing() -> None:
    desk = of_another_publication()
    longer = "2030-01-01T00:00:00Z"
    desk.credentials = [tamper(one, lambda c: c.update(validUntil=longer)) for one in desk.credentials]
    assert told(desk.ask(NUMBER))[0] == ("number-not-covered", "other-publication")


def a_proof_that_shows_nothing_is_refused() -> None:
    desk = open_desk()
    register = Register({desk.held.world.cq.did: {NUMBER: desk.held.prove(OTHERS)}})
    desk.room.papers = [Paper("商务.pdf", "0" * 64, pages_without_code=(1,), pages=1)]
    marked = {**single(), "marks": [{"file": "商务.pdf", "page": 1, "claims": NUMBER}]}
    with pytest.raises(TrustError) as caught:
        desk.room.check(bidder=marked, now=desk.held.world.now, register=register)
    assert caught.value.code == "number-proof"


CLAIMED_NUMBERS: tuple[Callable[[], None], ...] = (
    a_register_of_an_earlier_publication_answers_as_of_that,
    a_number_of_this_bidder_is_found_with_its_grade_and_counts,
    a_number_of_another_enterprise_is_found_and_its_suspension_told,
    a_number_that_was_never_given_is_absent_as_of_a_manifest,
    what_a_register_does_not_hold_may_be_older_than_it,
    a_certificate_from_before_the_register_is_not_covered,
    a_certificate_of_a_day_that_the_register_covers_is_proven_absent,
    a_number_that_is_there_is_found_whatever_its_day,
    without_a_register_nothing_follows_and_it_is_said,
    a_page_that_is_only_marked_asks_nobody,
    a_credential_in_a_register_of_another_publication_shows_that_its_number_was_given,
    of_what_a_register_of_another_publication_lacks_nothing_follows,
    a_credential_counts_by_its_number_where_its_association_commits_to_none,
    a_credential_that_nobody_signed_shows_nothing,
    a_proof_that_shows_nothing_is_refused,
)
