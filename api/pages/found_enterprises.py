"""Search results grouped by enterprise, and example searches."""

from collections.abc import Sequence
from typing import NamedTuple

from api.answers.paging import ListPage
from api.answers.questions import POLICY
from api.answers.standings.credential_lists import FoundCredential
from api.answers.standings.log_receipts import receipts_of
from api.visit import Visit
from api.wire.models import STANDINGS
from credentials.record import JsonObject
from credentials.words.divisions import division_name, division_of
from verifier import verify_record
from verifier.reasons import Headline, headline

SHOWN = 10
"""Most lines of one enterprise on the search page, most of them folded; the enterprise's own page has all."""


class FoundEnterprise(NamedTuple):
    """An enterprise with its lines: those in force first, the latest end before others."""

    uscc: str
    legal_name: str
    legal_name_en: str | None
    region: str
    division: str | None
    lines: Sequence[JsonObject]
    more: int


def group_lines(page: ListPage[FoundCredential]) -> list[FoundEnterprise]:
    """Return the enterprises in the order of their first lines, each under the name of its newest term."""
    groups: dict[str, list[FoundCredential]] = {}
    for credential in page.items:
        groups.setdefault(str(credential.line["uscc"]), []).append(credential)
    return [_describe(uscc, credentials) for uscc, credentials in groups.items()]


def headlines_of(page: ListPage[FoundCredential], visit: Visit, home: str) -> dict[str, Headline]:
    """Return, by digest, the headline of the answer for `home` about each credential in force."""
    active = [credential.record for credential in page.items if credential.line["standing"] == "active"]
    digests = [record.digest for record in active]
    receipts = receipts_of(visit.node.registry, visit.trust, visit.now, digests)
    headlines: dict[str, Headline] = {}
    for record in active:
        proof = receipts.get(record.digest)
        verdict = verify_record(record, visit.trust, policy=POLICY, now=visit.now, home=home, proof=proof)
        headlines[record.digest] = headline(verdict, home, visit.names)
    return headlines


class Example(NamedTuple):
    """An example search: the name of its label, its text, and the page it leads to, None for the search
    page."""

    name: str
    typed: str
    path: str | None


def pick_examples(credentials: Sequence[FoundCredential]) -> list[Example]:
    """Return texts that find the first of these credentials."""
    return [
        example
        for line in (credential.line for credential in credentials[:1])
        for example in (
            Example("by_name", str(line["legalName"]), None),
            Example("by_number", str(line["certificateNumber"]), f"/credentials/{line['digest']}"),
            Example("by_code", str(line["uscc"]), f"/enterprises/{line['uscc']}"),
        )
    ]


def _describe(uscc: str, credentials: list[FoundCredential]) -> FoundEnterprise:
    newest = max(
        (record.body for record, _ in credentials), key=lambda body: body.valid_from
    ).credential_subject
    lines = [line for _, line in credentials]
    lines.sort(key=lambda line: str(line["validUntil"]), reverse=True)
    lines.sort(key=lambda line: STANDINGS.index(str(line["standing"])))
    return FoundEnterprise(
        uscc,
        newest.legal_name,
        newest.legal_name_en,
        newest.region,
        division_name(division_of(uscc)),
        lines[:SHOWN],
        len(lines) - len(lines[:SHOWN]),
    )
