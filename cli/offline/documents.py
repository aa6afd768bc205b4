"""Shows the documents of a file to sign, and signs them with a key that the file names."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.offline.vouched_names import AsksForSignatures
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument
from credentials.documents.status_event import StatusEvent
from credentials.kinds import model_of
from credentials.record import Body, Credential, JsonObject
from signing.data_integrity import add_proof
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.document_words import describe_batch, describe_events
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, tell
from terminal.progress import progress


def planned_model_of(document: JsonObject) -> type[Body]:
    """Return the model of a document that a plan may have: a kind of record, or a people list."""
    return PeopleDocument if document.get("type") == PEOPLE_TYPE else model_of(document)


def sign_documents(documents: Sequence[JsonObject], signer: KeySigner, created: str) -> list[JsonObject]:
    """Return the signed documents."""
    signed: list[JsonObject] = []
    with progress(say("signing", "签署中"), len(documents)) as bar:
        for document in documents:
            signed.append(add_proof(document, signer, created=created))
            bar.advance()
    return signed


def method_of(batch: AsksForSignatures, signer: KeySigner) -> str:
    """Return the key's id in the file; CommandError key-not-in-file."""
    for method in batch.methods:
        if method.public_key_multibase == signer.multikey:
            return method.id
    methods = [method.id for method in batch.methods]
    raise CommandError("key-not-in-file", key=signer.multikey, methods=methods)


def tell_batch(batch: AsksForSignatures, bodies: Sequence[Any], names: Mapping[str, Credential]) -> None:
    """Print the batch's association and documents."""
    tell(
        say(
            f"{plain(batch.issuer)} asks for {format_count(len(bodies), 'signatures')}:",
            f"{plain(batch.issuer)} 请求签署 {len(bodies)} 份文件：",
        )
    )
    for line in describe_batch(bodies, names):
        tell(line)


def tell_doubts(bodies: Sequence[Any], doubted: Sequence[str]) -> None:
    """Print the events whose names rest only on another key that the file names."""
    events = [body for body in bodies if isinstance(body, StatusEvent)]
    doubts = {*doubted}
    changes = ((event, event.credential_subject) for event in events)
    items = [
        event for event, change in changes if not doubts.isdisjoint((change.credential, change.successor))
    ]
    if not items:
        return
    tell(
        say(
            f"The names of these {len(items)} rest on another key than the one that signs, for which only "
            "the file vouches. To have them checked, give --bundle and --pin. What is signed:",
            f"其中 {len(items)} 份所示的名称出自另一把密钥，仅凭此文件无从核对；如需核对，请给出 --bundle 与 "
            "--pin。实际签署的是：",
        )
    )
    for line in describe_events(items, {}):
        tell(line)
