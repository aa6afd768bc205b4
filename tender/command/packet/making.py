"""Carries out `huren packet`: runs the officer's check for one row, then writes the file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from credentials.documents.assessment import Assessment
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from credentials.words.file_names import distinct_stem
from signing.errors import HurenError
from signing.plural import format_count
from signing.strict_json import JsonValue
from tender.command.documents import load_tender
from tender.command.matrix_text import WIDTH, MatrixText
from tender.command.packet.request import PacketRequest
from tender.command.packet.sources import PacketSources, find_sources
from tender.packet.cover import COVER_SHEET, CoverSheet, format_cover
from tender.packet.document import MAX_OUTCOMES, PACKET, TenderPacket, format_packet
from tender.record.pack import write_pack
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label_action
from terminal.language import language, languages_on_paper, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.reports.layout import wrap
from terminal.workspace.configuration import font_file
from terminal.workspace.files import STDIO, check_free, save_bytes
from verifier.checks.status import effective
from verifier.tender import FoundCode, Matrix, Paper, Tender, Unsigned, check, read_bidders
from verifier.tender.matrix import MET, list_cited

_BUNDLE = "bundle.json"
_SUFFIX = ".zip"
_OWN = "1"
"""The bidder's id in a check of its own certificates alone."""


@dataclass(frozen=True, slots=True)
class PacketMaking:
    """The making of one packet."""

    run: Invocation
    request: PacketRequest

    def carry_out(self) -> None:
        """Check, print the row, set the papers, write the file; a refusal writes nothing."""
        run, request = self.run, self.request
        # 1. check the target and load the tender
        _check_suffix(request.out)
        check_free(request.out, force=request.force)
        tender = load_tender(request.tender)
        lots = _choose_lots(tender.body, request.lot)
        # 2. find trust data and certificates
        sources = find_sources(run, request, tender.body)
        now = run.now.replace(microsecond=0)
        # 3. run the officer's check as of the opening
        row = OwnRow(tender, lots, sources, now)
        if not run.as_json:
            names = SpokenNames.of(sources.trust, row.as_of)
            for line in MatrixText(tender.body, row.bidders.body, {}, row.matrix, names).row():
                put(line)
            for advice in row.advise():
                put()
                for line in wrap(advice, WIDTH):
                    put(line)
        # 4. choose what goes in: the named certificates, or with --uscc those that count
        if request.uscc is not None:
            chosen = [record for record in row.choose() if _may_be_printed(record, sources, now)]
            if not chosen:
                raise CommandError("packet-empty")
            if len(chosen) < len(sources.records):
                # checks again: the row must not rest on a certificate that is left out
                row = OwnRow(tender, lots, replace(sources, records=chosen), now)
        else:
            _check_named(sources, now)
        # 5. set the papers and write the file
        described = row.describe(now)
        files = {_BUNDLE: sources.bundle, **dict(_set_papers(row.sources, now))}
        files |= _describe(row, described, files, now)
        save_bytes(request.out, write_pack(files))
        self._tell(row, described, files)

    def _tell(self, row: "OwnRow", described: dict[str, JsonValue], files: dict[str, bytes]) -> None:
        if self.run.as_json:
            put_json({"path": self.request.out, **described})
        if row.as_of < row.tender.body.opening_at:
            tell(
                say(
                    "warning: the trust data does not reach to the bid opening. The row is as of now; make "
                    "the packet again in the last days before the opening.",
                    "警告：信任数据不足以核验至开标时间，以上为目前的结果。请在开标前几日重新制作。",
                )
            )
        out, number, certificates = plain(str(self.request.out)), len(files), len(row.sources.records)
        tell(
            say(
                f"{out}: {format_count(number, 'files')}, {format_count(certificates, 'certificates')}. "
                "Hand it in as it is, or print "
                f"{COVER_SHEET} and the certificates. Nothing was sent; showing it tells nobody.",
                f"{out}：{number} 个文件，其中证书 {certificates} 份。可直接提交，或打印 {COVER_SHEET} "
                "与证书。未发送任何内容；出示证书包，也不会使任何人得知所投项目。",
            )
        )


class OwnRow:
    """The officer's check of one enterprise's certificates, as of the opening.

    If trust data will be too old at the opening, the row is as of now.
    """

    def __init__(
        self, tender: Unsigned[Tender], lots: tuple[str, ...], sources: PacketSources, now: datetime
    ) -> None:
        self.tender, self.sources, self.lots = tender, sources, lots
        newest = max(sources.records, key=lambda record: record.created).body
        self.name, self.uscc = newest.holder, newest.holder_code
        bidder: JsonObject = {"id": _OWN, "name": self.name, "uscc": self.uscc, "lots": [*lots]}
        self.bidders = read_bidders({"type": "Bidders/1", "version": 1, "bidders": [bidder]})
        self.as_of = max(now, tender.body.opening_at)
        self.matrix = self._check(tender)
        trust: Any = self.matrix.head["trust"]
        limit = tender.body.fail_after_hours
        if self.as_of > now and any(manifest["ageHours"] >= limit for manifest in trust["manifests"]):
            self.as_of = now
            opened = tender.body.model_copy(update={"opening_at": now})
            # keeps the tender's digest and only replaces its opening by now
            self.matrix = self._check(Unsigned(tender.value, opened))

    def _check(self, tender: Unsigned[Tender]) -> Matrix:
        papers = [
            Paper(f"{record.digest}.json", record.digest, (FoundCode(record),), pages=0)
            for record in self.sources.records
        ]
        return check(tender, self.bidders, {_OWN: papers}, self.sources.trust, now=self.as_of)

    def _cited(self) -> Iterator[tuple[str, str]]:
        """Yield each criterion that is met with the digest of each certificate that meets it."""
        met = {(outcome.lot, outcome.criterion) for outcome in self.matrix.criteria if outcome.state == MET}
        requirements = self.tender.body.requirements
        for cell in self.matrix.cells:
            if (cell.lot, cell.criterion) in met:
                for digest in list_cited(cell, requirements[cell.requirement].valid_at):
                    yield cell.criterion, digest

    def choose(self) -> list[Record[Assessment]]:
        """Return the certificates by which a criterion is met."""
        cited = {digest for _, digest in self._cited()}
        return [record for record in self.sources.records if record.digest in cited]

    def advise(self) -> Iterator[str]:
        """Yield each change still to come, and what to do about a certificate whose term has not begun."""
        yield from self._list_changes()
        numbers = {record.digest: record.body.title for record in self.sources.records}
        begins = {
            numbers[str(reason.credential)]: datetime.fromisoformat(str(reason.facts["since"]))
            for cell in self.matrix.cells
            if cell.state != MET
            for column in cell.columns.values()
            for reason in (column.reasons if column is not None else ())
            if reason.code == "not-yet-valid"
        }
        for number, begin in begins.items():
            named, since = plain(number), format_moment(begin)
            if begin <= self.tender.body.opening_at:
                yield say(
                    f"{named}: counts from {since} on, which is before the bid opening. Make the packet "
                    "again from then on.",
                    f"{named}：自 {since} 起有效，早于开标。请自该时起重新制作。",
                )
            else:
                yield say(
                    f"{named}: counts from {since} on, which is after the bid opening. For this tender "
                    "name a certificate that is in force by its opening.",
                    f"{named}：自 {since} 起有效，晚于本项目开标时间。本项目请改用开标时有效的证书。",
                )

    def _list_changes(self) -> Iterator[str]:
        """Yield each signed change that takes effect after the row's moment and by the opening."""
        until = self.tender.body.opening_at
        for record in self.sources.records:
            party = self.sources.trust.party(record.body.issuer)
            for event in party.history(record.body.id).events if party is not None else ():
                since = effective(event)
                if event.counts and self.as_of < since <= until:
                    named, moment = plain(record.body.title), format_moment(since)
                    word = label_action(event.change)
                    yield say(
                        f"{named}: {word} from {moment} on, by a signed change, before the bid opening. This "
                        "row does not count it yet.",
                        f"{named}：已签署变更，自 {moment} 起{word}，早于开标；以上结果尚未计入。",
                    )

    def describe(self, made: datetime) -> dict[str, JsonValue]:
        """Return the members of the packet without its files."""
        numbers = {record.digest: record.body.title for record in self.sources.records}
        claimed = dict.fromkeys((criterion, numbers[digest]) for criterion, digest in self._cited())
        trust: Any = self.matrix.head["trust"]
        return {
            "tender": {
                "number": self.tender.body.number,
                "version": self.tender.body.version,
                "digest": self.tender.digest,
                "title": self.tender.body.title,
            },
            "enterprise": {"name": self.name, "uscc": self.uscc},
            "made": format_time(made),
            "asOf": format_time(self.as_of),
            "lots": [*self.lots],
            "outcomes": [
                {"lot": outcome.lot, "criterion": outcome.criterion, "state": outcome.state}
                for outcome in self.matrix.criteria
            ],
            "claims": [{"criterion": criterion, "number": number} for criterion, number in claimed],
            "trust": {
                "pin": self.sources.trust.pin,
                "bundle": _digest(self.sources.bundle),
                "manifests": [
                    {name: manifest[name] for name in ("issuer", "issued")} for manifest in trust["manifests"]
                ],
            },
            "software": version("huren"),
        }


def _check_suffix(out: str) -> None:
    """Refuse a name that would hide a ZIP. Raises CommandError suffix-unknown."""
    name = Path(out).name
    if out != STDIO and not name.lower().endswith(_SUFFIX):
        raise CommandError("suffix-unknown", suffix=plain(Path(name).suffix or name), expected=_SUFFIX)


def _choose_lots(tender: Tender, typed: list[str] | None) -> tuple[str, ...]:
    """Return the lots typed, in the tender's order. Raises CommandError option-value, packet-too-long."""
    known = [lot.id for lot in tender.lots]
    for lot in typed or ():
        if lot not in known:
            how, how_zh = (
                f"Use one of {', '.join(known[:20])}.",
                f"请使用下列标段之一：{'、'.join(known[:20])}。",
            )
            raise CommandError("option-value", text=plain(lot), option="--lot", how=how, how_zh=how_zh)
    lots = tuple(lot for lot in known if not typed or lot in typed)
    number = sum(len(tender.criteria_of(lot)) for lot in lots)
    if number > MAX_OUTCOMES:
        raise CommandError("packet-too-long", number=number, limit=MAX_OUTCOMES)
    return lots


def _check_named(sources: PacketSources, now: datetime) -> None:
    """Refuse named certificates that `huren certificate` would refuse."""
    from registry.lookup.printable import check_printable

    for record in sources.records:
        check_printable(record, sources.trust, now)


def _may_be_printed(record: Record[Assessment], sources: PacketSources, now: datetime) -> bool:
    """Return whether an unnamed certificate is in force now; print a message about one that is left out."""
    from registry.lookup.printable import check_printable

    try:
        check_printable(record, sources.trust, now)
    except HurenError as error:
        tell(f"{plain(record.body.title)}{say(': ', '：')}{plain(error.sentence(language()))}")
        return False
    return True


def _set_papers(sources: PacketSources, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield each certificate as a PDF, and its credential."""
    from carriers.certificate.typesetting import format_certificate
    from keys_example.keys import is_example
    from registry.lookup.printable import find_paper

    taken: set[str] = set()
    for record in sources.records:
        paper = find_paper(record, sources.trust, now=now, example=is_example(record.body.issuer))
        stem = distinct_stem(record.body.title, record.digest, taken)
        yield f"certificates/{stem}.pdf", format_certificate(paper, font=font_file())
        yield f"credentials/{stem}.json", record.data


def _describe(
    row: OwnRow, described: dict[str, JsonValue], files: dict[str, bytes], now: datetime
) -> dict[str, bytes]:
    """Return the cover sheet and the packet's description; the sheet lists all files except these two."""
    listed = _list_files(files)
    body = read_body({"type": "TenderPacket/1", **described, "files": listed}, TenderPacket)
    sheet = CoverSheet(body, row.tender.body, row.sources.records)
    names = {lang: SpokenNames.of(row.sources.trust, now, lang) for lang in languages_on_paper()}
    cover = format_cover(sheet, names, now, font=font_file())
    listed = _list_files({**files, COVER_SHEET: cover})
    return {COVER_SHEET: cover, PACKET: format_packet(described | {"files": listed})}


def _list_files(files: dict[str, bytes]) -> list[JsonValue]:
    return [
        {"name": name, "size": len(data), "sha256": _digest(data)} for name, data in sorted(files.items())
    ]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
