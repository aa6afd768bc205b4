"""The parties of the agreement in force, as this node knows them."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from api.errors import ApiError
from api.visit import Visit
from credentials.documents.agreement import Party
from credentials.documents.key_list import Decline, ServiceType, Use
from credentials.documents.kind import TABLE
from credentials.identifiers import did_web_address
from credentials.words.closed_lists import KINDS, SERVICES, join_words, word_for
from signing.errors import Lang
from verifier.trust.party_trust import PartyTrust
from web.brand.markup import contact_ways


class Member(NamedTuple):
    """A party, what this node knows of it, and the size of its newest signed log head.

    `elsewhere` means that another node keeps its log; with `peer` as well, this node has a copy.
    """

    party: Party
    known: PartyTrust | None
    log_size: int | None
    elsewhere: str | None
    peer: str | None

    @property
    def site(self) -> str:
        """Return the path below which this node serves the party's own files."""
        return did_web_address(self.party.id).removeprefix("https://")

    @property
    def did_document(self) -> str:
        """Return the path at which this node serves the party's key list."""
        return f"/{self.site}{'' if '/' in self.site else '/.well-known'}/did.json"


def members_of(visit: Visit) -> list[Member]:
    """Return the parties of the agreement in force, in its order."""
    settings = visit.node.settings
    return [
        Member(
            party,
            visit.trust.party(party.id),
            max((head.size for head in visit.trust.checkpoints.get(party.id, ())), default=None),
            settings.other_nodes.get(party.id),
            settings.peers.get(party.id),
        )
        for party in visit.names.text.parties
    ]


class OfficeAddress(NamedTuple):
    """An address that an association has signed: its purpose, its text, the target of a link, if any.

    `answer_days` is the time within which an answer comes, where the association states it.
    """

    kind: ServiceType
    called: str
    shown: str
    link: str
    answer_days: int | None


def offices_of(visit: Visit, did: str) -> list[OfficeAddress]:
    """Return the addresses in the newest key list of a party; none where this node has no list of that party.

    Pages link to addresses of mail, phone and web; the address of a node is for other nodes.
    """
    known = visit.trust.party(did)
    services = known.newest_key_list.body.service if known is not None else None
    return [
        OfficeAddress(
            service.type,
            word_for(SERVICES, service.type, visit.lang),
            service.service_endpoint.removeprefix("mailto:").removeprefix("tel:"),
            "" if service.type == "Node" else service.service_endpoint,
            service.answer_days,
        )
        for service in services or ()
    ]


def name_kinds(use: Use, lang: Lang) -> str:
    """Return the names of the kinds of documents that a key for this use signs."""
    kinds = (word_for(KINDS, kind.name, lang) for kind in TABLE.values() if kind.use == use)
    return join_words(kinds, lang)


class ObjectionOffice(NamedTuple):
    """Address to which objections about an association go: one that it signed, or one of this node's own
    party."""

    issuer: str
    offices: list[OfficeAddress]
    ways: list[Markup]


def objection_offices(visit: Visit, issuers: Iterable[str]) -> list[ObjectionOffice]:
    """Return the addresses of each association for objections, else its general ones, if any."""
    brand = visit.node.speaker(visit.trusted).brand
    listed = []
    for issuer in dict.fromkeys(issuers):
        signed = offices_of(visit, issuer)
        offices = [office for office in signed if office.kind == "ObjectionOffice"] or [
            office for office in signed if office.kind == "Contact"
        ]
        own = (brand.objections or brand.contact) if issuer == brand.party and not offices else None
        ways = [Markup(way) for way in contact_ways(own, visit.lang)] if own else []  # noqa: S704 - escaped there
        listed.append(ObjectionOffice(issuer, offices, ways))
    return listed


def needed_member(visit: Visit, did: str) -> Member:
    """Return the party with this DID; ApiError not-here."""
    member = next((listed for listed in members_of(visit) if listed.party.id == did), None)
    if member is None:
        raise ApiError.not_here("association", "协会", did)
    return member


def declines_of(visit: Visit) -> list[tuple[str, Decline]]:
    """Return all declines of the newest key lists, each with its party."""
    return [
        (issuer, decline)
        for issuer, party in visit.trust.parties.items()
        for decline in party.newest_key_list.body.declines
    ]
