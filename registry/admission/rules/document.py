"""A record of a kind that asks no more than its row says: who may sign, and text that prints."""

from collections.abc import Iterator
from datetime import datetime

from credentials.kinds import kind_of_record
from credentials.record import Body, JsonObject
from credentials.times import format_time
from registry.admission.submission import Submission, check_key, refuse_characters
from registry.errors import RegistryError
from registry.view.view import RegistryView
from signing.strict_json import JsonValue


def prove_document(submission: Submission) -> None:
    """By a key for the use of its kind that nobody else holds, and what `check_document` asks."""
    record = submission.record
    key = submission.key = check_key(submission, kind_of_record(record).use)
    if key.stand is not None and record.digest not in key.stand.keep:
        since = key.method.compromised_since
        raise RegistryError(
            "key-compromised",
            "proof.verificationMethod",
            key=key.method.id,
            since=format_time(since) if since is not None else None,
        )
    check_document(submission.view, record.body, record.unsigned, record.created)


def check_document(view: RegistryView, body: Body, unsigned: JsonObject, created: datetime) -> None:
    """Its signer is a party of the agreement at `created`, and all its text is of characters that print."""
    versions = view.load_trust().chain.judges(created)
    if not any(version.text.party(body.signer) for version in versions):
        raise RegistryError("unknown-issuer", "issuer", issuer=body.signer)
    for place, text in find_texts(unsigned):
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
