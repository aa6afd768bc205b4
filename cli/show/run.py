"""Carry out `huren show`."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from credentials.documents.status_event import StatusEvent
from credentials.kinds import kind_of_record
from credentials.record import Record
from credentials.words.speech import format_key
from terminal.invocation import Invocation
from terminal.labels import REASONS, label, label_action
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import (
    format_effect,
    format_moment,
    plain,
    put,
    put_json,
    tell,
)
from terminal.reports.verdict_text import (
    format_content,
    format_headline,
    format_notes,
    format_reason,
    format_recognised,
)
from terminal.workspace.files import save_bytes
from terminal.workspace.namesakes import tell_namesakes
from terminal.workspace.open_registry import needed_record
from verifier import Outcome, Policy, Verdict, verify_homes
from verifier.reasons import headline


def show_one(run: Invocation, reference: str, proof: str | None) -> None:
    """Show everything about one judged record; write its inclusion proof on request.

    Raises CommandError not-found; RegistryError not-logged.
    """
    from registry.lookup.beside import find_beside
    from registry.lookup.lookup import find_replaced, history
    from registry.lookup.receipts import prove_logged, receipts_asked_for

    with run.open_registry() as registry:
        record = needed_record(registry, reference)
        kind = kind_of_record(record)
        events = history(registry, record.body.id, record.body.issuer)
        replaced = find_replaced(registry, record) if kind.announces else []
        related = registry.read(partial(find_beside, record=record))
        tell_namesakes(registry, record)
        run.text(registry)
        trust = run.trust(registry)
        receipt = prove_logged(registry, record.digest, now=run.now) if proof is not None else None
        text = trust.chain.in_force_or_last(run.now).text
        known = receipts_asked_for(registry, text, [record.digest], now=run.now).get(record.digest)
    is_recognised = "recognition" in kind.checks
    others_at = [did for did in trust.parties if is_recognised and did != record.body.issuer]
    verdicts = verify_homes(
        record, trust, policy=Policy(), now=run.now, homes=(None, *others_at), proof=known, beside=related
    )
    verdict, homes = verdicts[None], {did: verdicts[did] for did in others_at}
    if run.as_json:
        put_json(_as_json(record, events, verdict, homes))
    else:
        names = SpokenNames.of(trust, run.now)
        for line in _lines(record, events, verdict, homes, names):
            put(line)
        for credential in replaced:
            put(say("in place of ", "取代 ") + plain(f"{credential.body.title} · {credential.digest}"))
    if proof is not None and receipt is not None:
        save_bytes(proof, receipt)
        tell(
            say(
                f"Wrote the inclusion proof to {plain(proof)}; give it to huren verify --proof.",
                f"已将日志存在性证明写入 {plain(proof)}；核验时用 huren verify --proof。",
            )
        )


def _as_json(
    record: Record[Any],
    events: list[Record[StatusEvent]],
    verdict: Verdict,
    homes: dict[str, Verdict],
) -> dict[str, Any]:
    return {
        "digest": record.digest,
        "credential": record.value,
        "events": [event.value for event in events],
        "verdict": verdict.to_json(language()),
        "recognised": {
            did: [entry.to_json() for entry in verdict_at.recognised] for did, verdict_at in homes.items()
        },
    }


def _lines(
    record: Record[Any],
    events: list[Record[StatusEvent]],
    verdict: Verdict,
    homes: dict[str, Verdict],
    names: SpokenNames,
) -> Iterator[str]:
    yield f"{format_headline(headline(verdict, None, names))}  {format_reason(verdict, names)}"
    yield from format_notes(verdict, names)
    yield from format_content(verdict, names)
    yield say("id ", "标识 ") + record.body.id
    yield say("digest ", "摘要 ") + record.digest
    yield say("signed ", "签署于 ") + f"{format_moment(record.created)}  {record.proof.verification_method}"
    for event in events:
        yield _event_line(event)
    # an invalid credential counts as nothing anywhere
    for did, verdict_at in homes.items() if verdict.outcome is not Outcome.INVALID else ():
        counted = [*format_recognised(verdict_at.recognised, names)]
        where = say(f"counts with {names.party(did)}: ", f"在 {names.party(did)} 视同：")
        yield from (where + plain(line) for line in counted)
        if not counted:
            yield where + say("nothing", "无对应等级")


def _event_line(event: Record[StatusEvent]) -> str:
    change = event.body.credential_subject
    action, reason = label_action(change), label(REASONS, change.reason)
    successor = f" → {change.successor}" if change.successor is not None else ""
    period = format_effect(change, event.created)
    key = plain(format_key(event.proof.verification_method, language()))
    signed = say(
        f"signed {format_moment(event.created)} with {key}", f"{format_moment(event.created)} 以 {key} 签署"
    )
    return say(
        f"{change.sequence}. {action} {period} ({reason}), {signed}{successor}",
        f"{change.sequence}. {action}，{period}（{reason}），{signed}{successor}",
    )
