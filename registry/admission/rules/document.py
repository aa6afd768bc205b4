"""Rule for kinds without a rule of their own: the verifier's checks of the signer, and printable text."""

from collections.abc import Iterator

from credentials.record import JsonObject
from registry.admission.rules.credential import check_verdict
from registry.admission.submission import Submission, refuse_characters
from signing.strict_json import JsonValue


def prove_document(submission: Submission) -> None:
    """Check the verifier's findings on key, signature and authority, and the text."""
    check_verdict(submission.record, submission.view.load_trust(), submission.now)
    check_texts(submission.record.unsigned)


def check_texts(document: JsonObject) -> None:
    """Check that all text consists of printable characters; RegistryError names the member."""
    for place, text in _find_texts(document):
        refuse_characters(place, text)


def _find_texts(value: JsonValue, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _find_texts(member, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _find_texts(item, f"{place}[{number}]")
