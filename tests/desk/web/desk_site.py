"""The desk's application for an office, and headless browsers of its people."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2
from starlette.testclient import TestClient

from api import Settings
from desk.web import passwords
from desk.web.accounts import set_password
from desk.web.app import create_desk_app
from desk.web.passwords import hash_password
from tests.credentials.desk.papers import Passkey, base64url
from tests.desk.desk_room import CHAIR, DeskRoom
from tests.signing.authenticator import SITE

HERE = "http://localhost:8001"
DESK = SITE.origin
"""Address in the people list, to which passkeys are bound."""
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
WORK = passwords._WORK
"""Work of scrypt as installed; tests derive hundreds of passwords with next to none."""
patch.object(passwords, "_WORK", 2).start()
OWN = {"sec-fetch-site": "same-origin"}
HTML = {"accept": "text/html", "accept-language": "en"}


class DeskClock:
    """The world's time; seconds pass when `wait` says so."""

    def __init__(self, room: DeskRoom) -> None:
        self._room = room
        self.seconds = 1000.0

    def now(self) -> Any:
        """Return the world's now."""
        return self._room.now

    def monotonic(self) -> float:
        """Return seconds, which stand still by themselves."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Let seconds pass, for limits alone."""
        self.seconds += seconds


class DeskSite:
    """The desk of a room; `browser` opens it as one person would."""

    def __init__(self, room: DeskRoom, **options: Any) -> None:
        self.room = room
        self.clock = DeskClock(room)
        settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
        self.app = create_desk_app(settings, room.desk, self.clock, **options)

    def browser(self, address: str = HERE, client: str = "127.0.0.1", **headers: str) -> TestClient:
        """Return a browser at an address, which sends what a page of the desk would."""
        return TestClient(
            self.app,
            base_url=address,
            client=(client, 50_000),
            headers={**HTML, **OWN, **headers},
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def give_password(self, *persons: str, password: str = PASSWORD) -> None:
        """Set passwords of persons as an invitation would."""
        hashed = hash_password(password)
        for person in persons:
            keep = partial(set_password, person=person, password=hashed, now=self.room.now)
            self.room.desk.write(keep)

    def signed_in(self, person: str, **where: Any) -> TestClient:
        """Return a browser in which a person has signed in."""
        browser = self.browser(**where)
        answer = browser.post("/login", data={"person": person, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    def by_passkey(self, person: str = "p2", hand: Passkey = CHAIR) -> TestClient:
        """Return a browser at the desk's address, into which a person has signed in by a passkey."""
        browser = self.browser(DESK)
        offered = browser.post("/login/options", data={"person": person}, headers={"accept": "*/*"}).json()
        credential, challenge = hand.entry["credentialId"], offered["options"]["challenge"]
        made = answer_of(hand, credential, b"", challenge=challenge)
        data = {"person": person, "credential": made, **offered["fields"]}
        assert browser.post("/login/passkey", data=data).status_code == 303
        return browser


@contextmanager
def desk_site(folder: Path, *persons: str, **options: Any) -> Iterator[DeskSite]:
    """The desk of an office of two, `p1` a clerk and `p2` the chair, with passwords for `persons`."""
    room = DeskRoom(folder / "registry.db", **options)
    with opened(room, *persons) as site:
        yield site


@contextmanager
def opened(room: DeskRoom, *persons: str) -> Iterator[DeskSite]:
    """The desk of a room, with passwords for `persons`."""
    site = DeskSite(room)
    site.give_password(*persons)
    yield site
    room.close()


def hidden(page: Any, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, page.text[-2000:]
    return found[1]


def read_letter(answer: Any) -> str:
    """Return the text of the first page of a PDF, without spaces."""
    with pypdfium2.PdfDocument(answer.content) as paper:
        return "".join(paper[0].get_textpage().get_text_range().split())


def answer_of(passkey: Passkey, credential: str, message: bytes, **forged: Any) -> str:
    """Return the JSON that a browser passes on from an authenticator."""
    made = passkey.authenticator.confirm(message, **forged)
    response = {
        "clientDataJSON": base64url(made.client_data),
        "authenticatorData": base64url(made.authenticator_data),
        "signature": base64url(made.signature),
    }
    return json.dumps({"id": credential, "rawId": credential, "type": "public-key", "response": response})
