"""`huren key compromised --check`: after publishing, check with verifiers that the mark has its effect.

The verifiers are a new one with the bundle alone, one that remembers the publications before the theft, and
one that remembers what the thief signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.key.letters import name_record
from cli.key.remembered import remember
from cli.key.signed_since_theft import SignedRecord, find_signed
from cli.key.theft import choose_owner, find_stolen
from credentials.documents.status_event import StatusEvent
from credentials.record import Record
from signing.plural import format_count
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from verifier import Outcome, Policy, TrustStore, Verdict, verify_record

if TYPE_CHECKING:
    from verifier.trust.party_trust import PartyTrust

_POLICY = Policy()
_VERIFIERS = 3
_SURE = (Outcome.VALID, Outcome.INVALID)


@dataclass(slots=True)
class Verifier:
    """Verifier with its trust data: the number of `right` answers, and the wrong ones in words."""

    which: str
    trust: TrustStore
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    _verdicts: dict[str, Verdict] = field(default_factory=dict)

    def ask(self, record: Record[Any], now: datetime) -> Verdict:
        """Return its verdict."""
        if record.digest not in self._verdicts:
            self._verdicts[record.digest] = verify_record(record, self.trust, policy=_POLICY, now=now)
        return self._verdicts[record.digest]

    def note(self, what: str, *, is_right: bool) -> None:
        """Note one answer."""
        if is_right:
            self.right += 1
        else:
            self.wrong.append(what)


def check_mark(run: Invocation, name: str, association: str | None) -> int:
    """Tell each verifier's answers; return 1 if one differs from the decisions.

    Raises CommandError: mark-missing, mark-unpublished, option-value, issuer-ambiguous, no-agreement.
    """
    from registry.publishing.bundle import build_bundle

    with run.open_registry() as registry:
        issuer = choose_owner(run, registry, association)
        fresh = run.trust(registry)
        method_id = find_stolen(fresh, issuer, name)
        party = fresh.parties[issuer]
        # 1. find the time of the theft and the time of the first mark
        since, marked = _find_mark(party, method_id, name)
        bundle, pin = build_bundle(registry), fresh.pin
        # 2. rebuild the verifiers of those times from the records here
        before, during = (remember(registry, bundle, pin, until) for until in (since, marked))
        # 3. ask every verifier about every record that the key signed
        since_theft = find_signed(registry, method_id, since, 0).records
        verifiers = [Verifier("fresh", fresh)]
        for which, believed in (("before", before), ("during", during)):
            if believed is not None:
                verifiers.append(Verifier(which, TrustStore.from_bundle(bundle, pin=pin, seen=believed.seen)))
    named_records = {signed.about.digest: signed.about for signed in since_theft if signed.about is not None}
    for verifier in verifiers:
        _check_decisions(verifier, since_theft, method_id, run.now)
        for record in named_records.values():
            first, verdict = verifiers[0].ask(record, run.now), verifier.ask(record, run.now)
            same = (first.outcome, first.codes) == (verdict.outcome, verdict.codes)
            is_right = same and (before is None or _is_as_before(record, before, verifier, run.now))
            number = plain(record.body.title)
            text = say(f"{number} is answered otherwise than before", f"{number} 的核验结论与此前不同")
            verifier.note(text, is_right=is_right)
    _report(name, verifiers, as_json=run.as_json)
    return REFUSED if any(verifier.wrong for verifier in verifiers) else 0


def _find_mark(party: "PartyTrust", method_id: str, name: str) -> tuple[datetime, datetime]:
    """Return since when the key is in other hands, and when the first list that marks it was signed."""
    key = party.key(method_id)
    if key is None or key.stand is None:
        raise CommandError("mark-missing", name=plain(name))
    newest = party.manifest
    version = party.newest_key_list.body.version
    if newest is None or newest.body.credential_subject.key_list_version < version:
        raise CommandError("mark-unpublished", name=plain(name))
    lists = sorted(party.lists_by_version.items())
    marking = (record.created for _, record in lists if _is_marked(record, method_id))
    return key.stand.since, next(marking)


def _is_marked(record: Record[Any], method_id: str) -> bool:
    method = record.body.method(method_id)
    return method is not None and method.compromised_since is not None


def _check_decisions(
    verifier: Verifier, since_theft: Sequence[SignedRecord], method_id: str, now: datetime
) -> None:
    """Check that kept records act, and void or fallen ones do not."""
    party = verifier.trust.parties[method_id.partition("#")[0]]
    for signed in since_theft:
        digest = signed.record.digest
        is_kept = signed.decided == "keep"
        if isinstance(signed.record.body, StatusEvent):
            acts = digest in _acting(party, signed.record.body.credential_subject.credential)
        else:
            acts = "key-compromised" not in verifier.ask(signed.record, now).codes
        text = (
            say(f"{_call(signed)} should count", f"{_call(signed)} 应当有效")
            if is_kept
            else say(f"{_call(signed)} should not count", f"{_call(signed)} 不应有效")
        )
        verifier.note(text, is_right=acts == is_kept)


def _acting(party: "PartyTrust", credential: str) -> set[str]:
    """Return the events of a credential that count."""
    return {event.digest for event in party.history(credential).events if event.counts}


def _is_as_before(record: Record[Any], before: TrustStore, verifier: Verifier, now: datetime) -> bool:
    """Return whether the verdict is that of before the theft, unless an honest change came since."""
    then, party, party_before = (
        before.newest,
        verifier.trust.parties[record.body.issuer],
        before.party(record.body.issuer),
    )
    key = party.key(record.proof.verification_method)
    falls = key is not None and key.stand is not None and record.digest not in key.stand.keep
    # there is nothing to compare with, or the person decided that the record falls
    if party_before is None or record.created > then or falls:
        return True
    until = getattr(record.body, "valid_until", None)
    if _acting(party_before, record.body.id) != _acting(party, record.body.id) or (
        until is not None and until <= now
    ):
        return True
    first = verify_record(record, before, policy=_POLICY, now=then).outcome
    return first not in _SURE or first is verifier.ask(record, now).outcome


def _call(signed: SignedRecord) -> str:
    body, number = signed.record.body, plain(name_record(signed))
    if isinstance(body, StatusEvent):
        return f"{body.credential_subject.action} {number}"
    return number


def _call_verifiers() -> dict[str, str]:
    return {
        "fresh": say("new, with the bundle alone", "初次核验，仅有信任包"),
        "before": say("remembers what was published before the theft", "已见失窃之前发布的内容"),
        "during": say("remembers what the thief signed", "已见盗用者所签的内容"),
    }


def _report(name: str, verifiers: Sequence[Verifier], *, as_json: bool) -> None:
    if as_json:
        put_json(
            {verifier.which: {"right": verifier.right, "wrong": verifier.wrong} for verifier in verifiers}
        )
        return
    if len(verifiers) < _VERIFIERS:
        tell(
            say(
                "What was published before the theft, or before the mark, is not here: who remembers that "
                "was not asked.",
                "本库中没有失窃之前或标为失密之前发布的内容，未能以已见这些内容的核验方验证。",
            )
        )
    called = _call_verifiers()
    for verifier in verifiers:
        right, wrong = verifier.right, len(verifier.wrong)
        put(
            say(
                f"{called[verifier.which]}: {format_count(right, 'answers')} as decided, {wrong} otherwise",
                f"{called[verifier.which]}：{right} 项与所作决定一致，{wrong} 项不一致",
            )
        )
        for what in verifier.wrong:
            put(f"  {what}")
    if any(verifier.wrong for verifier in verifiers):
        put(
            say(
                f"The mark of {name} does not hold yet: see the lines above.",
                f"{name} 的失密标记尚未完全生效，见上列各项。",
            )
        )
    else:
        put(
            say(
                f"The mark of {name} holds: what is kept counts as before, all else counts no more.",
                f"{name} 的失密标记已生效：保留的照常有效，其余不再有效。",
            )
        )
