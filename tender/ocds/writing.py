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
    """Return the release of two valid documents, dated `date`."""
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
    mapped: ReleaseValues = {
        "id": tender["number"],
        "title": tender["title"],
        "lots": [{**lot} for lot in tender["lots"]],
        "tenderPeriod": {"endDate": tender["openingAt"]},
        "bidOpening": {"date": tender["openingAt"]},
        "contractPeriod": {
            "startDate": f"{contract['from']}T00:00:00+08:00",
            "endDate": f"{contract['until']}T23:59:59+08:00",  # the last day counts
        },
        "criteria": [_write_criterion(criterion) for criterion in tender["criteria"]],
    }
    if "awardAt" in tender:
        mapped["awardPeriod"] = {"endDate": tender["awardAt"]}
    written = ("type", "number", "title", "buyer", "lots", "openingAt", "awardAt", "contract", "criteria")
    return {**mapped, EXTENSION: _others(tender, written)}


def _write_criterion(criterion: Mapping[str, Any]) -> ReleaseValues:
    return {
        **{name: criterion[name] for name in ("id", "title") if name in criterion},
        "source": "tenderer",
        "relatesTo": "tenderer",
        "requirementGroups": [
            {
                "id": group["id"],
                "requirements": [_write_requirement(requirement) for requirement in group["requirements"]],
            }
            for group in criterion["groups"]
        ],
        EXTENSION: _others(criterion, ("id", "title", "groups")),
    }


def _write_requirement(requirement: Mapping[str, Any]) -> ReleaseValues:
    mapped = {"id": requirement["id"], "title": f"{requirement['scheme']} {requirement['minGrade']}"}
    if "text" in requirement:
        mapped["description"] = requirement["text"]
    return {**mapped, EXTENSION: _others(requirement, ("id", "text"))}


def _write_bid(bidder: Mapping[str, Any], parties: list[ReleaseValues]) -> ReleaseValues:
    alone = "members" not in bidder
    who: Sequence[Mapping[str, Any]] = [bidder] if alone else bidder["members"]
    for enterprise in who:
        if all(party["id"] != enterprise["uscc"] for party in parties):
            identifier = {"scheme": _LIST_OF_CODES, "id": enterprise["uscc"], "legalName": enterprise["name"]}
            parties.append(
                {
                    "id": enterprise["uscc"],
                    "name": enterprise["name"],
                    "identifier": identifier,
                    "roles": ["tenderer"],
                }
            )
    own = _others(bidder, ("id", "lots", "members", *OF_PAPERS, *(("name", "uscc") if alone else ())))
    if not alone:
        own["members"] = [_others(member, ("name", "uscc")) for member in who]
    return {
        "id": bidder["id"],
        "tenderers": [{"id": tenderer["uscc"], "name": tenderer["name"]} for tenderer in who],
        "relatedLots": [*bidder["lots"]],
        EXTENSION: own,
    }


def _others(members: Mapping[str, Any], written: Sequence[str]) -> ReleaseValues:
    return {name: value for name, value in members.items() if name not in written}
