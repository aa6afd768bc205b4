"""Statistics reports where the logs are: two nodes, an early one, another number, another edition."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from credentials.kinds import parse_any
from registry import Registry
from registry.database.tables import MIRROR
from registry.errors import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.publishing.recomputed import recompute
from registry.sync.take_log import admit_all
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS
from tests.sync.nodes import Node, Nodes, copied
from tests.world.registry_setup import refused
from tests.world.works import change, signed_report
from tests.world.works import signed as sign
from works.statistics.admission import (
    check_recount,
    comes_out,
    compose_report,
    count_report,
    next_edition,
    recount,
)
from works.statistics.counts import count_records, find_heads

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

FIRST = "credentialSubject.tables.0.rows.0"
HELD = "credentialSubject.enterprises"


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes in a history of both."""
    with copied(meet, tmp_path, places=(place if isinstance(place, str) else None, None)) as (cq, sc):
        yield cq, sc


def meet(cq: Node, sc: Node) -> Nodes:
    """Each association has issued five and revoked one, and both nodes have all records."""
    for node in (cq, sc):
        node.change(node.issue(5)[0], "revoke", "false-material")
        node.publish()
    assert cq.pull(sc).error is None
    assert sc.pull(cq).error is None
    return Nodes((cq, sc))


def compose(node: Node, by: Node | None = None) -> dict[str, Any]:
    """Compose the next report of the association at `by`, about the present records of `node`."""
    issuer, now = (by or node).did, node.world.now

    def make(view: Any) -> dict[str, Any]:
        counted = count_report(view, find_heads(view), now)
        edition = next_edition(view, issuer)
        return compose_report(issuer, *counted, edition=edition, report_id=node.world.new_id())

    return node.registry.read(make)


def signed(node: Node, document: dict[str, Any]) -> bytes:
    return canonicalize(signed_report(node.world, document))


def test_both_count_the_same_and_a_late_record_changes_the_next_edition_alone(
    nodes: tuple[Node, Node],
) -> None:
    cq, sc = nodes
    first = compose(cq)
    assert first["credentialSubject"] == compose(sc)["credentialSubject"]
    data = signed(cq, first)
    check_documents(cq.registry, [first], issuer=cq.did, now=cq.world.now)
    assert cq.bench.admit(data).notes == ()
    sc.change(sc.issue()[0], "revoke", "false-material")
    cq.world.advance(hours=1)
    sc.publish()
    assert cq.pull(sc).error is None
    cq.publish()
    (part,) = cq.site.rglob("parts/statistics.json")
    assert data in part.read_bytes()
    assert sc.pull(cq).taken.refused == []
    assert sc.bench.admit(data).already
    subject = parse_any(data).body.credential_subject
    for node in nodes:
        again = node.registry.read(lambda view: recount(view, subject))
        check_recount(first, subject, again)
    second = compose(cq)
    assert second["credentialSubject"]["edition"] == 2
    assert second["credentialSubject"] == compose(sc, cq)["credentialSubject"]
    totals = [
        sum(row["total"] for table in one["credentialSubject"]["tables"] for row in table["rows"])
        for one in (first, second)
    ]
    assert totals == [10, 11]


def test_a_node_that_cannot_count_again_says_nothing_of_the_part(nodes: tuple[Node, Node]) -> None:
    """Its manifest repeats only recomputed parts; recomputing reports needs the statistics apartment."""
    cq, sc = nodes
    assert cq.bench.admit(signed(cq, compose(cq))).notes == ()
    cq.publish()
    assert sc.pull(cq).error is None
    rest = [filing for filing in FILINGS if not filing.recounts]
    for filings, named in (([*FILINGS], True), (rest, False)):
        sc.registry.close()
        sc.bench.registry = Registry.open(sc.bench.path, filings=filings)
        manifest = sc.registry.read(lambda view: view.newest_manifest(cq.did))
        assert manifest is not None
        made = sc.registry.read(partial(recompute, manifest=manifest))
        assert made is not None
        agrees, differs = made
        assert ("statistics" in {part["kind"] for part in agrees}, differs) == (named, ())


def test_one_that_comes_early_waits_and_is_counted_when_the_head_is_here(
    nodes: tuple[Node, Node],
) -> None:
    """A part with a report that was admitted early is not confirmed if any number differs."""
    cq, sc = nodes
    sc.issue()
    cq.world.advance(hours=1)
    sc.publish()
    documents = [compose(sc)]
    for edition, members in ((2, {f"{FIRST}.total": 7}), (3, {f"{HELD}.total": 9})):
        wrong = change(compose(sc), {**members, "credentialSubject.edition": edition})
        documents.append({**wrong, "id": sc.world.new_id()})
    reports = [parse_any(signed(sc, document)) for document in documents]
    for report in reports:
        assert cq.bench.admit(report.data).notes == ("recount-waiting",)
    subjects = [report.body.credential_subject for report in reports]
    with refused("head-ahead"):
        cq.registry.read(lambda view: recount(view, subjects[0]))
    assert cq.pull(sc).error is None
    again = cq.registry.read(lambda view: recount(view, subjects[0]))
    check_recount(documents[0], subjects[0], again)
    with refused("recount-differs", "credentialSubject.tables"):
        check_recount(documents[1], subjects[1], again)
    with refused("enterprises-differ", HELD):
        check_recount(documents[2], subjects[2], again)
    confirmed = [cq.registry.read(partial(comes_out, record=report)) for report in reports]
    assert confirmed == [True, False, False]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({f"{FIRST}.total": 2}, "recount-differs"),
        ({f"{FIRST}.grade": "no grade"}, "recount-differs"),
        ({f"{FIRST}.standing": "expired"}, "recount-differs"),
        ({"credentialSubject.tables": []}, "recount-differs"),
        ({"credentialSubject.counts": "0" * 64}, "recount-other"),
        ({f"{HELD}.total": 9}, "enterprises-differ"),
        ({f"{HELD}.yearBefore": 1}, "enterprises-differ"),
        ({f"{HELD}.issuers.1.schemes.0.rows.0.total": 9}, "enterprises-differ"),
        ({f"{HELD}.issuers": []}, "enterprises-differ"),
        ({f"{HELD}.comparedAt": "2020-01-01T00:00:00+08:00"}, "recount-other"),
        ({"credentialSubject.logHeads.0.root": "0" * 64}, "head-differs"),
    ],
)
def test_another_number_is_refused(nodes: tuple[Node, Node], members: dict[str, Any], code: str) -> None:
    cq, _ = nodes
    with pytest.raises(RegistryError) as told:
        cq.bench.admit(signed(cq, change(compose(cq), members)))
    assert told.value.code == code
    if code.endswith("differ") or code == "recount-differs":
        said, found = told.value.facts["said"], told.value.facts["found"]
        assert said != found
        assert "did:" not in told.value.sentence("zh")


@pytest.mark.night
def test_a_report_that_counts_no_enterprises_is_as_good(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    document = compose(cq)
    del document["credentialSubject"]["enterprises"]
    for node in (cq, sc):
        assert node.bench.admit(signed(cq, document)).notes == ()


def test_the_order_of_what_is_said_is_the_one_there_is(nodes: tuple[Node, Node]) -> None:
    cq, _ = nodes
    document = compose(cq)
    for member in ("tables", "logHeads"):
        turned = change(
            document, {f"credentialSubject.{member}": document["credentialSubject"][member][::-1]}
        )
        with refused("recount-other"):
            cq.bench.admit(signed(cq, turned))


def test_editions_have_no_gap_and_no_double(nodes: tuple[Node, Node]) -> None:
    cq, _ = nodes
    document = compose(cq)
    later = change(document, {"credentialSubject.edition": 3})
    with pytest.raises(RegistryError) as told:
        check_documents(cq.registry, [later], issuer=cq.did, now=cq.world.now)
    assert [problem.code for _, problem in told.value.problems] == ["edition-gap"]
    cq.bench.admit(signed(cq, document))
    again = {**compose(cq), "credentialSubject": document["credentialSubject"]}
    with pytest.raises(RegistryError) as told:
        check_documents(cq.registry, [again], issuer=cq.did, now=cq.world.now)
    assert [problem.code for _, problem in told.value.problems] == ["edition-gap"]
    ahead = {"logHeads.0.size": 4_000_000, "logHeads.0.root": "0" * 64, "edition": 2**53 - 1}
    stolen = change(compose(cq), {f"credentialSubject.{name}": value for name, value in ahead.items()})
    assert cq.bench.admit(signed(cq, stolen)).notes == ("recount-waiting",)
    assert compose(cq)["credentialSubject"]["edition"] == 2
    waiting = change(stolen, {"credentialSubject.edition": 2, "id": cq.world.new_id()})
    true = signed(cq, compose(cq))
    for data, notes in ((signed(cq, waiting), ("recount-waiting",)), (true, ())):
        assert cq.bench.admit(data).notes == notes, "it keeps no other out"


def test_what_is_refused_and_counts_nothing_stops_no_count(nodes: tuple[Node, Node]) -> None:
    """The log still has it, as it was signed; the entries behind it come, too."""
    cq, sc = nodes
    wrong = change(compose(sc), {f"{FIRST}.total": 9})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("works.statistics.admission.check_recount", lambda *_: None)
        sc.bench.admit(signed(sc, wrong))
    sc.change(sc.issue()[0], "revoke", "false-material")
    cq.world.advance(hours=1)
    sc.publish()
    pulled = cq.pull(sc)
    assert pulled.error is None
    assert [code for _, code in pulled.taken.refused] == ["recount-differs"]
    assert compose(cq)["credentialSubject"]["tables"] == compose(sc)["credentialSubject"]["tables"]


def test_what_a_log_holds_is_counted_whatever_came_here_first(nodes: tuple[Node, Node]) -> None:
    """The thief of a CQ key brings one credential to SC, and another with the same id to CQ."""
    cq, sc = nodes
    world, one = cq.world, cq.issue()[0].unsigned
    rivals = []
    for place in (0, 1):
        members = {"id": "urn:uuid:00000000-0000-4000-8000-00000000abcd"}
        members |= {f"credentialStatus.{n}.statusListIndex": str(77 + place) for n in (0, 1)}
        members["credentialSubject.assessment.certificateNumber"] = f"CQ-77{place}"
        rivals.append(parse_any(sign(world, change(one, members))))
    sc.bench.admit(rivals[0].data)
    cq.bench.admit(rivals[1].data)
    cq.change(rivals[1], "revoke", "false-material")

    def refuse_events(registry: Any, issuer: str, lines: Any, **more: Any) -> Any:
        return admit_all(registry, issuer, [b"{}" if b"StatusEvent" in one else one for one in lines], **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.sync.take_log.admit_all", refuse_events)
        world.advance(hours=1)
        cq.publish()
        pulled = sc.pull(cq).taken.refused
    assert [code for _, code in pulled[-2:]] == ["conflict", "kind-unknown"]
    before = rivals[0].created - timedelta(seconds=1)
    then = [
        node.registry.read(lambda view: count_records(view, find_heads(view), before)).cells for node in nodes
    ]
    assert then[0] == then[1] == (), "what was signed later is not counted, refused or not"
    composed = compose(cq)
    assert compose(sc)["credentialSubject"] == composed["credentialSubject"]
    early = signed(cq, composed)
    assert cq.bench.admit(early).notes == ()
    assert sc.bench.admit(early).notes == ()
    (refused_one,) = sc.registry.rows(select(MIRROR).where(MIRROR.c.code == "conflict"))

    def alter(view: RegistryView, data: bytes) -> None:
        where = MIRROR.c.issuer == cq.did, MIRROR.c.position == refused_one.position
        view.connection.execute(update(MIRROR).where(*where).values(data=data))

    for altered, notes in (
        (
            refused_one.data.replace(b"CQ-771", b"CQ-772"),
            "recount-differs",
        ),  # the log's key alone cannot sign one
        (refused_one.data.replace(b"#assessment-1", b"#assessment-9"), ("recount-waiting",)),
        (b"{}", ("recount-waiting",)),
        (refused_one.data, ()),
    ):
        sc.registry.write(partial(alter, data=altered))
        again = signed(cq, {**composed, "id": world.new_id()})
        if isinstance(notes, str):
            with refused(notes):
                sc.bench.admit(again)
        else:
            assert sc.bench.admit(again).notes == notes
