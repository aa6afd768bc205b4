"""An office of two at its desk: the registry of an association whose root names a people list."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from credentials.documents.desk.carried import format_plan_to_sign, format_signed_plan, parse_plan_to_sign
from credentials.documents.desk.statement import SignedStatement
from credentials.drafting.draft import StatusDraft
from credentials.drafting.statement import sign_statement
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from desk.office.desk import Desk
from desk.office.export import carry_plan, export_plan
from desk.office.make_plan import add_plan, compose_plan
from desk.office.people import find_people, remember_people, store_people
from desk.office.plans import OfficePlan, find_plan, list_plans
from desk.office.statements import add_statement, draft_statement
from desk.office.upload import store_upload
from registry.issuing.issue import plan_assessments, plan_event
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from signing.signer import Ed25519Signer
from tests.credentials.desk.papers import KeyFile, Passkey, Value
from tests.verifier.desk.office import CHAIR, CLERK, Office, unsigned
from tests.world.registries import trust_of
from tests.world.registry_setup import Bench

__all__ = ["CHAIR", "CLERK", "DeskRoom", "unsigned"]

_Key = tuple[bytes | datetime, ...]
_BEGUN: dict[_Key, dict[str, bytes]] = {}
"""The files of a new room on SQLite by their endings, by what is in them."""


class DeskRoom:
    """Desk of the association `cq`; time is the world's."""

    def __init__(self, place: Path | str, *, heads: Path | None = None, **changes: Any) -> None:
        self.office = Office(**changes)
        self.office.world.advance(hours=1)
        self.random = Random(11)
        record = self.office.lists[0]
        key: _Key = (record.data, *trust_of(self.office.world), self.now)
        begun = _BEGUN.get(key) if heads is None and isinstance(place, Path) else None
        for ending, data in (begun or {}).items():
            Path(f"{place}{ending}").write_bytes(data)
        self.bench = Bench(place, self.office.world, heads=heads)
        self.desk = Desk(self.bench.registry, self.office.world.cq.did)
        if begun is None:
            self.desk.write(partial(store_people, record=record, now=self.now))
            remember_people(self.desk)
            self._keep_begun(key, heads)

    def _keep_begun(self, key: _Key, heads: Path | None) -> None:
        """Keep the files of a new room: making the tables is half of it."""
        place = self.bench.place
        if heads is None and isinstance(place, Path):
            self.bench.registry.close()
            _BEGUN[key] = {
                path.name.removeprefix(place.name): path.read_bytes()
                for path in place.parent.glob(f"{place.name}*")
            }
            self.bench.registry = self.bench.open()
            self.desk = Desk(self.bench.registry, self.office.world.cq.did)

    @property
    def now(self) -> datetime:
        return self.office.now

    def close(self) -> None:
        """Close the registry."""
        self.bench.registry.close()

    @property
    def signer(self) -> Ed25519Signer:
        """Return the assessment key of the association."""
        return self.office.world.cq.signers["assessment"]

    def issue_before(self, count: int) -> list[Record[Any]]:
        """Issue certificates as before there was a desk."""
        signed = [self.office.world.issue("cq") for _ in range(count)]
        for data in signed:
            self.bench.admit(data)
        return [parse_any(data) for data in signed]

    def suspension(self, record: Record[Any]) -> JsonObject:
        """Return an event that suspends a credential from now on, unsigned and on record to be signed."""
        draft = StatusDraft(record.body.id, "suspend", reason="complaint", effective_from=self.now)
        registry, issuer = self.bench.registry, self.desk.issuer
        return plan_event(registry, draft, issuer=issuer, now=self.now, random=self.random)

    def cancellation(self, record: Record[Any]) -> JsonObject:
        """Return an event that cancels a credential from now on, unsigned and on record to be signed."""
        draft = StatusDraft(record.body.id, "revoke", reason="serious-violation", effective_from=self.now)
        registry, issuer = self.bench.registry, self.desk.issuer
        return plan_event(registry, draft, issuer=issuer, now=self.now, random=self.random)

    def plan(self, documents: Sequence[Value], **members: Any) -> OfficePlan:
        """Make and keep a plan now."""
        plan = compose_plan(self.desk.issuer, documents, self.now, **members)
        return self.desk.write(partial(add_plan, plan=plan, documents=documents, now=self.now))

    def decide(self, documents: Sequence[Value], **members: Any) -> OfficePlan:
        """Make a plan on which both state."""
        plan = self.plan(documents, **members)
        self.state(CLERK, "p1", plan.digest, "make")
        return self.state(CHAIR, "p2", plan.digest, "approve")

    def suspend_first(self, record: Record[Any]) -> OfficePlan:
        """Suspend a credential in an emergency; return its plan, which is decided afterwards."""
        draft = StatusDraft(record.body.id, "suspend", reason="complaint", effective_from=self.now)
        common: dict[str, Any] = {"issuer": self.desk.issuer, "now": self.now, "random": self.random}
        foreseen = foresee(self.bench.registry, [draft], **common)
        named = [item for item in foreseen if isinstance(item, Foreseen)]
        [*sign_changes(self.bench.registry, named, self.signer, **common, emergency="示例：现场停工")]
        return self.desk.read(partial(list_plans, now=self.now))[0]

    def export(self, digest: str) -> bytes:
        """Return the file for the key holder as of now."""
        return self.desk.write(partial(export_plan, digest=digest, now=self.now))

    def carry(self, digest: str) -> bytes:
        """Return the file for the key holder, whether the plan is decided or not."""
        plan = self.find(digest)
        return format_plan_to_sign(
            self.desk.read(lambda view: carry_plan(view, plan, find_people(view), self.now))
        )

    def certificate(self, number: int) -> JsonObject:
        """Return a certificate to issue, unsigned and on record."""
        (planned,) = plan_assessments(
            self.bench.registry,
            [self.bench.draft(number)],
            issuer=self.desk.issuer,
            now=self.now,
            random=self.random,
        )
        return planned.document

    def sign(self, data: bytes, use: str = "assessment") -> bytes:
        """Return the key holder's signed file."""
        carried = parse_plan_to_sign(data)
        cq = self.office.world.cq
        documents = [
            carried.stored.get(place) or cq.sign(document, use, self.now)
            for place, document in enumerate(carried.stated.documents)
        ]
        return format_signed_plan(carried, documents)

    def upload(self, data: bytes) -> list[str]:
        """Upload the signed file; return the code of each document."""
        return [row.code for row in store_upload(self.desk, data, self.now)]

    def find(self, digest: str) -> OfficePlan:
        """Return the present state of the plan."""
        return self.desk.read(partial(find_plan, digest=digest, now=self.now))

    def state(self, hand: KeyFile | Passkey, by: str, plan: str, decision: str, **changes: Any) -> OfficePlan:
        """Make and keep a person's statement of now."""
        statement = self.statement(hand, by, plan, decision, **changes)
        return self.desk.write(partial(add_statement, statement=statement, now=self.now))

    def statement(
        self, hand: KeyFile | Passkey, by: str, plan: str, decision: str, **changes: Any
    ) -> SignedStatement:
        """Return a person's statement of now."""
        return self.office.state(hand, by, self.find(plan).stated.plan, decision, **changes)

    def draft(self, signer: Ed25519Signer, by: str, plan: str, decision: Any) -> SignedStatement:
        """Return a statement as the command makes it."""
        value = self.desk.read(
            lambda view: draft_statement(
                view, find_people(view), self.now, self.random, plan=plan, decision=decision, by=by
            )
        )
        return sign_statement(value, signer)
