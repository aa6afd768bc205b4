"""Find all faults of a draft at once: check the members of a model one by one, then each rule that can run.

A model itself stops at the first fault: its rules run only if every member is well formed, and no rule runs
after a refusal. Here a rule runs if the members that it needs are there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from credentials.errors import RecordError
from credentials.record import JsonObject, Model

M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=Exception)


def read_draft(
    model: type[M], members: JsonObject, refused: Collection[str] = (), path: str = ""
) -> tuple[M, list[RecordError]]:
    """Read the well-formed `members`, and list all that the model refuses; other attributes are absent.

    Paths of members in `refused` are not reported as missing, and no rule looks at them.
    """
    values: dict[str, Any] = {}
    errors: list[RecordError] = []
    for name, field in model.model_fields.items():
        member = field.alias or name
        place = f"{path}.{member}" if path else member
        inner, value = _model_of(field.annotation), members.get(member)
        is_begun = any(member_path.startswith(f"{place}.") for member_path in refused) or field.is_required()
        if inner is not None and (isinstance(value, dict) or (value is None and is_begun)):
            values[name], more = read_draft(inner, value if isinstance(value, dict) else {}, refused, place)
            errors += more
        elif member in members:
            try:
                values[name] = _adapter(model, name).validate_python(value)
            except ValidationError as error:
                errors += _within_all(place, RecordError.all_from_pydantic(error))
                values[name] = _GONE
        elif field.is_required() and place not in refused:
            errors.append(RecordError("member-missing", place))
        if place in refused:
            values[name] = _GONE
    # built without validation, so that an absent member is an absent attribute
    draft = cast("M", model.model_construct())
    draft.__dict__.update(values)
    for name in [name for name, value in values.items() if value is _GONE]:
        del draft.__dict__[name]
    rules = model.__pydantic_decorators__.model_validators.values()
    answers = (_ask(rule.func, draft) for rule in rules)
    return draft, errors + [_within(path, refusal) for refusal in answers if refusal is not None]


def ask_each(rules: Iterable[Callable[..., Iterable[F]]], *about: Any) -> Iterator[F]:
    """Yield the results of rules on a draft; a rule that needs an absent member yields nothing."""
    for rule in rules:
        try:
            yield from [*rule(*about)]
        except AttributeError:
            continue


_GONE = object()
"""Stands for a malformed member."""


def _ask(rule: Callable[[Any], Any], draft: Model) -> RecordError | None:
    try:
        rule(draft)
    except PydanticCustomError as error:
        facts = dict(error.context or {})
        return RecordError(error.type, str(facts.pop("member", "")), **facts)
    # the rule needs a member that is absent or malformed
    except (AttributeError, StopIteration):
        return None
    return None


def _within_all(path: str, errors: list[RecordError]) -> Iterator[RecordError]:
    """Yield the errors of a member; a refused item makes no list too short."""
    lists = {error.field.rpartition("[")[0] for error in errors if "[" in error.field}
    yield from (
        _within(path, error) for error in errors if error.code != "member-length" or error.field not in lists
    )


def _within(path: str, error: RecordError) -> RecordError:
    joint = "" if error.field.startswith("[") else "."  # the item model of a list
    return RecordError(error.code, joint.join(filter(None, (path, error.field))), **error.facts)


def _model_of(annotation: Any) -> type[Model] | None:
    """Return the model of a member; None for a list or another type."""
    return annotation if isinstance(annotation, type) and issubclass(annotation, Model) else None


@lru_cache(maxsize=256)
def _adapter(model: type[Model], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    form: Any = Annotated[field.annotation, "a member", *field.metadata]
    return TypeAdapter(form, config=model.model_config)
