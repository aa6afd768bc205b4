"""The bundle with all credentials that the newest manifests cover (verifier.numbers.register)."""

from sqlalchemy import select

from credentials.kinds import ASSESSMENTS
from registry.database.tables import RECORD
from registry.publishing.bundle import bundle_of
from registry.publishing.numbers import find_numbers
from registry.registry import Registry
from registry.view.log_places import with_places
from registry.view.view import RegistryView
from verifier.numbers.register import join_register


def build_register(registry: Registry) -> bytes:
    """The file, of one moment of the registry; its bundle is what `build_bundle` gives then.

    Raises RegistryError no-agreement while version 1 is not complete.
    """
    return registry.read(
        lambda view: join_register(
            bundle_of(view), (_share(view, issuer) for issuer in view.load_trust().parties)
        )
    )


def _share(view: RegistryView, issuer: str) -> tuple[str, bytes | None, list[bytes]]:
    """What its manifest covers, with what it commits to; all that is here where it commits to nothing."""
    numbers = find_numbers(view, issuer)
    row = RECORD.c
    query = select(row.data).where(row.issuer == issuer, row.kind.in_(ASSESSMENTS))
    manifest = view.newest_manifest(issuer) if numbers is not None else None
    head = manifest.body.credential_subject.checkpoint if manifest is not None else None
    if head is not None:
        query, place = with_places(view, issuer, query)
        query = query.where(place < head.size).order_by(place)
    else:
        query = query.order_by(row.position)
    return issuer, numbers.document if numbers is not None else None, [*view.connection.scalars(query)]
