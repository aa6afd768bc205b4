"""The salvage list: a compromised key's records that stay valid, and void events (salvage-list.md)."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from credentials.record import Credential, Digest, Items, MethodId, Model

MAX_DIGESTS = 100_000


class Salvage(Model):
    """Digests of the records of `key` that stay valid (`keep`), and of void events by any key (`void`)."""

    type: Literal["SalvageList"]
    key: MethodId
    keep: Annotated[Items[Digest], Field(max_length=MAX_DIGESTS)]
    void: Annotated[Items[Digest], Field(max_length=MAX_DIGESTS)]


class SalvageList(Credential):
    """Signed by the root; named by digest in the key list."""

    KIND = "salvage"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["SalvageListCredential"]], Strict(False)]
    credential_subject: Salvage
