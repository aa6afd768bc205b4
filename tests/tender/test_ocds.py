"""OCDS releases: writing and reading give the same; gaps in a foreign release are reported, never guessed."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import RecordError
from signing.jcs import canonicalize
from tender.ocds.members import parse_release
from tender.ocds.reading import OcdsReading, read_release
from tender.ocds.writing import write_release
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from tests.tender.releases import FOREIGN, USCC
from verifier.tender import read_bidders, read_tender

EXAMPLE = ROOT / "examples" / "tender"
DATE = "2026-04-01T09:00:00+08:00"

labels = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def maybe(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


@st.composite
def tenders(draw: st.DrawFn) -> dict[str, Any]:
    """Draw any valid tender."""

    def named(least: int = 0) -> list[str]:
        return draw(st.lists(labels, min_size=least, max_size=3, unique=True))

    lots, items = named(1), named()
    places = iter(range(100))
    own = st.fixed_dictionaries(
        {
            "scheme": st.just("cq-credit"),
            "minGrade": st.sampled_from(["甲级", "AAA"]),
            "holder": st.sampled_from(["bidder", "any-member", "every-member-on-item"]),
            "validAt": st.sampled_from(["opening", "award", "contract-end", "all"]),
        },
        optional={
            "categories": st.sampled_from([{"anyOf": ["水"]}, {"allOf": ["水", "气"]}]),
            "acceptEquivalents": st.booleans(),
            "text": texts,
            "page": st.integers(1, 999),
            **({"workItem": st.sampled_from(items)} if items else {}),
        },
    )

    def requirements() -> list[dict[str, Any]]:
        return [{"id": f"R{next(places)}", **draw(own)} for _ in range(draw(st.integers(0, 2)))]

    points = st.sampled_from([[{"minGrade": "甲级", "points": 3}], [{"minGrade": "AAA", "points": "1.5"}]])
    criteria = [
        {
            "id": name,
            "use": draw(st.sampled_from(["qualification", "scoring", "information"])),
            "groups": [{"id": group, "requirements": requirements()} for group in named()],
            **draw(maybe(title=texts, mandatory=st.booleans(), points=points, lots=st.just(lots[:1]))),
        }
        for name in named(1)
    ]
    version = draw(st.integers(1, 3))
    return {
        "type": "Tender/1",
        "number": draw(texts),
        "version": version,
        **({"previous": "ab" * 32} if version > 1 else {}),
        "title": draw(texts),
        "buyer": draw(texts),
        "home": "did:web:cq.huren.example",
        "regime": draw(st.sampled_from(["mandatory", "government", "voluntary"])),
        "lots": [{"id": lot, "title": draw(texts)} for lot in lots],
        "openingAt": draw(st.sampled_from(["2026-05-20T09:30:00+08:00", "2026-05-20T01:30:00Z"])),
        "contract": {"from": "2026-06-15", "until": draw(st.sampled_from(["2026-06-15", "2027-06-14"]))},
        "criteria": criteria,
        **({"workItems": [{"id": item, "title": draw(texts)} for item in items]} if items else {}),
        **draw(
            maybe(
                awardAt=st.just("2026-06-01T10:00:00+08:00"),
                stage=st.sampled_from(["prequalification", "postqualification"]),
                consortium=st.sampled_from([{"allowed": False}, {"allowed": True, "rule": "same-work"}]),
                freshness=st.just({"warnAfterHours": 24}),
                otherCriteria=st.integers(0, 9),
            )
        ),
    }


def again(tender: dict[str, Any], bidders: dict[str, Any] | None = None) -> OcdsReading:
    """Write the release and read its bytes."""
    release = write_release(tender, bidders, ocid="ocds-000000-1", date=DATE)
    return read_release(parse_release(json.dumps(release).encode()))


@given(tenders())
def test_a_tender_comes_back_with_its_digest(value: dict[str, Any]) -> None:
    found = again(value)
    assert read_tender(found.tender).digest == read_tender(value).digest
    assert (found.left, found.renamed, found.faults) == ([], [], {"tender": []})


def test_bidders_come_back_without_remarks_on_their_papers() -> None:
    value: Any = json.loads((EXAMPLE / "bidders.json").read_bytes())
    tender: Any = json.loads((EXAMPLE / "tender.json").read_bytes())
    value["bidders"][0]["claims"] = [{"criterion": "C1", "number": "CQ-示例-1"}]
    found = again(tender, value)
    of_papers = {"folder", "jointAgreement", "ignore", "marks", "looked", "clarifications"}
    kept = [{name: one[name] for name in one.keys() - of_papers} for one in value["bidders"]]
    assert any("members" in one for one in kept)
    assert found.bidders == {**value, "bidders": kept}
    assert found.faults == {"tender": [], "bidders": []}
    assert found.left == []
    read_bidders(found.bidders)


def test_another_publishers_release_is_taken_as_far_as_it_says() -> None:
    found = read_release(parse_release(json.dumps({"releases": [FOREIGN]}, ensure_ascii=False).encode()))
    assert found.tender == {
        "type": "Tender/1",
        "version": 1,
        "number": "2026",
        "title": "示例",
        "buyer": "示例区生态环境局",
        "lots": [{"id": "L1", "title": "示例"}],
        "openingAt": "2026-05-20T09:30:00+08:00",
        "contract": {"from": "2026-06-15", "until": "2027-06-14"},
        "criteria": [
            {
                "id": "C1",
                "title": "运营能力",
                "groups": [{"id": "g", "requirements": [{"id": "r", "text": "二级及以上"}]}],
            }
        ],
    }
    where = "criteria[0].groups[0].requirements[0]"
    assert [(one.code, one.field) for one in found.faults["tender"]] == [
        ("member-missing", field)
        for field in (
            "home", "regime", "criteria[0].use",
            *(f"{where}.{name}" for name in ("scheme", "minGrade", "holder", "validAt")),
        )
    ]  # fmt: skip
    assert found.bidders is not None
    assert found.bidders["bidders"] == [
        {"id": "7", "name": "重庆示例甲有限公司", "uscc": USCC, "lots": ["L1"]},
        {"id": "p2", "name": "重庆示例乙有限公司", "lots": ["L1"]},
    ]
    assert [(one.code, one.field) for one in found.faults["bidders"]] == [
        ("member-missing", "bidders[1].uscc")
    ]
    assert found.renamed == [("标准 1", "C1")]
    left = ["tender.value", "tender.criteria[1]", "tender.criteria[2]", "parties[1].address"]
    assert sorted(found.left) == sorted(left)


def test_a_bid_without_lots_is_for_all_of_them_and_one_that_was_withdrawn_is_left() -> None:
    release = write_release(
        json.loads((EXAMPLE / "tender.json").read_bytes()),
        json.loads((EXAMPLE / "bidders.json").read_bytes()),
        ocid="o",
        date=DATE,
    )
    first, second = release["bids"]["details"][:2]
    del first["relatedLots"]
    second["status"] = "withdrawn"
    found = read_release(release)
    assert found.bidders is not None
    assert found.bidders["bidders"][0]["lots"] == [lot["id"] for lot in found.tender["lots"]]
    assert second["id"] not in [one["id"] for one in found.bidders["bidders"]]
    assert "bids.details[1]" in found.left


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ({"tender": []}, "member-type", "tender"),
        ({"ocid": "x"}, "member-missing", "tender"),
        ({"releases": [FOREIGN, FOREIGN]}, "member-length", "releases"),
        ({"records": [{"compiledRelease": 1}]}, "not-an-object", ""),
        ({"tender": {"id": True}}, "member-type", "tender.id"),
        ({"tender": {"criteria": [1]}}, "member-type", "tender.criteria[0]"),
        ({"tender": {"lots": [{"id": "1", "title": {}}]}}, "member-type", "tender.lots[0].title"),
        ({"tender": {}, "bids": {"details": [{"relatedLots": [[]]}]}}, "member-type",
         "bids.details[0].relatedLots[0]"),
    ],
)  # fmt: skip
def test_a_member_of_the_wrong_type_is_named(value: Any, code: str, field: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_release(parse_release(json.dumps(value).encode()))
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("own", [{"criteria": 1}, {"lots": {}}, {"version": "x"}, {"home": []}, {"no": 1}])
def test_nonsense_in_our_member_is_a_fault_and_no_crash(own: Any) -> None:
    value = json.loads((EXAMPLE / "tender.json").read_bytes())
    bidders = json.loads((EXAMPLE / "bidders.json").read_bytes())
    release = write_release(value, bidders, ocid="o", date=DATE)
    for place in (release["tender"], release["tender"]["criteria"][0], release["bids"]["details"][0]):
        place["huren"].update(own)
    for bid in release["bids"]["details"]:
        bid["huren"]["members"] = 7
    canonicalize(read_release(release).tender)


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'"' + b'\\"' * 2_000_000, b"9" * 4_000_000, b'{"a":1.5e}', b"1.5", b"\xff{}",
     b"{" * 9_000_000],
)  # fmt: skip
def test_hostile_bytes_are_refused_at_once(data: bytes) -> None:
    start = time.process_time()
    with pytest.raises(RecordError):
        parse_release(data)
    assert time.process_time() - start < 20


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "title", "lots", "criteria", "requirementGroups", "requirements", "huren",
                         "date", "bidOpening", "contractPeriod", "startDate", "members", "roles", "name"]),
        inner, max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.fixed_dictionaries({"tender": JSON}, optional={"bids": JSON, "parties": JSON, "buyer": JSON}))
def test_any_value_is_read_or_refused(value: dict[str, Any]) -> None:
    try:
        found = read_release(value)
    except RecordError:
        return
    if not found.faults["tender"]:
        read_tender(found.tender)
    if found.bidders is not None and not found.faults["bidders"]:
        read_bidders(found.bidders)


def test_the_command_writes_and_reads_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren = Huren(capsys)
    release = tmp_path / "release.json"
    done = huren("tender", "ocds", EXAMPLE, "-o", release, "--now", "2026-04-01", "--lang", "en")
    assert "Left out, for the committee alone: folder, jointAgreement, marks" in done.err
    assert "exists" in huren("tender", "ocds", EXAMPLE, "-o", release, "--lang", "en", code=2).err
    huren("tender", "ocds", release, "-o", tmp_path / "back")
    back = json.loads((tmp_path / "back" / "tender.json").read_bytes())
    assert back == json.loads((EXAMPLE / "tender.json").read_bytes())
    release.write_text(json.dumps(FOREIGN), encoding="utf-8")
    told = huren("tender", "ocds", release, "-o", tmp_path / "other", "--lang", "zh").err
    for words in ("criteria[0].groups[0].requirements[0].minGrade", "tender.criteria[] ×2", "标准 1 → C1"):
        assert words in told
    release.write_text('{"tender": {"title": 5}}', encoding="utf-8")
    assert "tender.title" in huren("tender", "ocds", release, "-o", tmp_path / "no", code=1).err
