"""What an apartment gives the service: its routes, and what it says on pages of others."""

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
    """A part of a page; `called` is what leads to its `anchor`, where the page has a list of its parts.

    One `beside` stands in the second column of a wide page, where that has one. `script` is the address of a
    module that it brings, without which it says enough; a page that takes scripts has it.
    """

    html: str
    anchor: str = ""
    called: str = ""
    beside: bool = False
    script: str = ""


Section = Callable[[Visit, T], PagePart | Awaitable[PagePart | None] | None]
"""What is told on a page about a subject, if anything; it runs in a thread, where it is no coroutine."""


@dataclass(frozen=True, slots=True)
class Sections:
    """Parts of pages that leave room for others, each about what its page is about."""

    front: Section[None] | None = None
    enterprise: Section[str] | None = None
    """By its credit code."""
    agreement: Section[AgreementVersion] | None = None
    scheme: Section[Scheme] | None = None
    statistics: Section[str | None] | None = None
    """Reports behind the one with a digest."""
    records: Mapping[str, Section[Record[Any]]] = field(default_factory=dict)
    """By the kind of the record whose page an apartment has."""


TellFacts = Callable[[Visit, Record[Any], Outcome], Awaitable[dict[str, Any]]]
"""What the page of a record shows beside the record, its verdict and its history."""


class WorkDoor(NamedTuple):
    """An address that every page leads to: what it is called there and among the works, what it is for."""

    address: str
    called: tuple[str, str]
    work: tuple[str, str]
    what: tuple[str, str]
    in_head: bool = False
    """Whether it stands in the head of every page; else in the foot."""


class RecordWords(NamedTuple):
    """How records of a kind are told of: their page, their title, the line in a feed or log."""

    address: str
    title: Callable[[Any, Visit], str] | None = None
    """Of its body; by default its `title`."""
    line: Callable[[Entry, Visit], str] | None = None
    """By default the kind and the title."""


class FeedLink(NamedTuple):
    """Where a feed is found, for the head of a page and its text."""

    address: str
    media: str
    called: str


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """What one apartment gives. Its templates and their sentences stand in `templates` of its package."""

    package: str
    routers: tuple[APIRouter, ...] = ()
    """In order: feeds before pages, whose references they would be."""
    wires: tuple[ModuleType, ...] = ()
    """Modules with the models of its answers."""
    doors: Mapping[str, WorkDoor] = field(default_factory=dict)
    records: Mapping[str, RecordWords] = field(default_factory=dict)
    sections: Sections = Sections()
    feeds: Callable[[Visit, str], list[FeedLink]] | None = None
    """Those of one association."""
    keep: Callable[[Node], Any] | None = None
    """What a node keeps in memory for it: `node.kept[name]`."""
    facts: Mapping[str, TellFacts] = field(default_factory=dict)
    """Of kinds whose template in `records` needs more than the record."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of its routers those that are its own, each with what it is for."""

    @property
    def name(self) -> str:
        """How its templates are called before a slash."""
        return self.package.rpartition(".")[2]


@dataclass(frozen=True, eq=False)
class Servings:
    """What a service was given; `app.state.servings`."""

    all: tuple[Serving, ...]
    packages: Mapping[str, str]
    """Where templates stand, by what is before the slash of their names."""
    doors: Mapping[str, WorkDoor]
    records: Mapping[str, RecordWords]
    facts: Mapping[str, TellFacts]
    tags: Mapping[str, str]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(servings: tuple[Serving, ...]) -> "Servings":
        """In their order, the same for the same ones, so that their templates are read once.

        ValueError where two give the same.
        """
        packages = merge({one.name: one.package} for one in servings)
        return Servings(
            servings,
            {name: package for name, package in packages.items() if (files(package) / "templates").is_dir()},
            doors=merge(one.doors for one in servings),
            records=merge(one.records for one in servings),
            facts=merge(one.facts for one in servings),
            tags=merge(one.tags for one in servings),
        )

    async def sections(
        self, pick: Callable[[Sections], Section[T] | None], visit: Visit, subject: T
    ) -> list[PagePart]:
        """What apartments say on a page."""
        found: list[PagePart] = []
        for section in filter(None, (pick(one.sections) for one in self.all)):
            told = await run_in_threadpool(section, visit, subject)
            part = await told if isawaitable(told) else told
            found += [part] if part is not None else []
        return found

    def feeds_of(self, visit: Visit, issuer: str) -> list[FeedLink]:
        """The feeds of an association."""
        return [feed for one in self.all if one.feeds is not None for feed in one.feeds(visit, issuer)]


def servings_of(request: Request) -> Servings:
    """Those of the service that answers."""
    found: Servings = request.app.state.servings
    return found
