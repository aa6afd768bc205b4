"""Finding and showing what is stored."""

from collections.abc import Iterator

from credentials.assessment import Assessment
from credentials.record import Record
from credentials.status_event import StatusEvent
from registry.registry import Registry


def find_credential(
    registry: Registry, reference: str, issuer: str | None = None
) -> Record[Assessment] | None:
    """By `urn:uuid:…`, certificate number or digest; of several holders of a number the current one.

    Raises RegistryError ambiguous-reference when two associations use the number and `issuer` is not given.
    """
    raise NotImplementedError


def find_record(registry: Registry, digest: str) -> bytes | None:
    """The JCS bytes of any record."""
    raise NotImplementedError


def history(registry: Registry, credential_id: str) -> list[Record[StatusEvent]]:
    """The events of a credential by its issuer, in order of sequence."""
    raise NotImplementedError


def list_credentials(
    registry: Registry, issuer: str | None = None, uscc: str | None = None
) -> Iterator[Record[Assessment]]:
    """Credentials in admission order, of one association or enterprise or all."""
    raise NotImplementedError


def counts(registry: Registry) -> dict[str, int]:
    """How many records of each kind, plans without signature (`plans`) and reserved indexes (`indexes`)."""
    raise NotImplementedError


def prove_logged(registry: Registry, digest: str) -> bytes:
    """The C2SP tlog-proof of a record under its log's newest checkpoint; RegistryError not-logged otherwise."""
    raise NotImplementedError
