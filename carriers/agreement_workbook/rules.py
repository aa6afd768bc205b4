"""Errors that the agreement's model finds in a text, each with the path of its item."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from credentials.documents.agreement import AgreementText, Equivalence, Grant, Party, Scheme
from credentials.errors import RecordError
from credentials.record import BilingualName, JsonObject, Model

_ITEMS: dict[str, type[Model]] = {
    "parties": Party,
    "schemes": Scheme,
    "grants": Grant,
    "equivalences": Equivalence,
    "terms": BilingualName,
}
_MOST = 20
"""The most errors of one rule; each costs a few readings of the text."""


def find_errors(text: JsonObject) -> Iterator[RecordError]:
    """Yield malformed items; where there are none, the items that a rule refuses."""
    yield from [*find_malformed(text)] or find_against_rules(text)


def find_malformed(text: JsonObject) -> Iterator[RecordError]:
    """Yield the malformed members of each item, item by item."""
    return (error for member, model in _ITEMS.items() for error in _misformed(text, member, model))


def _misformed(text: JsonObject, member: str, model: type[Model]) -> Iterator[RecordError]:
    for place, item in enumerate(_list(text, member)):
        for error in _errors(model, item):
            path = ".".join(filter(None, (f"{member}[{place}]", error.field)))
            yield RecordError(error.code, path, **error.facts)


def find_against_rules(text: JsonObject) -> Iterator[RecordError]:
    """Yield the errors of the first list with errors, since errors of later lists may follow from them."""
    errors = _errors(AgreementText, text)
    if not errors or errors[0].field not in _ITEMS or errors[0].code == "member-length":
        yield from errors
        return
    member, left = errors[0].field, dict(text)
    places = [*range(len(_list(text, member)))]
    for _ in range(_MOST):
        if not errors or errors[0].field != member or errors[0].code == "member-length":
            return  # stop where the list without the faulty items would be too short
        culprit = _find_culprit(left, errors[0])
        yield RecordError(errors[0].code, f"{member}[{places.pop(culprit)}]", **errors[0].facts)
        items = _list(left, member)
        left[member] = [*items[:culprit], *items[culprit + 1 :]]
        errors = _errors(AgreementText, left)


def _find_culprit(text: JsonObject, error: RecordError) -> int:
    """Find the first item that makes the rule refuse the list."""
    items = _list(text, error.field)
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if _is_refused({**text, error.field: items[: middle + 1]}, error):
            high = middle
        else:
            low = middle + 1
    return low


def _is_refused(text: JsonObject, error: RecordError) -> bool:
    return any(
        (refusal.code, refusal.facts) == (error.code, error.facts) for refusal in _errors(AgreementText, text)
    )


def _errors(model: type[Model], value: object) -> list[RecordError]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return RecordError.all_from_pydantic(error)
    return []


def _list(text: JsonObject, member: str) -> list[Any]:
    items: Any = text.get(member, ())
    return [*items]
