"""A credential that was read has the verdicts of its bytes, from every home, by one signature check."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from api.answers.standings.enterprises import look_at
from credentials.errors import RecordError
from credentials.kinds import parse_any, parse_credential
from credentials.times import start_of
from registry.lookup.printable import find_paper
from signing.jcs import canonicalize
from tests.harness.selection.by_day import by_day
from tests.verifier.attacks import ATTACKS
from tests.world import START, World
from tests.world.registries import open_registry
from verifier import (
    Policy,
    QuestionError,
    TrustStore,
    Verdict,
    verify_at,
    verify_homes,
    verify_record,
)
from verifier.checks.proof import check_proof

CASES = [(code, attack) for code, attacks in ATTACKS.items() for attack in attacks]
asked = [0]
"""How many questions about credentials that can be read were compared."""


def ask_every_way(data: bytes, trust: TrustStore, **question: Any) -> Verdict:
    """`verify_at`, whose verdict is that of the record that was read, and that from its home among others."""
    expected = verify_at(data, trust, **question)
    try:
        record = parse_credential(data)
    except RecordError:
        return expected
    asked[0] += 1
    through, at = question.pop("through", None), question.get("at")
    plain = replace(expected, through=None) if through is not None else expected
    if at is None or isinstance(at, datetime):
        assert verify_record(record, trust, **question) == plain
    if question.get("expect") is None and question.get("proof") is None:
        compare_homes(record, trust, {name: question[name] for name in ("policy", "now")}, at)
    return expected


def compare_homes(record: Any, trust: TrustStore, question: dict[str, Any], at: date | None) -> None:
    """From every home whose question can be asked, and from none where no grade is required."""
    homes: list[str | None] = [] if question["policy"].require_recognition else [None]
    expected: dict[str | None, Verdict] = {}
    for home in (*homes, *sorted(trust.chain.members)):
        with suppress(QuestionError):  # a clock may be behind for one home and not for another
            expected[home] = verify_at(record.data, trust, **question, at=at, home=home)
    assert expected
    assert verify_homes(record, trust, **question, at=at, homes=expected) == expected


@pytest.mark.parametrize(
    ("code", "attack"), by_day(CASES, CASES[::4]), ids=[f"{c}-{a.__name__}" for c, a in CASES]
)
def test_a_record_has_the_verdicts_of_its_bytes(code: str, attack: Any) -> None:
    with patch("tests.world.verify_at", ask_every_way):
        assert code in attack(World()).codes


def test_most_attacks_are_on_credentials_that_can_be_read() -> None:
    asked[0] = 0
    with patch("tests.world.verify_at", ask_every_way):
        for attack in (ATTACKS["revoked"][0], ATTACKS["expired"][0], ATTACKS["declined"][0]):
            attack(World())
    assert asked[0] == 3


def test_a_day_from_every_home() -> None:
    world = World()
    credential = world.issue()
    world.suspend(credential, effective_from=START + timedelta(days=1, hours=3))
    world.advance(days=3)
    world.publish("sc")
    world.publish()
    day = (START + timedelta(days=1)).date()
    with patch("tests.world.verify_at", ask_every_way):
        assert world.verify(credential, at=day).code == "suspended"
    verdicts = verify_homes(
        parse_credential(credential), world.trust(), policy=Policy(), now=world.now,
        homes=(None, world.sc.did, world.cq.did), at=day,
    )  # fmt: skip
    assert {verdict.code for verdict in verdicts.values()} == {"suspended"}
    assert all(verdict.day == day and verdict.at > start_of(day) for verdict in verdicts.values())


def count_signatures(run: Any) -> int:
    """How many credentials' signatures `run` checks."""
    with patch("verifier.checks.check_proof", wraps=check_proof) as counted:
        run()
    return counted.call_count


def test_one_signature_check_whatever_is_asked(tmp_path: Any) -> None:
    """From every home, at every moment of a day, for a page and for a certificate."""
    world = World()
    credential = world.issue()
    world.suspend(credential, until=START + timedelta(hours=9))
    world.advance(days=2)
    world.publish("sc")
    world.publish()
    record, trust, homes = parse_credential(credential), world.trust(), (None, world.cq.did, world.sc.did)
    question: dict[str, Any] = {"policy": Policy(), "now": world.now, "homes": homes}
    assert count_signatures(lambda: verify_homes(record, trust, **question)) == 1
    assert count_signatures(lambda: verify_homes(record, trust, at=START.date(), **question)) == 1
    assert count_signatures(lambda: find_paper(record, trust, now=world.now, example=True)) == 1
    with open_registry(tmp_path / "registry.db", world) as registry:
        looked = lambda: look_at(registry, record, trust, now=world.now, homes=homes)  # noqa: E731
        assert count_signatures(looked) == 1


def test_a_record_of_another_kind_is_no_credential() -> None:
    world = World()
    world.revoke(world.issue())
    event = parse_any(canonicalize(world.cq.events[0]))
    asks: list[Any] = [verify_record, verify_homes]
    for ask in asks:
        for given in (event, b"{}", None):
            question: dict[str, Any] = {"homes": (None,)} if ask is verify_homes else {}
            with pytest.raises(QuestionError) as refused:
                ask(given, world.trust(), policy=Policy(), now=world.now, **question)
            assert (refused.value.code, refused.value.field) == ("argument-type", "record")
