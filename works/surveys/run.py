"""Carries out `huren survey`."""

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carriers.spreadsheet import MAX_BYTES
from credentials.documents.works.survey import (
    SurveyDefinition,
    SurveyForm,
    SurveyReport,
    SurveyReportSubject,
    SurveySubject,
)
from credentials.drafting.compose import build_survey_report
from credentials.record import JsonObject, Record, read_body
from credentials.words.days import format_days
from credentials.words.work_words import SURVEY_UNITS
from terminal.document_words import describe_batch
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import language, say
from terminal.output import format_moment, plain, put_table, tell
from terminal.reports.listing import put_list
from terminal.reports.row_report import RowReport
from terminal.reports.sheet_files import check_template, check_workbook, read_rows
from terminal.signing import Signing
from terminal.workspace.draft_files import save_template
from terminal.workspace.files import check_free, load_bytes, save_bytes
from terminal.workspace.open_registry import needed_record
from works.surveys.admission import check_over
from works.surveys.draft_file import format_template, load_survey
from works.surveys.lookup import HeldSurvey, is_adopted, list_surveys
from works.surveys.returns import check_answers, layout_of, write_sheet
from works.surveys.tabulate import SurveyAnswer, tabulate

if TYPE_CHECKING:
    from registry import Registry


def write_template(run: Invocation, out: str, *, force: bool) -> None:
    """Write a survey to fill in; CommandError file-exists."""
    check_free(out, force=force)
    save_template(out, format_template(run.now), "huren survey issue")


def issue_surveys(run: Invocation, files: Sequence[Path]) -> None:
    """Sign or export all surveys, or none; exit with code 1 if files are refused, after printing the reasons
    for each.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)

        def load(file: Path) -> JsonObject:
            return load_survey(file, issuer, uuid.uuid4().urn, run.now)

        documents = signing.load(registry, files, load)
        called = run.names(registry).list_called()
        for line in describe_batch(
            [read_body(document, SurveyDefinition) for document in documents], {}, called
        ):
            tell(line)
        made = signing.sign(registry, documents) if signing.is_wanted(documents) else []
    run.put_records(made)
    if made:
        tell(
            say(
                "It is asked once a resolution adopts it: cite the digest in an item (refers).",
                "经决议通过后方可填报：请在决议的议项中引用此摘要。",
            )
        )


def write_answers_sheet(run: Invocation, survey: str, file: str) -> None:
    """Write the empty sheet; CommandError no-survey, not-found, option-value, file-exists."""
    check_template(file, {})
    with run.open_registry() as registry:
        record = _load(registry, survey)
    save_bytes(file, write_sheet(record.body.credential_subject))
    tell(
        say(
            f"Wrote {plain(file)}. Fill a row an enterprise; keep it on a machine of your own.",
            f"已写入 {plain(file)}。每家企业填一行；请只保存在本协会的机器上。",
        )
    )


def report_answers(run: Invocation, survey: str, sheet: Path, errors: str | None) -> int:
    """Sign the totals of a sheet; return 1, with nothing signed, if rows are refused or no total is safe.

    Raises CommandError no-survey, survey-unadopted, survey-others; CarrierError for the sheet as a whole;
    RegistryError.
    """
    signing = Signing(run)
    if errors is not None:
        check_workbook("--errors", errors)
    content = load_bytes(sheet, limit=MAX_BYTES)
    with run.open_registry() as registry:
        # 1. the survey must be this association's own, and a resolution must adopt it
        issuer, record = signing.open(registry), _load(registry, survey)
        if record.body.issuer != issuer:
            raise CommandError("survey-others", issuer=record.body.issuer)
        if not registry.read(partial(is_adopted, survey=record, now=run.now)):
            raise CommandError("survey-unadopted", digest=record.digest)
        form = record.body.credential_subject
        # a dry run may show the totals before the last day of answers
        if not run.dry_run:
            check_over(form, run.now)
        # 2. read the answers, which are stored in no file or table
        answers = _read(run, registry, content, errors, record)
        if answers is None:
            return REFUSED
        # 3. merge segments until each row is safe
        rows = tabulate(form, answers)
        if rows is None:
            tell(
                say(
                    "Nothing can be published: all answers together would still give one away.",
                    "无法公布：即使全部合并，仍会泄露个别企业的数据。未签署任何内容。",
                )
            )
            return REFUSED
        # the report repeats the form, so that a verdict can compare it with its survey
        form_members = form.model_dump(mode="json", by_alias=True, include={*SurveyForm.model_fields})
        # 4. compose, show, sign and store the totals alone
        subject: JsonObject = {**form_members, "survey": record.digest, "rows": [*rows]}
        document = build_survey_report(issuer, subject, report_id=uuid.uuid4().urn)
        signing.check(registry, document)
        if not run.as_json:
            _show(read_body(document, SurveyReport).credential_subject)
        made = signing.sign(registry, [document]) if signing.is_wanted([document], _ask(form)) else []
    run.put_records(made)
    return 0


def _load(registry: "Registry", reference: str) -> Record[SurveyDefinition]:
    record: Record[Any] = needed_record(registry, reference, (SurveyDefinition.KIND,))
    if not isinstance(record.body, SurveyDefinition):
        raise CommandError("no-survey", found=record.body.KIND)
    return record


def _read(
    run: Invocation,
    registry: "Registry",
    content: bytes,
    errors: str | None,
    survey: Record[SurveyDefinition],
) -> list[SurveyAnswer] | None:
    """Return the answers; if a row is refused, print all refusals and return None."""
    form, party = survey.body.credential_subject, run.text(registry).party(survey.body.issuer)
    layout = layout_of(form)
    sheet = read_rows(run, content, layout)
    rows = [*check_answers(sheet, form, party.region if party is not None else "")]
    RowReport(content, errors, run.as_json, layout).put(rows)
    if any(row.errors for row in rows):
        tell(say("Nothing was signed. Mend the rows first.", "未签署任何内容。请先修正以上各行。"))
        return None
    return [row.draft for row in rows if row.draft is not None]


def _ask(form: SurveyForm) -> str:
    return say(
        f"Sign and store these totals of {form.year}? What comes later is not published.",
        f"签署以上 {form.year} 年度汇总并入库？此后收到的数据不再公布。",
    )


def _show(subject: SurveyReportSubject) -> None:
    names = {segment.zh: segment.text(language()) for segment in subject.segments}
    columns = [say("segment", "分组"), say("contributors", "填报单位数")]
    columns += [
        f"{question.name.text(language())} ({label(SURVEY_UNITS, question.unit)})"
        for question in subject.questions
    ]
    rows = [
        [
            say(", ", "、").join(names[name] for name in row.segments),
            row.contributors,
            *(f"{total:,}" for total in row.totals),
        ]
        for row in subject.rows
    ]
    put_table(f"{subject.title.text(language())} {subject.year}", columns, rows)


def list_all(run: Invocation, limit: int) -> None:
    """Show a line for each survey: its year, its association, its days, and the day of its totals."""
    with run.open_registry() as registry:
        names = run.names(registry)

        def row(survey: HeldSurvey) -> list[str]:
            subject: SurveySubject = survey.record.body.credential_subject
            return [
                str(subject.year),
                subject.title.text(language()),
                names.party(survey.record.body.issuer),
                format_days(subject.since, subject.until, language()),
                _tell_totals(survey),
                survey.record.digest,
            ]

        put_list(
            run,
            registry.read(partial(list_surveys, now=run.now, first=limit + 1)),
            limit,
            title=("Surveys", "自愿填报方案"),
            columns=[
                ("year", "年度"),
                ("title", "标题"),
                ("association", "协会"),
                ("answers taken", "填报期限"),
                ("totals", "汇总"),
                ("digest", "摘要"),
            ],
            row=row,
            data=lambda survey: survey.record.value,
            first=("the first {} surveys", "前 {} 项"),
            every=("surveys: {}; huren show DIGEST tells more", "共 {} 项；huren show 摘要 查看详情"),
        )


def _tell_totals(survey: HeldSurvey) -> str:
    """Return in words when the survey's totals were published; without a resolution they do not count as
    published."""
    signed = say(", ", "、").join(format_moment(report.created) for report in survey.reports)
    if survey.is_adopted:
        return say(f"published {signed}", f"{signed} 公布") if signed else say("none yet", "尚未公布")
    draft = say("draft: no resolution adopts it", "草案，未经决议通过")
    return draft + (say(f"; signed {signed}", f"；{signed} 签署") if signed else "")
