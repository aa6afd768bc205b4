"""Which records of a compromised key stand: chosen by its association, shown before it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.errors import CommandError
from cli.terminal.language import say
from cli.terminal.output import plain, tell
from cli.workspace.files import load_text
from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS
from credentials.record import EventCount, Record

if TYPE_CHECKING:
    from registry import Registry

_MAX_BYTES = 16 * 1024 * 1024
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The digests to keep and to void, and what of the key's is here: `standing` stands if kept only."""

    method_id: str
    keep: Sequence[str]
    void: Sequence[str]
    standing: frozenset[str]
    """Its records that are judged, its reinstatements, and its events that nothing counts yet."""
    restricting: frozenset[str]
    """Its other events."""
    only_assessments: bool
    """Whether no record of another kind is among those that stand."""
    has_uncounted: bool
    """Whether other events than reinstatements are among them."""

    def put(self, name: str) -> None:
        """Says what becomes of the key's records here, and of how many listed ones nobody here knows."""
        kept, void = self.standing.intersection(self.keep), self.restricting.intersection(self.void)
        lost = len(self.standing) - len(kept)
        what, what_zh = ("credentials", "凭证") if self.only_assessments else ("records", "记录")
        events, events_zh = " and reinstatements", "与恢复事件"
        if self.has_uncounted:
            events, events_zh = ", reinstatements and uncounted events", "、恢复事件与尚未计入的事件"
        tell(
            say(
                f"{name}: of the {len(self.standing)} {what}{events} known here "
                f"{len(kept)} are kept and {lost} become invalid; of its {len(self.restricting)} other "
                f"events {len(void)} are void.",
                f"{name}：本库已知的 {len(self.standing)} 份{what_zh}{events_zh}中，保留 {len(kept)} 份，"
                f"{lost} 份将失效；其余 {len(self.restricting)} 个事件中作废 {len(void)} 个。",
            )
        )
        unknown = len({*self.keep, *self.void} - kept - void)
        if unknown:
            tell(
                say(
                    f"{unknown} of those listed are no such records here; they are listed all the same.",
                    f"所列各项中有 {unknown} 项在本库中没有相应记录，仍照列。",
                )
            )
        if self.standing and not kept:
            tell(
                say(
                    "Nothing is kept. To keep what was honestly signed, use --keep-before TIME or --keep "
                    "FILE.",
                    "没有保留任何记录。要保留真实签署的记录，请用 --keep-before TIME 或 --keep FILE。",
                )
            )


def choose_salvaged(
    registry: "Registry",
    method_id: str,
    *,
    keep_before: datetime | None,
    keep: Path | None,
    void: Path | None,
    floor: EventCount,
) -> Salvaged:
    """What falls unless it is kept, by time, and what is listed; `floor` is that of the list that marks.

    Raises CommandError not-found, file-….
    """
    issuer = method_id.partition("#")[0]
    standing, restricting = records_of(registry, method_id, floor.count)
    chosen = [r.digest for r in standing if keep_before is not None and r.created < keep_before]
    if keep is not None:
        chosen += [_digest_of(registry, line, issuer) for line in _lines(keep)]
    voided = [_digest_of(registry, line, issuer) for line in _lines(void)] if void is not None else []
    return Salvaged(
        method_id,
        [*dict.fromkeys(chosen)],
        [*dict.fromkeys(voided)],
        frozenset(record.digest for record in standing),
        frozenset(record.digest for record in restricting),
        all(record.body.KIND in (*ASSESSMENTS, StatusEvent.KIND) for record in standing),
        any(isinstance(record.body, StatusEvent) and not _reinstates(record) for record in standing),
    )


def records_of(
    registry: "Registry", method_id: str, count: int | None = None
) -> tuple[list[Record[Any]], list[Record[Any]]]:
    """What falls of what the key signed unless it is kept, and its other events, which count unless void.

    What falls: records of the kinds that are judged, reinstatements, and events beyond the first `count` that
    the association has counted (all, if not given).
    """
    from registry.lookup.lookup import list_judged
    from registry.view.event_order import read_order

    issuer = method_id.partition("#")[0]
    events = registry.read(lambda view: view.all_events(issuer))
    inside = {*registry.read(lambda view: read_order(view, issuer))[:count]}
    own = [event for event in events if event.proof.verification_method == method_id]
    falling = [event for event in own if _reinstates(event) or event.digest not in inside]
    signed = [r for r in list_judged(registry, issuer) if r.proof.verification_method == method_id]
    return [*signed, *falling], [event for event in own if event not in falling]


def _reinstates(event: Record[Any]) -> bool:
    return bool(event.body.credential_subject.action == "reinstate")


def _digest_of(registry: "Registry", reference: str, issuer: str) -> str:
    from registry.lookup.lookup import find_credential, find_judged, find_record

    if len(reference) == _DIGEST_LENGTH and find_record(registry, reference) is not None:
        return reference
    record: Record[Any] | None = next(iter(find_judged(registry, reference, issuer)), None)
    if record is None:
        record = find_credential(registry, reference, issuer)
    if record is None:
        raise CommandError("not-found", reference=plain(reference[:80]))
    return record.digest


def _lines(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in load_text(path, limit=_MAX_BYTES).splitlines())
    return [line for line in lines if line]
