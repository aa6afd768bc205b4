"""Pages of the record as texts: title and facts, matrices, lines, sentences to paste, lines to sign.

A carrier sets the pages (carriers/record/record.typ). They are plain JSON, all strings:

    {lang, title, annex, facts[[label, text]], words, statements[],
     matrices[{title, head[], rows[[name, {state, bearing, text, points, by[]}…]], note}],
     sections[{name, title, intro, head[], rows[[…]]}], sheet{…} (`contact_sheet`),
     signatures{title, head[], lines}}
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.days import format_moment
from signing.errors import Lang
from signing.plain_text import plain
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import Criterion, Tender
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
"""Explains by its code why a file or page is unreadable; None for an unknown code."""


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


def _list_facts(telling: Telling) -> Iterator[tuple[str, str]]:
    header, tender, lang = telling.body.header, telling.tender, telling.lang
    yield "tender", f"{plain(tender.number)} {plain(tender.title)}"
    yield "buyer", plain(tender.buyer)
    yield "version", str(header.tender.version) + telling.aside(f"{header.tender.digest[:16]}…")
    yield "opening", format_moment(header.dates.opening)
    award = header.dates.award
    yield "award", format_moment(award) if award is not None else telling.label("pending")
    yield "contract", header.dates.contract_end.isoformat()
    yield "checked", format_moment(header.now)
    yield "home", telling.names.party(header.home)
    agreement = header.trust
    yield (
        "agreement",
        f"{agreement.agreement} {agreement.version}" + telling.aside(f"{agreement.digest[:16]}…"),
    )
    yield "published", "；".join(_tell_manifest(telling, manifest) for manifest in agreement.manifests)
    yield "scope", tell(SENTENCES["counts"], lang, **header.counts.model_dump())
    yield "software", f"huren {header.software.version}" + telling.aside(f"{header.software.digest[:16]}…")
    yield "officer", (header.officer or "").removeprefix("did:key:") or telling.label("unsigned")
    if header.first is not None:
        yield "first", header.first
    yield "receipt", telling.receipt.digest


def _tell_manifest(telling: Telling, manifest: ManifestAge) -> str:
    """State when an association published, and the age where it is remarked on and its data are used."""
    line = f"{telling.names.party(manifest.issuer)} {format_moment(manifest.issued)}"
    if not manifest.is_ageing or manifest.issuer not in telling.relied:
        return line
    limit = telling.body.header.policy.warn_after_hours
    return line + telling.aside(
        tell(SENTENCES["ageing"], telling.lang, hours=manifest.age_hours, limit=limit)
    )


def _list_statements(telling: Telling) -> Iterator[str]:
    lang, counts = telling.lang, telling.body.header.counts
    yield tell(SENTENCES["states-facts"], lang)
    others = counts.other_criteria
    if others is None:
        yield tell(SENTENCES["others-unknown"], lang)
    else:
        yield tell(SENTENCES["not-looked-at"], lang, others=others, all=others + counts.criteria)
    yield tell(SENTENCES["late-papers" if telling.body.header.first is not None else "all-in-time"], lang)
    yield VOLUNTARY[lang == "zh"]


def _list_matrices(telling: Telling) -> Iterator[JsonObject]:
    """Yield tables for each lot, with its criteria in columns."""
    outcomes = {
        (outcome.lot, outcome.bidder, outcome.criterion): outcome for outcome in telling.body.criteria
    }
    for lot in telling.tender.lots:
        criteria = telling.tender.criteria_of(lot.id)
        here = {outcome.bidder for outcome in telling.body.criteria if outcome.lot == lot.id}
        bidders = [named.id for named in telling.body.bidders.named if named.id in here]
        for start in range(0, len(criteria), MOST_COLUMNS):
            part = criteria[start : start + MOST_COLUMNS]
            rows: TextRows = []
            for bidder in bidders:
                line: TextRows = [f"{bidder} {telling.bidders[bidder]}"]
                line += [
                    _tell_outcome(telling, outcomes[lot.id, bidder, criterion.id], criterion)
                    for criterion in part
                ]
                rows.append(line)
            yield {
                "title": f"{telling.label('matrix')} · {telling.label('lot')} {lot.id} {plain(lot.title)}",
                "head": [telling.label("bidder"), *map(telling.criterion, part)],
                "rows": rows,
                "note": tell(SENTENCES["marks"], telling.lang),
            }


def _tell_outcome(telling: Telling, outcome: StatedCriterion, criterion: Criterion) -> JsonObject:
    """Tell the result of a criterion; where it is met, the row of points and the certificates."""
    by: dict[str, None] = {}
    if outcome.state == MET:
        for requirement in criterion.requirements:
            cell = telling.cells[outcome.bidder, requirement.id]
            by |= dict.fromkeys(telling.say_met_by(outcome.bidder, column) for column in telling.met_by(cell))
    points = outcome.points
    return {
        "state": outcome.state,
        "bearing": criterion.bearing,
        "text": telling.state(outcome.state),
        "points": tell(SENTENCES["points"], telling.lang, points=points.points) if points is not None else "",
        "by": [*by],
    }


def _list_sections(telling: Telling, explain: Explain | None) -> Iterator[JsonObject]:
    lang = telling.lang
    yield _section(telling, "criteria", ("criterion", "requirement"), _tell_criteria(telling))
    yield _section(
        telling,
        "certificates",
        ("mark", "bidder", "number", "issuer", "certificate", "term", "place", "why"),
        _tell_held(telling),
    )
    dated = ("at-opening", "at-award", "at-contract-end")
    yield _section(
        telling,
        "not-met",
        ("bidder", "requirement", "bearing", *dated, "why"),
        _tell_cells(telling, (NOT_MET, UNCLEAR)),
    )
    yield _section(telling, "without", ("bidder", "requirement", "why"), _tell_without(telling))
    yield _section(telling, "flags", ("lot", "bidder", "why"), _tell_flags(telling))
    law = "clarify-tender" if telling.tender.regime == "government" else "clarify-law"
    yield _section(telling, "looks", ("bidder", "why"), _tell_looks(telling))
    yield _section(telling, "clarify", (), _tell_asked(telling), tell(SENTENCES[law], lang))
    yield _section(telling, "reject", (), _tell_rejected(telling))
    yield _section(telling, "papers", ("bidder", "place", "why"), _tell_papers(telling, explain))
    yield _section(telling, "deadline", (), [[tell(DEADLINES[telling.tender.regime], lang)]])
    yield _section(telling, "again", (), [[tell(SENTENCES["again"], lang)]])


def _section(
    telling: Telling, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], intro: str = ""
) -> JsonObject:
    listed: TextRows = [[*row] for row in rows]
    return {
        "name": title,
        "title": telling.label(title),
        "intro": intro if listed else telling.label("none"),
        "head": [telling.label(name) for name in head],
        "rows": listed,
    }


def _tell_criteria(telling: Telling) -> Iterator[list[str]]:
    for criterion in telling.tender.criteria:
        groups = [
            "；".join(f"{r.id} {telling.quote(r.id)}" for r in group.requirements)
            for group in criterion.groups
        ]
        yield [_name_criterion(telling, criterion), (" 或 " if telling.lang == "zh" else " OR ").join(groups)]


def _name_criterion(telling: Telling, criterion: Criterion) -> str:
    return telling.criterion(criterion) + telling.aside(telling.label(criterion.use))


def _tell_held(telling: Telling) -> Iterator[list[str]]:
    lines = CertificateLines(telling)
    for number, bidder, credential in telling.list_certificates():
        name = [
            str(number),
            f"{bidder} {plain(credential.name)}",
            plain(credential.number),
            telling.issuer(credential),
        ]
        facts = [
            telling.certificate(credential),
            telling.term(credential),
            telling.places(bidder, credential),
        ]
        yield [*name, *facts, lines.line(bidder, credential)]


def _tell_cells(telling: Telling, states: Sequence[str]) -> Iterator[list[str]]:
    """Yield a cell of each requirement in a criterion that is not met: failed cells first, then open ones.

    No explanation for a criterion that another group meets.
    """
    bearings = {criterion.id: telling.label(criterion.bearing) for criterion in telling.tender.criteria}
    for state in states:
        for bidder in telling.body.bidders.named:
            for requirement in telling.requirements:
                cell = telling.cells.get((bidder.id, requirement))
                if cell is None or cell.state != state or telling.criteria[bidder.id, cell.criterion] == MET:
                    continue
                name = f"{bidder.id} {telling.bidders[bidder.id]}"
                named = [name, f"{cell.criterion} / {requirement}", bearings[cell.criterion]]
                yield [*named, *telling.columns(cell), telling.why(cell)]


def _tell_without(telling: Telling) -> Iterator[list[str]]:
    """Yield the members that share a requirement that is met, and handed in nothing for it."""
    for (bidder, requirement), cell in telling.cells.items():
        without = telling.without(cell) if cell.state == MET else ""
        if without:
            yield [f"{bidder} {telling.bidders[bidder]}", f"{cell.criterion} / {requirement}", without]


def _tell_looks(telling: Telling) -> Iterator[list[str]]:
    """Yield for each bidder the number of pages to look at, and looked at."""
    for bidder, looks in telling.looks.items():
        if looks.to_look_at:
            numbers = looks.model_dump(exclude={"bidder"})
            yield [f"{bidder} {telling.bidders[bidder]}", say_looks(telling.lang, **numbers)]


def _tell_asked(telling: Telling) -> Iterator[list[str]]:
    """Yield a letter for each bidder and reason that the bidder can answer; it quotes only file and page.

    The criterion decides, not a requirement beside which another group is enough. A grade that is too low is
    told, not asked about. A future date gives no question.
    """
    copies: dict[str, str] = {}
    pages: dict[tuple[str, str], str] = {}
    explained: dict[tuple[str, str], None] = {}
    for (bidder, _), cell in telling.cells.items():
        if not telling.decides(cell):
            continue
        if telling.is_unread(cell):
            copies[bidder] = telling.unread_files(bidder)
        for name, reasons in (
            ("clarify-illegible", telling.illegible(cell)),
            ("clarify-code", telling.marked(cell)),
        ):
            for reason in reasons:
                pages[bidder, name] = telling.pages(reason)
        if why := telling.put_to_bidder(cell, telling.explainable(cell)):
            explained[bidder, why] = None
    for bidder, files in copies.items():
        yield [tell(SENTENCES["clarify-copy"], telling.lang, bidder=telling.bidders[bidder], files=files)]
    for (bidder, name), files in pages.items():
        yield [tell(SENTENCES[name], telling.lang, bidder=telling.bidders[bidder], files=files)]
    for bidder, why in explained:
        yield [tell(SENTENCES["clarify"], telling.lang, bidder=telling.bidders[bidder], why=why)]


def _tell_rejected(telling: Telling) -> Iterator[list[str]]:
    """Yield a sentence for each bidder and reason, for conditions alone: lack of points rejects nobody.

    A criterion is rejected as a whole, once all of it is decided; with alternatives, each is named.
    """
    rejected: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for bidder in telling.body.bidders.named:
        for criterion in telling.tender.criteria:
            if criterion.bearing != "condition" or telling.criteria.get((bidder.id, criterion.id)) != NOT_MET:
                continue
            groups = [
                [cell for r in group.requirements if telling.decides(cell := telling.cells[bidder.id, r.id])]
                for group in criterion.groups
            ]
            cells = [cell for group in groups for cell in group]
            why = _tell_why_rejected(telling, cells) if all(map(telling.is_decided, cells)) else ""
            requirements = (
                telling.join(telling.quote(cell.requirement) for cell in group) for group in groups
            )
            if why:
                name = "reject" if len(groups) == 1 else "reject:any"
                rejected[bidder.id, name, why].append(
                    ("或" if telling.lang == "zh" else " OR ").join(requirements)
                )
    for (bidder_id, name, why), listed in rejected.items():
        facts = {"bidder": telling.bidders[bidder_id], "asked": telling.join(listed), "why": why}
        yield [tell(SENTENCES[name], telling.lang, **facts)]


def _tell_why_rejected(telling: Telling, cells: Sequence[StatedCell]) -> str:
    """Tell the faults, after the requirement if there are several; then the number of pages looked at."""
    gap, colon = (" ", ": ") if telling.lang == "en" else ("", "：")
    faults = {cell.requirement: telling.faults(cell) for cell in cells}
    sentences = [
        (f"{telling.quote(cell.requirement)}{colon}" if len(cells) > 1 else "") + why
        for cell in cells
        if (why := telling.put_to_bidder(cell, faults[cell.requirement]))
    ]
    looks = telling.looks.get(cells[0].bidder)
    if sentences and looks is not None and looks.to_look_at and any(map(telling.is_absent, faults.values())):
        sentences.append(tell(SENTENCES["looked-at"], telling.lang, **looks.model_dump()))
    return gap.join(sentences)


def _tell_flags(telling: Telling) -> Iterator[list[str]]:
    called = {e.uscc: plain(e.name) for bidder in telling.body.bidders.named for e in bidder.enterprises}
    for flag in telling.body.flags:
        bidders = "；".join(f"{bidder} {telling.bidders[bidder]}" for bidder in flag.bidders)
        sentence = say_stated("flags", flag.code, flag.facts, telling.lang, telling.names)
        who = f"{called.get(flag.enterprise, flag.enterprise)} · " if flag.enterprise is not None else ""
        yield [flag.lot, bidders, who + sentence]


def _tell_papers(telling: Telling, explain: Explain | None) -> Iterator[list[str]]:
    """Yield a line for each file and sentence; of many files with the same sentence, the first few."""
    lines: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for who, place, sentence in _tell_notes(telling, explain):
        lines[who, sentence][place] = None
    for (who, sentence), places in lines.items():
        yield from ([who, place, sentence] for place in [*places][:MOST_LISTED])
        if len(places) > MOST_LISTED:
            yield [who, "", tell(SENTENCES["more-places"], telling.lang, more=len(places) - MOST_LISTED)]


def _tell_notes(telling: Telling, explain: Explain | None) -> Iterator[tuple[str, str, str]]:
    """Yield bidder, place and sentence by bidder; pages that need a look come first of all."""
    first = [note for code in LOOK_FIRST for note in telling.body.papers if note.code == code]
    others = [note for note in telling.body.papers if note.code not in LOOK_FIRST]
    for listed in (first, others):
        for bidder in telling.body.bidders.named:
            who = f"{bidder.id} {telling.bidders[bidder.id]}"
            notes = [note for note in listed if note.bidder == bidder.id]
            yield from ((who, place, sentence) for place, sentence in _tell_notes_of(telling, explain, notes))


def _tell_notes_of(
    telling: Telling, explain: Explain | None, notes: Iterable[StatedPaper]
) -> Iterator[tuple[str, str]]:
    for note in notes:
        sentence = say_stated("papers", note.code, note.facts, telling.lang, telling.names)
        if note.code == "file-unread" and explain is not None:
            entry = telling.files[note.bidder, note.file or ""]
            for page, why in list_unread(
                entry.unread, ((unread.page, unread.reason) for unread in entry.unread_pages)
            ):
                yield telling.place(note.file, page), explain(why, page, telling.lang) or sentence
        else:
            yield telling.place(note.file, note.page), sentence
