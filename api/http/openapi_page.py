"""The OpenAPI document for people: in one language, with operations grouped by user."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from signing.errors import Lang

PAIR, PARAGRAPHS = " · ", "\n\n"
"""Separators of English and Chinese: in a line, and in the description of an operation."""


class Operation(NamedTuple):
    """One operation; `parameters`, `bodies` and `answers` are those of the document."""

    id: str
    method: str
    path: str
    summary: str
    described: str
    parameters: list[Mapping[str, Any]]
    bodies: list[tuple[str, Any]]
    answers: list[tuple[str, str, Any]]


class Chapter(NamedTuple):
    """The operations of a tag."""

    tag: str
    title: str
    operations: list[Operation]


def split(text: str, between: str, lang: Lang) -> str:
    """Return one half of a text in two languages, on one line; ValueError for a text that has not both
    languages."""
    en, zh = text.split(between)
    return (zh.replace("\n", "") if lang == "zh" else en.replace("\n", " ")).replace("`", "")


def read_chapters(document: Mapping[str, Any], lang: Lang) -> list[Chapter]:
    """Return the operations by tag, in the order of the document."""
    operations = [*_operations(document, lang)]
    return [
        Chapter(
            tag["name"],
            split(tag["description"], PAIR, lang).rstrip(".。"),
            [operation for of, operation in operations if of == tag["name"]],
        )
        for tag in document["tags"]
    ]


def _operations(document: Mapping[str, Any], lang: Lang) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            bodies = described.get("requestBody", {}).get("content", {})
            yield (
                described["tags"][0],
                Operation(
                    described["operationId"],
                    method.upper(),
                    path,
                    split(described["summary"], PAIR, lang),
                    split(described["description"], PARAGRAPHS, lang),
                    described.get("parameters", []),
                    [(media, content.get("schema", {})) for media, content in bodies.items()],
                    [_answer(status, answer, lang) for status, answer in described["responses"].items()],
                ),
            )


def _answer(status: str, answer: Mapping[str, Any], lang: Lang) -> tuple[str, str, Any]:
    """Return status, sentence, and the schema of the content."""
    schemas = [content.get("schema", {}) for content in answer.get("content", {}).values()]
    return status, split(answer["description"], PAIR, lang), next(iter(schemas), {})
