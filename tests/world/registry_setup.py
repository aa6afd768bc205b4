"""A registry for a test: a world's agreement and key lists admitted, drafts at hand, refusals caught."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.record import Record
from registry import Registry, RegistryError
from registry.issuing.issue import change_status, issue
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.world import World
from tests.world.registries import file_of, trust_of


class Bench:
    """A world and a registry that holds its agreement and key lists; time is the world's."""

    def __init__(self, place: Path | str, world: World | None = None, *, heads: Path | None = None) -> None:
        self.world = world or World()
        self.random = Random(7)
        self.place = place
        self.heads = heads
        if isinstance(place, Path) and not place.exists():
            place.write_bytes(file_of(self.world.pin, self.world.now, trust_of(self.world)))
            self.registry = self.open()
        else:
            self.registry = self.open()
            self.admit_trust()

    @property
    def path(self) -> Path:
        """Return the file of a registry on SQLite."""
        assert isinstance(self.place, Path)
        return self.place

    def open(self) -> Registry:
        """Return another handle of the same registry."""
        return Registry.open(self.place, heads=self.heads, filings=FILINGS)

    def admit_trust(self) -> None:
        """Admit those agreements, salvage and key lists of the world that are not here yet."""
        self.registry.set_pin(self.world.pin)
        for document in trust_of(self.world):
            if not self._holds(document):
                self.registry.admit(document, now=self.world.now)

    def _holds(self, document: bytes) -> bool:
        digest = sha256(document).hexdigest()
        return self.registry.read(lambda view: view.data(digest) is not None)

    def admit(self, data: bytes) -> Any:
        """Admit at the world's now."""
        return self.registry.admit(data, now=self.world.now)

    def draft(self, number: int, *, by: str = "cq", **members: Any) -> AssessmentDraft:
        """Return an honest draft with a certificate number of its own."""
        association = self.world.association(by)
        text = AgreementText.model_validate(self.world.text)
        members.setdefault("certificate_number", f"{by.upper()}-T-{number:05}")
        return association.draft(text, number, self.world.now, **members)

    def issue(self, *drafts: AssessmentDraft, by: str = "cq", **given: Any) -> list[Record[Any]]:
        """Issue by the association's assessment key."""
        signer = self.world.association(by).signers["assessment"]
        return issue(self.registry, drafts, signer, now=self.world.now, random=self.random, **given)

    def reopen(self) -> None:
        """Return a new handle, after closing the old one."""
        self.registry.close()
        self.registry = self.open()

    def copy(self) -> Path | str:
        """Return a copy of the database, elsewhere; nobody has it open meanwhile."""
        self.registry.close()
        if isinstance(self.place, Path):
            copy: Path | str = self.place.with_name("copy.db")
            shutil.copy(self.place, copy)
        else:
            copy = postgres.copy_database(self.place)
        self.registry = self.open()
        return copy


def issue_some(bench: Bench, registry: Registry, first: int, count: int = 40) -> None:
    """`count` credentials in batches of ten by this handle of the registry, with numbers from `first` on."""
    signer, random = bench.world.cq.signers["assessment"], Random(first)
    for start in range(first, first + count, 10):
        drafts = [bench.draft(number) for number in range(start, start + 10)]
        issue(registry, drafts, signer, now=bench.world.now, random=random)


def change(bench: Bench, reference: str, action: Any, **members: Any) -> Any:
    """Make one status change by Chongqing, at the world's now unless `members` say otherwise."""
    given = {"reason": REASONS[action][0], "effective_from": bench.world.now, **members}
    signer, now = bench.world.cq.signers["assessment"], bench.world.now
    draft = StatusDraft(reference, action, **given)
    return change_status(bench.registry, draft, signer, now=now, random=bench.random)


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[None]:
    """Check that the block is refused with this code, at this field.

    Both languages say why and how to mend it.
    """
    with pytest.raises(RegistryError) as caught:
        yield
    check_refusal(caught.value, code, field)


def check_refusal(error: object, code: str, field: str | None = None) -> None:
    """Check that the refusal has this code and field, and whole sentences."""
    assert isinstance(error, RegistryError), error
    assert error.code == code, str(error)
    if field is not None:
        assert error.field == field
    for lang in ("zh", "en"):
        sentence, mend = error.sentence(lang), error.mend(lang)
        assert sentence
        assert mend
        assert not re.search(r"\{[a-z_]+\}", sentence + mend)


def batch_problems(work: Callable[[], object]) -> list[tuple[int, str, str]]:
    """Return (position, code, field) of each refusal of a batch."""
    with pytest.raises(RegistryError) as caught:
        work()
    assert caught.value.code == "batch-refused"
    for _, problem in caught.value.problems:
        check_refusal(problem, problem.code)
    return [(position, problem.code, problem.field) for position, problem in caught.value.problems]
