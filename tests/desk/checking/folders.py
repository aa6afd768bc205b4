"""An exported folder of a desk: some months of an office in which every record was decided."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from credentials.documents.bundle import parse_bundle
from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.statement import SignedStatement
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import day_of
from desk.checking.check import CheckedRecord, DeskCheck, check_papers, list_bundled
from desk.checking.papers import DeskPapers, list_papers, read_papers
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.credentials.desk.papers import KeyFile, Passkey, Value, person
from tests.verifier.desk.office import CHAIR, CLERK, DEPUTY, PERSONS, Office, digest_of_value, unsigned
from tests.world.works import list_notice

Files = dict[str, bytes]
Change = Callable[[Any], None]
THREE = (*PERSONS, person("p3", DEPUTY.entry))


class DeskFolder:
    """The office, the files of its folder, and the records of each act."""

    def __init__(self) -> None:
        self.office = Office()
        self.plans: list[StatedPlan] = []
        self.records: list[bytes] = []
        self.notice_record = self._sign_notice()
        self.notice = self.notice_record.digest
        """A notice of before the first list, which is over: what a plan to issue names."""
        self.office.world.advance(days=1)

    def _sign_notice(self) -> Record[Any]:
        before = self.office.lists[0].created - timedelta(days=12)
        subject: Any = unsigned(self.world.issue("cq"))["credentialSubject"]
        members = {name: subject[name] for name in ("legalName", "unifiedSocialCreditCode")}
        item = {**members, "category": subject["assessment"]["category"], "grade": "一级"}
        days: Any = {
            "from": day_of(before).isoformat(),
            "until": day_of(before + timedelta(days=9)).isoformat(),
        }
        value = list_notice(self.world, items=[item], scheme=subject["assessment"]["scheme"], **days)
        return parse_any(canonicalize(self.world.cq.sign(value, "assessment", before)))

    @property
    def world(self) -> Any:
        return self.office.world

    def decide(self, documents: Sequence[Value], **members: Any) -> StatedPlan:
        """Make a plan that clerk and chair decide now."""
        stated = self.office.decide(documents, **members)
        self.plans.append(stated)
        return stated

    def make(
        self, documents: Sequence[Value], *stated: tuple[KeyFile | Passkey, str, str], **members: Any
    ) -> list[SignedStatement]:
        """Make a plan on which persons state one after the other, a minute apart."""
        about = self.office.plan(documents, **members)
        statements: list[SignedStatement] = []
        for hand, by, decision in stated:
            own = [statement.digest for statement in statements if statement.body.by == by]
            more: dict[str, Any] = {"after": own[-1]} if own else {}
            more |= {"reasons": "示例"} if decision in ("return", "reject") else {}
            statements.append(self.office.state(hand, by, about, decision, **more))
            self.world.advance(minutes=1)
        self.plans.append(StatedPlan(about, documents, statements))
        return statements

    def next_list(self, *persons: Value, **changes: Any) -> None:
        """Decide on a further people list and sign it a day later."""
        draft = self.office.draft_list(*persons, **changes)
        self.decide([draft])
        self.world.advance(days=1)
        self.office.lists.append(self.office.sign_list(draft))

    def issue(self, **draft: Any) -> bytes:
        """Draft a certificate that will be signed in an hour."""
        return self.keep(self.world.issue("cq", created=self.office.now + timedelta(hours=1), **draft))

    def event(self, credential: bytes, action: str, **members: Any) -> bytes:
        """Draft an event that will be signed in an hour and added to the bundle."""
        return bytes(
            self.world.event(credential, action, created=self.office.now + timedelta(hours=1), **members)
        )

    def keep(self, record: bytes) -> bytes:
        """Add a record to the folder."""
        self.records.append(record)
        return record

    def sign_later(self) -> None:
        """Let an hour pass, sign the documents, let another hour pass."""
        self.world.advance(hours=2)

    @property
    def papers(self) -> DeskPapers:
        """Return the papers of an export."""
        papers = DeskPapers()
        for stated in self.plans:
            papers.plans[stated.plan.digest] = stated.plan
            papers.documents |= {digest_of_value(document): document for document in stated.documents}
            papers.statements += stated.statements
        papers.people = {record.digest: record for record in self.office.lists}
        records = [self.notice_record, *map(parse_any, self.records)]
        papers.records = {record.digest: record for record in records}
        return papers

    @property
    def files(self) -> Files:
        return dict(list_papers(self.papers))

    @cached_property
    def bundle(self) -> bytes:
        self.world.publish()
        return bytes(self.world.bundle())

    def check(
        self, files: Mapping[str, bytes] | None = None, copies: Sequence[SignedStatement] = ()
    ) -> DeskCheck:
        """Return a reader's findings by folder, bundle and pin."""
        papers = read_papers((self.files if files is None else files).items())
        party = self.office.party
        bundled = list_bundled(parse_bundle(self.bundle), party.issuer)
        return check_papers(papers, self.world.trust(), party, bundled=bundled, copies=copies)

    def code_of(self, record: bytes, files: Files | None = None, **more: Any) -> str:
        """Return the code of one record."""
        return row_of(self.check(files, **more), parse_any(record)).code


def row_of(check: DeskCheck, record: Record[Any]) -> CheckedRecord:
    return next(row for row in check.rows if row.record.digest == record.digest)


def change_file(files: Files, start: str, change: Change) -> tuple[Files, str]:
    """Change one file under its old name, the first whose path begins so; return files and path."""
    path = next(path for path in files if path.startswith(start))
    value: Any = parse_json(files[path], max_bytes=10**7)
    change(value)
    return {**files, path: canonicalize(value)}, path


def usual() -> DeskFolder:
    """A folder with certificates, a rename, an end, and a third person; every record is decided."""
    folder = DeskFolder()
    first, second = folder.issue(), folder.issue(grade="二级")
    folder.decide([unsigned(first), unsigned(second)], notice=folder.notice)
    folder.sign_later()
    folder.next_list(*THREE)
    folder.world.advance(days=1)
    ended = folder.event(first, "revoke", reason="enterprise-request")
    about = [unsigned(ended)]
    folder.make(about, (DEPUTY, "p3", "make"), (CLERK, "p1", "approve"), (CHAIR, "p2", "approve"))
    folder.sign_later()
    return folder
