"""A kind's admission rule, and the database rows under which its records are filed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.record import Record
from registry.admission.record_rows import Rows, by_id, no_rows
from registry.admission.rules.document import prove_document
from registry.admission.submission import Submission
from registry.view.view import RegistryView


def nothing_more(*_: object) -> None:
    """Check nothing more: the rule of kinds that need only the proof."""


def _same_id(body: Any) -> tuple[str, ...]:
    return (body.id,)


@dataclass(frozen=True, slots=True)
class Admission:
    """Admission rule of a kind, the rows that find its records, and the name that an issuer may use once.

    `prove` checks the record against the time, the pin and the trust data; it writes nothing. In the storing
    transaction, `rule` checks the rest. Then `enter` stores rows that several kinds need; it refuses nothing.
    A kind that is `alone` is stored before the next record is checked, and only its rule may write.

    `foresee` checks a body before it is signed, as the rule will. `once` returns the value that no two bodies
    of a batch may share; `numbered` is the member with that value. A kind without rules beyond its row of
    credentials.kinds needs no entry.
    """

    prove: Callable[[Submission], None] = prove_document
    rule: Callable[[Submission], None] = nothing_more
    enter: Callable[[Sequence[Submission]], None] = nothing_more
    alone: bool = False
    rows: Callable[[Record[Any], int | None], Rows] = no_rows
    name: Callable[[Record[Any]], str] = by_id
    foresee: Callable[[RegistryView, Any], None] = nothing_more
    once: Callable[[Any], tuple[str, ...]] = _same_id
    numbered: str = "id"


_DOCUMENT = Admission()


def admission_of(view: RegistryView, kind: str) -> Admission:
    """Return this registry's admission rule for `kind`."""
    admission: Admission = view.memory.filed.admissions.get(kind, _DOCUMENT)
    return admission
