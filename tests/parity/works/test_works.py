"""Technologies, listings and notices: JavaScript reads and judges them as Python does."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from credentials.times import format_time
from signing.jcs import canonicalize
from tests.credentials.works.refused_lists import LISTS
from tests.credentials.works.refused_reports import REPORTS
from tests.credentials.works.refused_surveys import SURVEY_REPORTS, SURVEYS
from tests.credentials.works.refused_works import NOTICES, TECHNOLOGIES
from tests.parity.members import VALUES, check, paths
from tests.parity.parity import Recorder
from tests.world import World, digest_of, id_of
from tests.world.works import (
    change,
    grant_technologies,
    list_notice,
    listing,
    notice,
    publish_part,
    report,
    signed,
    signed_halves,
    signed_report,
    survey,
    survey_report,
    technology,
)
from verifier import Beside, Verdict
from verifier.reasons import find_reasons
from verifier.trust.parts import HandedParts

pytestmark = pytest.mark.javascript


@pytest.fixture(scope="module")
def world() -> World:
    """Both associations list technologies."""
    made = World()
    grant_technologies(made)
    return made


def documents(world: World) -> Iterator[dict[str, Any]]:
    """Yield documents with each fault of form once, and sound ones."""
    yield technology(world)
    yield notice(world)
    yield notice(world, kind="event", place="重庆示例大道 1 号")
    yield technology(world, contact=...)
    gas = {
        "target": "fluoride",
        "high": "6",
        "unit": "mg/m3",
        "gasState": "dry-standard",
        "referenceO2": "11",
    }
    acid = {"target": "ph", "low": "6", "high": "9", "unit": "[pH]"}
    germs = {"target": "coliforms", "high": "1000", "unit": "{COUNT}/L"}
    yield notice(world, limits=[gas, acid, germs], targets=["colour", "chromium", "anionic-surfactants"])
    for unit in ("10*4.m3/d", "10*4.t/d", "t/a", "10*4.t/a"):
        yield change(technology(world), {"credentialSubject.cases.0.capacity.unit": unit})
    for members, *_ in TECHNOLOGIES.values():
        yield change(technology(world), members)
    for members, *_ in NOTICES.values():
        yield change(notice(world), members)
    about = signed(world, technology(world))
    for decision in ("joins", "objects", "withdraws"):
        yield listing(world, about, decision=decision)
    yield change(listing(world, about, decision="objects"), {"credentialSubject.grounds": ...})
    yield listing(world, about, reviewers=100)
    yield listing(world, about, sequence=0)


def test_forms_are_read_alike(world: World, tmp_path: Path) -> None:
    recorder = Recorder()
    with recorder.recording("form"):
        for document in documents(world):
            world.verify(canonicalize(world.cq.sign(document, "assessment", world.now)))
    codes = {case["expected"]["en"]["code"] for case in recorder.cases if case["kind"] == "verdict"}
    assert {"malformed", "ok"} <= codes
    check(recorder, tmp_path)


@pytest.mark.parametrize(
    "values", [VALUES[::3], pytest.param(VALUES, marks=pytest.mark.night)], ids=["some", "all"]
)
def test_every_member_is_read_alike(world: World, tmp_path: Path, values: Sequence[Any]) -> None:
    """Each member left out, emptied, of another type, or with an unknown one beside it."""
    recorder = Recorder()
    with recorder.recording("member"):
        for whole in (technology(world), notice(world), listing(world, signed(world, technology(world)))):
            for path in paths(whole["credentialSubject"], "credentialSubject"):
                for value in values:
                    document = world.cq.sign(change(whole, {path: value}), "assessment", world.now)
                    world.verify(canonicalize(document))
    check(recorder, tmp_path)


def test_own_checks_are_judged_alike(tmp_path: Path) -> None:
    recorder = Recorder()
    world = World()
    grant_technologies(world)
    with recorder.recording("own checks"):
        first = signed(world, technology(world))
        plain = signed(world, technology(world, verification=..., version="3"))
        joins, objects = listing(world, first), listing(world, first, decision="objects", sequence=2)
        rival = listing(world, first, reviewers=3)
        own, long = listing(world, first, by="cq"), listing(world, first, days=1500)
        other = signed(world, notice(world))
        stray = listing(world, other)
        said = {name: signed(world, one) for name, one in
                (("joins", joins), ("objects", objects), ("rival", rival), ("own", own), ("long", long),
                 ("stray", stray))}  # fmt: skip
        sets = [(), ("joins",), ("joins", "objects"), ("joins", "rival"), ("own",), ("long",), ("stray",)]
        for at in (None, world.now + timedelta(days=200), world.now + timedelta(days=400)):
            for names in sets:
                here = [first, other, *(said[name] for name in names)]
                beside, trust = [parse_any(one) for one in here], world.trust()
                for data in (*here, plain):
                    world.verify(data, trust=trust, beside=beside, now=at)
            world.verify(first)
            world.verify(said["joins"])
        publish_part(world, "sc", [said["joins"]])
        world.verify(first, beside=Beside([parse_any(said["joins"])]))
        world.verify(said["joins"])
        end = (world.now + timedelta(days=300)).date()
        world.now += timedelta(days=310)
        world.publish()
        world.verify(first, at=end)
    cases = [case["expected"]["en"] for case in recorder.cases if case["kind"] == "verdict"]
    told = {code for case in cases for code in case["codes"]}
    assert told >= {"joint", "objected", "unverified", "verification-expired", "own-technology", "outlives",
                    "not-joint", "joint-unknown", "part-absent",
                    "no-technology", "listing-replaced", "listing-conflict", "changed-that-day"}  # fmt: skip
    check(recorder, tmp_path)


@pytest.mark.parametrize(
    ("action", "reason", "code", "word"),
    [
        ("revoke", "called-off", "revoked", "取消"),
        pytest.param("revoke", "issued-in-error", "revoked", "撤回", marks=pytest.mark.night),
        ("supersede", "postponed", "superseded", "延期"),
        pytest.param("supersede", "correction", "superseded", "更正", marks=pytest.mark.night),
        ("revoke", "postponed", "ok", ""),
        pytest.param("supersede", "called-off", "ok", "", marks=pytest.mark.night),
    ],
)
def test_the_ends_of_a_notice_are_judged_alike_in_its_own_words(
    tmp_path: Path, action: Any, reason: str, code: str, word: str
) -> None:
    """A cancelled or postponed notice is not called a certificate.

    An event with another action's reason is invalid.
    """
    recorder, world = Recorder(), World()
    with recorder.recording("notice"):
        old, new = (signed(world, notice(world, kind="event")) for _ in range(2))

        def reasoned(document: Any) -> None:
            document["credentialSubject"]["reason"] = reason

        successor = new if action == "supersede" else None
        world.advance(days=1)
        world.event(id_of(old), action, by="cq", successor=successor, change=reasoned)
        world.publish()
        verdict = world.verify(old)
        before = world.verify(old, at=world.now - timedelta(seconds=1))
        world.verify(new)
    assert (verdict.code == code) is (code != "ok")
    told = [found for one in (verdict, before) for found in one.findings if "notice" in found.evidence]
    assert [found.check for found in told] == (["status", "since"] if word else [])
    assert all(word in found.detail("zh") and "凭证" not in found.detail("zh") for found in told)
    check(recorder, tmp_path)


def test_a_withdrawn_listing_does_not_revive_an_older_one(world: World) -> None:
    """An association that withdraws neither joins nor objects."""
    first = signed(world, technology(world))
    beside = [parse_any(signed(world, listing(world, first, decision=one, sequence=n)))
              for n, one in enumerate(("joins", "objects", "withdraws"), 1)]  # fmt: skip
    assert [world.verify(first, beside=beside[:n]).codes for n in range(4)] == [
        ("not-joint",),
        ("joint",),
        ("objected",),
        ("not-joint",),
    ]
    for days, told in ((0, ["joint"]), (60, [])):
        verdict = world.verify(first, beside=beside[:1], now=world.now + timedelta(days=days))
        assert [one.code for one in find_reasons(verdict)[1] if one.code == "joint"] == told, "of what stands"


def test_a_later_listing_changes_no_earlier_day(tmp_path: Path) -> None:
    """Verdicts on technology and objection, the day after it and after its withdrawal.

    A part read before the withdrawal is known as of its reading.
    """
    recorder, world = Recorder(), World()
    grant_technologies(world)
    first = signed(world, technology(world))
    objects = signed(world, listing(world, first, decision="objects"))
    day, back = world.now + timedelta(days=1), world.now + timedelta(days=3)
    world.now = day
    world.publish()
    world.now = back
    withdraws = signed(world, listing(world, first, decision="withdraws", sequence=2))
    beside = [parse_any(one) for one in (first, objects, withdraws)]
    with recorder.recording("later word"):
        told = [
            {*world.verify(data, beside=beside, at=at).codes} - {"known-before-at", "ageing"}
            for at in (day, back)
            for data in (first, objects)
        ]
        heard = Beside(beside, world.all_heard())
        since = [world.verify(first, beside=heard, at=at) for at in (day, back)]
        alone = world.verify(first, beside=Beside(heard.records[:1], heard.heard))
    assert told == [{"objected"}, set(), {"not-joint"}, {"listing-replaced"}]
    assert [known_of(one) for one in (*since, alone)] == [None, format_time(back), format_time(day)]
    check(recorder, tmp_path)


def known_of(verdict: Verdict) -> Any:
    """Return since when others are known not to join."""
    return next((one.evidence["known"] for one in verdict.findings if one.code == "not-joint"), None)


def test_parts_are_opened_alike(tmp_path: Path) -> None:
    """Named parts, older ones, incomplete ones, parts of another association, parts with foreign records."""
    recorder, world = Recorder(), World()
    grant_technologies(world)
    about, plain = (signed(world, technology(world, version=version)) for version in "12")
    joins, own = signed(world, listing(world, about)), signed(world, listing(world, about, by="cq"))
    broken = canonicalize({"credentialSubject": {"technology": parse_any(about).digest}})
    world.publish()
    older = publish_part(world, "sc", [joins])
    first_named = len(world.sc.manifests) - 1
    theirs = publish_part(world, "sc", [joins, own, broken, world.issue()])
    world.publish("cq")
    with recorder.recording("parts"):
        empty = world.trust()
        ours = publish_part(world, "cq", [about, plain])
        full = world.trust()
        for trust in (empty, full):
            for parts in ([], [older, ours], [theirs], [theirs, ours], [b"{}", theirs]):
                for data in (about, plain, joins, world.issue()):
                    recorder.beside(trust, parts, data)
    found = HandedParts(full, [theirs, ours]).find_beside(parse_any(joins))
    assert [one.data for one in found.records] == [about, joins]
    newest, before = (digest_of(world.sc.manifests[place]) for place in (-1, first_named))
    assert {newest, before} <= found.heard[world.sc.did], "the newer part holds the older one"
    alone = HandedParts(full, [older]).find_beside(parse_any(about))
    assert before in alone.heard[world.sc.did]
    assert newest not in alone.heard[world.sc.did]
    assert [one.data for one in alone.records] == [joins]
    check(recorder, tmp_path)


def test_reports_are_read_alike(tmp_path: Path) -> None:
    """Each fault of form once; each member left out, emptied, or of another type."""
    recorder, world = Recorder(), World()
    whole = report(world)
    changes = [{}, *(members for members, *_ in REPORTS.values())]
    changes += [
        {path: value} for path in paths(whole["credentialSubject"], "credentialSubject") for value in VALUES
    ]
    with recorder.recording("report"):
        for members in changes:
            world.verify(canonicalize(signed_report(world, change(whole, members))))
        world.verify(canonicalize(world.cq.sign(whole, "assessment", world.now)))
        world.verify(canonicalize({**signed_report(world, whole), "id": world.new_id()}))
    told = {
        code
        for case in recorder.cases
        if case["kind"] == "verdict"
        for code in case["expected"]["en"]["codes"]
    }
    assert {"malformed", "not-recomputed", "wrong-use", "bad-signature"} <= told
    check(recorder, tmp_path)


def test_public_notices_are_read_and_judged_alike(tmp_path: Path) -> None:
    """Each fault of form once; each member left out, emptied, or of another type."""
    recorder, world = Recorder(), World()
    first = signed(world, list_notice(world))
    objection = {"receivedOn": "2026-02-01", "decidedOn": "2026-02-03", "result": "rejected"}
    told: dict[str, Any] = {"items__0__withdrawn": True, "items__1__objections": [objection]}
    with recorder.recording("list-notice"):
        for document, faults in ((list_notice(world), LISTS), (list_notice(world, before=first, **told), {})):
            changes = [{}, *(members for members, *_ in faults.values())]
            changes += [
                {path: value}
                for path in paths(document["credentialSubject"], "credentialSubject")
                for value in VALUES
            ]
            for members in changes:
                world.verify(signed(world, change(document, members)))
        world.verify(canonicalize(world.cq.sign(list_notice(world), "publication", world.now)))
        world.now += timedelta(days=30)
        world.publish()
        world.verify(signed(world, list_notice(world, before=first)))
    check(recorder, tmp_path)


def test_surveys_are_read_and_judged_alike(tmp_path: Path) -> None:
    """Each fault of form once; two reports of one year, with parts and without."""
    recorder, world = Recorder(), World()
    asked = survey(world)
    about = signed(world, asked)
    whole = survey_report(world, about)
    with recorder.recording("survey"):
        for document, faults in ((asked, SURVEYS), (whole, SURVEY_REPORTS)):
            changes = [{}, *(members for members, *_ in faults.values())]
            changes += [
                {path: value}
                for path in paths(document["credentialSubject"], "credentialSubject")
                for value in VALUES
            ]
            for members in changes:
                world.verify(signed(world, change(document, members)))
        first, second = signed(world, whole), signed(world, {**whole, "id": world.new_id()})
        halves = signed_halves(world, about, items__0__refers__0__kind="survey")
        world.now -= timedelta(days=1)
        early = signed(world, whole)
        world.now += timedelta(days=1)
        other = signed(world, change(whole, {"credentialSubject.questions.0.unit": "items"}))
        theirs = signed(world, {**whole, "issuer": world.sc.did})
        for data, beside in (
            *((data, [about, *halves]) for data in (first, early, other, theirs)),
            *((first, beside) for beside in ([second, *halves], [first, about], halves[:1], halves)),
            (about, halves),
            (about, [first]),
        ):
            world.verify(data, beside=[parse_any(one) for one in beside])
        parts = [publish_part(world, "cq", [first, second], "statistics")]
        parts.append(publish_part(world, "cq", [about, halves[0]], "resolutions"))
        parts.append(publish_part(world, "sc", [halves[1]], "resolutions"))
        trust = world.trust()
        for handed in ([], parts, parts[:1], parts[:2]):
            for data in (first, about):
                recorder.beside(trust, handed, data)
    told = {
        code
        for case in recorder.cases
        if case["kind"] == "verdict"
        for code in case["expected"]["en"]["codes"]
    }
    assert {"malformed", "survey-conflict", "survey-open", "survey-differs"} <= told
    assert {"adopted", "unadopted", "survey-unadopted"} <= told
    check(recorder, tmp_path)
