"""Parts: records beside the bundle, under the digest that their association's newest manifest names."""

from hashlib import sha256
from typing import Any

from credentials.documents.part import parse_part
from credentials.kinds import read_any
from credentials.record import Record
from verifier.errors import TrustError
from verifier.trust.trust_store import TrustStore


def open_part(trust: TrustStore, issuer: str, data: bytes) -> tuple[Record[Any], ...]:
    """The records of a part, in the order of the log; each is still to be judged (verifier.verify_record).

    Raises RecordError for what is no part, TrustError part-unnamed for one that the newest manifest of the
    association does not name: it may be older than the bundle, or newer.
    """
    part = parse_part(data)
    digest = sha256(data).hexdigest()
    party = trust.party(issuer)
    manifest = party.manifest if party is not None else None
    named = manifest.body.credential_subject.parts if manifest is not None else ()
    if (part.kind, digest) not in {(one.kind, one.digest) for one in named}:
        raise TrustError("part-unnamed", issuer=issuer, digest=digest)
    return tuple(read_any(value) for value in part.records)
