"""File of a person's own statements: the desk's page gives it, and the check of a folder reads it."""

from collections.abc import Iterable

from credentials.documents.desk.statement import SignedStatement, parse_statement
from credentials.errors import RecordError
from desk.checking.papers import MAX_FILE_BYTES
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import MAX_VALUES, parse_json


def format_statements(statements: Iterable[SignedStatement]) -> bytes:
    """Return statements with their proofs as one file, a JSON array."""
    return b"[" + b",\n".join(canonicalize(statement.whole) for statement in statements) + b"]\n"


def parse_statements(data: bytes) -> list[SignedStatement]:
    """Return the statements of such a file, or the one that is a file by itself; RecordError."""
    try:
        value = parse_json(data, max_bytes=MAX_FILE_BYTES, max_values=MAX_VALUES)
        return [
            parse_statement(canonicalize(each)) for each in (value if isinstance(value, list) else [value])
        ]
    except SigningError as error:
        raise RecordError.from_signing(error) from None
