"""Names of a batch's records, as far as a signature vouches for them.

A batch comes from elsewhere and may lie. It carries the signed records that its events are about. A name is
shown if the signer's key has signed the record itself, or if trust data show that a key of the same
association has. Otherwise the event is shown by the id that is signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from credentials.documents.bundle import MAX_BUNDLE_BYTES
from credentials.documents.desk.carried import SigningMethod
from credentials.documents.key_list import Use
from credentials.errors import RecordError
from credentials.kinds import KINDS, kind_of_record, kinds_where, read_earlier
from credentials.record import Credential, JsonObject
from registry.errors import RegistryError
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from terminal.workspace.files import load_bytes
from terminal.workspace.trust_files import load_pin, needed
from verifier import TrustStore


@dataclass(frozen=True, slots=True)
class Vouched:
    """Record, and the key under which it was checked; None where trust data vouch for the record."""

    body: Credential
    multikey: str | None


UsableKeys = Mapping[tuple[str, Use], bytes]
"""Public keys by method id and use."""


def load_trust_data(bundle: Path | None, pin: str | None) -> TrustStore | None:
    """Return the given trust data, None without any.

    Raises CommandError for files, TrustError for their content.
    """
    if bundle is None and pin is None:
        return None
    data = load_bytes(needed(bundle, "--bundle"), limit=MAX_BUNDLE_BYTES)
    return TrustStore.from_bundle(data, pin=load_pin(needed(pin, "--pin")))


def usable_keys(trust: TrustStore | None, issuer: str) -> UsableKeys | None:
    """Return the association's keys that sign such records; None without trust data."""
    if trust is None:
        return None
    party = trust.party(issuer)
    keys = party.keys if party is not None else {}
    uses = {KINDS[kind].use for kind in kinds_where(lambda kind: kind.events)}
    return {
        (name, key.method.use): key.public
        for name, key in keys.items()
        if key.method.use in uses and key.stand is None and not key.weak
    }


class AsksForSignatures(Protocol):
    """Content of a file to sign, of any version of its format."""

    @property
    def issuer(self) -> str: ...
    @property
    def methods(self) -> Sequence[SigningMethod]: ...
    @property
    def about(self) -> Sequence[JsonObject] | None: ...


def find_names(batch: AsksForSignatures, trusted: UsableKeys | None) -> dict[str, Vouched]:
    """Return the records of `batch.about` with valid signatures, by id.

    It checks under `trusted`, else under the methods that the batch names, one of which must be the signer's
    key. Raises RegistryError bad-signature for a record that claims such a key falsely; RecordError
    item-repeated for two with one id, RecordError for a record that no event may be about.
    """
    named = {method.id: method.public_key_multibase for method in batch.methods}
    names: dict[str, Vouched] = {}
    seen: set[str] = set()
    for place, value in enumerate(batch.about or ()):
        record = read_earlier(value)
        if record.body.id in seen:
            raise RecordError("item-repeated", f"about[{place}].id", item=record.body.id)
        seen.add(record.body.id)
        method = record.proof.verification_method
        if trusted is not None:
            public, multikey = trusted.get((method, kind_of_record(record).use)), None
        else:
            multikey = named.get(method)
            public = decode_multikey(multikey) if multikey is not None else None
        if public is None or record.body.issuer != batch.issuer:
            continue
        if not check_signature(record.value, record.proof, public):
            raise RegistryError("bad-signature", f"about[{place}]")
        names[record.body.id] = Vouched(record.body, multikey)
    return names


def named_by_others(names: Mapping[str, Vouched], signer: str) -> Sequence[str]:
    """Return the ids of records for which neither the signer's key nor trust data vouch, only another key."""
    return [name for name, vouched in names.items() if vouched.multikey not in (None, signer)]
