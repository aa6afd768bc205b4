"""Search by terms finds what a scan finds, page by page, on both databases."""

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, select

from registry.admission.search_terms import LONGEST, credential_terms, terms_of
from registry.admission.store import new_terms
from registry.database.tables import TERM
from registry.lookup import search
from registry.lookup.lookup import list_credentials
from registry.lookup.search import Place, search_credentials
from registry.lookup.search_text import SearchText
from tests.world.registry_setup import Bench

NAMES = (
    "重庆示例蓝泽环境治理有限公司",
    "成都示例蓝天环保科技有限公司",
    "重庆示例清源水务有限公司",
    "示例（重庆）泽蓝公司",
)
ENGLISH = (
    "Example Lanze Environmental Co., Ltd.",
    "Lantian (Example)",
    "Qingyuan Water (Example)",
    "Zelan 3",
)
CODES = ("91350100M000100Y43", "11320000MB151840XJ", "91500100MAG7H48920", "91500100MAXH2TFA1T")


def fill(bench: Bench) -> None:
    """Twelve credentials of four enterprises by both associations; an enterprise changes its name."""
    for by in ("cq", "sc"):
        bench.issue(
            *(
                bench.draft(
                    n, by=by, legal_name=NAMES[n % 4], legal_name_en=ENGLISH[n % 4],
                    unified_social_credit_code=CODES[n % 4], certificate_number=f"{by.upper()}-2026-{n:04}",
                )
                for n in range(5)
            ),
            by=by,
        )  # fmt: skip
    for name in ("重庆示例新蓝泽有限公司", NAMES[0]):
        draft = bench.draft(70 + len(name), legal_name=name, unified_social_credit_code=CODES[0])
        bench.issue(draft, force=True)


def found(bench: Bench, text: str, **given: Any) -> list[str]:
    reached = search_credentials(bench.registry, SearchText(text), **given)
    return [record.digest for record, fits, _ in reached if fits]


QUERIES = (
    "蓝泽", "重庆", "公司", "示例蓝", "泽蓝", "示例泽蓝", "示例重庆泽蓝", "新蓝泽",
    "lanze", "Lanze Env", "env", "ｌａｎｚｅ",
    "water", "CQ-2026-0003", "0003", "2026-0004", CODES[1], CODES[1].lower(), "清源水务有限公司", "没有",
    "CQ-2026", "CQ-2026-000", "蓝泽 2026-00",
    "zebra", "Qingyuan Water (Ex", "zelan 3",
)  # fmt: skip


def test_the_search_finds_what_a_scan_finds(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ENTERPRISES", 2)
    monkeypatch.setattr(search, "PAGE", 3)
    monkeypatch.setattr(search, "WALK", 2)
    fill(bench)
    everything = [*list_credentials(bench.registry)]
    assert len(everything) == 12
    for text in QUERIES:
        scanned = {record.digest for record in everything if SearchText(text).fits(record)}
        came = found(bench, text)
        assert set(came) == scanned, text
        assert len(came) == len(scanned), text
    assert len(found(bench, "蓝泽")) == 6
    assert len(found(bench, "蓝泽", issuer=bench.world.sc.did)) == 2
    for text in ("蓝泽", "公司", "0003"):
        came = found(bench, text)
        for place, digest in enumerate(came):
            record = next(r for r in everything if r.digest == digest)
            after = Place(
                record.body.credential_subject.unified_social_credit_code, record.body.issuer,
                everything.index(record),
            )  # fmt: skip
            position = bench.registry.read(partial(_position, digest=digest))
            assert found(bench, text, after=after._replace(position=position)) == came[place + 1 :], text


def _position(view: Any, digest: str) -> int:
    from registry.database.tables import RECORD

    return int(view.connection.scalar(select(RECORD.c.position).where(RECORD.c.digest == digest)))


@pytest.mark.one_database
def test_listing_begins_behind_a_place(bench: Bench) -> None:
    fill(bench)
    whole = [record.digest for record in list_credentials(bench.registry)]
    for place, digest in enumerate(whole):
        record = next(r for r in list_credentials(bench.registry) if r.digest == digest)
        after = (record.body.issuer, bench.registry.read(partial(_position, digest=digest)))
        assert [r.digest for r in list_credentials(bench.registry, after=after)] == whole[place + 1 :]


@pytest.mark.one_database
def test_terms_are_stored_once_for_an_enterprise(bench: Bench) -> None:
    fill(bench)
    rows = bench.registry.read(lambda view: view.connection.execute(select(TERM)).all())
    records = [*list_credentials(bench.registry)]
    expected = set()
    for record in records:
        terms, uscc = credential_terms(record), record.body.credential_subject.unified_social_credit_code
        expected |= {(term, uscc) for term in (*terms.enterprise, *terms.own)}
    assert {tuple(row) for row in rows} == expected
    assert bench.registry.write(lambda view: new_terms(view.connection, records)) == []


@pytest.mark.one_database
def test_a_page_reads_no_more_than_it_holds(bench: Bench) -> None:
    """One name among 3,000 enterprises with common words is found without reading the others."""
    fill(bench)
    rows = [
        {"term": term, "uscc": f"91{number:016}"}
        for number in range(3_000)
        for term in ("重庆", "公司", "示例", "限公")
    ]
    bench.registry.write(lambda view: view.connection.execute(insert(TERM), rows))
    fetched: list[int] = []

    def note(*arguments: Any) -> None:
        fetched.append(1)

    engine: Any = bench.registry._store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert len(found(bench, "重庆示例清源水务有限公司")) == 2
        assert len(fetched) < 40, "one query a term, one a step, one for the credentials"
        fetched.clear()
        first = next(search_credentials(bench.registry, SearchText("公司")))
        assert first.record.body.credential_subject.legal_name
    finally:
        event.remove(engine, "before_cursor_execute", note)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_terms_fit_their_column(one: str, other: str, number: str) -> None:
    stored = terms_of(one, other, CODES[0], "CN-CQ", number)
    assert stored.mark in stored.enterprise
    asked = [
        term for way in SearchText(other).ways for word in way for terms in word.readings() for term in terms
    ]
    assert all(0 < len(term) <= LONGEST for term in (*stored.enterprise, *stored.own, *asked))


def test_a_text_that_is_too_short_is_not_searched() -> None:
    for text in ("泽", "ab", "、、", " ", "泽 a", "-"):
        assert not SearchText(text).leads
    for text in ("蓝泽", "lan", "7", "水-3", "泽 蓝泽"):
        assert SearchText(text).leads
