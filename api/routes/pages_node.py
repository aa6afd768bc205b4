"""Pages about this node: front page and steps, its state, its numbers, its interface and problems."""

from contextlib import suppress
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.counting.statistics import DIMENSIONS, Counts
from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi_page import PAIR, read_chapters, split
from api.http.problems import MESSAGES, STATUS, TITLES, type_of
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.node import Node, node_of
from api.pages.count_figures import count_associations, figure_all, figure_each_scheme
from api.pages.count_tables import tabulate_counts
from api.pages.front import find_samples, list_works, tell_freshness
from api.pages.parties import members_of
from api.pages.problem_words import group_problems, tell_failed
from api.pages.rendering import begin, begin_bare, page_response
from api.pages.table_file import table_response
from api.serving import servings_of
from api.visit import Visit
from api.words import speak
from credentials.kinds import KINDS
from credentials.record import Digest, Maybe
from credentials.times import day_of, parse_time
from credentials.words.closed_lists import CHECK_WORDS, word_for
from credentials.words.closed_lists import KINDS as WORDS
from credentials.words.pin_words import format_pin_words
from credentials.words.placeholder_words import explain, explain_message
from credentials.words.regions import region_name
from registry import RegistryError
from registry.monitor.alerts import FORKED
from registry.sync.conflicts import LOG, Conflict, list_conflicts
from signing.errors import Lang
from verifier.codes import CODES

router = APIRouter(tags=[PAGE], include_in_schema=False)


class StatisticsQuery(PageQuery):
    """Parameters of the statistics page: the digest after which an apartment's list of reports continues."""

    reports: Maybe[Digest] = None


class CsvQuery(PageQuery):
    """Parameters of the CSV file: the dimension of the counts."""

    by: Maybe[
        Literal["issuer", "region", "scheme", "category", "grade", "month", "month-end", "standing"]
    ] = None


ACTS = (
    (
        "huren issue --template sheet.xlsx --issuer DID",
        "huren issue sheet.xlsx --key KEY --dry-run --errors back.xlsx",
    ),
    ("huren issue sheet.xlsx --key KEY -o issued", "huren certificate NUMBER -o certificates"),
    (
        "huren suspend NUMBER --reason complaint --key KEY",
        "huren reinstate NUMBER --reason resolved --key KEY",
        "huren revoke NUMBER --reason REASON --key KEY",
    ),
    ("huren publish public --key KEY",),
)
"""The commands for the acts of a clerk, in the order of the page."""


@router.get("/", dependencies=costs(10, verifications=150))
async def show_front(request: Request) -> Response:
    """Show the purpose of the node and a door for each visitor, even without trust data."""
    node = node_of(request)
    # `known`, not `current`: the front page must appear even while the database does not answer
    trusted = await node.trust.known()
    visit = begin_bare(request, trusted)
    if trusted is None:
        return page_response(visit, "front", parties=[], numbers=None, samples=None, sections=[], works=[])
    text = visit.names.text
    numbers = await node.overview.numbers(trusted, visit.now)
    sections = (
        await servings_of(request).sections(lambda of: of.front, visit, None) if numbers is not None else []
    )
    return page_response(
        visit,
        "front",
        parties=tell_freshness(visit),
        sections=sections,
        works=list_works(visit),
        regions=(" and " if visit.lang == "en" else "、").join(
            region_name(party.region, visit.lang) for party in text.parties
        ),
        agreement=f"/agreements/{text.agreement}/{text.version}",
        numbers=list(numbers._asdict().items()) if numbers is not None else None,
        samples=find_samples(node.samples),
        pin_words=format_pin_words(trusted.store.pin, visit.lang),
    )


@router.get("/help", dependencies=costs(verifications=60))
async def show_steps(request: Request) -> Response:
    """Show the steps of common tasks."""
    return page_response(begin_bare(request), "help", acts=ACTS)


@router.get("/status", dependencies=costs(verifications=120))
async def show_status(request: Request) -> Response:
    """Show the checks of `/readyz` and the age of each association's data, even where the node is not
    ready."""
    node = node_of(request)
    checks = await node.check_ready()
    trusted = await node.trust.known()
    visit = begin_bare(request, trusted)
    bad = [check for check in checks if not check.ready]
    forked = [check for check in checks if check.detail == FORKED]
    conflicts = await _find_forks(node) if forked else []
    shown = [*bad, *(check for check in forked if check.ready)]
    names = visit.names if visit.trusted is not None else None
    return page_response(
        visit,
        "status",
        checks=checks,
        ready=not bad,
        forked=bool(forked) and {check.detail for check in bad} <= {FORKED},
        failed={check.name: tell_failed(check, visit.lang, names, conflicts) for check in shown},
        peers=node.settings.peers,
        members=members_of(visit) if trusted is not None else [],
        trusted=trusted,
        node=await node.describe(trusted),
        kinds=[(kind, _call(kind, visit.lang)) for kind in KINDS],
        parse_time=parse_time,
    )


async def _find_forks(node: Node) -> list[Conflict]:
    """Return this node's proofs that a log has two histories; none if the database does not answer."""
    with suppress(RegistryError):
        return await node.read(lambda view: list_conflicts(view, LOG))
    return []


def _call(kind: str, lang: Lang) -> str:
    """Return the page's word for records of a kind, in the plural where there is one."""
    say = speak("status", lang)
    try:
        return say(f"kind_{kind}")
    except KeyError:
        return _head(word_for(WORDS, kind, lang))


@router.get("/statistics", dependencies=costs(kib=64, verifications=1_400))
async def show_statistics(request: Request) -> Response:
    """Show the counts of credentials as drawings and tables, with the sections of apartments."""
    visit, query = await begin(request, StatisticsQuery)
    counts = await _count(visit)
    say = speak("statistics", visit.lang)
    (standings,) = tabulate_counts("standing", counts["standing"], visit, say)
    return page_response(
        visit,
        "statistics",
        total=sum(line.counted.total for line in standings.lines),
        standings=standings.lines,
        since=min(counts["month"], default=("",))[0],
        associations=count_associations(counts, visit, say),
        figures=figure_all(counts, visit, say),
        schemes=[*figure_each_scheme(counts, visit, say)],
        dimensions=DIMENSIONS,
        sections=await servings_of(request).sections(lambda of: of.statistics, visit, query.reports),
    )


async def _count(visit: Visit) -> Counts:
    trusted = visit.trusted
    assert trusted is not None  # noqa: S101 - `begin` guarantees trust data
    return await visit.node.statistics.count(trusted, visit.now)


@router.get("/statistics.csv", dependencies=costs(verifications=1_400))
async def get_counts(request: Request) -> Response:
    """Return the counts of one dimension for a spreadsheet program: UTF-8 with BOM, texts marked as text."""
    visit, query = await begin(request, CsvQuery)
    dimension = query.by or "scheme"
    counts = await _count(visit)
    say = speak("statistics", visit.lang)
    ends = dimension == "month-end"
    counted = (say("at_its_end" if ends else "active"), say("signed_by_then" if ends else "all"))
    rows: list[tuple[str | int, ...]] = [(say("column_group"), say(f"by_{dimension}"), *counted)]
    for table in tabulate_counts(dimension, counts[dimension], visit, say):
        rows += [(table.title, line.label, line.counted.active, line.counted.total) for line in table.lines]
    return table_response(request, rows, f"huren-{dimension}-{day_of(visit.now).isoformat()}")


@router.get("/docs", dependencies=costs(kib=384, verifications=500))
async def show_interface(request: Request) -> Response:
    """Show the OpenAPI document for people."""
    visit, document = begin_bare(request), request.app.openapi()
    return page_response(
        visit,
        "docs",
        document=document,
        about=split(document["info"]["description"], PAIR, visit.lang),
        chapters=read_chapters(document, visit.lang),
    )


def _head(sentence: str) -> str:
    """Return a sentence as a heading: a capital, no full stop."""
    return (sentence[:1].upper() + sentence[1:]).rstrip(".。")


@router.get("/problems", dependencies=costs(kib=64, verifications=120))
async def list_problems(request: Request) -> Response:
    """List every problem type."""
    visit = begin_bare(request)
    return page_response(visit, "problems", groups=group_problems(visit.lang))


@router.get("/problems/{name}", dependencies=costs(verifications=80))
async def show_problem(request: Request, name: str) -> Response:
    """Show the meaning and the mend of a problem type; findings of a verdict have their pages here, too."""
    if name not in MESSAGES and name not in CODES:
        raise ApiError.not_here("problem", "问题类型", name)
    message, finding, visit = MESSAGES.get(name), CODES.get(name), begin_bare(request)
    shown = message if message is not None else CODES[name].message
    return page_response(
        visit,
        "problem",
        name=name,
        type=type_of(name),
        sentence=_head(explain(shown.zh if visit.lang == "zh" else shown.en, visit.lang)),
        http_status=STATUS.get(name),
        title_of=getattr(TITLES[STATUS[name]], visit.lang)
        if name in STATUS
        else word_for(CHECK_WORDS, CODES[name].check, visit.lang),
        message=None if message is None else explain_message(message),
        finding=finding,
        found=None if finding is None else explain_message(finding.message),
    )
