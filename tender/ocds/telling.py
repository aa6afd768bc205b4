"""Messages on a release that was read: errors to mend, renamed ids, parts not taken."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from credentials.errors import RecordError
from signing.errors import Lang
from signing.plain_text import plain
from tender.ocds.reading import OcdsReading
from tender.ocds.words import FAULTS, FOLDERS, LEFT, MORE, RENAMED

_SHOWN = 40
_PLACE = re.compile(r"\[[0-9]+\]", re.ASCII)


class ToldList(NamedTuple):
    """A title and the lines below it."""

    title: str
    lines: Sequence[str]


def tell_reading(reading: OcdsReading, lang: Lang) -> Iterator[ToldList]:
    """Yield each list that is not empty; then the reminder to write down the folders of bidders."""
    which = lang == "zh"
    for name, faults in reading.faults.items():
        if faults:
            yield ToldList(
                FAULTS[which].format(name=f"{name}.json"), _cut(_gather_faults(faults, lang), lang)
            )
    if reading.renamed:
        yield ToldList(
            RENAMED[which], _cut([f"{plain(id_)} → {label}" for id_, label in reading.renamed], lang)
        )
    if reading.left:
        yield ToldList(LEFT[which], _cut(_gather(reading.left), lang))
    if reading.bidders is not None:
        yield ToldList(FOLDERS[which], ())


def _gather_faults(faults: Sequence[RecordError], lang: Lang) -> list[str]:
    """Return a line for equal errors of many objects."""
    lines: dict[tuple[str, str], list[RecordError]] = {}
    for fault in faults:
        lines.setdefault((_PLACE.sub("[]", fault.field), fault.code), []).append(fault)
    return [
        f"{plain(same[0].field if len(same) == 1 else field)}{_times(len(same))}  "
        f"{RecordError(same[0].code, '', **same[0].facts).mend(lang)}"
        for (field, _), same in lines.items()
    ]


def _gather(paths: Iterable[str]) -> list[str]:
    return [
        f"{plain(path)}{_times(number)}"
        for path, number in Counter(_PLACE.sub("[]", path) for path in paths).items()
    ]


def _times(number: int) -> str:
    return f" ×{number}" if number > 1 else ""


def _cut(lines: list[str], lang: Lang) -> list[str]:
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], MORE[lang == "zh"].format(more=more)] if more > 0 else lines
