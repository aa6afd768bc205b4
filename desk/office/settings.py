"""Settings of a desk, a number of days for each scheme: whoever reads one names it, and nobody its row.

A new setting is a line of `SCHEME_SETTINGS` and its name in the words of the page (`[settings]`).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import delete, select

from credentials.documents.agreement import AgreementText
from credentials.documents.desk.objection import ANSWER_DAYS
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.tables import DESK_SETTING
from registry.database.bulk import insert_rows
from verifier.desk.reading.gate import NOTICE_DAYS


class SchemeSetting(NamedTuple):
    """A whole number that the desk keeps for each scheme, and its limits."""

    default: int
    least: int = 1
    most: int = 366


SCHEME_SETTINGS: Final[Mapping[str, SchemeSetting]] = {
    "noticeDays": SchemeSetting(NOTICE_DAYS),
    "answerDays": SchemeSetting(ANSWER_DAYS),
    "everyMonths": SchemeSetting(0, 0, 120),
    "graceDays": SchemeSetting(10, 0),
}
"""Days that a notice runs at least; days within which an objection is answered; months between two
supervisions, 0 for none, and days that a result may be late."""


def find_setting(desk: DeskView, name: str, scheme: str | None) -> int:
    """Return a setting of a scheme, else its default."""
    return load_settings(desk).get((name, scheme or ""), SCHEME_SETTINGS[name].default)


def load_settings(desk: DeskView) -> dict[tuple[str, str], int]:
    """Return what was set, by setting and scheme."""
    if not desk.is_kept:
        return {}
    row = DESK_SETTING.c
    rows = desk.view.connection.execute(select(row.name, row.value).where(row.issuer == desk.issuer))
    split = ((name.partition("/"), value) for name, value in rows)
    return {
        (name, scheme): json.loads(value) for (name, _, scheme), value in split if name in SCHEME_SETTINGS
    }


def change_settings(
    desk: DeskView, scheme: str, values: Mapping[str, int], now: datetime, *, by: str | None = None
) -> None:
    """Set numbers of a scheme, and note each that differs.

    Raises DeskError setting-absent, setting-range, scheme-not-own.
    """
    if scheme not in list_schemes(desk.view.load_trust().chain.in_force_or_last(now).text, desk.issuer):
        raise DeskError("scheme-not-own", scheme=scheme)
    for name, value in values.items():
        setting = SCHEME_SETTINGS.get(name)
        if setting is None:
            raise DeskError("setting-absent", setting=name, settings=[*SCHEME_SETTINGS])
        if not setting.least <= value <= setting.most:
            raise DeskError("setting-range", setting=name, least=setting.least, most=setting.most)
        before = find_setting(desk, name, scheme)
        if value != before:
            place = f"{name}/{scheme}"
            row = DESK_SETTING.c
            is_it = row.issuer == desk.issuer, row.name == place
            desk.view.connection.execute(delete(DESK_SETTING).where(*is_it))
            insert_rows(desk.view.connection, DESK_SETTING, [(desk.issuer, place, json.dumps(value))])
            add_journal(desk, now, "setting", place, by=by, before=before, after=value)


def list_schemes(text: AgreementText, issuer: str) -> Sequence[str]:
    """Return the schemes under which an association issues."""
    return [scheme.id for scheme in text.schemes if text.grants_to(issuer, scheme.id)]
