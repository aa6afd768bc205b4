"""Sessions as rows on the server: a cookie holds 256 random bits, a row their hash and whose they are."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from sqlalchemy import delete, insert, select, update
from starlette.requests import Request
from starlette.responses import Response

from desk.office.desk import DeskView
from desk.tables import SESSION

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_NOTED: Final = timedelta(minutes=1)
"""A session is written again at most this often."""

_COOKIE, _SECURE_COOKIE = "huren-desk", "__Host-huren-desk"


SignIn = Literal["password", "passkey"]
"""Ways to sign in; a token begins with its session's, which the hash in the row seals."""


class DeskSession(NamedTuple):
    """A session that has not ended."""

    token: str
    """SHA-256 of what the cookie holds."""
    person: str
    last: datetime
    how: SignIn

    def is_to_note(self, now: datetime) -> bool:
        """True where the row says too little of when it was last used."""
        return now - self.last >= _NOTED


def begin_session(desk: DeskView, person: str, how: SignIn, now: datetime) -> str:
    """Begin a session under a new token, whatever cookie came, and return the token for the cookie."""
    # a cookie planted before the sign-in (session fixation) names no session
    token, at = f"{how}.{secrets.token_urlsafe(32)}", int(now.timestamp())
    oldest = int((now - LONGEST).timestamp())
    desk.view.connection.execute(delete(SESSION).where(SESSION.c.began <= oldest))
    desk.view.connection.execute(
        insert(SESSION).values(token=_hash(token), issuer=desk.issuer, person=person, began=at, last=at)
    )
    return token


def find_session(desk: DeskView, token: str | None, now: datetime) -> DeskSession | None:
    """Return the session of a cookie unless it has ended: 30 minutes unused, or 12 hours old."""
    if not token or not desk.is_kept:
        return None
    query = select(SESSION).where(SESSION.c.token == _hash(token), SESSION.c.issuer == desk.issuer)
    row = desk.view.connection.execute(query).first()
    if row is None:
        return None
    at = now.timestamp()
    if at - row.last >= IDLE.total_seconds() or at - row.began >= LONGEST.total_seconds():
        return None
    how: SignIn = "passkey" if token.startswith("passkey.") else "password"
    return DeskSession(row.token, row.person, datetime.fromtimestamp(row.last, now.tzinfo), how)


def note_use(desk: DeskView, session: DeskSession, now: datetime) -> None:
    """Write that a session is in use."""
    note = update(SESSION).where(SESSION.c.token == session.token).values(last=int(now.timestamp()))
    desk.view.connection.execute(note)


def end_session(desk: DeskView, session: DeskSession) -> None:
    """End a session; its cookie opens nothing any more."""
    desk.view.connection.execute(delete(SESSION).where(SESSION.c.token == session.token))


def end_sessions_of(desk: DeskView, person: str) -> None:
    """End every session of a person, as a new password does."""
    desk.view.connection.execute(
        delete(SESSION).where(SESSION.c.issuer == desk.issuer, SESSION.c.person == person)
    )


def token_of(request: Request) -> str | None:
    """Return the token in the cookie of a request."""
    return request.cookies.get(_name(request))


def set_cookie(request: Request, response: Response, token: str | None) -> None:
    """Give a browser the token of its session, or take it away."""
    response.set_cookie(
        _name(request),
        token or "",
        max_age=int(LONGEST.total_seconds()) if token else 0,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        # with `strict` a link from a mail would ask for a sign-in; `check_origin` guards the acts
        samesite="lax",
    )


def _name(request: Request) -> str:
    """Return the cookie's name: with https one that no other host below the domain can set."""
    return _SECURE_COOKIE if request.url.scheme == "https" else _COOKIE


def _hash(token: str) -> str:
    # whoever reads the database, or a backup of it, cannot take over a session
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
