"""Print form of a very large opening: the first lines of each section, and the number of further lines.

The receipt has every line.
"""

from collections.abc import Sequence

from credentials.record import JsonObject
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier.tender.record.paper.sentences import SENTENCES, tell

# typesetting one character takes most of a kilobyte of memory
MOST_CHARACTERS = 150_000
"""Most characters in the lines of all sections: some 1,000 certificates."""


def shorten(sections: Sequence[JsonObject], lang: Lang) -> list[JsonValue]:
    """Cut the lines of all sections to `MOST_CHARACTERS`; short sections leave their room to long ones."""
    by_length = sorted(sections, key=_length)
    kept: dict[int, JsonObject] = {}
    left = MOST_CHARACTERS
    for place, section in enumerate(by_length):
        share = left // (len(by_length) - place)
        kept[id(section)] = section if _length(section) <= share else _cut(section, share, lang)
        left -= min(share, _length(section))
    return [kept[id(section)] for section in sections]


def _cut(section: JsonObject, most: int, lang: Lang) -> JsonObject:
    rows, head = section["rows"], section["head"]
    assert isinstance(rows, list)  # noqa: S101 - as `lay_out` makes them
    assert isinstance(head, list)  # noqa: S101
    length = count = 0
    for row in rows:
        length += _length(row)
        if length > most:
            break
        count += 1
    more_lines = tell(SENTENCES["further-lines"], lang, more=len(rows) - count)
    return {**section, "rows": [*rows[:count], [more_lines, *[""] * (len(head) - 1)]]}


def _length(value: JsonValue) -> int:
    if isinstance(value, dict):
        return _length(value["rows"])
    return sum(map(_length, value)) if isinstance(value, list) else len(str(value))
