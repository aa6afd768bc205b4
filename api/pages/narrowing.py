"""Filters of a list: the choices of its form, and chips that remove a choice."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.visit import Parameter


class FormChoice(NamedTuple):
    """A choice of the form: its parameter and label, the chosen value, values and their words."""

    name: str
    label: str
    chosen: str | None
    options: list[tuple[str, str]]


class Chip(NamedTuple):
    """A condition in words, and the parameter that removes it."""

    words: str
    without: Mapping[str, Parameter]


def chips_of(choices: Iterable[FormChoice]) -> list[Chip]:
    """Return a chip for each choice made; a value that is not among the options is shown unchanged."""
    return [
        Chip(dict(choice.options).get(choice.chosen, choice.chosen), {choice.name: None})
        for choice in choices
        if choice.chosen is not None
    ]
