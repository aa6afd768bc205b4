"""A number, code or address typed on the verify page is answered there, as a file is (group `javascript`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World

pytestmark = pytest.mark.javascript

NUMBER, BASIS, OTHER = "CQ-TYPED-0041", "2026-05-01", "91510100MA0000000X"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A credential that was suspended three days after the basis day."""
    world = World()
    held = world.issue(by="cq", certificate_number=NUMBER)
    folder = tmp_path_factory.mktemp("node")
    (folder / "held.json").write_bytes(held)
    world.advance(days=3)
    world.suspend(held)
    world.publish()
    with node_at(folder, world) as found:
        yield found


def ask(page: Any, **fields: str) -> None:
    page.locator("#options").evaluate("one => { one.open = true }")
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
        page.locator(f"#{name}").press("Tab")


def type_in(page: Any, text: str) -> None:
    page.locator("details", has=page.locator("#pasted")).evaluate("one => { one.open = true }")
    page.locator("#pasted").fill(text)
    page.locator("#pasted").press("Enter")


def told(page: Any) -> list[str]:
    """Return the answer, its grade at home, and how far its term reaches."""
    return [str(text) for text in page.locator(".verdict .top, .verdict .here").all_inner_texts()]


@pytest.mark.parametrize(
    "asked",
    [
        [{}, {"at": BASIS, "through": "2031-01-01"}],
        pytest.param([{"at": BASIS}, {"uscc": OTHER}], marks=pytest.mark.night),
    ],
    ids=["term", "one"],
)
def test_a_number_answers_as_its_file_does(
    reader: Any, site: Site, tmp_path: Path, asked: list[dict[str, str]]
) -> None:
    """With the basis day, the end of the contract and the enterprise expected; nothing is loaded anew."""
    [line] = site.node.client.get("/api/v1/credentials").json()["items"]
    held = tmp_path / "held.json"
    held.write_bytes(site.node.client.get(f"/api/v1/records/{line['digest']}").content)
    for fields in asked:
        with visiting(reader, site) as person:
            page = person.open("/v")
            page.locator("#home").select_option(site.world.sc.did)
            ask(page, **fields)
            person.verify(page, held)
            by_file = told(page)
            type_in(page, NUMBER)
            page.locator(".asked", has_text=NUMBER).wait_for()
            assert told(page) == by_file, fields
            assert ("无效" in by_file[0]) == ("at" not in fields), fields
            assert page.url.endswith("/v")
            assert (
                page.locator("#lookup-words a")
                .get_attribute("href")
                .partition("?")[0]
                .endswith(line["digest"])
            )


def test_a_code_with_a_basis_day_answers_on_all_of_its_credentials(reader: Any, site: Site) -> None:
    [line] = site.node.client.get("/api/v1/credentials").json()["items"]
    with visiting(reader, site) as person:
        page = person.open("/v")
        ask(page, at=BASIS)
        type_in(page, line["uscc"])
        assert "有效" in person.answer(page).inner_text()
        assert page.url.endswith("/v")


@pytest.mark.night
def test_the_address_of_the_register_opens_what_it_names(reader: Any, site: Site) -> None:
    [line] = site.node.client.get("/api/v1/credentials").json()["items"]
    for path in (f"/credentials/{NUMBER}", f"/credentials/{line['digest']}?lang=zh"):
        with visiting(reader, site) as person:
            page = person.open("/v")
            ask(page, at=BASIS)
            type_in(page, site.address + path)
            assert "有效" in person.answer(page).inner_text(), path
    with visiting(reader, site) as person:
        page = person.open("/v")
        type_in(page, f"{site.address}/enterprises/{line['uscc']}")
        page.wait_for_url(f"**/enterprises/{line['uscc']}**")
    with visiting(reader, site) as person:
        page = person.open("/v")
        type_in(page, f"https://register.example/credentials/{NUMBER}")
        page.locator("#lookup-words", has_text="register.example").wait_for()
        assert page.locator(".verdict").count() == 0


def strike(page: Any, text: str, apart: int) -> None:
    """Type keys and Enter, so many milliseconds apart, whatever the load of this machine."""
    page.evaluate(
        """([text, apart]) => [...text, 'Enter'].forEach((key, place) => {
            const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
            Object.defineProperty(event, 'timeStamp', { value: 1000 + place * apart });
            document.body.dispatchEvent(event);
        })""",
        [text, apart],
    )


def test_a_scanner_types_a_number_and_it_opens(reader: Any, site: Site) -> None:
    """A person who types where no field is asks nothing."""
    with visiting(reader, site) as person:
        page = person.open("/v")
        strike(page, OTHER, 200)
        strike(page, NUMBER, 10)
        person.answer(page)
        assert NUMBER in page.locator(".asked").inner_text()
