"""List of the apartments above the core, and their commands."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from api.serving import Serving
    from registry.filing import Filing


class Apartment(NamedTuple):
    """Package of one feature: its modules `serving` and, if it `files` records, `filing`, and those of its
    commands."""

    package: str
    commands: Mapping[str, str]
    files: bool = True


HOUSE = (
    Apartment("desk", {"desk": "desk.command.command"}),
    Apartment(
        "tender",
        {"tender": "tender.command.command", "packet": "tender.command.packet.command"},
        files=False,
    ),
    Apartment("works.statistics", {"statistics": "works.statistics.command"}),
    Apartment("works.surveys", {"survey": "works.surveys.command"}),
    Apartment("works.technology", {"technology": "works.technology.command.command"}),
    Apartment("works.list_notices", {"listnotice": "works.list_notices.command.command"}),
    Apartment("works.notices", {"notice": "works.notices.command.command"}),
    Apartment(
        "works.conferences",
        {
            "resolution": "works.conferences.resolution.command",
            "standard": "works.conferences.standard.command",
        },
    ),
)
"""Apartments, in the order in which commands, routes and kinds of records follow each other."""


def commands_in(folder: str) -> dict[str, str]:
    """Return the commands of the apartments in a folder, and the module of each."""
    return {
        name: module
        for apartment in HOUSE
        if apartment.package.partition(".")[0] == folder
        for name, module in apartment.commands.items()
    }


def load_filings() -> "tuple[Filing, ...]":
    """Load the filings, to open a registry."""
    return tuple(_load_filing(apartment.package) for apartment in HOUSE if apartment.files)


def load_servings() -> "tuple[Serving, ...]":
    """Load the servings, to serve them."""
    return tuple(_load_serving(apartment.package) for apartment in HOUSE)


def _load_filing(package: str) -> "Filing":
    filing: Filing = import_module(f"{package}.filing").FILING
    return filing


def _load_serving(package: str) -> "Serving":
    serving: Serving = import_module(f"{package}.serving").SERVING
    return serving
