"""Addresses and terms for comments on the draft of a standard, from the notices that ask for them."""

from collections.abc import Iterator
from typing import NamedTuple

from api.pages.parties import OfficeAddress, offices_of
from api.pages.rendering import render
from api.serving import PagePart
from api.visit import Visit
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.record import Record
from credentials.times import day_of
from works.notices.held import HeldNotice
from works.notices.lookup import WantedNotices, first_notices
from works.notices.words import NoticeMark, page_of, tell_when, title_of

_LOOKED_AT = 60
"""Most notices about drafts looked at, the last to end first: a key holder can sign any number."""


class CommentRequest(NamedTuple):
    """Where to send comments: the link of a notice that asks for them, else an address of the association."""

    issuer: str
    path: str
    title: str
    until: str
    when: NoticeMark
    link: str | None
    offices: list[OfficeAddress]


def tell_comments(visit: Visit, standard: Record[UnifiedStandard]) -> PagePart:
    """Return the part on comments for a text that no resolution adopts; without a notice it gives the
    association's address."""
    requests = [*_find_requests(visit, standard.digest)]
    offices = [] if requests else _contacts(visit, standard.body.issuer)
    return PagePart(render(visit, "notices/comments", requests=requests, offices=offices))


def _find_requests(visit: Visit, digest: str) -> Iterator[CommentRequest]:
    wanted = WantedNotices(day_of(visit.now), kind="standard-draft")
    for record in first_notices(visit.node.registry, wanted, _LOOKED_AT):
        subject = record.body.credential_subject
        if digest not in (subject.refers or ()):
            continue
        notice = HeldNotice.of(record, visit.trust, visit.now)
        if not notice.is_off:
            yield CommentRequest(
                record.body.issuer,
                page_of(notice),
                title_of(notice, visit),
                subject.until.isoformat(),
                tell_when(notice, visit),
                subject.link,
                [] if subject.link is not None else _contacts(visit, record.body.issuer),
            )


def _contacts(visit: Visit, issuer: str) -> list[OfficeAddress]:
    return [address for address in offices_of(visit, issuer) if address.kind == "Contact"]
