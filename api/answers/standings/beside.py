"""Adds this node's records about a technology or a listing to questions about that technology or listing."""

from collections.abc import Sequence

from api.answers.questions import AskedRecord
from credentials.record import Record
from registry.lookup.beside import find_beside
from registry.view.view import RegistryView
from verifier.checks.well_formed import read_credential
from verifier.trust.parts import may_be_told_of


def asks_beside(question: AskedRecord) -> bool:
    """Return whether the question is, by its bytes, about a record that other records refer to."""
    data = question.data
    return may_be_told_of(data.data if isinstance(data, Record) else data)


def with_beside(questions: Sequence[AskedRecord], view: RegistryView) -> list[AskedRecord]:
    """Return the questions, each with the records in `view` that refer to its record."""
    return [_with_beside(question, view) if asks_beside(question) else question for question in questions]


def _with_beside(question: AskedRecord, view: RegistryView) -> AskedRecord:
    data = question.data
    record = data if isinstance(data, Record) else read_credential(data)
    return question._replace(beside=find_beside(view, record)) if isinstance(record, Record) else question
