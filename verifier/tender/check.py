"""Check a bid opening in one run: tender, bidders, papers, trust data and dates make a matrix.

The matrix states facts about certificates against stated requirements. It adds nothing up and ranks no
bidder.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from credentials.record import JsonObject
from credentials.times import format_time
from credentials.unsigned import Unsigned
from verifier.checks.log import LogProofs
from verifier.errors import QuestionError
from verifier.numbers.register import Register
from verifier.policy import AGEING_AFTER, Policy
from verifier.question import Question, check_moment
from verifier.reliance.snapshot import take_snapshot
from verifier.tender.asked import Asked
from verifier.tender.collecting import Collection
from verifier.tender.consortium import Holdings, PapersBehind, fill_column
from verifier.tender.documents.bidders import Bidder, BidderList, check_pair
from verifier.tender.documents.tender import Criterion, Requirement, Tender
from verifier.tender.flags import find_flags
from verifier.tender.judging import CheckBasis
from verifier.tender.lint import lint_tender
from verifier.tender.looks.own_list import ListedPapers, tell_own_lists
from verifier.tender.matching import order_codes
from verifier.tender.matrix import (
    COLUMNS,
    MET,
    UNCLEAR,
    CellReason,
    CellState,
    ColumnName,
    CriterionOutcome,
    Matrix,
    MatrixCell,
    MatrixColumn,
    all_of,
    any_of,
    take_counting,
)
from verifier.tender.papers import Paper
from verifier.tender.points import reach_row
from verifier.trust.trust_store import TrustStore

MAX_PROOFS = 100
"""The most log proofs used from one bidder's papers; proofs that come with the trust data have no limit."""
Judgement = tuple[CellState, tuple[str, ...], Mapping[ColumnName, MatrixColumn | None]]
"""State, codes and columns of one requirement and bidder, the same in every lot."""


def check(
    tender: Unsigned[Tender],
    bidders: Unsigned[BidderList],
    papers: Mapping[str, Iterable[Paper]],
    trust: TrustStore,
    *,
    now: datetime,
    award_at: datetime | None = None,
    register: Register | None = None,
) -> Matrix:
    """Return the matrix; `papers` by the bidder's id, `award_at` where the tender does not name it.

    `register` holds the registers' answers on the numbers marked by hand, and log proofs that came beside the
    papers; log proofs among the papers' codes count too. A date after `now` is pending. A register of an
    earlier publication answers as of that publication. If the trust data lacks a register's publication, only
    the register's credentials count. Raises RecordError reference-unknown where the bidders name something
    that the tender lacks; QuestionError time-aware, time-range, home-unknown, award-early; TrustError
    number-proof for a register whose proofs show nothing.
    """
    # 1. the documents fit each other
    check_pair(tender.body, bidders.body)
    papers = {bidder: [*files] for bidder, files in papers.items()}
    register = register or Register()
    # 2. log proofs, those in the papers too: each counts only for the record that it proves
    handed_in = (proof for copies in papers.values() for proof in _find_proofs(copies))
    proofs = LogProofs(trust, [*register.log_proofs, *handed_in], register.receipts)
    # 3. the dates; a date after `now` stays pending whatever the papers
    basis = _basis_of(tender.body, trust, now, award_at, proofs)
    # 4. each bidder's papers, and the enterprise of each credential in them
    collection = Collection(bidders.body, papers, basis, register)
    # 5. each requirement once for each bidder, then a cell for each lot
    run = _Run(tender.body, basis, collection)
    cells, outcomes = [], []
    for lot in tender.body.lots:
        inside = [bidder for bidder in bidders.body.bidders if lot.id in bidder.lots]
        for criterion in tender.body.criteria_of(lot.id):
            for bidder in inside:
                for requirement in criterion.requirements:
                    judgement = run.judge(requirement, bidder)
                    cells.append(MatrixCell(lot.id, bidder.id, criterion.id, requirement.id, *judgement))
                outcomes.append(run.decide(lot.id, criterion, bidder))
    credentials = [*collection.credentials()]
    listed = ListedPapers(
        credentials,
        collection.notes,
        {name: handed.own_digests for name, handed in collection.handed_in.items()},
        {name: handed.looked for name, handed in collection.handed_in.items()},
    )
    # 6. notes on each bidder's own list; they change no cell
    own_lists = tell_own_lists(tender.body, bidders.body, listed, cells, outcomes)
    return Matrix(
        _head(tender, bidders, basis),
        tuple(credentials),
        tuple(cells),
        tuple(outcomes),
        find_flags(
            tender.body, bidders.body, {name: handed.places for name, handed in collection.handed_in.items()}
        ),
        (*collection.notes, *own_lists),
        tuple(handed.looked for handed in collection.handed_in.values()),
        lint_tender(tender.body, trust, now=now),
    )


def _find_proofs(papers: Iterable[Paper]) -> list[bytes]:
    """Return a bidder's log proofs, at most MAX_PROOFS: each is tried on every credential."""
    return sorted({code.log_proof or b"" for paper in papers for code in paper.codes} - {b""})[:MAX_PROOFS]


def _basis_of(
    tender: Tender, trust: TrustStore, now: datetime, award_at: datetime | None, proofs: LogProofs
) -> CheckBasis:
    policy = Policy(max_age=timedelta(hours=tender.fail_after_hours))
    Question(trust, policy=policy, now=now, home=tender.home)  # raises for an impossible date
    award = find_award(tender, award_at)
    dates: dict[ColumnName, datetime | None] = {
        "opening": tender.opening_at,
        "award": award,
        "contractEnd": now,
    }
    moments = {name: date for name, date in dates.items() if date is not None and date <= now}
    return CheckBasis(
        trust, policy, now, tender.home, tender.opening_at, award, moments, tender.contract.until, proofs
    )


def find_award(tender: Tender, award_at: datetime | None) -> datetime | None:
    """Return the time of the award, as given or as in the tender.

    Raises QuestionError time-aware, time-range, award-early.
    """
    award = award_at if award_at is not None else tender.award_at
    if award is not None:
        check_moment(award, "awardAt")
        if award < tender.opening_at:
            dates = {"award": format_time(award), "opening": format_time(tender.opening_at)}
            raise QuestionError("award-early", "awardAt", **dates)
    return award


@dataclass
class _Run:
    """Cache of the run: requirements by date, and judgements by requirement and bidder."""

    tender: Tender
    basis: CheckBasis
    collection: Collection

    def __post_init__(self) -> None:
        self._asked: dict[tuple[str, ColumnName], Asked | CellReason] = {}
        self._like: dict[str, dict[ColumnName, ColumnName]] = {}
        self._judged: dict[tuple[str, str], Judgement] = {}

    def judge(self, requirement: Requirement, bidder: Bidder) -> Judgement:
        """Return state, codes and columns of a requirement and a bidder."""
        key = requirement.id, bidder.id
        if key not in self._judged:
            columns: dict[ColumnName, MatrixColumn | None] = dict.fromkeys(COLUMNS)
            for name in self.basis.moments:
                like = self._find_like(bidder, name)
                columns[name] = columns[like] if like != name else self._column(requirement, bidder, name)
            self._judged[key] = (*_sum_up(requirement, columns), columns)
        return self._judged[key]

    def decide(self, lot: str, criterion: Criterion, bidder: Bidder) -> CriterionOutcome:
        """Decide the criterion: one group is enough, and it needs all of its requirements."""
        groups = [[self.judge(r, bidder) for r in group.requirements] for group in criterion.groups]
        state = any_of(all_of(state for state, _, _ in group) for group in groups)
        points = self._points(criterion, bidder) if state == MET else None
        return CriterionOutcome(lot, bidder.id, criterion.id, state, points)

    def _points(self, criterion: Criterion, bidder: Bidder) -> JsonObject | None:
        graded = [
            [
                (self._ask(requirement, name), column.grade)
                for requirement in group.requirements
                for name, column in take_counting(
                    requirement.valid_at, self.judge(requirement, bidder)[2]
                ).items()
            ]
            for group in criterion.groups
            if all_of(self.judge(requirement, bidder)[0] for requirement in group.requirements) == MET
        ]
        return reach_row(criterion.points or (), graded)

    def _find_like(self, bidder: Bidder, name: ColumnName) -> ColumnName:
        """Return the first column with the same agreement and the same standings of all credentials."""
        if bidder.id not in self._like:
            holdings = self.collection.handed_in[bidder.id].with_asked
            credentials = [judged for judged_of in holdings.values() for judged in judged_of]
            first: dict[tuple[int, ...], ColumnName] = {}
            likes: dict[ColumnName, ColumnName] = {}
            for column, moment in self.basis.moments.items():
                version = self.basis.trust.chain.in_force_or_last(moment).text.version
                # by identity: equal standings of a credential are one object (judging.Judged)
                standings = tuple(id(judged.standings[column]) for judged in credentials)
                likes[column] = first.setdefault((version, *standings), column)
            self._like[bidder.id] = likes
        return self._like[bidder.id][name]

    def _ask(self, requirement: Requirement, name: ColumnName) -> Asked | CellReason:
        key = requirement.id, name
        if key not in self._asked:
            chain, moment = self.basis.trust.chain, self.basis.moments[name]
            self._asked[key] = Asked.of(requirement, chain, self.basis.home, moment)
        return self._asked[key]

    def _column(self, requirement: Requirement, bidder: Bidder, name: ColumnName) -> MatrixColumn:
        wanted = self._ask(requirement, name)
        if isinstance(wanted, CellReason):
            return MatrixColumn(UNCLEAR, (wanted.code,), reasons=(wanted,))
        handed = self.collection.handed_in[bidder.id]
        pages = handed.pages
        papers = PapersBehind(
            handed.unread, [*pages.open, *pages.answered], pages.unanswered, handed.looked.read, pages.marked,
            handed.numbers, handed.names, pages.answered_marks, handed.failed,
        )  # fmt: skip
        column = self._fill(wanted, bidder, handed.holdings, papers, name)
        # an answer to a request settles only what could not be established without it
        if column.state != UNCLEAR or not (handed.asked_for or handed.unread_asked or pages.answered):
            return column
        answered = replace(
            papers, unread=[*handed.unread, *handed.unread_asked], open=[*pages.open, *pages.of_answers]
        )
        later = self._fill(wanted, bidder, handed.with_asked, answered, name)
        return column if later == column else replace(later, clarified=True)

    def _fill(
        self, wanted: Asked, bidder: Bidder, holdings: Holdings, papers: PapersBehind, name: ColumnName
    ) -> MatrixColumn:
        rule = self.tender.shared_rule
        return fill_column(wanted, bidder, holdings, papers, rule=rule, column=name)


def _sum_up(
    requirement: Requirement, columns: Mapping[ColumnName, MatrixColumn | None]
) -> tuple[CellState, tuple[str, ...]]:
    counting = [*take_counting(requirement.valid_at, columns).values()]
    if not counting:
        return UNCLEAR, ("date-pending",)
    state = all_of(column.state for column in counting)
    return state, order_codes(code for column in counting if column.state == state for code in column.codes)


def _head(tender: Unsigned[Tender], bidders: Unsigned[BidderList], basis: CheckBasis) -> JsonObject:
    summary = take_snapshot(basis.trust, basis.now).summary
    terms = tender.body.freshness
    usual = int(AGEING_AFTER.total_seconds()) // 3600
    warn = terms.warn_after_hours or usual if terms is not None else usual
    return {
        "tender": {
            "number": tender.body.number,
            "version": tender.body.version,
            "digest": tender.digest,
        },
        "bidders": {"version": bidders.body.version, "digest": bidders.digest},
        "home": basis.home,
        "now": format_time(basis.now),
        "dates": {
            "opening": format_time(basis.opening),
            "award": format_time(basis.award) if basis.award is not None else None,
            "contractEnd": basis.last_day.isoformat(),
        },
        "pending": [name for name in COLUMNS if name not in basis.moments],
        "policy": {"warnAfterHours": warn, "failAfterHours": tender.body.fail_after_hours},
        "trust": {
            "agreement": summary.agreement,
            "version": summary.version,
            "digest": basis.trust.chain.in_force_or_last(basis.now).digest,
            "manifests": [
                {
                    "issuer": age.issuer,
                    "version": age.version,
                    "issued": format_time(age.issued),
                    "ageHours": age.age_hours,
                    "isAgeing": age.age_hours >= warn,
                }
                for age in summary.manifests
            ],
        },
    }
