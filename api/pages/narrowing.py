"""Narrowing of a list: the choices of its form, and chips that take off what was chosen."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.visit import Parameter


class FormChoice(NamedTuple):
    """A choice of the form: its parameter and label, what is chosen, values and their words."""

    name: str
    label: str
    chosen: str | None
    options: list[tuple[str, str]]


class Chip(NamedTuple):
    """A condition in words, and the parameter that takes it off."""

    words: str
    without: Mapping[str, Parameter]


def chips_of(choices: Iterable[FormChoice]) -> list[Chip]:
    """What is chosen; a value that is none of the options is told as it stands."""
    return [
        Chip(dict(one.options).get(one.chosen, one.chosen), {one.name: None})
        for one in choices
        if one.chosen is not None
    ]
