"""A node admits a kind from outside and shows it."""

import json
import re
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment

from api.pages import rendering
from api.serving import Servings
from signing.jcs import canonicalize
from tests.scenarios.new_kind.open_days import ROW, build_event, open_day
from tests.world import World, digest_of
from tests.world.api_node import running

TEMPLATE = """{% extends "record.html" %}{% block facts %}
<dt>{{ "地点" if lang == "zh" else "Place" }}</dt><dd><bdi>{{ subject.place }}</bdi></dd>
{% endblock %}"""


def test_a_node_admits_and_shows_an_open_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, templates = DictLoader({f"records/{ROW.name}.html": TEMPLATE}), rendering._templates

    def more(servings: Servings) -> Environment:
        pages = templates(servings)
        assert pages.loader is not None
        return pages.overlay(loader=ChoiceLoader([pages.loader, shown]))

    monkeypatch.setattr(rendering, "_templates", more)
    world = World()
    with running(tmp_path, world) as node:
        node.publish("cq", "sc")
        document = world.cq.sign(open_day(world), "assessment", world.now)
        receipt = node.post("/api/v1/records", document)
        assert receipt.status_code == 201
        digest = receipt.json()["digest"]
        assert receipt.json()["kind"] == "open-day"
        assert node.client.get(f"/api/v1/records/{digest}").content == canonicalize(document)
        assert node.client.get("/schemas/open-day").json()["$id"].endswith("/open-day")
        verdict = node.verify(canonicalize(document))
        assert (verdict["outcome"], verdict["credential"]) == ("valid", document)
        for lang, words in (("zh", ("开放日", "有效", "地点")), ("en", ("Open day", "Valid", "Place"))):
            page = node.client.get(f"/records/{digest}?lang={lang}")
            assert page.status_code == 200
            for word in (*words, "示例污水处理厂开放日", "重庆示例大道 1 号"):
                assert word in page.text
        assert 'Open day <b class="num">1</b>' in node.client.get("/status?lang=en").text
        kept = {one["issuer"]: one["records"] for one in node.client.get("/api/v1/node").json()["keeps"]}
        assert kept[world.cq.did]["open-day"] == 1
        event = canonicalize(build_event(world, document["id"]))
        assert node.post("/api/v1/records", event).json()["notes"] == []
        assert "暂停" in node.client.get(f"/records/{digest}?lang=zh").text
        node.publish("cq", "sc")
        shown_then = node.client.get(f"/records/{digest}?lang=en").text
        told = node.verify(canonicalize(document))
        assert told["outcome"] == "invalid"
        assert '<section class="verdict no"' in shown_then
        (reason,) = re.findall(r'<h2 id="verdict">Invalid</h2><p>(.*?)</p>', shown_then, re.DOTALL)
        assert "Suspended as of" in reason
        assert next(one for one in told["findings"] if one["check"] == "status")["code"] == "suspended"
        node.publish("cq", "sc")
        part = node.client.get("/cq.huren.example/parts/open-days.json")
        assert json.loads(part.content)["records"] == [document]
        assert node.client.get("/cq.huren.example/parts/open-weeks.json").status_code == 404


def test_a_kind_without_a_template_has_no_page(tmp_path: Path) -> None:
    world = World()
    credential = world.issue()
    with running(tmp_path, world) as node:
        node.fill()
        digest = digest_of(credential)
        assert node.client.get(f"/api/v1/records/{digest}").status_code == 200
        assert node.client.get(f"/records/{digest}").status_code == 404
        assert node.client.get("/records/x").status_code == 404
