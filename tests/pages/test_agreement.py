"""Pages of associations, schemes, the agreement and the node."""

from datetime import timedelta

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.equivalence_tables import tabulate_equivalences
from tests.harness.apartments import FILINGS, SERVINGS
from tests.pages.pages import Page, Scene
from tests.world import World


def test_every_cell_agrees_with_the_verifier() -> None:
    world = World()
    text = AgreementText.model_validate(world.text)
    tables = [*tabulate_equivalences(text, world.now)]
    pairs = [(table.source.id, table.target.id) for table in tables]
    assert len(pairs) == 6
    assert {(b, a) for a, b in pairs} == set(pairs), "both ways"
    for table in tables[:2]:
        for category, cells in table.rows:
            for grade, cell in zip(table.columns, cells, strict=True):
                data = world.issue(
                    by=table.source.id[:2], scheme=table.source.id, category=[category], grade=grade
                )
                verdict = world.verify(data, home=table.target.id[:2])
                (entry,) = [e for e in verdict.recognised if e.scheme == table.target.id]
                assert (cell.grade, cell.clause) == (entry.grade, entry.clause), (category, grade)
                if cell.category is not None:
                    assert cell.category == entry.to_category


def test_an_ended_equivalence_is_not_shown(scene: Scene) -> None:
    text = AgreementText.model_validate(scene.world.text)
    row = next(row for row in text.equivalences if row.until is not None)

    def cells(days: int) -> set[str | None]:
        assert row.until is not None
        tables = tabulate_equivalences(text, row.until + timedelta(days=days))
        found = next(t for t in tables if t.source.id == row.source.scheme)
        return {cells[found.columns.index(row.source.grade)].grade for _, cells in found.rows}

    assert cells(-1) != {None}
    assert cells(0) == {None}


def text_of(scene: Scene, path: str) -> str:
    return scene.page(path).text


def test_an_association_shows_keys_with_use_and_dates(scene: Scene) -> None:
    page = text_of(scene, f"/associations/{scene.world.cq.did}?lang=en")
    for word in ("root-1", "assessment-1", "assessment-2", "publication-1"):
        assert word in page
    assert "from 2021-06-01 until 2026-05-01 09:00" in page
    assert "does not recognise it" in page
    for word in ("office@", "objections@", "answers within 15 days", "https://cq.huren.example"):
        assert word in page, "as it signed"
    assert "The log (feed, Atom)" in page, "a link names what is told"
    assert "Signs: capability credential, credit credential, status event" in page
    other = text_of(scene, f"/associations/{scene.world.sc.did}?lang=en")
    assert "Does not recognise Chongqing" in other
    assert "names no address to ask at" in other


def test_a_scheme_shows_categories_grades_and_both_ways(scene: Scene) -> None:
    page = scene.page("/schemes/cq-pollution-control")
    for word in ("水", "气", "固废", "土壤", "噪声", "甲级", "乙临", "12 个月", "36 个月", "第五条第一款"):
        assert word in page.text
    names = [a["aria-label"] for a in page.all("table") if "→" in a.get("aria-label", "")]
    assert len(names) == 2
    assert names[0].split(" → ") == names[1].split(" → ")[::-1]


def test_a_new_version_says_what_it_changed(scene: Scene) -> None:
    listed = scene.page("/agreements?lang=en")
    assert "Version 2" in listed.text
    assert listed.text.count("version 2 takes its place from") == 1
    assert scene.world.pin[:8] in listed.text
    page = text_of(scene, "/agreements/cq-sc-environment-example/2?lang=en")
    assert "Changes since version 1" in page
    said = " ".join(page.split())
    assert "months 36" in said
    assert "months 48" in said
    assert "gone" in page
    assert "No credential stored here counts otherwise than before." in page
    assert "does not recognise" in page
    first = text_of(scene, "/agreements/cq-sc-environment-example/1?lang=en")
    assert "not in force" in first
    assert "Changes since" not in first
    assert first.count("2021-07-01") >= 3, "who signed when"


def test_the_page_of_the_node_shows_its_state(scene: Scene) -> None:
    page = scene.page("/status")
    assert "本节点可以核验、查询与接收记录。" in page.text
    now = scene.world.now
    try:
        scene.world.now = now + timedelta(days=8)
        late = scene.page("/status?lang=en")
    finally:
        scene.world.now = now
    assert "Not ready" in late.text
    assert "stale" in late.text
    assert "8 days ago" in late.text


def test_a_node_without_an_agreement_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    from starlette.testclient import TestClient

    from api import Settings, create_app
    from registry import Registry
    from tests.pages.pages import HTML
    from tests.world.api_node import TestClock

    with Registry.open(tmp_path_factory.mktemp("empty") / "registry.db", filings=FILINGS) as registry:
        app = create_app(
            Settings.load(None, batch_workers=0), registry, TestClock(World()), servings=SERVINGS
        )
        with TestClient(app, raise_server_exceptions=False) as client:
            status = client.get("/status", headers=HTML)
            assert status.status_code == 200
            assert "尚无完整的互认协议" in Page.of(status.text).text
            refused = client.get("/search?lang=en", headers=HTML)
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "5"
            assert "no complete agreement" in Page.of(refused.text).text
