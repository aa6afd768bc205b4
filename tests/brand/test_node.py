"""A node with a brand: its name on faces, refusals at the start, the reload by SIGHUP."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from api import Settings
from api.server.reload import reload_settings
from credentials.documents.agreement import AgreementHalf
from credentials.documents.key_list import KeyList
from keys_example import CHONGQING, SICHUAN, STRANGER, example_signer
from registry import Registry
from registry.lookup.speaker import check_brand
from registry.publishing.publish import publish_all
from tests.brand.brands import BRAND
from tests.harness.apartments import FILINGS
from tests.harness.processes.cli_runs import Huren
from tests.world import World
from tests.world.api_node import running
from tests.world.registries import open_registry
from web.errors import BrandError


def test_every_face_names_the_party(tmp_path: Path) -> None:
    with running(tmp_path, brand=BRAND) as node:
        told = node.client.get("/api/v1/node").json()["brand"]
    assert told == {
        "party": SICHUAN,
        "legalName": {"zh": "四川示例环境保护产业协会",
                      "en": "Sichuan Environmental Protection Industry Association (Example)"},
        "shortName": BRAND["short_name"],
        "registry": BRAND["registry"],
        "operator": BRAND["operator"],
        "contact": {**BRAND["contact"], "address": None, "hours": None},
        "objections": {"phone": None, "email": None, "hours": None, **BRAND["objections"]},
    }  # fmt: skip


def test_without_a_brand_the_owner_of_the_log_is_named(tmp_path: Path) -> None:
    with running(tmp_path, other_nodes={CHONGQING: "https://cq.huren.example"}) as node:
        assert node.client.get("/api/v1/node").json()["brand"]["party"] == SICHUAN


BAD = [
    ({"party": STRANGER}, "brand-party"),
    ({"short_name": BRAND["short_name"]}, "brand-short"),
    ({"accent": "#ffcc00"}, "accent-contrast"),
    ({"emblem": "emblem.svg"}, "emblem-element"),
    ({"emblem": "none.svg"}, "emblem-missing"),
    ({"operator": {"zh": "四川示例环境保护产业协会", "en": "X"}}, "brand-other"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "DEMO.txt").touch()
    open_registry(tmp_path / "registry.db", World()).close()
    (tmp_path / "emblem.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<script>alert(1)</script></svg>'
    )
    return tmp_path


@pytest.mark.parametrize(("given", "code"), BAD)
def test_a_brand_that_cannot_be_shown_stops_the_start(
    folder: Path, given: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    world = World()
    registry = open_registry(folder / "again.db", world)
    settings = Settings.load(None, brand=given)
    with pytest.raises(BrandError) as caught:
        check_brand(settings.brand, settings.other_nodes, registry, world.now)
    assert caught.value.code == code
    registry.close()


@pytest.mark.parametrize(
    "given", [{"brand": {"party": SICHUAN}}, {"other_nodes": {CHONGQING: "https://cq.huren.example"}}]
)
def test_attack_a_node_in_the_name_of_a_party_whose_log_is_not_here(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    world, whole, begun = World(), tmp_path / "whole.db", tmp_path / "begun.db"
    settings = Settings.load(None, **given)
    world.issue(by="sc")
    with open_registry(whole, world) as registry:
        assert check_brand(settings.brand, settings.other_nodes, registry, world.now).party == SICHUAN
        publish_all(registry, [(SICHUAN, example_signer("sc-publication"))], now=world.now, random=Random(1))
        assert check_brand(settings.brand, settings.other_nodes, registry, world.now).party == SICHUAN
        published = registry.read(lambda view: [one.data for one in view.manifests(SICHUAN)])
        halves = registry.read(lambda view: view.of_kind(AgreementHalf.KIND))
        lists = registry.read(lambda view: view.of_kind(KeyList.KIND))
    with Registry.open(begun, filings=FILINGS) as registry:
        registry.set_pin(world.pin)
        for data in halves:
            registry.admit(data, now=world.now)
        refused(settings, registry, world)
        for data in (*lists, *published):
            registry.admit(data, now=world.now)
        refused(settings, registry, world)
        named = Settings.load(
            None, **{**given, "brand": {**given.get("brand", {}), "operator": BRAND["operator"]}}
        )
        assert check_brand(named.brand, named.other_nodes, registry, world.now).party == SICHUAN


def refused(settings: Settings, registry: Registry, world: World) -> None:
    with pytest.raises(BrandError) as caught:
        check_brand(settings.brand, settings.other_nodes, registry, world.now)
    assert (caught.value.code, caught.value.field) == ("brand-unwritten", "brand.operator")


def test_serve_and_doctor_say_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HUREN_BRAND", json.dumps({"emblem": "emblem.svg"}))
    monkeypatch.setenv("HUREN_LANG", "en")
    huren = Huren(capsys)
    serve = huren("serve", "--data", folder, "--port", "0", code=1)
    doctor = huren("doctor", "--data", folder, code=1)
    for said, line in ((serve.err, "huren: line"), (doctor.out, "Line")):
        assert f"{line} 2 of the emblem: the element “script” is not taken" in said
        assert "Turn everything else into paths" in said
    (folder / "emblem.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
    )
    doctor = huren("doctor", "--data", folder, code=1)
    assert "the pages speak for Mutual recognition registry" in doctor.out


def test_a_reload_takes_a_new_brand_and_refuses_a_bad_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with running(tmp_path, batch_workers=2) as node:

        def told() -> Any:
            return node.client.get("/api/v1/node").json()["brand"]

        def reload(**brand: Any) -> None:
            reload_settings(node.app.state.node, lambda: node.settings.model_copy(
                update={"brand": Settings.load(None, brand=brand).brand}))  # fmt: skip

        assert told()["party"] is None
        reload(party=SICHUAN, contact={"phone": "028-86000000"})
        assert (told()["party"], told()["contact"]["phone"]) == (SICHUAN, "028-86000000")
        before = told()
        for given, _ in BAD[:3]:
            caplog.clear()
            reload(**given)
            assert "reload-refused" in caplog.text
            assert told() == before
