"""`huren key salvage`: the records of a stolen key that another association had witnessed in good time.

What its log held under a cosignature before the theft was there before the theft: whoever has the key now can
date nothing back behind that. The rest is listed for a person, who alone knows what was signed by right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.key.build_list import check_begun, find_method
from cli.key.salvage import records_of
from cli.terminal.clock import read_clock
from cli.terminal.language import say
from cli.terminal.output import format_moment, plain, put, put_json, tell
from cli.workspace.files import check_free, save_bytes
from cli.workspace.open_registry import choose_issuer, full_trust, open_registry
from credentials.documents.status_event import StatusEvent
from credentials.record import Record
from registry.log.last_heads import load_heads

if TYPE_CHECKING:
    from registry import Registry


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the key signed: `witnessed` and the `rest` stand if kept only; `events` count unless void.

    The former has events, too, that nothing counts yet.
    """

    witnessed: Sequence[Record[Any]]
    rest: Sequence[Record[Any]]
    events: Sequence[Record[Any]]
    entries: int
    """How many entries of the log were witnessed before that time."""


def sort_witnessed(registry: "Registry", method_id: str, before: datetime) -> Sorted:
    """By whether the log was cosigned over a record before that time; `events` are those that were not."""
    from registry.lookup.receipts import count_witnessed, find_places

    issuer = method_id.partition("#")[0]
    standing, restricting = records_of(registry, method_id)
    digests = [record.digest for record in (*standing, *restricting)]
    entries, places = registry.read(
        lambda view: (count_witnessed(view, issuer, before), find_places(view, issuer, digests))
    )
    witnessed: list[Record[Any]] = []
    rest: list[Record[Any]] = []
    events: list[Record[Any]] = []
    last, stands = registry.read(lambda view: view.log(issuer).size), {record.digest for record in standing}
    for record in sorted(
        (*standing, *restricting), key=lambda one: (places.get(one.digest, last), one.digest)
    ):
        if places.get(record.digest, last) >= entries:
            (rest if record.digest in stands else events).append(record)
        elif record.digest in stands:
            witnessed.append(record)
    return Sorted(witnessed, rest, events, entries)


def write_salvage_files(
    name: str,
    before: datetime,
    *,
    association: str | None,
    files: tuple[Path, Path],
    data: Path | None,
    force: bool,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Writes the `files` that `huren key list` reads (--keep, --void), and says what a person must decide.

    Raises CommandError: file-exists, option-value, issuer-ambiguous, no-agreement.
    """
    moment = now or read_clock()
    check_begun(before, "--keep-witnessed-before", moment)
    for path in files:
        check_free(path, force=force)
    with open_registry(data) as registry:
        own = [*load_heads(registry.heads)]
        typed = association or (own[0] if len(own) == 1 else None)
        issuer = choose_issuer(registry, typed, "--association", data, moment)
        party = full_trust(registry, data).party(issuer)
        methods: Any = party.newest_key_list.value["verificationMethod"] if party is not None else []
        found = sort_witnessed(registry, find_method(methods, name)["id"], before)
    keep, void = files
    save_bytes(keep, _keep_text(found, before))
    save_bytes(void, _void_text(found, before))
    if as_json:
        lists = {"keep": found.witnessed, "rest": found.rest, "events": found.events}
        digests = {member: [record.digest for record in records] for member, records in lists.items()}
        put_json({"entries": found.entries, **digests})
        return
    _put_summary(found, before, plain(str(keep)), plain(str(void)))
    tell(
        say(
            "Next: read both files, take the # away where you decide so, then huren key list --root … "
            f"--compromised {plain(name)}=… --keep {plain(str(keep))} --void {plain(str(void))}",
            f"下一步：查看两份文件，在您决定保留或作废的行首去掉“#”，然后运行 huren key list --root … "
            f"--compromised {plain(name)}=… --keep {plain(str(keep))} --void {plain(str(void))}",
        )
    )


def _put_summary(found: Sorted, before: datetime, keep: str, void: str) -> None:
    when = format_moment(before)
    kept, rest, events = len(found.witnessed), len(found.rest), len(found.events)
    put(
        say(
            f"witnessed before {when}, kept: {kept}; {found.entries} log entries had been cosigned then",
            f"{when} 之前已经见证、予以保留：{kept} 份；当时日志已有 {found.entries} 项获联署",
        )
    )
    put(
        say(
            f"not witnessed by then, listed in {keep}: {rest}; they fall unless you keep them",
            f"当时未经见证，列于 {keep}：{rest} 份；您不予保留即失效",
        )
    )
    put(
        say(
            f"suspensions and ends not witnessed, listed in {void}: {events}; they count unless voided",
            f"当时未经见证的暂停与终止，列于 {void}：{events} 个；您不予作废即有效",
        )
    )


def _keep_text(found: Sorted, before: datetime) -> bytes:
    when = format_moment(before)
    title = say(f"Witnessed before {when}", f"{when} 之前已经见证")
    rest = say(
        "Not witnessed by then. Take the # away before what you know to have signed yourselves",
        "当时未经见证。确系本会签署的，请去掉行首的“#”",
    )
    lines = [f"# {title}", *map(_line, found.witnessed), f"# {rest}"]
    return _text([*lines, *(f"# {_line(record)}" for record in found.rest)])


def _void_text(found: Sorted, before: datetime) -> bytes:
    when = format_moment(before)
    title = say(
        f"Suspensions and ends not witnessed before {when}. Take the # away before what you did not sign",
        f"{when} 之前未经见证的暂停与终止。非本会签署的，请去掉行首的“#”",
    )
    return _text([f"# {title}", *(f"# {_line(record)}" for record in found.events)])


def _line(record: Record[Any]) -> str:
    """The digest, and behind a # what a person knows the record by."""
    signed, body = format_moment(record.created), record.body
    if isinstance(body, StatusEvent):
        change = body.credential_subject
        told = f"{change.action} {change.credential}"
    else:
        subject = body.credential_subject
        number = getattr(getattr(subject, "assessment", None), "certificate_number", body.id)
        told = f"{number} {getattr(subject, 'legal_name', '')}".rstrip()
    return f"{record.digest}  # {plain(told)} · {say('signed', '签署于')} {signed}"


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
