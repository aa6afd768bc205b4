"""Pages of the record as texts: title and facts, matrices, lines, sentences to paste, lines to sign.

A carrier sets them (carriers/record/record.typ); their shape is plain JSON, all of it strings:

    {lang, title, annex, facts[[label, text]], words, statements[],
     matrices[{title, head[], rows[[name, {state, bearing, text, points, by[]}…]], note}],
     sections[{name, title, intro, head[], rows[[…]]}], sheet{…} (`contact_sheet`),
     signatures{title, head[], lines}}
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.days import format_moment
from signing.errors import Lang
from signing.plain_text import plain
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import Criterion, Tender
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.looks.open_pages import LOOK_FIRST
from verifier.tender.matrix import MET, NOT_MET, UNCLEAR
from verifier.tender.record.common_words import format_matrix_words
from verifier.tender.record.document import (
    ManifestAge,
    StatedCell,
    StatedCriterion,
    StatedPaper,
    TenderReceipt,
)
from verifier.tender.record.inputs import list_unread
from verifier.tender.record.paper.certificate_lines import CertificateLines
from verifier.tender.record.paper.contact_sheet import lay_out_sheet
from verifier.tender.record.paper.sentences import DEADLINES, SENTENCES, label, say_looks, say_stated, tell
from verifier.tender.record.paper.shortening import shorten
from verifier.tender.record.paper.telling import MOST_LISTED, Telling

MOST_COLUMNS = 12
"""The most criteria of one table; more go into further tables."""
SIGNATURE_LINES = 7

TextRows = list[JsonValue]


Explain = Callable[[str, int | None, Lang], str | None]
"""Explain an unreadable file or page from its reader's code; None: unknown code."""


def lay_out(
    receipt: Unsigned[TenderReceipt],
    tender: Tender,
    names: AgreementNames,
    lang: Lang,
    explain: Explain | None = None,
) -> JsonObject:
    """Return all pages in `lang`; `names` are those of the agreement in force, in `lang`."""
    telling = Telling(receipt, tender, names, lang)
    return {
        "lang": lang,
        "title": {"zh": label("title", "zh"), "en": label("title", "en")},
        "annex": telling.label("annex"),
        "facts": [[telling.label(name), text] for name, text in _list_facts(telling)],
        "words": {
            "title": telling.label("words"),
            "zh": format_matrix_words(receipt, "zh"),
            "en": format_matrix_words(receipt, "en"),
            "note": tell(SENTENCES["same-words"], lang)
            + (
                (" " if lang == "en" else "")
                + tell(SENTENCES["words-without"], lang, flags=len(telling.body.flags))
                if telling.body.flags
                else ""
            ),
        },
        "statements": [*_list_statements(telling)],
        "matrices": [*_list_matrices(telling)],
        "sections": shorten([*_list_sections(telling, explain)], lang),
        "sheet": lay_out_sheet(telling),
        "signatures": {
            "title": telling.label("signatures"),
            "head": [telling.label(name) for name in ("member", "signature", "day", "dissent")],
            "lines": SIGNATURE_LINES,
        },
    }


def _list_facts(told: Telling) -> Iterator[tuple[str, str]]:
    header, tender, lang = told.body.header, told.tender, told.lang
    yield "tender", f"{plain(tender.number)} {plain(tender.title)}"
    yield "buyer", plain(tender.buyer)
    yield "version", str(header.tender.version) + told.aside(f"{header.tender.digest[:16]}…")
    yield "opening", format_moment(header.dates.opening)
    award = header.dates.award
    yield "award", format_moment(award) if award is not None else told.label("pending")
    yield "contract", header.dates.contract_end.isoformat()
    yield "checked", format_moment(header.now)
    yield "home", told.names.party(header.home)
    agreement = header.trust
    yield "agreement", f"{agreement.agreement} {agreement.version}" + told.aside(f"{agreement.digest[:16]}…")
    yield "published", "；".join(_tell_manifest(told, manifest) for manifest in agreement.manifests)
    yield "scope", tell(SENTENCES["counts"], lang, **header.counts.model_dump())
    yield "software", f"huren {header.software.version}" + told.aside(f"{header.software.digest[:16]}…")
    yield "officer", (header.officer or "").removeprefix("did:key:") or told.label("unsigned")
    if header.first is not None:
        yield "first", header.first
    yield "receipt", told.receipt.digest


def _tell_manifest(told: Telling, one: ManifestAge) -> str:
    """Tell the time of an association's publication, and its age where that is remarked on and relied on."""
    limit = told.body.header.policy.warn_after_hours
    is_remarked = one.is_ageing and one.issuer in told.relied
    aged = tell(SENTENCES["ageing"], told.lang, hours=one.age_hours, limit=limit) if is_remarked else ""
    return f"{told.names.party(one.issuer)} {format_moment(one.issued)}{told.aside(aged) if aged else ''}"


def _list_statements(told: Telling) -> Iterator[str]:
    lang, counts = told.lang, told.body.header.counts
    yield tell(SENTENCES["states-facts"], lang)
    others = counts.other_criteria
    if others is None:
        yield tell(SENTENCES["others-unknown"], lang)
    else:
        yield tell(SENTENCES["not-looked-at"], lang, others=others, all=others + counts.criteria)
    yield tell(SENTENCES["late-papers" if told.body.header.first is not None else "all-in-time"], lang)
    yield VOLUNTARY[lang == "zh"]


def _list_matrices(told: Telling) -> Iterator[JsonObject]:
    """Yield tables for each lot, with its criteria in columns."""
    outcomes = {(outcome.lot, outcome.bidder, outcome.criterion): outcome for outcome in told.body.criteria}
    for lot in told.tender.lots:
        criteria = told.tender.criteria_of(lot.id)
        here = {outcome.bidder for outcome in told.body.criteria if outcome.lot == lot.id}
        bidders = [named.id for named in told.body.bidders.named if named.id in here]
        for start in range(0, len(criteria), MOST_COLUMNS):
            part = criteria[start : start + MOST_COLUMNS]
            rows: TextRows = []
            for bidder in bidders:
                line: TextRows = [f"{bidder} {told.bidders[bidder]}"]
                line += [
                    _tell_outcome(told, outcomes[lot.id, bidder, criterion.id], criterion)
                    for criterion in part
                ]
                rows.append(line)
            yield {
                "title": f"{told.label('matrix')} · {told.label('lot')} {lot.id} {plain(lot.title)}",
                "head": [told.label("bidder"), *map(told.criterion, part)],
                "rows": rows,
                "note": tell(SENTENCES["marks"], told.lang),
            }


def _tell_outcome(told: Telling, outcome: StatedCriterion, criterion: Criterion) -> JsonObject:
    """Tell the result of a criterion; where it is met, the row of points and the certificates."""
    by: dict[str, None] = {}
    if outcome.state == MET:
        for requirement in criterion.requirements:
            cell = told.cells[outcome.bidder, requirement.id]
            by |= dict.fromkeys(told.say_met_by(outcome.bidder, column) for column in told.met_by(cell))
    points = outcome.points
    return {
        "state": outcome.state,
        "bearing": criterion.bearing,
        "text": told.state(outcome.state),
        "points": tell(SENTENCES["points"], told.lang, points=points.points) if points is not None else "",
        "by": [*by],
    }


def _list_sections(told: Telling, explain: Explain | None) -> Iterator[JsonObject]:
    lang = told.lang
    yield _section(told, "criteria", ("criterion", "requirement"), _tell_criteria(told))
    yield _section(
        told,
        "certificates",
        ("mark", "bidder", "number", "issuer", "certificate", "term", "place", "why"),
        _tell_held(told),
    )
    dated = ("at-opening", "at-award", "at-contract-end")
    yield _section(
        told,
        "not-met",
        ("bidder", "requirement", "bearing", *dated, "why"),
        _tell_cells(told, (NOT_MET, UNCLEAR)),
    )
    yield _section(told, "without", ("bidder", "requirement", "why"), _tell_without(told))
    yield _section(told, "flags", ("lot", "bidder", "why"), _tell_flags(told))
    law = "clarify-tender" if told.tender.regime == "government" else "clarify-law"
    yield _section(told, "looks", ("bidder", "why"), _tell_looks(told))
    yield _section(told, "clarify", (), _tell_asked(told), tell(SENTENCES[law], lang))
    yield _section(told, "reject", (), _tell_rejected(told))
    yield _section(told, "papers", ("bidder", "place", "why"), _tell_papers(told, explain))
    yield _section(told, "deadline", (), [[tell(DEADLINES[told.tender.regime], lang)]])
    yield _section(told, "again", (), [[tell(SENTENCES["again"], lang)]])


def _section(
    told: Telling, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], intro: str = ""
) -> JsonObject:
    listed: TextRows = [[*row] for row in rows]
    return {
        "name": title,
        "title": told.label(title),
        "intro": intro if listed else told.label("none"),
        "head": [told.label(name) for name in head],
        "rows": listed,
    }


def _tell_criteria(told: Telling) -> Iterator[list[str]]:
    for criterion in told.tender.criteria:
        groups = [
            "；".join(f"{r.id} {told.asked(r.id)}" for r in group.requirements) for group in criterion.groups
        ]
        yield [_name_criterion(told, criterion), (" 或 " if told.lang == "zh" else " OR ").join(groups)]


def _name_criterion(told: Telling, criterion: Criterion) -> str:
    return told.criterion(criterion) + told.aside(told.label(criterion.use))


def _tell_held(told: Telling) -> Iterator[list[str]]:
    lines = CertificateLines(told)
    for number, bidder, credential in told.held():
        name = [
            str(number),
            f"{bidder} {plain(credential.name)}",
            plain(credential.number),
            told.issuer(credential),
        ]
        facts = [told.certificate(credential), told.term(credential), told.places(bidder, credential)]
        yield [*name, *facts, lines.line(bidder, credential)]


def _tell_cells(told: Telling, states: Sequence[str]) -> Iterator[list[str]]:
    """Yield a cell of each bidder and requirement whose criterion is not met: not met first, then open ones.

    A criterion that another group meets needs no explanation.
    """
    bearings = {criterion.id: told.label(criterion.bearing) for criterion in told.tender.criteria}
    for state in states:
        for bidder in told.body.bidders.named:
            for requirement in told.requirements:
                cell = told.cells.get((bidder.id, requirement))
                if cell is None or told.criteria[bidder.id, cell.criterion] == MET:
                    continue
                if cell.state == state:
                    name = f"{bidder.id} {told.bidders[bidder.id]}"
                    named = [name, f"{cell.criterion} / {requirement}", bearings[cell.criterion]]
                    yield [*named, *told.columns(cell), told.why(cell)]


def _tell_without(told: Telling) -> Iterator[list[str]]:
    """Yield the members that share a requirement that is met, and handed in nothing for it."""
    for (bidder, requirement), cell in told.cells.items():
        without = told.without(cell) if cell.state == MET else ""
        if without:
            yield [f"{bidder} {told.bidders[bidder]}", f"{cell.criterion} / {requirement}", without]


def _tell_looks(told: Telling) -> Iterator[list[str]]:
    """Yield for each bidder the number of pages to look at, and looked at."""
    for bidder, looks in told.looks.items():
        if looks.to_look_at:
            numbers = looks.model_dump(exclude={"bidder"})
            yield [f"{bidder} {told.bidders[bidder]}", say_looks(told.lang, **numbers)]


def _tell_asked(told: Telling) -> Iterator[list[str]]:
    """Yield a letter for each bidder and reason that the bidder can answer; it quotes only file and page.

    The criterion decides, not a requirement beside which another group is enough. A grade that is too low is
    told, not asked about. A date to come gives no question.
    """
    copies: dict[str, str] = {}
    pages: dict[tuple[str, str], str] = {}
    explained: dict[tuple[str, str], None] = {}
    for (bidder, _), cell in told.cells.items():
        if not told.decides(cell):
            continue
        if told.is_unread(cell):
            copies[bidder] = told.unread_files(bidder)
        for name, reasons in (
            ("clarify-illegible", told.illegible(cell)),
            ("clarify-code", told.marked(cell)),
        ):
            for reason in reasons:
                pages[bidder, name] = told.pages(reason)
        if why := told.put_to_bidder(cell, told.explainable(cell)):
            explained[bidder, why] = None
    for bidder, files in copies.items():
        yield [tell(SENTENCES["clarify-copy"], told.lang, bidder=told.bidders[bidder], files=files)]
    for (bidder, name), files in pages.items():
        yield [tell(SENTENCES[name], told.lang, bidder=told.bidders[bidder], files=files)]
    for bidder, why in explained:
        yield [tell(SENTENCES["clarify"], told.lang, bidder=told.bidders[bidder], why=why)]


def _tell_rejected(told: Telling) -> Iterator[list[str]]:
    """Yield a sentence for each bidder and reason, for conditions alone: lack of points rejects nobody.

    A criterion is rejected as a whole, once all of it is decided; with alternatives, each is named.
    """
    rejected: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for bidder in told.body.bidders.named:
        for criterion in told.tender.criteria:
            if criterion.bearing != "condition" or told.criteria.get((bidder.id, criterion.id)) != NOT_MET:
                continue
            groups = [
                [cell for r in group.requirements if told.decides(cell := told.cells[bidder.id, r.id])]
                for group in criterion.groups
            ]
            cells = [cell for group in groups for cell in group]
            why = _tell_why_rejected(told, cells) if all(map(told.is_decided, cells)) else ""
            requirements = (told.join(told.asked(cell.requirement) for cell in group) for group in groups)
            if why:
                name = "reject" if len(groups) == 1 else "reject:any"
                rejected[bidder.id, name, why].append(
                    ("或" if told.lang == "zh" else " OR ").join(requirements)
                )
    for (bidder_id, name, why), listed in rejected.items():
        facts = {"bidder": told.bidders[bidder_id], "asked": told.join(listed), "why": why}
        yield [tell(SENTENCES[name], told.lang, **facts)]


def _tell_why_rejected(told: Telling, cells: Sequence[StatedCell]) -> str:
    """Tell the faults, after the requirement if there are several; then the number of pages looked at."""
    gap, colon = (" ", ": ") if told.lang == "en" else ("", "：")
    faults = {cell.requirement: told.faults(cell) for cell in cells}
    sentences = [
        (f"{told.asked(cell.requirement)}{colon}" if len(cells) > 1 else "") + why
        for cell in cells
        if (why := told.put_to_bidder(cell, faults[cell.requirement]))
    ]
    looks = told.looks.get(cells[0].bidder)
    if sentences and looks is not None and looks.to_look_at and any(map(told.is_absent, faults.values())):
        sentences.append(tell(SENTENCES["looked-at"], told.lang, **looks.model_dump()))
    return gap.join(sentences)


def _tell_flags(told: Telling) -> Iterator[list[str]]:
    called = {e.uscc: plain(e.name) for bidder in told.body.bidders.named for e in bidder.enterprises}
    for flag in told.body.flags:
        bidders = "；".join(f"{bidder} {told.bidders[bidder]}" for bidder in flag.bidders)
        sentence = say_stated("flags", flag.code, flag.facts, told.lang, told.names)
        who = f"{called.get(flag.enterprise, flag.enterprise)} · " if flag.enterprise is not None else ""
        yield [flag.lot, bidders, who + sentence]


def _tell_papers(told: Telling, explain: Explain | None) -> Iterator[list[str]]:
    """Yield a line for each file and sentence; of many files with the same sentence, the first few."""
    lines: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for who, place, sentence in _tell_notes(told, explain):
        lines[who, sentence][place] = None
    for (who, sentence), places in lines.items():
        yield from ([who, place, sentence] for place in [*places][:MOST_LISTED])
        if len(places) > MOST_LISTED:
            yield [who, "", tell(SENTENCES["more-places"], told.lang, more=len(places) - MOST_LISTED)]


def _tell_notes(told: Telling, explain: Explain | None) -> Iterator[tuple[str, str, str]]:
    """Yield bidder, place and sentence by bidder; pages that need a look come first of all."""
    first = [note for code in LOOK_FIRST for note in told.body.papers if note.code == code]
    others = [note for note in told.body.papers if note.code not in LOOK_FIRST]
    for listed in (first, others):
        for bidder in told.body.bidders.named:
            who = f"{bidder.id} {told.bidders[bidder.id]}"
            notes = [note for note in listed if note.bidder == bidder.id]
            yield from ((who, place, sentence) for place, sentence in _tell_notes_of(told, explain, notes))


def _tell_notes_of(
    told: Telling, explain: Explain | None, notes: Iterable[StatedPaper]
) -> Iterator[tuple[str, str]]:
    for note in notes:
        sentence = say_stated("papers", note.code, note.facts, told.lang, told.names)
        if note.code == "file-unread" and explain is not None:
            entry = told.files[note.bidder, note.file or ""]
            for page, why in list_unread(
                entry.unread, ((unread.page, unread.reason) for unread in entry.unread_pages)
            ):
                yield told.place(note.file, page), explain(why, page, told.lang) or sentence
        else:
            yield told.place(note.file, note.page), sentence
