"""Carry out `huren desk settings`."""

from collections.abc import Mapping, Sequence
from functools import partial

from api.words import speaker
from desk.command.opening import open_desk
from desk.errors import DeskError
from desk.office.settings import SCHEME_SETTINGS, change_settings, list_schemes, load_settings
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language
from terminal.output import plain, put, put_json


def settings(run: Invocation, scheme: str | None, changes: Sequence[str]) -> None:
    """Set what is typed, then print the settings of the scheme, or of all."""
    values = dict(map(_read_change, changes))
    with open_desk(run) as desk:
        schemes = list_schemes(run.text(desk.registry), desk.issuer)
        if scheme is not None and scheme not in schemes:
            raise DeskError("scheme-not-own", scheme=plain(scheme))
        if scheme is not None and values:
            desk.write(partial(change_settings, scheme=scheme, values=values, now=run.now))
        settings = desk.read(load_settings)
    for scheme_id in schemes if scheme is None else [scheme]:
        _put(
            run,
            scheme_id,
            {name: settings.get((name, scheme_id), own.default) for name, own in SCHEME_SETTINGS.items()},
        )


def _put(run: Invocation, scheme: str, values: Mapping[str, int]) -> None:
    if run.as_json:
        put_json({"scheme": scheme, **values})
        return
    words = speaker("desk")("settings", language())
    put(plain(scheme))
    for name, value in values.items():
        put(f"  {name}={value}  {words('set_' + name)}")


def _read_change(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise CommandError("value-type", name=plain(name), text=plain(value), expected="int")
    return name, int(value)
