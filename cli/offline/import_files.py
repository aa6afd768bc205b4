"""Import of files: taken apart into records, ordered so that each can be verified, admitted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.agreement.pending_texts import News
from cli.agreement.read_text import half_text
from cli.verify.file_kinds import refuse_kind
from credentials.documents.bundle import BUNDLE_TYPE, MAX_BUNDLE_BYTES, parse_bundle
from credentials.documents.desk.carried import SIGNED_TYPE as SIGNED_PLAN_TYPE
from credentials.documents.desk.carried import parse_signed_plan
from credentials.documents.part import PART_TYPE, read_part
from credentials.record import JsonObject, Record, parse_document
from registry import Admitted, RegistryError
from registry.admission.companions import NO_COMPANIONS, Companions
from registry.admission.turns import TURN, TURN_BYTES
from registry.issuing.offline_files import SIGNED_TYPE, parse_signed
from signing.errors import HurenError
from signing.jcs import canonicalize, encode_profile
from signing.plural import format_count
from terminal.document_words import count_of
from terminal.error_report import REFUSED, error_json, format_error
from terminal.invocation import Invocation
from terminal.labels import KINDS, label
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.files import load_bytes
from terminal.workspace.trust_files import load_pin

if TYPE_CHECKING:
    from registry import Registry


def admit_files(run: Invocation, files: Sequence[Path], *, pin: str | None) -> None:
    """Admit all records of the files and report; exit with code 1 if the registry refused something.

    With `pin`, first tie the registry to it.
    """
    tie = load_pin(pin) if pin is not None else None
    with run.open_registry(create=True) as registry:
        # sets the pin before the first record: otherwise the first version 1 to arrive ties the registry
        if tie is not None:
            registry.set_pin(tie)
        before = registry.read_pin() if registry.chain() is not None else None
        news = News(registry)
        taken = _Files(registry, run.now, news, as_json=run.as_json)
        try:
            for file in files:
                taken.take(file)
        finally:
            # runs even if a later file cannot be read: the files before it are admitted
            taken.finish()
        news.tell(run.now, as_json=run.as_json)
        after = registry.read_pin() if registry.chain() is not None else None
    if after is not None and before is None:
        tell(say(f"Agreement version 1 is complete. Its pin: {after}", f"协议第 1 版已完整。指纹：{after}"))
        tell(
            say("Give the pin to every officer by a way you trust.", "请通过可信渠道把指纹交给每位核验人员。")
        )
    if taken.refused:
        raise typer.Exit(REFUSED)


class _Files:
    """Files on their way into the registry. Files of one record each collect, to be verified and stored
    together in turns."""

    def __init__(self, registry: "Registry", now: datetime, news: News, *, as_json: bool) -> None:
        self.refused = 0
        self._registry, self._now, self._news = registry, now, news
        self._as_json = as_json
        self._waiting: list[tuple[str, bytes]] = []

    def take(self, file: Path) -> None:
        """Admit the content of the file, now or at `finish`."""
        name = plain(str(file))
        data = load_bytes(file, limit=MAX_BUNDLE_BYTES)
        refuse_kind(name, data)
        try:
            value = parse_document(data, MAX_BUNDLE_BYTES)
            text = half_text(value)
            # keeps the typed order: a bundle may depend on records named before it
            if value.get("type") == SIGNED_PLAN_TYPE:
                self.finish()
                self._report(name, _store_plan(self._registry, data, self._now))
            elif value.get("type") in (SIGNED_TYPE, BUNDLE_TYPE, PART_TYPE):
                self.finish()
                self._report(name, _admit_many(self._registry, value, data, self._now))
            else:
                self._waiting.append((name, canonicalize(value)))
        except HurenError as error:
            self.finish()
            self._report(name, [error])
            return
        if text is not None:
            self._news.given.append(text)
        # a turn blocks other writers while it is stored, so it has a limit in records and in bytes
        if len(self._waiting) == TURN or sum(len(item) for _, item in self._waiting) >= TURN_BYTES:
            self.finish()

    def finish(self) -> None:
        """Admit the waiting files; report each one separately."""
        waiting, self._waiting = self._waiting, []
        outcomes: list[Admitted | HurenError] = []
        try:
            items = [item for _, item in waiting]
            companions = Companions.of(items)
            for turn in self._registry.admit_in_turns(items, now=self._now, companions=companions):
                outcomes += turn
        except HurenError as error:
            # every file gets an answer, even those after the one that stopped the turn
            outcomes += [error] * (len(waiting) - len(outcomes))
        for (name, _), outcome in zip(waiting, outcomes, strict=True):
            self._report(name, [outcome])

    def _report(self, name: str, outcomes: Sequence[Admitted | HurenError]) -> None:
        _report(name, outcomes, as_json=self._as_json)
        self.refused += sum(isinstance(outcome, HurenError) for outcome in outcomes)


def _admit_many(
    registry: "Registry", value: JsonObject, data: bytes, now: datetime
) -> Sequence[Admitted | RegistryError]:
    if value.get("type") == SIGNED_TYPE:
        documents = parse_signed(data)
        return _store_batch(registry, documents, now)
    if value.get("type") == PART_TYPE:
        return _admit_all(registry, [canonicalize(record) for record in read_part(value).records], now)
    items, orders, companions = split_bundle(data)
    return _admit_all(registry, items, now, orders, companions)


def _store_batch(
    registry: "Registry", documents: Sequence[JsonObject], now: datetime
) -> Sequence[Admitted | RegistryError]:
    """Store all or none of the documents that were planned here and signed elsewhere; admit others as
    usual."""
    from registry.issuing.issue import store_signed

    # a key list has no plan here: it was made where the root key is
    if any("verificationMethod" in document for document in documents):
        items = [canonicalize(document) for document in documents]
        return _admit_all(registry, items, now, companions=Companions.of(items))
    with progress(say("storing", "入库中"), len(documents)) as bar:
        return store_signed(registry, documents, now=now, progress=bar.reach)


def _store_plan(registry: "Registry", data: bytes, now: datetime) -> Sequence[Admitted | HurenError]:
    """Store the documents that were decided at the desk and signed elsewhere; the desk keeps refused rows."""
    from desk.office.desk import Desk
    from desk.office.upload import store_upload

    desk = Desk(registry, parse_signed_plan(data).issuer)
    rows = store_upload(desk, data, now)
    return [
        row.error if row.error is not None else Admitted.of(row.record, already=row.already) for row in rows
    ]


def _admit_all(
    registry: "Registry",
    items: Sequence[bytes],
    now: datetime,
    orders: Mapping[str, Sequence[str]] | None = None,
    companions: Companions = NO_COMPANIONS,
) -> Sequence[Admitted | RegistryError]:
    with progress(say("verifying", "核验中"), len(items)) as bar:
        return registry.admit_many(items, now=now, orders=orders, progress=bar.reach, companions=companions)


def split_bundle(data: bytes) -> tuple[list[bytes], dict[str, list[str]], Companions]:
    """Return a bundle's records, ordered so that each is vouched for by records before it.

    Return also the digests of each association's events in its own order, and the key lists once more. Raises
    RecordError, as `parse_bundle` does.
    """
    bundle = parse_bundle(data)
    halves = [half for version in bundle.agreements for half in version]
    signed: list[Record[Any]] = [*halves, *bundle.salvage, *bundle.key_lists]
    events = [*map(encode_profile, (*bundle.events, *bundle.loose))]
    orders: dict[str, list[str]] = {}
    for event, item in zip(bundle.events, events, strict=False):
        orders.setdefault(str(event.get("issuer")), []).append(sha256(item).hexdigest())
    # manifests go last: they count events and name key lists
    manifests = [record.data for record in sorted(bundle.manifests, key=lambda record: record.created)]
    items = [*(record.data for record in signed), *events, *manifests]
    return items, orders, Companions(bundle.key_lists)


def _report(name: str, outcomes: Sequence[Admitted | HurenError], *, as_json: bool) -> None:
    kinds: Counter[str] = Counter()
    known = 0
    refusals = Counter(format_error(outcome) for outcome in outcomes if isinstance(outcome, HurenError))
    for refusal, count in refusals.items():
        times = say(f" ({format_count(count, 'records')})", f"（{count} 份记录）") if count > 1 else ""
        tell(f"{name}{times}: {refusal}")
    for outcome in outcomes:
        if isinstance(outcome, HurenError):
            if as_json:
                put_json({"input": name, "error": error_json(outcome)})
            continue
        kinds[outcome.kind] += not outcome.already
        if "listed-twice" in outcome.notes:
            tell(
                name
                + say(
                    ": another association lists this version of the technology too. One of them should join "
                    "the other's listing.",
                    "：该技术的这一版本另一协会也已入库，宜由其中一方改为联合入库。",
                )
            )
        known += outcome.already
        if as_json:
            put_json(
                {
                    "input": name,
                    "kind": outcome.kind,
                    "digest": outcome.digest,
                    "issuer": outcome.issuer,
                    "already": outcome.already,
                    "notes": [*outcome.notes],
                }
            )
    if as_json:
        return
    parts = [count_of(label(KINDS, kind), count) for kind, count in kinds.items() if count]
    if known:
        parts.append(say(f"{known} known already", f"{known} 份此前已有"))
    if parts:
        admitted = say("admitted ", "已接收 ") if kinds.total() else ""
        put(f"{name}{say(': ', '：')}{admitted}{say(', ', '、').join(parts)}")
