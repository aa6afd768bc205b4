"""Settings on a page: everybody reads them, a chair with a passkey changes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.web.desk_site import DESK, DeskSite, desk_site, hidden


@pytest.fixture
def site(tmp_path: Path) -> Iterator[DeskSite]:
    with desk_site(tmp_path, "p1", "p2") as site:
        yield site


def test_a_chair_with_a_passkey_sets_the_days_of_a_scheme(site: DeskSite) -> None:
    browser = site.by_passkey()
    page = browser.get("/settings")
    data = {name: hidden(page, name) for name in ("scheme", "version")}
    days = {"noticeDays": "12", "answerDays": "15", "everyMonths": "12", "graceDays": "10"}
    assert browser.post("/settings", data={**data, **days}).status_code == 303
    assert 'value="12"' in browser.get("/settings").text
    assert ": 7, now 12" in browser.get("/journal").text
    stale = browser.post("/settings", data={**data, **days, "noticeDays": "1"})
    assert "form-stale" in stale.text
    data = {**data, "version": hidden(browser.get("/settings"), "version")}
    for value in ("0", "367", "-1", "7.5", "٧", "9" * 400, ""):
        refused = browser.post("/settings", data={**data, **days, "noticeDays": value})
        assert refused.status_code == 422, value
    unknown = browser.post("/settings", data={**data, "scheme": "none", **days})
    assert unknown.status_code in (409, 422)


@pytest.mark.parametrize("person", ["p1", "p2"])
def test_a_password_reads_settings_and_sets_none(site: DeskSite, person: str) -> None:
    browser = site.signed_in(person, address=DESK)
    page = browser.get("/settings")
    assert 'name="noticeDays"' not in page.text
    data = {"scheme": "cq-facility-operation", "version": "0"}
    refused = browser.post("/settings", data={**data, "noticeDays": "1", "answerDays": "1"})
    assert (refused.status_code, "chair-sets" in refused.text) == (403, True)
