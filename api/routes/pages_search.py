"""Pages that find: the search, an enterprise, a credential."""

import re
from functools import partial
from typing import Any, NamedTuple

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.paging import ListPage
from api.answers.questions import AskedRecord, check_question, read_at
from api.answers.standings.credential_lists import FoundCredential, find_page
from api.answers.standings.enterprises import Holding, find_enterprise, look_at, parties_at
from api.answers.standings.numbers import find_answers
from api.errors import ApiError
from api.http.costs import costs
from api.http.problems import REFUSED
from api.http.query import CredentialQuery, PageQuery, VerdictQuery
from api.http.responses import PAGE
from api.pages.certificate_cards import deal, former_names, tally
from api.pages.credential_words import (
    changes_of,
    columns_of,
    format_code,
    issuer_first,
    name_homes,
    offer,
    successor_of,
    tabulate,
    tell_decisive,
    tell_history,
    tell_notes,
)
from api.pages.feeds.expiry_calendar import ALARM_DAYS
from api.pages.feeds.record_frames import enterprise_frame
from api.pages.found_enterprises import Example, group_lines, headlines_of, pick_examples
from api.pages.narrowing import FormChoice, chips_of
from api.pages.parties import objection_offices
from api.pages.rendering import POLICY, SCRIPT_POLICY, begin, is_example, page_response, redirect
from api.serving import servings_of
from api.visit import Visit
from api.wire.models import STATUSES
from api.words import speak
from credentials.errors import RecordError
from credentials.identifiers import find_stray_characters, parse_uscc
from credentials.kinds import ASSESSMENTS
from credentials.patterns import DIGEST_PATTERN, UUID_PATTERN
from credentials.record import Did, Maybe, Record
from credentials.times import CHINA, parse_time
from credentials.words.closed_lists import CHECK_WORDS, KINDS, word_for
from credentials.words.pin_words import format_pin_words
from registry import Registry
from registry.lookup.lookup import find_credential, find_namesakes
from registry.lookup.printable import is_printable
from registry.lookup.receipts import is_logged
from registry.lookup.search_text import is_whole_number, strip_labels
from verifier import Result, TrustError, Verdict
from verifier.codes import PLAIN
from verifier.numbers.words import STATES, format_answer
from verifier.reasons import Headline, find_ended_since, format_finding, headline

router = APIRouter(tags=[PAGE], include_in_schema=False)

_A_PAGE, _FORM = 40, 80
"""Lines of a page; cost of the form and of looking up the typed text, in lines."""
_DIRECT = re.compile(f"{DIGEST_PATTERN}|{UUID_PATTERN}")
_CODE_LENGTH = 18
_DASH = re.compile("[\u2010-\u2015\u2212]")
MAX_NUMBER = 60
"""Most characters of a certificate number (credentials.documents.assessment.Assessed)."""

_FIELDS = ("q", "uscc", "issuer", "scheme", "category", "grade", "status")


class SearchQuery(PageQuery, CredentialQuery):
    """The fields of the form of the search."""

    limit: int = Field(_A_PAGE, ge=_A_PAGE, le=_A_PAGE)
    home: Maybe[Did] = Field(None, description="The association whose grades you use.")


class CredentialPageQuery(PageQuery, VerdictQuery):
    """The parameters of the page of a credential."""


class NumberLine(NamedTuple):
    """An association's answer to a number: a word, sentences, and the number that its proof covers, if
    there is a proof."""

    issuer: str
    word: str
    sentences: list[str]
    proven: str | None


@router.get("/search", dependencies=costs(2_000, verifications=1_060, parts=1_000))
async def search(request: Request) -> Response:
    """Show credentials by name, code, number or place, narrowed by filters and grouped by enterprise.

    A whole code, number, digest or id leads to its page.
    """
    visit, query = await begin(request, SearchQuery)
    visit.node.charge(request, _FORM)
    direct = _find_direct(query.q) or await run_in_threadpool(_find_number, visit.node.registry, query)
    if direct is not None:
        return redirect(visit, direct, home=_home_on(direct, query))
    check_question(AskedRecord(b"", None, query.home), visit.trust, visit.now)
    page, hint, refused = None, _find_hint(query.q, visit), False
    look = partial(find_page, query=query, trust=visit.trust, now=visit.now, whole=True)
    is_search = any(getattr(query, name) is not None for name in _FIELDS)
    try:
        if is_search:
            page = await run_in_threadpool(visit.node.searches.search, look)
            visit.node.charge(request, page.looked_at, owed=True)
            if (direct := _find_only(query, page)) is not None:
                return redirect(visit, direct, home=_home_on(direct, query))
    except ApiError as error:  # the page keeps the form with the typed text
        hint, refused = visit.explain(error), error.code != "search-too-short"
    numbers: list[NumberLine] = []
    if page is not None and not page.items and page.next is None and hint is None and _is_number(query):
        numbers = await run_in_threadpool(_find_numbers, visit, query.q or "")
    examples: list[Example] = []
    headlines: dict[str, Headline] = {}
    if page is not None and query.home is not None:
        headlines = await run_in_threadpool(headlines_of, page, visit, query.home)
    if page is None and hint is None and is_example(visit.trusted):
        examples = await run_in_threadpool(_find_examples, visit)
    choices = _filters(query, visit)
    return page_response(
        visit,
        "search",
        examples=examples,
        query=query,
        page=page,
        numbers=numbers,
        enterprises=group_lines(page) if page is not None else [],
        headlines=headlines,
        status=REFUSED if refused else 200,
        hint=hint,
        choices=choices,
        chips=chips_of(choices),
        parse_time=parse_time,
    )


def _is_number(query: SearchQuery) -> bool:
    """Return whether the visitor typed only a text that may be a whole certificate number: it has a digit."""
    text = query.q or ""
    return _is_text_alone(query) and len(text) <= MAX_NUMBER and any(map(str.isdigit, text))


def _find_numbers(visit: Visit, text: str) -> list[NumberLine]:
    """Return each association's answer to the number, asked if no record of this node has it."""
    number = _DASH.sub("-", strip_labels(text))
    try:
        answers = find_answers(visit.node.registry, visit.trust, number, now=visit.now)
    except TrustError:  # an association published just now; the next visit has the answer
        return []
    return [
        NumberLine(
            shown.answer.issuer,
            word_for(STATES, shown.answer.state, visit.lang),
            format_answer(shown.answer, visit.lang, visit.names),
            number if shown.proof is not None else None,
        )
        for shown in answers
    ]


def _find_examples(visit: Visit) -> list[Example]:
    """Return example searches if the enterprises are examples; never name a real enterprise."""
    query = CredentialQuery.model_validate({"status": "active", "limit": "1"})
    return pick_examples(find_page(visit.node.registry, query, visit.trust, now=visit.now).items)


def _filters(query: SearchQuery, visit: Visit) -> list[FormChoice]:
    """Return the filters of the form; once a scheme is chosen, its own categories and grades."""
    names, text, say = visit.names, visit.names.text, speak("search", visit.lang)
    schemes = [scheme for scheme in text.schemes if scheme.kind in ASSESSMENTS]
    chosen = [scheme for scheme in schemes if query.scheme in (None, scheme.id)]
    categories = dict.fromkeys(category for scheme in chosen for category in scheme.categories)
    grades = {grade.code: names.grade(scheme.id, grade.code) for scheme in chosen for grade in scheme.grades}
    options = {
        "issuer": [(party.id, names.party(party.id)) for party in text.parties],
        "scheme": [(assessed.id, names.scheme(assessed.id)) for assessed in schemes],
        "category": [(category, category) for category in categories],
        "grade": [*grades.items()],
        "status": [(word, say(word)) for word in STATUSES],
    }
    return [
        FormChoice(name, say("standing" if name == "status" else name), getattr(query, name), choices)
        for name, choices in options.items()
    ]


def _home_on(path: str, query: SearchQuery) -> str | None:
    """Return the association whose grades the page uses, where it offers that choice."""
    return query.home if path.startswith("/credentials/") else None


def _find_direct(text: str | None) -> str | None:
    """Return the page that a text names exactly; None if the text may be part of a name or number."""
    if text is None:
        return None
    try:
        return f"/enterprises/{parse_uscc(_as_code(text))}"
    except RecordError:
        reference = strip_labels(text).lower()
        return f"/credentials/{reference}" if _DIRECT.fullmatch(reference) else None


def _find_number(registry: Registry, query: SearchQuery) -> str | None:
    """Return the page of the credential whose whole number alone was typed."""
    if query.q is None or not _is_text_alone(query):
        return None
    typed = _DASH.sub("-", strip_labels(query.q))
    for number in dict.fromkeys((query.q, typed, typed.upper())):
        credential = find_credential(registry, number)
        if credential is not None:
            return f"/credentials/{credential.digest}"
    return None


def _find_only(query: SearchQuery, page: ListPage[FoundCredential]) -> str | None:
    """Return the page of the only result if the visitor typed its whole number, with any separators."""
    text = query.q or ""
    digests = [
        credential.record.digest
        for credential in page.items
        if is_whole_number(text, str(credential.line["certificateNumber"]))
    ]
    return f"/credentials/{digests[0]}" if len(digests) == 1 and _is_text_alone(query) else None


def _is_text_alone(query: SearchQuery) -> bool:
    return query.cursor is None and all(getattr(query, name) is None for name in _FIELDS[1:])


def _as_code(text: str) -> str:
    """Write a text as a credit code: capital letters and digits of half width, without spaces."""
    return "".join(strip_labels(text).split()).upper()


def _find_hint(text: str | None, visit: Visit) -> str | None:
    """Return what is wrong with a text that looks like a mistyped credit code."""
    code = _as_code(text or "")
    if len(code) != _CODE_LENGTH or not code.isascii() or not code.isalnum():
        return None
    try:
        parse_uscc(code)
    except RecordError as error:
        say = speak("search", visit.lang)
        strays = [
            say("stray", place=place, found=character) for place, character in find_stray_characters(code)
        ]
        listed = (", " if visit.lang == "en" else "、").join(strays)
        return say("strays", code=code, listed=listed) if strays else visit.explain(error)
    return None


@router.get("/enterprises/{uscc}", dependencies=costs(140, kib=420, verifications=1_450))
async def show_enterprise(request: Request, uscc: str) -> Response:
    """Show where an enterprise is accepted, and with which grades."""
    visit, _ = await begin(request, PageQuery)
    code = parse_uscc("".join(uscc.split()).upper())
    if code != uscc:
        return redirect(visit, f"/enterprises/{code}")
    enterprise = await run_in_threadpool(find_enterprise, visit.node.registry, code, visit.trust, visit.now)
    sections = await servings_of(request).sections(lambda of: of.enterprise, visit, code)
    say = speak("enterprise", visit.lang)
    deck = deal(enterprise.holdings, visit, say)
    newest = max(reversed(enterprise.holdings), key=lambda holding: holding.record.created)
    frame = enterprise_frame(visit, code)
    subject = newest.record.body.credential_subject
    return page_response(
        visit,
        "enterprise",
        policy=SCRIPT_POLICY if any(part.script for part in sections) else POLICY,
        found=enterprise,
        subject=subject,
        names_before=former_names(deck, subject.legal_name),
        figures=tally(deck, say),
        deck=deck,
        sections=sections,
        history_steps=tell_history(enterprise.holdings, visit, say),
        offices=objection_offices(visit, (holding.record.body.issuer for holding in enterprise.holdings)),
        alarm_days=ALARM_DAYS,
        feeds=[frame.link(visit, say("its_news")), frame.calendar_link(visit, say("its_ends"))],
    )


@router.get("/credentials/{reference:path}", dependencies=costs(40, kib=32, verifications=150))
async def show_credential(request: Request, reference: str) -> Response:
    """Show a credential: its standing, its recognition, this node's verdict, its history."""
    visit, query = await begin(request, CredentialPageQuery)
    at = read_at(query.at, "at")
    check_question(AskedRecord(b"", at, query.home), visit.trust, visit.now)
    homes = (None, *parties_at(visit.trust, visit.now))
    registry, trust, now = visit.node.registry, visit.trust, visit.now

    def look() -> tuple[Holding, Verdict, bool, list[Record[Any]]]:
        record = find_credential(registry, reference, query.issuer)
        if record is None:
            raise ApiError.not_here("credential", "凭证", reference)
        holding = look_at(registry, record, trust, now=now, at=at, homes=homes)
        today = holding if at is None else look_at(registry, record, trust, now=now)
        namesakes = find_namesakes(registry, record)
        return holding, today.verdicts[None], is_logged(registry, record.digest), namesakes

    holding, verdict_today, logged, namesakes = await run_in_threadpool(look)
    home = query.home if query.home in holding.verdicts else None
    verdict, say = holding.verdicts[home], speak("credential", visit.lang)
    visit.node.tell_verdict("page", verdict)
    printable = is_printable(verdict_today)
    issuer = holding.record.body.issuer
    parties, ended = issuer_first(issuer, visit), find_ended_since(verdict)
    return page_response(
        visit,
        "credential",
        held=holding,
        body=holding.record.body,
        namesakes=namesakes,
        kind=word_for(KINDS, holding.record.body.KIND, visit.lang),
        subject=holding.record.body.credential_subject,
        verdict=verdict,
        notes=tell_notes(verdict, visit),
        home_words=name_homes(parties, visit),
        code=format_code(holding.record),
        headline=headline(verdict, home, visit.names),
        home=home,
        asked=query,
        at=at,
        reason=tell_decisive(verdict, visit),
        checks=[
            (
                word_for(CHECK_WORDS, finding.check, visit.lang),
                finding.outcome.value,
                "" if finding.code == PLAIN else format_finding(finding, visit.names),
            )
            for finding in verdict.findings
            if finding.outcome is not Result.SKIPPED and finding is not ended
        ],
        parties=parties,
        columns=columns_of(parties, issuer, visit, say),
        rows=tabulate(holding, parties, visit, say),
        history_steps=tell_history([holding], visit, say),
        successor=successor_of(holding),
        printable=printable,
        logged=logged,
        pin_words=format_pin_words(trust.pin, visit.lang),
        today=now.astimezone(CHINA).date(),
        readable_until=visit.readable_until(changes_of(holding, trust)),
        downloads=offer(holding, printable=printable),
    )
