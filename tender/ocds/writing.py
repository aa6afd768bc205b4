"""A tender and its bidders as a release of the Open Contracting Data Standard 1.1."""

from collections.abc import Mapping, Sequence
from typing import Any

from tender.ocds.members import EXTENSION, ReleaseValues

_BUYER = "buyer"
_LIST_OF_CODES = "CN-SAIC"
"""The list of identifiers (org-id.guide) of enterprises registered in China."""
_EXTENSIONS = tuple(
    f"https://raw.githubusercontent.com/open-contracting-extensions/ocds_{name}_extension/master/extension.json"
    for name in ("requirements", "lots", "bid", "bidOpening")
)
OF_PAPERS = ("folder", "jointAgreement", "ignore", "marks", "looked", "clarifications")
"""Members of a list of bidders about papers, which are for the committee and stand in no release.

`claims` are not among them: a bidder states in its bid which certificate it names for which criterion.
"""


def write_release(
    tender: Mapping[str, Any], bidders: Mapping[str, Any] | None, *, ocid: str, date: str
) -> ReleaseValues:
    """Return the release of both documents, which are valid, at `date`."""
    parties = [{"id": _BUYER, "name": tender["buyer"], "roles": ["buyer", "procuringEntity"]}]
    buyer = {"id": _BUYER, "name": tender["buyer"]}
    release: ReleaseValues = {
        "ocid": ocid,
        "id": f"{ocid}-{tender['version']}",
        "date": date,
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "zh",
        "extensions": [*_EXTENSIONS],
        "parties": parties,
        "buyer": buyer,
        "tender": {**_write_tender(tender), "procuringEntity": buyer},
    }
    if bidders is not None:
        release["bids"] = {
            "details": [_write_bid(bidder, parties) for bidder in bidders["bidders"]],
            EXTENSION: _others(bidders, ("type", "bidders")),
        }
    return release


def _write_tender(tender: Mapping[str, Any]) -> ReleaseValues:
    contract = tender["contract"]
    told: ReleaseValues = {
        "id": tender["number"],
        "title": tender["title"],
        "lots": [{**lot} for lot in tender["lots"]],
        "tenderPeriod": {"endDate": tender["openingAt"]},
        "bidOpening": {"date": tender["openingAt"]},
        "contractPeriod": {
            "startDate": f"{contract['from']}T00:00:00+08:00",
            "endDate": f"{contract['until']}T23:59:59+08:00",
        },
        "criteria": [_write_criterion(criterion) for criterion in tender["criteria"]],
    }
    if "awardAt" in tender:
        told["awardPeriod"] = {"endDate": tender["awardAt"]}
    written = ("type", "number", "title", "buyer", "lots", "openingAt", "awardAt", "contract", "criteria")
    return {**told, EXTENSION: _others(tender, written)}


def _write_criterion(criterion: Mapping[str, Any]) -> ReleaseValues:
    return {
        **{name: criterion[name] for name in ("id", "title") if name in criterion},
        "source": "tenderer",
        "relatesTo": "tenderer",
        "requirementGroups": [
            {"id": group["id"], "requirements": [_write_requirement(one) for one in group["requirements"]]}
            for group in criterion["groups"]
        ],
        EXTENSION: _others(criterion, ("id", "title", "groups")),
    }


def _write_requirement(requirement: Mapping[str, Any]) -> ReleaseValues:
    told = {"id": requirement["id"], "title": f"{requirement['scheme']} {requirement['minGrade']}"}
    if "text" in requirement:
        told["description"] = requirement["text"]
    return {**told, EXTENSION: _others(requirement, ("id", "text"))}


def _write_bid(bidder: Mapping[str, Any], parties: list[ReleaseValues]) -> ReleaseValues:
    alone = "members" not in bidder
    who: Sequence[Mapping[str, Any]] = [bidder] if alone else bidder["members"]
    for one in who:
        if all(party["id"] != one["uscc"] for party in parties):
            identifier = {"scheme": _LIST_OF_CODES, "id": one["uscc"], "legalName": one["name"]}
            parties.append(
                {"id": one["uscc"], "name": one["name"], "identifier": identifier, "roles": ["tenderer"]}
            )
    own = _others(bidder, ("id", "lots", "members", *OF_PAPERS, *(("name", "uscc") if alone else ())))
    if not alone:
        own["members"] = [_others(one, ("name", "uscc")) for one in who]
    return {
        "id": bidder["id"],
        "tenderers": [{"id": one["uscc"], "name": one["name"]} for one in who],
        "relatedLots": [*bidder["lots"]],
        EXTENSION: own,
    }


def _others(members: Mapping[str, Any], written: Sequence[str]) -> ReleaseValues:
    return {name: value for name, value in members.items() if name not in written}
