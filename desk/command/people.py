"""Carry out `huren desk people`."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any
from urllib.parse import urlsplit

from credentials.documents.desk.carried import MAX_CARRIED_BYTES
from credentials.documents.desk.people import PeopleDocument
from credentials.record import JsonObject, Record
from credentials.times import format_time
from desk.command.opening import open_desk
from desk.command.plans import put_plan
from desk.office.desk import Desk, DeskView
from desk.office.journal import add_journal
from desk.office.make_plan import add_plan, compose_plan
from desk.office.people import find_people, remember_people
from desk.office.stored import find_digest
from desk.people.drafts import draft_first, draft_next, list_enrolled
from desk.people.first_list import export_first, sign_first
from desk.people.import_lists import import_lists
from desk.people.invitations import LIFE, invite
from desk.web.accounts import enrol_key, find_invitation, use_invitation
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from terminal.workspace.files import check_free, load_bytes, save_bytes
from terminal.workspace.key_files import load_multikey, load_signer
from verifier.desk.people import warn_days
from verifier.desk.words import AGAINST, PERSON_ROLES


def show_people(run: Invocation) -> None:
    """Print the list in force."""
    with open_desk(run) as desk:
        people, enrolled = desk.read(lambda view: (find_people(view), list_enrolled(view)))
    record = people.in_force(run.now)
    listed = people.chain.in_force(run.now)
    if people.chain.known is not None and people.chain.place(people.chain.known) is None:
        tell(label(AGAINST, "people-missing"))
    if record is None or listed is None:
        tell(say("No people list is in force.", "没有现行人员名单。"))
    elif run.as_json:
        days = [day.isoformat() for day in warn_days(listed)]
        body: Any = record.value
        put_json(
            {
                "digest": record.digest,
                "version": record.body.version,
                "validUntil": body["validUntil"],
                "people": body["people"],
                "warnings": days,
            }
        )
    else:
        _put_list(record)
        for day in warn_days(listed):
            put(say(f"from {day} on some operation could not be decided", f"自 {day} 起，部分事项将无人能办"))
    if not run.as_json:
        for person in enrolled:
            name = plain(f"{person.id}  {person.name}  {len(person.keys)}")
            put(say(f"enrolled, not in the list: {name}", f"已登记、尚未列入名单：{name}"))


def _put_list(record: Record[PeopleDocument]) -> None:
    body = record.body
    put(
        say(
            f"people list {body.version}, to {body.valid_until}: {record.digest}",
            f"人员名单第 {body.version} 版，有效至 {body.valid_until}：{record.digest}",
        )
    )
    for person in body.people:
        roles = say(", ", "、").join(label(PERSON_ROLES, role) for role in person.roles)
        put(
            plain(
                f"  {person.id}  {person.name}  {roles}  {person.since} – {person.until}  {len(person.keys)}"
            )
        )


def invite_person(run: Invocation, person: str, name: str | None, roles: Sequence[str]) -> None:
    """Print an invitation code, once; without name and roles for a person of the list in force, with theirs.

    Raises CommandError value-choice for a text that is no role, argument-missing and option-missing for
    somebody in no list.
    """
    for role in roles:
        if role not in PERSON_ROLES:
            raise CommandError("value-choice", name="--role", text=plain(role), expected=[*PERSON_ROLES])
    with open_desk(run) as desk:
        current = desk.read(find_people).in_force(run.now)
        listed = (
            next((entry for entry in current.body.people if entry.id == person), None) if current else None
        )
        name = name or (listed.name if listed is not None else None)
        roles = roles or (listed.roles if listed is not None else ())
        if name is None:
            raise CommandError("argument-missing", name="NAME", command="huren desk people invite")
        if not roles:
            how = "Say what the person is to do.", "请指定该人员的角色。"
            raise CommandError("option-missing", option="--role", how=how[0], how_zh=how[1])
        code = desk.write(
            lambda view: invite(view, run.now, SystemRandom(), person=person, name=name, roles=roles)
        )
    if run.as_json:
        put_json({"code": code, "person": person, "expires": format_time(run.now + LIFE)})
    else:
        put(code)
    minutes = LIFE.seconds // 60
    tell(
        say(
            f"It is shown this once and ends in {minutes} minutes. {plain(name)} enrols at the desk, or with "
            "huren desk people enrol CODE FILE.pub.",
            f"邀请码只显示这一次，{minutes} 分钟后失效。{plain(name)}可在工作台登记，或运行 "
            "huren desk people enrol 邀请码 公钥文件。",
        )
    )


def enrol_file(run: Invocation, code: str, public: str) -> None:
    """Enrol a public key file by a code."""
    entry: JsonObject = {"kind": "file", "public": load_multikey(public)}

    def enrol(view: DeskView) -> str:
        invited = find_invitation(view, code, run.now)
        use_invitation(view, invited, run.now)
        enrol_key(view, invited, entry, run.now)
        add_journal(view, run.now, "key", invited.person, by=invited.person, public=entry["public"])
        return invited.person

    with open_desk(run) as desk:
        person = desk.write(enrol)
    if run.as_json:
        put_json({"person": person, "public": entry["public"]})
    tell(
        say(
            f"The key of {person} is enrolled; it counts once a people list has it.",
            f"{person} 的密钥已登记，列入人员名单后方可使用。",
        )
    )


def begin_people(
    run: Invocation, plan: str | None, *, alone: bool, until: date | None, origin: str | None
) -> None:
    """Make a plan of the first list; sign it, or write it for the machine with the key."""
    if plan is not None:
        if run.export_unsigned is not None:
            _export_first(run, plan, run.export_unsigned)
        else:
            _sign_first(run, plan)
        return
    with open_desk(run) as desk:
        draft = partial(draft_first, now=run.now, alone=alone, until=until, **_site(origin))
        _plan(run, desk, desk.read(draft))
    tell(
        say(
            "Let each of them state: huren desk state PLAN make|approve --key PEM. Then take it to the key: "
            "huren desk people init --plan PLAN --export-unsigned FILE.",
            "请名单中各人表态：huren desk state 方案 make|approve --key PEM。再导出交持钥人签署："
            "huren desk people init --plan 方案 --export-unsigned 文件。",
        )
    )


def _export_first(run: Invocation, plan: str, file: str) -> None:
    check_free(file)
    with open_desk(run) as desk:
        digest = desk.read(partial(find_digest, beginning=plan))
        save_bytes(file, desk.write(partial(export_first, plan=digest, now=run.now)))
    tell(
        say(
            f"Wrote {plain(file)}. Next: huren sign it where the key is, then here huren desk people import.",
            f"已写入 {plain(file)}。下一步：在存有密钥的机器上运行 huren sign，"
            "再在此运行 huren desk people import。",
        )
    )


def _sign_first(run: Invocation, plan: str) -> None:
    if run.key is None:
        how = "Name the assessment key that signs the list.", "请指定签署名单的评价密钥。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    with run.open_registry() as registry:
        issuer, signer = load_signer(registry, run.key, "assessment", run.now)
        desk = Desk(registry, issuer)
        record = sign_first(desk, desk.read(partial(find_digest, beginning=plan)), signer, run.moment())
        if run.as_json:
            put_json({"digest": record.digest})
        else:
            put(record.digest)
    tell(
        say(
            "Name it in the next key list: huren key list --root PEM --people DIGEST. It counts then.",
            "请在下一版密钥清单中指明：huren key list --root PEM --people 摘要。名单自此生效。",
        )
    )


def plan_list(
    run: Invocation,
    *,
    add: Sequence[str] = (),
    ends: Mapping[str, date] | None = None,
    remove: Sequence[str] = (),
    origin: str | None = None,
) -> None:
    """Make a plan of the next list."""
    with open_desk(run) as desk:
        draft = partial(draft_next, now=run.now, add=add, ends=ends, remove=remove, **_site(origin))
        _plan(run, desk, desk.read(draft))


def _plan(run: Invocation, desk: Desk, document: JsonObject) -> None:
    plan = compose_plan(desk.issuer, [document], run.now)
    put_plan(run, desk.write(partial(add_plan, plan=plan, documents=[document], now=run.now)))


def _site(origin: str | None) -> dict[str, Any]:
    """Return the members for an address of the desk: passkeys are bound to its name."""
    return {"origin": origin, "rpId": urlsplit(origin).hostname or ""} if origin is not None else {}


def import_people_file(run: Invocation, file: Path) -> None:
    """Bring people lists, and what decided them."""
    data = load_bytes(file, limit=MAX_CARRIED_BYTES)
    with open_desk(run) as desk:
        count = desk.write(partial(import_lists, data=data, now=run.now))
        remember_people(desk)
        people = desk.read(find_people)
    record = people.in_force(run.now)
    tell(say(f"{count} new people lists.", f"新导入人员名单 {count} 份。"))
    if run.as_json:
        newest = {"digest": record.digest, "version": record.body.version} if record is not None else {}
        put_json({"new": count, **newest})
    elif record is not None:
        _put_list(record)
