"""Carries out `huren statistics survey draft`, `definition`, `commitment` and `report`."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cli.errors import CommandError
from cli.statistics.commitment import load_committed
from cli.statistics.survey_draft import format_draft, load_definition
from cli.statistics.tables import load_table
from cli.terminal.clock import read_clock
from cli.terminal.document_words import describe_batch
from cli.terminal.labels import KINDS, label
from cli.terminal.language import language, say
from cli.terminal.names import SpokenNames
from cli.terminal.output import plain, put, put_json, tell
from cli.terminal.progress import progress
from cli.workspace.files import check_free, load_bytes, save_bytes
from cli.workspace.open_registry import needed_text, open_registry
from cli.workspace.signing_choice import Signing
from credentials.documents.works.survey import (
    CommittedReturns,
    SurveyCommitment,
    SurveyDefinition,
    SurveyQuestion,
    SurveyReport,
)
from credentials.drafting.survey_documents import build_survey_commitment, build_survey_report
from credentials.kinds import find_kind, parse_any
from credentials.record import JsonObject, Record, read_body
from registry import RegistryError
from registry.admission.rules.surveys import find_next_edition
from registry.issuing.plan_documents import check_documents
from registry.lookup.statistics.surveys import check_asked, find_published
from verifier.errors import SurveyError
from verifier.survey import (
    PublishedTable,
    SurveyHeading,
    SurveyTable,
    check_beside_earlier,
    check_returns,
    check_table_of_returns,
    find_question,
    format_table,
    read_table,
    tabulate,
)
from verifier.survey.commitment import MAX_PROOF_BYTES, IndicatorCommitment, parse_commitment

if TYPE_CHECKING:
    from registry import Registry

B = TypeVar("B", SurveyDefinition, SurveyCommitment)
Draw = Callable[["Registry", str, datetime], JsonObject]
"""The unsigned document of an association, made of what its registry holds."""


def write_draft(out: str, *, force: bool, now: datetime | None) -> None:
    """Writes a definition to fill in; CommandError file-exists."""
    check_free(out, force=force)
    save_bytes(out, format_draft(now or read_clock()).encode())
    name = plain(out)
    tell(
        say(
            f"Wrote {name}. Edit it, check it with huren statistics survey definition {name} --dry-run.",
            f"已写入 {name}。填写后用 huren statistics survey definition {name} --dry-run 检查。",
        )
    )


def define(draft: Path, signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool) -> None:
    """Signs or exports the definition of a draft; CommandError, RecordError, RegistryError."""

    def draw(_: "Registry", issuer: str, moment: datetime) -> JsonObject:
        return load_definition(draft, issuer, uuid.uuid4().urn, moment)

    if _sign(draw, signing, data=data, now=now, as_json=as_json):
        tell(
            say(
                "It acts once a resolution adopts it: cite the digest in an item (refers).",
                "经决议通过后实施：请在决议的议项中引用此摘要。",
            )
        )


def commit_to(
    definition: str,
    files: Sequence[Path],
    signing: Signing,
    *,
    data: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Signs or exports one commitment of those of the questions.

    Raises CommandError, RecordError, SurveyError question-unknown, published-mixed; RegistryError
    no-definition, of `check_asked`, and as `Signing.sign`.
    """
    committed = [parse_commitment(load_bytes(file, limit=MAX_PROOF_BYTES)) for file in files]
    area = committed[0].area
    if any(one.area != area for one in committed):
        raise SurveyError("published-mixed")

    def draw(registry: "Registry", issuer: str, moment: datetime) -> JsonObject:
        held = _held(registry, definition, SurveyDefinition, "no-definition")
        check_asked(registry, held, (issuer, area), moment)
        asked = held.body.credential_subject
        returns: list[JsonObject] = []
        for one in committed:
            question = find_question(asked, _heading_of(one))
            returns.append({"question": question.code, "count": one.count, "root": one.root})
        return build_survey_commitment(issuer, definition, area, returns, document_id=uuid.uuid4().urn)

    _sign(draw, signing, data=data, now=now, as_json=as_json)


def report(
    commitment: str,
    paths: Sequence[Path],
    folders: Sequence[Path],
    earlier: Sequence[Path],
    signing: Signing,
    *,
    data: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Signs or exports the next edition of these tables, each that of the returns committed to, and safe.

    Also beside what was published of other returns on the same, which `earlier` are.

    Raises CommandError, CarrierError, SurveyError question-unknown, tables-apart, published-mixed,
    returns-other, table-other, table-unsafe, table-beside, and of `tabulate`; RegistryError no-commitment,
    no-definition, of `check_asked`, and as `Signing.sign`.
    """
    published = [load_table(path) for path in paths]
    held = [load_committed(folder) for folder in folders]
    before = {one.root: files for one, files in map(load_committed, earlier)}
    areas = {table.heading.area for table in published}

    def draw(registry: "Registry", issuer: str, moment: datetime) -> JsonObject:
        made = _held(registry, commitment, SurveyCommitment, "no-commitment").body.credential_subject
        definition = _held(registry, made.definition, SurveyDefinition, "no-definition")
        check_asked(registry, definition, (issuer, made.area), moment)
        asked = definition.body.credential_subject
        if areas != {made.area}:
            raise SurveyError("published-mixed")
        returned = {one.question: one for one in made.returns}
        proofs = {find_question(asked, _heading_of(one)).code: files for one, files in held}
        trust = registry.load_trust()
        reports = find_published(registry, issuer, trust, moment, period=asked.period, area=made.area)
        others = [one for one in reports if one.body.report.commitment != commitment]
        tables = []
        for table in published:
            question = find_question(asked, table.heading)
            if question.code not in returned:
                raise RegistryError("count-differs", question=question.code)
            made_of = returned[question.code]
            tables.append(format_table(table, question, made_of.count))
            of_returns = _tabulate(table, made_of, proofs.get(question.code, []))
            check_table_of_returns(table, of_returns)
            for shown, returns in _find_earlier(registry, others, question):
                if returns.root not in before:
                    raise _ask_for_earlier(table, returns)
                of_earlier = _tabulate(table, returns, before[returns.root])
                check_beside_earlier(table, of_returns, shown, of_earlier)
        edition, previous = registry.read(
            partial(
                find_next_edition,
                issuer=issuer,
                definition=made.definition,
                period=asked.period,
                commitment=commitment,
            )
        )
        return build_survey_report(
            issuer,
            made.definition,
            commitment,
            period=asked.period,
            area=made.area,
            edition=edition,
            previous=previous,
            tables=tables,
            document_id=uuid.uuid4().urn,
        )

    _sign(draw, signing, data=data, now=now, as_json=as_json)


def _find_earlier(
    registry: "Registry", reports: Sequence[Record[SurveyReport]], question: SurveyQuestion
) -> Iterator[tuple[PublishedTable, CommittedReturns]]:
    """What these reports published on what a question asks, by code or name, and the returns committed to."""
    names = {question.code, question.name.zh, question.name.en} - {None}
    for subject in (one.body.report for one in reports):
        asked = _held(registry, subject.definition, SurveyDefinition, "no-definition").body.credential_subject
        alike = {one.code for one in asked.questions if names & {one.code, one.name.zh, one.name.en}}
        made = _held(registry, subject.commitment, SurveyCommitment, "no-commitment").body.credential_subject
        for returns in made.returns:
            if returns.question in alike & {table.question for table in subject.tables}:
                yield read_table(subject, asked, returns.question), returns


def _ask_for_earlier(table: PublishedTable, returns: CommittedReturns) -> CommandError:
    name, root = plain(table.heading.indicator), returns.root[:12]
    return CommandError(
        "option-missing",
        option="--earlier FOLDER",
        how=f"A table on {name} for this period and area was published before, of other returns "
        f"(root {root}…): together the two may give a contributor away. Give the folder that “huren "
        "statistics survey commit” wrote for those returns, with all its proofs.",
        how_zh=f"同一期间、地区的“{name}”此前已据另一批填报数据（树根 {root}…）发布过汇总表，"
        "两表对照可能泄露填报者。"
        "请提供“huren statistics survey commit”为那批数据写出的文件夹，其中的证明须齐全。",
    )


def _tabulate(table: PublishedTable, committed: CommittedReturns, proofs: Sequence[Path]) -> SurveyTable:
    """The returns, which are at hand only where it is signed, by row and column; SurveyError as `report`."""
    with progress(say("reading proofs", "读取证明"), len(proofs)) as bar:

        def load() -> Iterator[bytes]:
            for path in proofs:
                yield load_bytes(path, limit=MAX_PROOF_BYTES)
                bar.advance()

        returns = check_returns(load(), committed)
    return tabulate(returns, rows=table.rows, columns=table.columns)


def _heading_of(committed: IndicatorCommitment) -> SurveyHeading:
    return SurveyHeading(committed.indicator, committed.period, committed.area, committed.unit)


def _sign(draw: Draw, signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool) -> bool:
    """Looks at the document, tells what it says, signs or exports it; whether it was signed."""
    moment = now or read_clock()
    with open_registry(data) as registry:
        issuer = signing.open(registry, data, moment)
        document = draw(registry, issuer, moment)
        try:
            check_documents(registry, [document], issuer=issuer, now=moment)
        except RegistryError as error:
            raise error.problems[0][1] if error.problems else error from None
        called = SpokenNames(needed_text(registry, data, moment)).list_called() | _call(registry, document)
        for line in describe_batch([read_body(document, find_kind(document).model)], {}, called):
            tell(line)
        made = signing.sign(registry, [document], issuer, moment) if signing.is_wanted(1) else []
    for record in made:
        if as_json:
            put_json(record.value)
        else:
            put(f"{record.digest}  {label(KINDS, record.body.KIND)}")
    tell(say("Voluntary returns, no official statistics.", "自愿填报，非政府统计。"))
    return bool(made)


def _call(registry: "Registry", document: JsonObject) -> dict[str, str]:
    """What the questions of a survey are called, by code, in a document under its definition."""
    subject: Any = document["credentialSubject"]
    if "definition" not in subject:
        return {}
    asked = _held(registry, subject["definition"], SurveyDefinition, "no-definition").body.credential_subject
    return {one.code: one.name.text(language()) for one in asked.questions}


def _held(registry: "Registry", digest: str, model: type[B], code: str) -> Record[B]:
    """The record of the kind that is here under the digest; RegistryError with the code."""
    data = registry.read(lambda view: view.data(digest))
    record: Record[Any] | None = parse_any(data) if data is not None else None
    if record is None or not isinstance(record.body, model):
        raise RegistryError(code, digest=plain(digest)[:64])
    return record
