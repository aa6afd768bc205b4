"""Next version of a key list, made from the current one and the changes, without input or output."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from credentials.documents.key_list import KeyList, ServiceType
from credentials.drafting.compose import build_key_list, build_method, build_service
from credentials.record import EventCount, JsonObject, Record
from credentials.times import format_time, parse_time
from terminal.errors import CommandError
from terminal.output import format_moment, plain

Spec = tuple[str, str | None]
SERVICES: Mapping[str, ServiceType] = {
    "contact": "Contact",
    "objections": "ObjectionOffice",
    "node": "Node",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes: keys with use and proof, times and salvage digests by method name, issuers, schemes.

    Services by their name (SERVICES), with the days until they answer; an empty address removes a service.
    `people` is the digest of a list.
    """

    add: list[tuple[str, str, str]] = field(default_factory=list)
    rotate: dict[str, datetime] = field(default_factory=dict)
    decline: list[Spec] = field(default_factory=list)
    accept: list[Spec] = field(default_factory=list)
    compromised: dict[str, datetime] = field(default_factory=dict)
    salvage: dict[str, str] = field(default_factory=dict)
    service: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    people: str | None = None


def build_next(
    issuer: str,
    root_key: str,
    current: Record[KeyList] | None,
    changes: Changes,
    events: EventCount,
    *,
    now: datetime,
    days: int,
) -> JsonObject:
    """Return the unsigned next version; the first one begins with the root itself.

    Raises CommandError option-value for a name that is not in the list, decline-own, decline-standing.
    """
    # a copy: the stored record must keep matching its digest
    value: dict[str, Any] = deepcopy(current.value) if current is not None else {}
    methods: list[Any] = value.get("verificationMethod", [])
    # compares the key, not the name: a new root gets a name of its own
    if all(method["publicKeyMultibase"] != root_key for method in methods):
        methods.append(build_method(issuer, _free_name(methods, "root"), root_key, "root", now))
    for use, key, proof in changes.add:
        methods.append(build_method(issuer, _free_name(methods, use), key, use, now, possession=proof))
    for name, moment in changes.rotate.items():
        find_method(methods, name)["signsUntil"] = format_time(moment)
    for name, moment in changes.compromised.items():
        method = find_method(methods, name)
        method["compromisedSince"] = format_time(moment)
        if name in changes.salvage:
            method["salvage"] = changes.salvage[name]
    return build_key_list(
        issuer,
        methods,
        version=value.get("version", 0) + 1,
        previous=current.digest if current is not None else None,
        valid_from=now,
        valid_until=now + timedelta(days=days),
        events=events,
        declines=_declines(issuer, value.get("declines", []), changes, now),
        service=_services(issuer, value.get("service", []), changes.service),
        people=changes.people or value.get("people"),
    )


def _services(
    issuer: str, services: Iterable[Any], changed: Mapping[str, tuple[str, int | None]]
) -> list[JsonObject]:
    by_id = {service["id"]: service for service in services}
    for name, (address, days) in changed.items():
        made = build_service(issuer, name, SERVICES[name], address, answer_days=days)
        by_id[str(made["id"])] = made
    return [service for service in by_id.values() if service["serviceEndpoint"]]


def check_begun(moment: datetime, option: str, now: datetime) -> datetime:
    """Return the time of a past event; CommandError option-value for one after `now`."""
    if moment > now:
        how = f"It is after now ({format_moment(now)}): give the time when it happened."
        how_zh = f"该时间晚于当前时间（{format_moment(now)}）：请填写实际发生的时间。"
        raise CommandError("option-value", text=format_moment(moment), option=option, how=how, how_zh=how_zh)
    return moment


def find_method(methods: Iterable[Any], name: str) -> Any:
    """Return the method with this id or name (`assessment-1`)."""
    methods = [*methods]
    for method in methods:
        if name in (method["id"], method["id"].partition("#")[2]):
            return method
    names = ", ".join(method["id"].partition("#")[2] for method in methods)
    how, how_zh = f"The keys are: {names}.", f"现有密钥：{names}。"
    raise CommandError("option-value", text=plain(name), option="NAME", how=how, how_zh=how_zh)


def _free_name(methods: Iterable[Any], use: str) -> str:
    taken = {method["id"].partition("#")[2] for method in methods}
    number = 1
    # a name is never reused: verifiers find the key of an old signature by its name
    while f"{use}-{number}" in taken:
        number += 1
    return f"{use}-{number}"


def _declines(own: str, declines: list[Any], changes: Changes, now: datetime) -> list[Any]:
    """Return the earlier declines, ended where accepted again, and the new ones."""
    for issuer, scheme in changes.accept:
        for decline in declines:
            # an ended decline keeps its end, which decides what counted in those days
            if (decline["issuer"], decline.get("scheme")) == (issuer, scheme) and "until" not in decline:
                decline["until"] = format_time(now)
    for issuer, scheme in changes.decline:
        _check_decline(own, declines, issuer, scheme)
        new = {"issuer": issuer, "from": format_time(now)}
        declines.append(new if scheme is None else {**new, "scheme": scheme})
    return declines


def _check_decline(own: str, declines: Iterable[Any], issuer: str, scheme: str | None) -> None:
    """Refuse to decline oneself, or what an open decline already covers: a list keeps its declines for
    ever."""
    if issuer == own:
        raise CommandError("decline-own", issuer=plain(issuer))
    for decline in declines:
        covers = decline["issuer"] == issuer and decline.get("scheme") in (None, scheme)
        if covers and "until" not in decline:
            what = issuer if scheme is None else scheme
            since = format_moment(parse_time(decline["from"]))
            raise CommandError("decline-standing", what=plain(what), since=since)
