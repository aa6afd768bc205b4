"""The matrix for a terminal of 80 columns: lot by lot, then unmet requirements in words, then papers and
remarks.

It states findings only: it adds nothing up, and the bidders keep the order of their list.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tender.command.handed_in import explain_unread
from terminal.labels import COLOURS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, format_age, format_moment, plain
from terminal.reports.layout import columns, wrap
from verifier.tender import Bidder, BidderList, Matrix, Tender
from verifier.tender.looks.open_pages import LOOK_FIRST
from verifier.tender.matrix import (
    COLUMNS,
    MET,
    NOT_MET,
    UNCLEAR,
    CellState,
    CriterionOutcome,
    LintNote,
    MatrixCell,
    MatrixColumn,
    PaperNote,
    take_counting,
)
from verifier.tender.record import ReceiptInput
from verifier.tender.record.inputs import list_unread
from verifier.tender.record.paper.sentences import LABELS, SENTENCES, say_looks, tell
from verifier.tender.words import COLUMN_WORDS, STATES
from verifier.tender.words import say as say_code

WIDTH = 80
_MARKS: Mapping[CellState, tuple[str, str]] = {MET: ("✓", "ok"), UNCLEAR: ("?", "unk"), NOT_MET: ("✗", "no")}
_NAMES = 30
"""Columns that the names of bidders may take."""


class MatrixText:
    """The lines of one matrix in the current language."""

    def __init__(
        self,
        tender: Tender,
        bidders: BidderList,
        inputs: Mapping[str, Sequence[ReceiptInput]],
        matrix: Matrix,
        names: SpokenNames,
    ) -> None:
        self.tender, self.matrix, self.names = tender, matrix, names
        self.inputs = {
            (bidder, entry.paper.path): entry for bidder, files in inputs.items() for entry in files
        }
        self.bidders = {bidder.id: bidder for bidder in bidders.bidders}
        self.criteria = {criterion.id: criterion for criterion in tender.criteria}
        self.numbers = {
            str(credential["digest"]): str(credential["number"]) for credential in matrix.credentials
        }

    def lines(self) -> Iterator[str]:
        """Yield all of it, line by line."""
        yield from self.head()
        yield from self._lots({lot.id for lot in self.tender.lots})
        yield from self._section(
            say("Met, and members without a certificate for it", "已满足，其中有成员无此类证书"),
            self._without(),
        )
        yield from self._section(say("Bids as a whole", "投标整体"), self._flags())
        yield from self._section(say("Papers", "投标文件"), self._papers())
        yield from self._section(LABELS["looks"][language() == "zh"], self._looks())

    def row(self) -> Iterator[str]:
        """Yield the row of a bidder that checks its own certificates: each requirement with its outcome."""
        yield from self._asked()
        yield from self._lots({outcome.lot for outcome in self.matrix.criteria})

    def _lots(self, shown: Container[str]) -> Iterator[str]:
        for lot in self.tender.lots:
            if lot.id in shown:
                yield ""
                yield from self._lot(lot.id, lot.title)
        yield ""
        yield self._legend()
        yield from self._section(
            say("Not met, or not to be established", "不满足与无法确定"), self._reasons()
        )

    def head(self) -> Iterator[str]:
        """Yield the subject of the check, its dates, and the parts that were not looked at."""
        yield from self._asked()
        listed: Any = self.matrix.head["bidders"]
        sentence = say(
            f'list of bidders, version {listed["version"]}; the next version names it as "previous":',
            f"投标人名单第 {listed['version']} 版；下一版的“previous”填写：",
        )
        yield from indented(sentence, "  ")
        yield f"    {listed['digest']}"

    def _asked(self) -> Iterator[str]:
        yield coloured(plain(f"{self.tender.number}  {self.tender.title}"), "bold")
        dates: Any = self.matrix.head["dates"]
        pending: Any = self.matrix.head["pending"]
        for name in COLUMNS:
            value = dates[name]
            words = format_moment(datetime.fromisoformat(value)) if value and "T" in value else value or "–"
            open_ = say(" (still to come: not counted)", "（尚未到来，不计）") if name in pending else ""
            if name == "opening" and datetime.fromisoformat(value) < self.tender.opening_at:
                yield from self._as_of(words)
                continue
            yield f"  {label(COLUMN_WORDS, name)}{say(': ', '：')}{words}{open_}"
        yield from self._trust()
        others = self.tender.other_criteria
        words = (
            tell(SENTENCES["others-unknown"], language())
            if others is None
            else tell(
                SENTENCES["not-looked-at"],
                language(),
                others=others,
                all=others + len(self.tender.criteria),
            )
        )
        yield from indented(words, "  ")

    def _as_of(self, now: str) -> Iterator[str]:
        """If trust data is too old to judge at the opening, yield the moment of the row, and the opening."""
        opening = format_moment(self.tender.opening_at)
        yield from indented(
            say(f"as of {now}; the opening is on {opening}", f"截至 {now}；开标时间为 {opening}"), "  "
        )

    def _trust(self) -> Iterator[str]:
        """Yield the age of the trust data, in amber if the tender asks for that remark and an answer rests
        on them."""
        trust: Any = self.matrix.head["trust"]
        answered = (
            note.facts.get("issuer") for note in self.matrix.papers if note.code.startswith("number-")
        )
        relied = {*(credential["issuer"] for credential in self.matrix.credentials), *answered}
        policy: Any = self.matrix.head["policy"]
        limit = policy["warnAfterHours"]
        for manifest in trust["manifests"]:
            issued = format_moment(datetime.fromisoformat(manifest["issued"]))
            who, age = self.names.party(manifest["issuer"]), format_age(manifest["ageHours"])
            sentence = say(f"trust data: {who}, {issued}, {age}", f"信任数据：{who}，{issued} 发布，{age}")
            is_remarked = manifest["isAgeing"] and manifest["issuer"] in relied
            if is_remarked:
                sentence += say(f" (older than {limit} hours)", f"（已达招标文件要求提示的 {limit} 小时）")
            for line in indented(plain(sentence), "  "):
                yield coloured(line, COLOURS["warn"]) if is_remarked else line

    def _lot(self, lot: str, title: str) -> Iterator[str]:
        outcomes = [outcome for outcome in self.matrix.criteria if outcome.lot == lot]
        criteria = [*dict.fromkeys(outcome.criterion for outcome in outcomes)]
        rows = [*dict.fromkeys(outcome.bidder for outcome in outcomes)]
        yield coloured(plain(f"{lot}  {title}"), "bold")
        if not rows:
            yield "  " + say("nobody bids for it", "无人投标")
            return
        by_criterion = {(outcome.bidder, outcome.criterion): outcome for outcome in outcomes}
        names = {bidder: _cut(self._named(bidder), _NAMES) for bidder in rows}
        left = max(map(columns, names.values())) + 2
        marked = (columns(_MARKS[outcome.state][0] + _points(outcome)) for outcome in outcomes)
        width = max(3, *(columns(criterion) for criterion in criteria), *marked) + 2
        each = max(1, (WIDTH - 2 - left) // width)
        for start in range(0, len(criteria), each):
            shown = criteria[start : start + each]
            yield "  " + " " * left + "".join(_pad(criterion, width) for criterion in shown).rstrip()
            for bidder in rows:
                marks = (self._mark(by_criterion[bidder, criterion], width) for criterion in shown)
                yield "  " + _pad(names[bidder], left) + "".join(marks).rstrip()

    def _mark(self, outcome: CriterionOutcome, width: int) -> str:
        """Return a mark, coloured where the requirement decides; unmet points or information stand out
        less."""
        mark, tone = _MARKS[outcome.state]
        mark += _points(outcome)
        is_quiet = outcome.state == NOT_MET and self.criteria[outcome.criterion].bearing != "condition"
        return (mark if is_quiet else coloured(mark, COLOURS[tone])) + " " * (width - columns(mark))

    def _named(self, bidder: str) -> str:
        return plain(f"{bidder} {bidder_name(self.bidders[bidder])}")

    def _legend(self) -> str:
        legend = (f"{mark} {label(STATES, state)}" for state, (mark, _) in _MARKS.items())
        shown = any(map(_points, self.matrix.criteria))
        return "  " + "   ".join([*legend, *([tell(SENTENCES["points-shown"], language())] if shown else [])])

    def _reasons(self) -> Iterator[str]:
        cells: dict[tuple[str, str, str], list[MatrixCell]] = {}
        for cell in self.matrix.cells:
            cells.setdefault((cell.lot, cell.bidder, cell.criterion), []).append(cell)
        last = None
        for bidder in self.bidders:
            for outcome in self.matrix.criteria:
                if outcome.bidder != bidder or outcome.state == MET:
                    continue
                if last != bidder:
                    yield "  " + coloured(self._named(bidder), "bold")
                    last = bidder
                yield from self._criterion(outcome, cells[outcome.lot, outcome.bidder, outcome.criterion])

    def _criterion(self, outcome: CriterionOutcome, cells: Sequence[MatrixCell]) -> Iterator[str]:
        criterion = self.criteria[outcome.criterion]
        title = f" {criterion.title}" if criterion.title else ""
        bearing = LABELS[criterion.bearing][language() == "zh"]
        yield plain(
            f"    {outcome.lot} {outcome.criterion}{title}{say(f' ({bearing})', f'（{bearing}）')}"
        ).replace("    ", f"  {self._mark(outcome, 1)} ", 1)
        for cell in cells:
            if cell.state == MET:
                continue
            if all(column is None for column in cell.columns.values()) or cell.codes == ("date-pending",):
                yield from indented(self._say("cells", "date-pending", {}), "      ")
            for reason, dates in self._columns(cell).items():
                when = say(", ", "、").join(label(COLUMN_WORDS, name) for name in dates)
                yield from indented(f"{cell.requirement} {when}{say(': ', '：')}{reason}", "      ")

    def _columns(self, cell: MatrixCell) -> dict[str, list[str]]:
        """Return the dates by reason against the requirement, each reason once."""
        dates_by_reason: dict[str, list[str]] = {}
        valid_at = self.tender.requirements[cell.requirement].valid_at
        for name, column in take_counting(valid_at, cell.columns).items():
            if column.state != MET:
                for reason in self._column(column):
                    dates_by_reason.setdefault(reason, []).append(name)
        return dates_by_reason

    def _column(self, column: MatrixColumn) -> Iterator[str]:
        by_paper: dict[str | None, list[str]] = {}
        for reason in column.reasons:
            by_paper.setdefault(reason.credential, []).append(self._say("cells", reason.code, reason.facts))
        if not by_paper:
            by_paper[None] = [self._say("cells", code, {}) for code in column.codes]
        for digest, sentences in by_paper.items():
            number = f"{self.numbers[digest]}{say(': ', '：')}" if digest in self.numbers else ""
            yield plain(number + say(" ", "").join(dict.fromkeys(sentences)))

    def _without(self) -> Iterator[str]:
        """Yield, each once, the members of consortia whose group meets a requirement although they handed
        in nothing for it."""
        lines: dict[str, None] = {}
        for cell in self.matrix.cells:
            for column in cell.columns.values() if cell.state == MET else ():
                for reason in column.reasons if column is not None else ():
                    if reason.code == "member-without":
                        sentence = self._say("cells", reason.code, reason.facts)
                        lines[f"{cell.bidder} {cell.requirement}{say(': ', '：')}{sentence}"] = None
        for line in lines:
            yield from indented(plain(line), "  ")

    def _enterprise(self, code: str) -> str:
        for bidder in self.bidders.values():
            for member in bidder.members or ():
                if member.uscc == code:
                    return member.name
        return code

    def _flags(self) -> Iterator[str]:
        for flag in self.matrix.flags:
            who = say(", ", "、").join(flag.bidders)
            whose = f"{self._name_of(flag.enterprise)}{say(': ', '：')}" if flag.enterprise else ""
            sentence = self._say("flags", flag.code, flag.facts)
            yield from indented(plain(f"{flag.lot} {who}{say(': ', '：')}{whose}{sentence}"), "  ")

    def _name_of(self, code: str) -> str:
        for bidder in self.bidders.values():
            if bidder.uscc == code and bidder.name:
                return f"{bidder.name}（{code}）" if language() == "zh" else f"{bidder.name} ({code})"
        return self._enterprise(code)

    def _papers(self) -> Iterator[str]:
        """Yield the notes on papers, those that need a look first; one line covers the same note on
        several pages of a file."""
        first = [note for code in LOOK_FIRST for note in self.matrix.papers if note.code == code]
        others = [note for note in self.matrix.papers if note.code not in LOOK_FIRST]
        pages: dict[tuple[str, str, str], list[int]] = {}
        for note in (*first, *others):
            for page, sentence in self._paper(note):
                listed = pages.setdefault((note.bidder, note.file or "", sentence), [])
                if page is not None:
                    listed.append(page)
        for (bidder, file, sentence), numbers in pages.items():
            where = f" {say('p. ', '第 ')}{_ranges(numbers)}{say('', ' 页')}" if numbers else ""
            named = f"{bidder} {file}" if file else bidder
            yield from indented(plain(f"{named}{where}{say(': ', '：')}{sentence}"), "  ")

    def _paper(self, note: PaperNote) -> Iterator[tuple[int | None, str]]:
        """Yield the note with its page; for an unread file, one for each page that was not read."""
        sentence = self._say("papers", note.code, note.facts)
        if note.code == "file-unread":
            read = self.inputs[note.bidder, note.file or ""]
            for page, why in list_unread(read.paper.unread, read.unread_pages):
                reason = explain_unread(why, page, language())
                yield page, reason + say(" ", "") + sentence if reason else sentence
            return
        number = self.numbers.get(note.credential or "")
        yield note.page, f"{number}{say(': ', '：')}{sentence}" if number else sentence

    def _looks(self) -> Iterator[str]:
        """Yield, for each bidder, the number of pages without a readable code that a person looked at."""
        for looks in self.matrix.looks:
            if looks.to_look_at:
                numbers = {name: number for name, number in looks._asdict().items() if name != "bidder"}
                sentence = say_looks(language(), **numbers)
                yield from indented(plain(f"{looks.bidder}{say(': ', '：')}{sentence}"), "  ")

    def _say(self, part: Any, code: str, facts: Mapping[str, object]) -> str:
        return say_code(part, code, facts, language(), self.names)

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        content = [*lines]
        if content:
            yield ""
            yield coloured(title, "bold")
            yield from content


def format_lint(notes: Sequence[LintNote], names: SpokenNames) -> Iterator[str]:
    """Yield advice for the writer of the tender, in amber and apart; the same advice on several criteria
    appears once."""
    places: dict[str, list[str]] = {}
    for note in notes:
        sentence = say_code("lint", note.code, note.facts, language(), names)
        places.setdefault(sentence, []).append(" ".join(filter(None, (note.criterion, note.requirement))))
    for sentence, where in places.items():
        named = say(", ", "、").join(filter(None, where))
        lines = indented(plain(f"{named}{say(': ', '：')}{sentence}" if named else sentence), "  ")
        yield from (coloured(line, COLOURS["warn"]) for line in lines)


def bidder_name(bidder: Bidder) -> str:
    """Return the bidder's name; for a consortium without one, its members'."""
    if bidder.name:
        return bidder.name
    return "、".join(member.name for member in bidder.members or ())


def _points(outcome: CriterionOutcome) -> str:
    """Return the points of the row that the bidder reaches."""
    return f" {outcome.points['points']}" if outcome.points is not None else ""


def _cut(text: str, width: int) -> str:
    if columns(text) <= width:
        return text
    while columns(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def indented(text: str, indent: str) -> Iterator[str]:
    """Yield the lines, wrapped; lines after the first start two columns further in."""
    first, *rest = wrap(text, WIDTH - len(indent) - 2)
    yield indent + first
    for line in rest:
        yield indent + "  " + line


def _ranges(numbers: Sequence[int]) -> str:
    """Return ranges such as `1–3, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
