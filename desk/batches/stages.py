"""A batch as it stands: its sheet read row by row, and what its plans, notice and records say of it."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import NamedTuple

from carriers.spreadsheet import CheckedRow, Sheet, check_rows, read_sheet
from carriers.spreadsheet.formats.cells import Cell
from credentials.documents.agreement import AgreementText
from credentials.documents.desk.list_notice import ListNotice
from credentials.drafting.draft import AssessmentDraft
from credentials.record import JsonObject
from credentials.times import day_of, start_of
from desk.batches.kept import Batch, StoredCertificate, find_batch, find_stored_certificates
from desk.inbox.next_version import NoticeLook, look_at_notices
from desk.office.desk import DeskView
from desk.office.plans import OfficePlan, Plans
from desk.office.settings import find_setting
from desk.office.stored import find_under
from registry import Registry, RegistryError
from registry.issuing.issue import check_assessments
from registry.lookup.beside import find_admitted
from registry.view.kept import KeptAnswers
from terminal.reports.row_report import refuse_rows
from verifier.desk.plan import STOCK
from verifier.desk.reading.gate import ItemMatcher, read_notice_gate
from verifier.desk.waiting import KEY_HOLDER, UPLOAD

_CHECKED: KeptAnswers[tuple[Hashable, ...], Mapping[int, CheckedRow[AssessmentDraft]]] = KeptAnswers()


class BatchSheet(NamedTuple):
    """A sheet with every row checked, hidden ones too; `hidden` are their numbers."""

    sheet: Sheet
    rows: Sequence[CheckedRow[AssessmentDraft]]
    hidden: frozenset[int]

    @property
    def hides(self) -> bool:
        """True where rows, columns or pages were not in view."""
        return any(
            "hidden" in adjustment.kind or adjustment.kind == "sheet-further"
            for adjustment in self.sheet.adjusted
        )

    def cells_of(self, number: int) -> Mapping[str, Cell]:
        """Return the cells of a row by column."""
        return next(row.cells for row in self.sheet.rows if row.number == number)

    @property
    def scheme(self) -> str | None:
        """The scheme of all good rows; None for several."""
        schemes = {row.draft.scheme for row in self.rows if row.draft is not None}
        return schemes.pop() if len(schemes) == 1 else None


class BatchStage(NamedTuple):
    """What a batch has led to; nothing of it is stored."""

    notice: NoticeLook | None = None
    opens: datetime | None = None
    """When the notice is over."""
    notice_plans: Sequence[OfficePlan] = ()
    issue_plans: Sequence[OfficePlan] = ()
    made: Sequence[OfficePlan] = ()
    """Every plan, rejected and expired ones too."""
    certificates: Sequence[StoredCertificate] = ()
    covered: int = 0
    """Entries of the log that the newest publication covers."""
    published_until: datetime | None = None

    @property
    def is_planned(self) -> bool:
        """True while a plan to issue is open."""
        return any(plan.is_open for plan in self.issue_plans)

    @property
    def published(self) -> int:
        """How many certificates the newest publication covers."""
        return sum(certificate.position < self.covered for certificate in self.certificates)

    def list_done(self, now: datetime, *, is_good: bool, is_left: bool) -> Mapping[str, bool]:
        """Return which steps are done, in order; `is_left` where a row is in no plan."""
        begun = bool(self.issue_plans)
        is_stock = any(plan.question.plan.notice == STOCK for plan in self.issue_plans)
        waits = [plan.wait for plan in self.issue_plans if plan.wait is not None]
        is_stored = bool(self.certificates) and not self.is_planned and not is_left
        return {
            "sheet": is_good or begun or bool(self.notice_plans) or self.notice is not None,
            **({} if is_stock else {"notice": self.opens is not None and self.opens <= now}),
            "state": begun
            and not is_left
            and all(wait.day is not None or wait.other in (KEY_HOLDER, UPLOAD) for wait in waits),
            "sign": is_stored,
            "paper": is_stored,
            "publish": is_stored and self.published == len(self.certificates),
        }

    def find_step(self, now: datetime) -> str:
        """Return the first step that is not done, without a look at the sheet; `done` after the last."""
        done = self.list_done(now, is_good=False, is_left=False)
        return next((name for name, is_done in done.items() if not is_done), "done")

    def version(self, batch: Batch) -> str:
        """Return what a form says of the batch it was made for."""
        plans = [f"{plan.digest} {plan.state}" for plan in self.made]
        newest = self.notice.newest.digest if self.notice is not None else ""
        return sha256("\n".join([batch.sheet, newest, *plans]).encode()).hexdigest()[:32]


@lru_cache(maxsize=32)
def read_batch(data: bytes, text: AgreementText, issuer: str, day: datetime) -> BatchSheet:
    """Return a sheet with its rows as on a day; CarrierError for a sheet that cannot be read."""
    sheet = read_sheet(data, include_hidden=True)
    runs = [
        place.split("–")
        for adjustment in sheet.adjusted
        if adjustment.kind == "rows-hidden"
        for place in adjustment.places
    ]
    hidden = frozenset(number for run in runs for number in range(int(run[0]), int(run[-1]) + 1))
    return BatchSheet(sheet, [*check_rows(sheet, text, issuer, created=day)], hidden)


def find_stages(
    desk: DeskView, batches: Sequence[Batch], text: AgreementText, now: datetime
) -> list[BatchStage]:
    """Return how far batches have come."""
    plans, looks = Plans(desk, now), look_at_notices(desk)
    recent = plans.list()
    manifest = desk.view.newest_manifest(desk.issuer)
    head = manifest.body.credential_subject.checkpoint if manifest is not None else None
    until = manifest.body.valid_until if manifest is not None else None
    named: dict[str, list[NoticeLook]] = {}
    for notice in looks:
        named.setdefault(notice.newest.body.credential_subject.batch, []).append(notice)
    day = start_of(day_of(now))
    stages = []
    for batch in batches:
        # of a sheet that no notice is named like nothing is read: the list of batches has many
        notice_plans = [plan for plan in recent if _names_batch(plan, batch.name)]
        is_read = batch.name in named or bool(notice_plans)
        data = (batch.data or find_batch(desk, batch.id).data) if is_read else b""
        scheme = read_batch(data, text, batch.issuer, day).scheme if is_read else None
        look = _find_own(named.get(batch.name, ()), scheme)
        notice_plans = [plan for plan in notice_plans if scheme in (None, _scheme_of(plan))]
        under = find_under(desk, look.versions[0].digest) if look is not None else []
        issue = [plan for digest in under if (plan := plans.find(digest)) is not None]
        issue += [plan for plan in recent if _is_of_sheet(plan, batch) and plan.digest not in {*under}]
        stages.append(
            BatchStage(
                look,
                _find_opening(desk, look, now) if look is not None else None,
                [plan for plan in notice_plans if plan.is_open],
                issued := [plan for plan in issue if plan.is_open or plan.question.stored],
                [*notice_plans, *issue],
                find_stored_certificates(desk, [id_ for plan in issued for id_ in _list_stored(plan)]),
                head.size if head is not None else 0,
                until,
            )
        )
    return stages


def find_standings(sheet: BatchSheet, stage: BatchStage, text: AgreementText) -> Mapping[int, str]:
    """Return what became of each good row, by its number: `stored`, `planned`, `withdrawn`, or `left`.

    A row has the item of the notice that the gate of its plan will give it.
    """
    planned: dict[str, str] = {}
    for plan in stage.issue_plans:
        for row, document in enumerate(plan.stated.documents):
            if row in plan.question.stored:
                planned[_number_of(document)] = "stored"
            elif plan.is_open:
                planned.setdefault(_number_of(document), "planned")
    notice = stage.notice.newest.body if stage.notice is not None else None
    matcher = ItemMatcher(notice, text) if notice is not None else None
    items = notice.credential_subject.items if notice is not None else ()

    def is_withdrawn(draft: AssessmentDraft) -> bool:
        place = matcher.find(draft.grading) if matcher is not None else None
        return place is not None and bool(items[place].withdrawn)

    return {
        row.number: planned.get(row.draft.certificate_number)
        or ("withdrawn" if is_withdrawn(row.draft) else "left")
        for row in sheet.rows
        if row.draft is not None
    }


def check_left(
    registry: Registry, batch: Batch, sheet: BatchSheet, standings: Mapping[int, str], now: datetime
) -> BatchSheet:
    """Return the sheet with what the registry has against rows that are in no plan.

    An answer is kept while neither rows, agreement, day nor the association's log change: making a plan asks
    again.
    """
    left = [row for row in sheet.rows if row.draft is None or standings[row.number] == "left"]
    drafts = [row.draft for row in left if row.draft is not None]

    def check() -> Mapping[int, CheckedRow[AssessmentDraft]]:
        try:
            check_assessments(registry, drafts, issuer=batch.issuer, now=now, random=Random(0))  # noqa: S311
        except RegistryError as error:
            if not error.problems:
                raise
            return {row.number: row for row in refuse_rows(left, error.problems)}
        return {}

    basis = registry.read(lambda view: (view.read_basis(), view.log(batch.issuer).size))
    numbers = frozenset(row.number for row in left)
    refused = _CHECKED.find((batch.sheet, numbers, day_of(now), *basis), check) if drafts else {}
    return sheet._replace(rows=[refused.get(row.number, row) for row in sheet.rows]) if refused else sheet


def _find_own(looks: Sequence[NoticeLook], scheme: str | None) -> NoticeLook | None:
    """Return the notice of a sheet's scheme among those of one name; of a sheet without one the only one."""
    own = [look for look in looks if scheme in (None, look.newest.body.credential_subject.scheme)]
    return own[0] if len(own) == 1 else None


def _find_opening(desk: DeskView, look: NoticeLook, now: datetime) -> datetime | None:
    subject = look.newest.body.credential_subject
    versions = find_admitted(desk.view, look.versions[0].digest)
    gate = read_notice_gate(versions, days=find_setting(desk, "noticeDays", subject.scheme), is_alone=False)
    return gate.opens(now)


def _names_batch(plan: OfficePlan, name: str) -> bool:
    subject = plan.stated.documents[0].get("credentialSubject")
    is_notice = plan.question.plan.operation == ListNotice.KIND and isinstance(subject, dict)
    return is_notice and subject.get("batch") == name  # type: ignore[union-attr]


def _scheme_of(plan: OfficePlan) -> object:
    subject = plan.stated.documents[0].get("credentialSubject")
    return subject.get("scheme") if isinstance(subject, dict) else None


def _is_of_sheet(plan: OfficePlan, batch: Batch) -> bool:
    """True for a plan to issue that was made of this very sheet."""
    attachments = plan.stated.plan.body.attachments or ()
    return plan.question.plan.operation != ListNotice.KIND and any(
        attachment.digest == batch.sheet for attachment in attachments
    )


def _list_stored(plan: OfficePlan) -> list[str]:
    return [
        str(document["id"])
        for row, document in enumerate(plan.stated.documents)
        if row in plan.question.stored and _number_of(document)
    ]


def _number_of(document: JsonObject) -> str:
    """Return the number of a certificate; none of another document."""
    subject = document.get("credentialSubject")
    assessment = subject.get("assessment") if isinstance(subject, dict) else None
    return str(assessment.get("certificateNumber", "")) if isinstance(assessment, dict) else ""
