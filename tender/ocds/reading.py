"""A tender and its bidders from a release of the Open Contracting Data Standard, possibly with gaps.

It reads the standard 1.1: the core, and the extensions for requirements, lots, bids and the bid opening.
Further facts of a tender are in the member `huren` of each object. The documents leave out facts that a
release lacks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from credentials.drafting.faults import read_draft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.record import Model
from credentials.times import CHINA, format_time, parse_time
from tender.ocds.members import GivenLabels, Members, ReleaseValues
from verifier.tender.documents.bidders import Bidder, BidderList, ConsortiumMember, check_pair, read_bidders
from verifier.tender.documents.tender import Criterion, Requirement, RequirementGroup, Tender, read_tender


class OcdsReading(NamedTuple):
    """The documents in a release, their gaps and errors, and the parts of the release not taken."""

    tender: ReleaseValues
    bidders: ReleaseValues | None
    faults: Mapping[str, Sequence[RecordError]]
    """The errors of `tender` and `bidders`; empty where a document is valid as it stands."""
    left: Sequence[str]
    renamed: Sequence[tuple[str, str]]


def read_release(value: ReleaseValues) -> OcdsReading:
    """Return both documents, with their gaps; RecordError names a member of the wrong type."""
    release = Members(value)
    if not release.has("tender"):
        raise RecordError("member-missing", "tender")
    lots = GivenLabels("L")
    tender, ids = _read_tender(release, lots)
    parties = {entry.id(): entry for entry in release.objects("parties")}
    for party in parties.values():
        if "buyer" in party.texts("roles"):
            party.know("name")
    bids, bid_ids = _read_bids(release, parties, lots, [lot["id"] for lot in tender["lots"]])
    release.know("ocid", "id", "date", "tag", "initiationType", "language", "extensions")
    faults = {"tender": [*_faults_of_tender(tender)]}
    if bids is not None:
        faults["bidders"] = [*_faults_of_bidders(bids, tender, is_tender_whole=not faults["tender"])]
    renamed = [pair for labels in (lots, *ids, bid_ids) for pair in labels.renamed]
    return OcdsReading(tender, bids, faults, [*release.left()], renamed)


def _read_tender(release: Members, lots: GivenLabels) -> tuple[ReleaseValues, list[GivenLabels]]:
    tender = release.object("tender")
    criteria, requirements = GivenLabels("C"), GivenLabels("R")
    opening = tender.object("bidOpening").text("date")
    closing, award = (
        tender.object("tenderPeriod").text("endDate"),
        tender.object("awardPeriod").text("endDate"),
    )
    period = tender.object("contractPeriod")
    title = tender.text("title")
    buyers = release.object("buyer"), tender.object("procuringEntity")
    for organisation in buyers:
        organisation.know("id")
    named = [buyer.text("name") for buyer in buyers]
    values = {
        "number": tender.id(),
        "title": title,
        "buyer": named[0] or named[1],
        "lots": [_known(id=lots.give(lot.id()), title=lot.text("title")) for lot in tender.objects("lots")],
        # 招标投标法 34: the opening takes place at the moment when the bidding period ends
        "openingAt": _moment(opening or closing),
        "awardAt": _moment(award),
        "contract": _known(**{"from": _day(period.text("startDate")), "until": _day(period.text("endDate"))}),
        "criteria": [
            _read_criterion(criterion, criteria, requirements)
            for criterion in tender.objects("criteria")
            if _is_about_bidders(criterion)
        ],
    }
    document = {"version": 1, **tender.extension(), "type": "Tender/1", **_known(**values)}
    if not document["lots"]:
        document["lots"] = [_known(id="L1", title=title)]
    return document, [criteria, requirements]


def _is_about_bidders(criterion: Members) -> bool:
    """Return whether a criterion is about bidders; the reader passes over a criterion about items or
    without requirements."""
    if criterion.text("relatesTo") in (None, "tenderer") and criterion.has("requirementGroups"):
        return True
    criterion.pass_over()
    return False


def _read_criterion(criterion: Members, labels: GivenLabels, requirements: GivenLabels) -> ReleaseValues:
    groups = GivenLabels("g")
    criterion.know("source")
    return {
        **criterion.extension(),
        **_known(
            id=labels.give(criterion.id()),
            title=criterion.text("title"),
            groups=[
                {
                    "id": groups.give(group.id()),
                    "requirements": [
                        _read_requirement(requirement, requirements)
                        for requirement in group.objects("requirements")
                    ],
                }
                for group in criterion.objects("requirementGroups")
            ],
        ),
    }


def _read_requirement(requirement: Members, labels: GivenLabels) -> ReleaseValues:
    own = requirement.extension()
    text = requirement.text("description")
    if not own:
        text = text or requirement.text("title")
    requirement.know("title")
    return {**own, **_known(id=labels.give(requirement.id()), text=text)}


def _read_bids(
    release: Members, parties: Mapping[str | None, Members], lots: GivenLabels, all_lots: Sequence[str]
) -> tuple[ReleaseValues | None, GivenLabels]:
    """Return one bidder for each bid; without bids, one for each tenderer, whose lots are known only if
    there is one lot."""
    labels, section = GivenLabels("B"), release.object("bids")
    bidders = []
    for bid in section.objects("details"):
        # neither status means a bid at the opening
        if bid.text("status") in ("withdrawn", "invited"):
            bid.pass_over()
            continue
        related = [lots.find(lot) for lot in bid.texts("relatedLots")]
        who = [_read_enterprise(tenderer, parties) for tenderer in bid.objects("tenderers")]
        bidder = {"id": labels.give(bid.id()), "lots": related or [*all_lots]}
        bidders.append({**_read_who(who, bid.extension()), **bidder})
    own = section.extension()
    if not section.has("details"):
        for id_, party in parties.items():
            if "tenderer" in party.texts("roles"):
                known = {"lots": [*all_lots]} if len(all_lots) == 1 else {}
                bidders.append({"id": labels.give(id_), **_read_party(party), **known})
    if not bidders:
        return None, labels
    return {"version": 1, **own, "type": "Bidders/1", "bidders": bidders}, labels


def _read_who(who: Sequence[ReleaseValues], own: ReleaseValues) -> ReleaseValues:
    """Return one enterprise, or members of a consortium, each with the facts in the member `huren`."""
    extra = own.pop("members", None)
    if len(who) == 1:
        return {**own, **who[0]}
    more = [*extra] if isinstance(extra, list) else []
    more += [{}] * (len(who) - len(more))
    return {
        **own,
        "members": [
            {**(facts if isinstance(facts, dict) else {}), **enterprise}
            for facts, enterprise in zip(more, who, strict=False)
        ],
    }


def _read_enterprise(reference: Members, parties: Mapping[str | None, Members]) -> ReleaseValues:
    """Return the enterprise that a reference means, under the name in the reference."""
    id_, name = reference.id(), reference.text("name")
    party = parties.get(id_) if id_ is not None else None
    facts = _read_party(party) if party is not None else {}
    return {**facts, **_known(name=name)}


def _read_party(party: Members) -> ReleaseValues:
    """Return name and code; the code is any valid identifier, whatever list it is said to be from."""
    identifier = party.object("identifier")
    codes = [
        identifier.id(),
        *(additional.id() for additional in party.objects("additionalIdentifiers")),
        party.id(),
    ]
    name = party.text("name") or identifier.text("legalName")
    identifier.know("legalName", "scheme")
    return _known(name=name, uscc=next(filter(None, map(_code, codes)), None))


def _code(text: str | None) -> str | None:
    try:
        # an OCDS id begins with its list: CN-SAIC-9150…
        return parse_uscc((text or "").rpartition("-")[2].upper())
    except RecordError:
        return None


def _known(**members: Any) -> ReleaseValues:
    return {name: value for name, value in members.items() if value is not None}


def _moment(text: str | None) -> str | None:
    """Return a time as a tender writes it; leave an invalid time unchanged, so that it appears among the
    errors."""
    moment = _parse(text)
    try:
        parse_time(text or "")
    except RecordError:
        return format_time(moment.replace(microsecond=0)) if moment is not None else text
    return text


def _day(text: str | None) -> str | None:
    moment = _parse(text)
    return moment.astimezone(CHINA).date().isoformat() if moment is not None else text


def _parse(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=CHINA)).astimezone(CHINA)
    except (ValueError, OverflowError):
        return None


def _faults_of_tender(tender: ReleaseValues) -> Iterator[RecordError]:
    """Yield all gaps and errors, member by member; without any, those of the whole model."""
    faults = _faults(Tender, tender, "", "criteria")
    if not tender["criteria"]:
        faults.append(RecordError("member-missing", "criteria"))
    for place, criterion in enumerate(tender["criteria"]):
        where = f"criteria[{place}]"
        faults += _faults(Criterion, criterion, where, "groups")
        for number, group in enumerate(criterion["groups"]):
            within = f"{where}.groups[{number}]"
            faults += _faults(RequirementGroup, group, within, "requirements")
            for index, requirement in enumerate(group["requirements"]):
                faults += _faults(Requirement, requirement, f"{within}.requirements[{index}]")
    yield from faults
    if not faults:
        try:
            read_tender(tender)
        except RecordError as error:
            yield error


def _faults_of_bidders(
    bidders: ReleaseValues, tender: ReleaseValues, *, is_tender_whole: bool
) -> Iterator[RecordError]:
    faults = _faults(BidderList, bidders, "", "bidders")
    for place, bidder in enumerate(bidders["bidders"]):
        where = f"bidders[{place}]"
        faults += _faults(Bidder, bidder, where, "members")
        for number, member in enumerate(bidder.get("members", ())):
            faults += _faults(ConsortiumMember, member, f"{where}.members[{number}]")
    yield from faults
    if not faults:
        try:
            whole = read_bidders(bidders)
            if is_tender_whole:
                check_pair(read_tender(tender).body, whole.body)
        except RecordError as error:
            yield error


def _faults(model: type[Model], members: ReleaseValues, where: str, apart: str = "") -> list[RecordError]:
    """Return the gaps and errors of one object; the list `apart` is checked separately."""
    if apart not in members:
        return read_draft(model, members, (), where)[1]
    place = f"{where}.{apart}" if where else apart
    return read_draft(model, {k: v for k, v in members.items() if k != apart}, (place,), where)[1]
