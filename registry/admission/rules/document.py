"""A record of a kind that asks no more than its row says: who may sign, and text that prints."""

from collections.abc import Iterator

from credentials.kinds import kind_of_record
from registry.admission.submission import Submission, check_key, refuse_characters
from registry.errors import RegistryError
from signing.strict_json import JsonValue


def prove_document(submission: Submission) -> None:
    """By a key of the right use that nobody else holds, of a party when it was signed; and what prints."""
    record = submission.record
    kind = kind_of_record(record)
    key = submission.key = check_key(submission, kind.use)
    if key.stand is not None and record.digest not in key.stand.keep:
        raise RegistryError("key-compromised", "proof.verificationMethod", key=key.method.id, since=None)
    versions = submission.view.load_trust().chain.judges(record.created)
    if not any(version.text.party(record.body.signer) for version in versions):
        raise RegistryError("unknown-issuer", "issuer", issuer=record.body.signer)
    for place, text in find_texts(record.unsigned):
        refuse_characters(place, text)


def find_texts(value: JsonValue, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a JSON value, with the path to it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from find_texts(member, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from find_texts(item, f"{place}[{number}]")
