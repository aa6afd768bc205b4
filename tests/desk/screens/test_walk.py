"""A walk over the desk of `huren demo`: every page that a link leads to is there, in both languages."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api import Settings
from api.clock import SystemClock
from cli.apartments import load_filings
from cli.demo.desk import DESK, PASSWORD
from credentials.times import day_of
from desk.office.desk import Desk
from desk.web.accounts import set_password
from desk.web.app import create_desk_app
from desk.web.passwords import hash_password
from keys_example import CHONGQING
from registry import Registry
from tests.desk.web.desk_site import HERE, HTML, OWN, hidden
from tests.harness.example_world import copy_world

NOTICE = {"basis": "示例评审意见", "objectionsTo": "示例协会秘书处，示例路 1 号"}


@pytest.fixture(scope="module")
def browser(example_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = copy_world(example_world, tmp_path_factory.mktemp("demo") / "demo") / DESK
    settings = Settings.load(None, data=str(folder), batch_workers=0, rate_per_minute=0)
    with Registry.open(folder / "registry.db", filings=load_filings(), demo=True) as registry:
        desk, clock = Desk(registry, CHONGQING), SystemClock()
        hashed = hash_password(PASSWORD)  # tests derive with less work than the demo did
        desk.write(partial(set_password, person="li", password=hashed, now=clock.now()))
        app = create_desk_app(settings, desk, clock)
        headers = {**HTML, **OWN}
        with TestClient(
            app, HERE, client=("127.0.0.1", 50_000), headers=headers, follow_redirects=False
        ) as browser:
            answer = browser.post("/login", data={"person": "li", "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield browser


def walk(browser: TestClient, lang: str) -> dict[str, int]:
    """Return the status of every address that links lead to, each once, from Today on."""
    found: dict[str, int] = {}
    left = [f"/?lang={lang}"]
    while left:
        address = left.pop()
        answer = browser.get(address)
        found[address] = answer.status_code
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in map(unescape, re.findall(r'<a[^>]* href="([^"#]+)', answer.text)):
            place = urlsplit(link)._replace(fragment="").geturl()
            to = f"{urlsplit(address).path}{place}" if place.startswith("?") else place
            other = "en" if lang == "zh" else "zh"
            if to.startswith("/") and f"lang={other}" not in to and to not in found and to not in left:
                left.append(to)
    return found


def test_every_page_that_a_link_leads_to_is_there(browser: TestClient) -> None:
    due = {
        "scheme": "cq-pollution-control",
        "days": "400",
        "assessed": day_of(SystemClock().now()).isoformat(),
    }
    ticked = re.findall('name="renew" value="([^"]+)"', browser.get("/batches/renewals", params=due).text)
    begun = browser.post("/batches/renewals", data={**due, "name": "示例批次", "renew": ticked})
    assert begun.status_code == 303, begun.text
    batch = begun.headers["location"]
    page = browser.get(batch)
    dates = dict(re.findall(r'name="(from|until)"[^>]*value="([^"]+)"', page.text))
    form = {"version": hidden(page, "version"), "act": "notice", **dates, **NOTICE}
    noticed = browser.post(batch, data=form)
    assert noticed.status_code == 303, noticed.text
    found = walk(browser, "zh")
    assert {address: status for address, status in found.items() if status not in (200, 303)} == {}
    rooms = {urlsplit(address).path.split("/")[1] for address in found}
    assert rooms >= {
        "batches",
        "plans",
        "enterprises",
        "inbox",
        "notices",
        "agreement",
        "year",
        "supervision",
        "end",
    }
    assert any(address.startswith("/enterprises/91") for address in found)


FILLED = {"last": "2027-02-31", "first": "2027-01-01", "leaves": "2027-01-31", "holds": "no"}


def test_a_refused_form_comes_back_with_what_was_typed(browser: TestClient) -> None:
    people = browser.get("/people?lang=en")
    sent = {**FILLED, "version": hidden(people, "version"), "successor": "li", "predecessor": "chen"}
    page = browser.post("/people/hand-over?lang=en", data=sent)
    assert (page.status_code, "2027-02-31" in page.text) == (422, True)
    form = page.text.partition('id="hand-over"')
    assert form[0].rpartition("<details")[2].startswith(" open"), "the fold of the form is open"
    fields = form[2].partition("</form>")[0]
    for name, value in FILLED.items():
        assert name == "holds" or re.search(f'<input[^>]* name="{name}"[^>]* value="{value}"', fields), name
    assert '<option value="li" selected>' in fields
    assert '<option value="chen" selected>' in fields
    assert " checked" not in fields
    assert hidden(page, "version") == sent["version"]
    other = page.text.partition('id="next"')[2].partition("</form>")[0]
    assert not any(f'value="{day}"' in other for day in FILLED.values()), "another form stays as it was"
    entry = re.search(r'href="(/inbox/[0-9a-f]{32})', browser.get("/inbox?lang=en").text)
    assert entry is not None
    act = {"version": hidden(browser.get(entry[1]), "version"), "act": "refuse", "reasons": "<b>“示例”" * 300}
    again = browser.post(entry[1], data=act)
    assert (again.status_code, "&lt;b&gt;“示例”</textarea>" in again.text) == (422, True)
