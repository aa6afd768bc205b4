"""One browser for all files of the room that run one after another; each visit gets a new context."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import chromium
from tests.harness.groups import skip_group
from tests.sign_page.key_holder import VENDOR, KeyHolder
from web.sign_page import build_sign_page


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """See `chromium`."""
    if not VENDOR.is_dir():
        skip_group("vendor", "built without the browser libraries")
    with chromium() as found:
        yield found


@pytest.fixture
def holder(browser: Any, tmp_path: Path) -> Iterator[KeyHolder]:
    """A key holder with the page as a file and no network."""
    page = tmp_path / "sign.html"
    page.write_bytes(build_sign_page())
    with KeyHolder(browser, page) as found:
        yield found
        assert found.errors == []
        assert [url for url in found.asked if not url.startswith(("file:", "data:", "blob:"))] == []
