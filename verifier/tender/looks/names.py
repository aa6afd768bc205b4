"""Compare an enterprise's names in the list of bidders, on its certificate and in the registers.

A different name changes no state, since the code identifies an enterprise. The record only reports it.
"""

from collections.abc import Callable, Iterable
from typing import Any
from unicodedata import normalize

from credentials.record import JsonObject, Record
from credentials.times import format_time
from verifier.tender.documents.bidders import Bidder
from verifier.tender.judging import Judged, Unjudged

# NFKC turns wide brackets into ( ) but leaves these
_BRACKETS = str.maketrans("〔【[〈《", "(((((") | str.maketrans("〕】]〉》", ")))))")


def fold_name(name: str) -> str:
    """Return one spelling of a name: NFKC, one form of brackets, no spaces."""
    return normalize("NFKC", name).translate(_BRACKETS).replace(" ", "")


class Names:
    """Enterprises in registers; each of their credentials is judged when it is needed."""

    def __init__(
        self, credentials: Iterable[Record[Any]], judge: Callable[[Record[Any]], Judged | Unjudged]
    ) -> None:
        self._by_holder: dict[str, list[Record[Any]]] = {}
        for record in credentials:
            self._by_holder.setdefault(record.body.holder_code, []).append(record)
        self._judge = judge
        self._judged: dict[str, list[Judged]] = {}

    def compare(self, bidder: Bidder, judged: Judged) -> JsonObject | None:
        """Return the facts where the names are not all the same."""
        listed, name = bidder.called(judged.holder), judged.record.body.holder
        newest = next(iter(self._newest_first(judged.holder)), None)
        newer = newest.record.body.holder if newest is not None else name
        facts: JsonObject = {"listed": listed, "name": name}
        if newest is not None and fold_name(newer) != fold_name(name):
            return {"kind": "renamed", **facts, "newest": newer, "number": newest.record.body.title}
        return facts if fold_name(listed) != fold_name(name) else None

    def find_newer(self, judged: Judged) -> tuple[str, JsonObject] | None:
        """Return digest and facts of the newest later certificate of the same kind and category."""
        for judged_record in self._newest_first(judged.holder):
            if _order(judged_record) <= _order(judged):
                return None
            if _is_same_kind(judged_record, judged):
                body = judged_record.record.body
                facts: JsonObject = {
                    "number": body.title,
                    "name": body.holder,
                    "scheme": judged_record.scheme,
                    "grade": body.grade,
                    "signed": format_time(judged_record.record.created),
                    "until": format_time(body.valid_until),
                }
                return judged_record.digest, facts
        return None

    def _newest_first(self, holder: str) -> list[Judged]:
        if holder not in self._judged:
            judged_records = (self._judge(record) for record in self._by_holder.get(holder, ()))
            judged = [item for item in judged_records if isinstance(item, Judged)]
            self._judged[holder] = sorted(judged, key=_order, reverse=True)
        return self._judged[holder]


def _order(judged: Judged) -> tuple[int, str]:
    return int(judged.record.created.timestamp()), judged.digest


def _is_same_kind(first: Judged, other: Judged) -> bool:
    if (first.record.body.issuer, first.scheme) != (other.record.body.issuer, other.scheme):
        return False
    return not {*first.record.body.categories}.isdisjoint(other.record.body.categories)
