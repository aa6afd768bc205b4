"""Documents of a plan as rows that a person reads, each with all of its bytes behind it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.words import Say, speaker
from credentials.documents.agreement_names import AgreementNames, word_for_action
from credentials.documents.assessment import AssessmentCredential
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument
from credentials.documents.key_list import KeyList
from credentials.documents.status_event import StatusEvent
from credentials.errors import RecordError
from credentials.kinds import ASSESSMENTS, find_kind
from credentials.record import Body, JsonObject, Record, read_body
from credentials.words.closed_lists import KINDS, REASONS, STANDINGS, join_words, word_for
from credentials.words.days import format_end, format_range, format_when
from desk.supervision.judge import find_coming
from desk.web.shown.lists import tell_list
from desk.web.visits import DeskVisit
from registry.lookup.standing import find_filed_standing
from signing.errors import Lang

_speak = speaker("desk")


class ShownDocument(NamedTuple):
    """A row: its place from 1, what it is about, and what it says in a few words.

    `heads` are the words above its parts, where they stand in columns; `holder` is an enterprise's code.
    `stands` is the present state of the certificate that a row changes or replaces.
    """

    place: int
    title: str
    code: str
    parts: Sequence[str] = ()
    heads: Sequence[str] = ()
    holder: str = ""
    stands: str = ""

    @property
    def says(self) -> str:
        """Return the parts in a line."""
        return " · ".join(filter(None, self.parts))


def show_documents(
    visit: DeskVisit, documents: Sequence[JsonObject], about: Mapping[str, Record[Any]]
) -> list[ShownDocument]:
    """Return the rows of a plan; `about` are the records, by id, that its events are about."""
    names = visit.visit.names if visit.visit.trusted is not None else None
    rows = [_show(visit, place, value, about, names) for place, value in enumerate(documents, 1)]
    stands: dict[object, str] = {}
    for row, value in zip(rows, documents, strict=True):
        change = value.get("credentialSubject")
        if row.stands and isinstance(change, dict) and "successor" in change:
            stands[change["successor"]] = row.stands
    say = _speak("shared", visit.visit.lang)
    return [
        row._replace(stands=say("replaced", stands=stands[value["id"]])) if value.get("id") in stands else row
        for row, value in zip(rows, documents, strict=True)
    ]


def tell_standing(visit: DeskVisit, record: Record[Any]) -> str:
    """Return the state of a certificate by the records here, its last good day, a suspension to come."""
    lang, standing = visit.visit.lang, find_filed_standing(record, visit.visit.trust, visit.now)
    state, day = word_for(STANDINGS, standing.word, lang), format_end(record.body.valid_until)
    say, party = _speak("shared", lang), visit.visit.trust.party(record.body.issuer)
    stands = say("stands", state=state, day=day)
    events = party.history(record.body.id).events if party is not None else ()
    coming = find_coming(events, visit.now) if standing.name != "suspended" else None
    if coming is None:
        return stands
    return say("stands_until", stands=stands, since=format_when(coming.change.effective_from))


def count_certificates(documents: Sequence[JsonObject]) -> int:
    """Return how many certificates documents issue, or else change; 0 of documents of other kinds.

    The end of a certificate that one of them replaces is no further one.
    """
    kinds = [_find_kind(value) for value in documents]
    issued = sum(kind in ASSESSMENTS for kind in kinds)
    return issued or sum(kind == StatusEvent.KIND for kind in kinds)


def _find_kind(value: JsonObject) -> str:
    try:
        return find_kind(value).name
    except RecordError:
        return ""


def format_lines(document: JsonObject) -> list[str]:
    """Return a whole document, laid out in lines."""
    return json.dumps(document, ensure_ascii=False, indent=1).splitlines()


def _show(
    visit: DeskVisit,
    place: int,
    value: JsonObject,
    about: Mapping[str, Record[Any]],
    names: AgreementNames | None,
) -> ShownDocument:
    lang = visit.visit.lang
    try:
        body = _read(value)
    except RecordError:
        return ShownDocument(place, "?", "")
    say = _speak("plan", lang)
    if isinstance(body, AssessmentCredential):
        return _show_assessment(place, body, names, say, lang)
    if isinstance(body, StatusEvent):
        change = body.credential_subject
        record = about.get(change.credential)
        holder = record.body if record is not None and isinstance(record.body, AssessmentCredential) else None
        stands = tell_standing(visit, record) if record is not None and holder is not None and names else ""
        days = format_range(change.effective_from, change.until, lang)
        return ShownDocument(
            place,
            holder.holder if holder is not None else change.credential,
            holder.title if holder is not None else "",
            [word_for_action(change, lang), word_for(REASONS, change.reason, lang), days],
            (say("says"), say("reasons"), say("days")),
            holder.holder_code if holder is not None else "",
            stands,
        )
    if isinstance(body, ListNotice):
        return ShownDocument(place, body.title, "", [tell_list(visit, body)])
    if isinstance(body, PeopleDocument):
        return ShownDocument(
            place,
            say("people_version", version=body.version),
            "",
            [join_words((one.name for one in body.people), lang)],
        )
    if isinstance(body, KeyList):
        keys = join_words((method.id.partition("#")[2] for method in body.verification_method), lang)
        says = [format_range(body.valid_from, body.valid_until, lang), keys]
        return ShownDocument(place, say("key_list_version", version=body.version), "", says)
    kind = KINDS.get(body.KIND, (body.KIND, body.KIND))[lang == "zh"]
    title = str(getattr(body, "title", kind))
    # an id names nothing to a person
    return ShownDocument(place, kind if title.startswith("urn:") else title, "", [kind])


def _show_assessment(
    place: int, body: AssessmentCredential, names: AgreementNames | None, say: Say, lang: Lang
) -> ShownDocument:
    categories = [name for name in body.categories if name is not None]
    grade = names.grade(body.scheme, body.grade) if names is not None else body.grade
    categories = names.categories(categories) if names is not None else categories
    days = format_range(body.valid_from, body.valid_until, lang)
    parts = [grade, join_words(categories, lang), body.title, days]
    heads = say("grade"), say("category"), say("number"), say("days")
    return ShownDocument(place, body.holder, body.holder_code, parts, heads, body.holder_code)


def _read(value: JsonObject) -> Body:
    if value.get("type") == PEOPLE_TYPE:
        return read_body(value, PeopleDocument)
    return read_body(value, find_kind(value).model)
