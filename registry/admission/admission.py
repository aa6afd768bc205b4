"""How a kind is admitted and filed: what of a row of credentials.kinds needs the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.record import Record
from registry.admission.record_rows import Rows, by_id, no_rows
from registry.admission.rules.document import prove_document
from registry.admission.submission import Submission
from registry.view.view import RegistryView


def nothing_more(*_: object) -> None:
    """For kinds whose proof is all there is to ask."""


def _same_id(body: Any) -> tuple[str, ...]:
    return (body.id,)


@dataclass(frozen=True, slots=True)
class Admission:
    """How a record of a kind is admitted, the rows it is found by, and the name its issuer uses once only.

    `prove` asks what follows from the record, the time, the pin and the records trust data is made of, and
    writes nothing. In the transaction that stores it `rule` asks the rest, and `enter` adds what several of
    the kind need, and refuses nothing. One that is `alone` is stored before the next is asked about; only
    its rule may write. `foresee` is what the rule would refuse, asked of a body before it is signed, and
    `once` what no two of a batch have in common then, `numbered` the member that says so. A kind that asks
    no more than its row of credentials.kinds says needs none.
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
    """How this registry admits records of a kind."""
    found: Admission = view.memory.filed.admissions.get(kind, _DOCUMENT)
    return found
