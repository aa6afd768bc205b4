"""Contributions of an apartment to the service: its routes, and its parts of others' pages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from inspect import isawaitable
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.node import Node
from api.visit import Visit
from credentials.documents.agreement import Scheme
from credentials.record import Record
from registry.filing import merge
from registry.monitor.log_pages import Entry
from verifier import Outcome
from verifier.trust.agreements import AgreementVersion

T = TypeVar("T")


class PagePart(NamedTuple):
    """A part of a page; `called` is the text of the link to its `anchor`, where the page lists its parts.

    A part with `beside` stands in the second column of a wide page that has one. `script` is the address of
    the part's module. The part must work without it, and its page allows scripts.
    """

    html: str
    anchor: str = ""
    called: str = ""
    beside: bool = False
    script: str = ""
    each: Callable[[int], str] | None = None
    """Returns the address about one item of the page's record, by its place."""


Section = Callable[[Visit, T], PagePart | Awaitable[PagePart | None] | None]
"""The part of a page about a subject, if any; it runs in a thread, unless it is a coroutine."""


@dataclass(frozen=True, slots=True)
class Sections:
    """Functions that make parts for pages of other floors, each about the subject of its page."""

    front: Section[None] | None = None
    enterprise: Section[str] | None = None
    """Gets the credit code of the enterprise."""
    agreement: Section[AgreementVersion] | None = None
    scheme: Section[Scheme] | None = None
    statistics: Section[str | None] | None = None
    """Gets the digest after which the list of reports continues."""
    records: Mapping[str, Section[Record[Any]]] = field(default_factory=dict)
    """Parts by the kind of the record on an apartment's page."""


TellFacts = Callable[[Visit, Record[Any], Outcome], Awaitable[dict[str, Any]]]
"""Facts on the page of a record beside the record, its verdict and its history."""


class WorkDoor(NamedTuple):
    """An address that every page links to: its name in the link and among the works, its purpose."""

    address: str
    called: tuple[str, str]
    work: tuple[str, str]
    what: tuple[str, str]
    in_head: bool = False
    """True puts the link in the head of every page, False in the foot."""


class RecordWords(NamedTuple):
    """The words on records of a kind: their page, their title, the line in a feed or log."""

    address: str | None = None
    """Address of a page of its own; by default the page that every record has."""
    title: Callable[[Any, Visit], str] | None = None
    """Returns the title from the record's body; by default its `title`."""
    line: Callable[[Entry, Visit], str] | None = None
    """Returns the line; by default the kind and the title."""


class FeedLink(NamedTuple):
    """The address of a feed, for the head of a page and its text."""

    address: str
    media: str
    called: str


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """The contributions of one apartment. Its templates and their sentences stand in `templates` of its
    package."""

    package: str
    routers: tuple[APIRouter, ...] = ()
    """The routers in order: feeds before pages, which would take their addresses for references."""
    wires: tuple[ModuleType, ...] = ()
    """Modules with the models of its answers."""
    doors: Mapping[str, WorkDoor] = field(default_factory=dict)
    records: Mapping[str, RecordWords] = field(default_factory=dict)
    sections: Sections = Sections()
    feeds: Callable[[Visit, str], list[FeedLink]] | None = None
    """The feeds of one association."""
    keep: Callable[[Node], Any] | None = None
    """Makes what the apartment keeps in a node: `node.kept[name]`."""
    facts: Mapping[str, TellFacts] = field(default_factory=dict)
    """Facts by kind, for kinds whose template in `records` needs more than the record."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags of its own routers, each with its purpose."""

    @property
    def name(self) -> str:
        """Return the name before the slash of its templates."""
        return self.package.rpartition(".")[2]


@dataclass(frozen=True, eq=False)
class Servings:
    """The apartments of a service; `app.state.servings`."""

    all: tuple[Serving, ...]
    packages: Mapping[str, str]
    """The places of templates, by the part before the slash of their names."""
    doors: Mapping[str, WorkDoor]
    records: Mapping[str, RecordWords]
    facts: Mapping[str, TellFacts]
    tags: Mapping[str, str]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(servings: tuple[Serving, ...]) -> "Servings":
        """Return the apartments in their order; the same tuple gives the same object, so that templates are
        read once.

        ValueError where two apartments contribute the same name.
        """
        packages = merge({serving.name: serving.package} for serving in servings)
        return Servings(
            servings,
            {name: package for name, package in packages.items() if (files(package) / "templates").is_dir()},
            doors=merge(serving.doors for serving in servings),
            records=merge(serving.records for serving in servings),
            facts=merge(serving.facts for serving in servings),
            tags=merge(serving.tags for serving in servings),
        )

    async def sections(
        self, pick: Callable[[Sections], Section[T] | None], visit: Visit, subject: T
    ) -> list[PagePart]:
        """Return the sections of apartments on a page."""
        parts: list[PagePart] = []
        for section in filter(None, (pick(serving.sections) for serving in self.all)):
            answer = await run_in_threadpool(section, visit, subject)
            part = await answer if isawaitable(answer) else answer
            parts += [part] if part is not None else []
        return parts

    def feeds_of(self, visit: Visit, issuer: str) -> list[FeedLink]:
        """Return the feeds of an association."""
        return [
            feed for serving in self.all if serving.feeds is not None for feed in serving.feeds(visit, issuer)
        ]


def servings_of(request: Request) -> Servings:
    """Return the apartments of the service that answers."""
    servings: Servings = request.app.state.servings
    return servings
