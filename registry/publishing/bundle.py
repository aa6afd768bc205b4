"""Bundle of everything here: complete chains and histories, counted events in order, other events loose."""

from collections.abc import Iterable
from dataclasses import replace

from registry.log.cosignatures import newest_note
from registry.registry import Registry
from registry.view.bundle_bytes import BundleBytes, join_bytes
from registry.view.event_order import read_loose, read_order
from registry.view.part_records import manifests_of
from registry.view.view import RegistryView
from signing.log.note import parse_note
from verifier.trust.trust_store import is_checkpoint_signed


def build_bundle(registry: Registry) -> bytes:
    """Return the bundle for `verifier.TrustStore.from_bundle` under this registry's pin.

    Raises RegistryError no-agreement while version 1 is not complete.
    """
    return registry.read(bundle_of)


def trust_of(view: RegistryView) -> bytes:
    """Return the bundle without events, for another node, which takes events from the logs."""
    return join_bytes(replace(_gather(view), events=(), loose=()))


def bundle_of(view: RegistryView) -> bytes:
    """Return the bundle of one view."""
    parties = view.load_trust().parties
    bundled = replace(
        _gather(view),
        events=[event for issuer in parties for event in view.event_order(issuer)],
        loose=[event for issuer in parties for event in read_loose_records(view, issuer)],
    )
    return join_bytes(bundled)


def _gather(view: RegistryView) -> BundleBytes:
    trust = view.load_trust()
    parties = trust.parties
    heads = [(party, newest_note(view, issuer)) for issuer, party in parties.items()]
    # do not publish a head signed by a key reported stolen
    notes = [
        note for party, note in heads if note is not None and is_checkpoint_signed(parse_note(note), party)
    ]
    return replace(
        view.bundle_bytes(),
        agreements=[[half.data for half in version.halves] for version in trust.chain.versions],
        key_lists=[record.data for party in parties.values() for record in party.lists_by_version.values()],
        manifests=[*manifests_of(view)],
        checkpoints=notes,
    )


def read_loose_records(view: RegistryView, issuer: str) -> Iterable[bytes]:
    """Return the association's uncounted events, in the order of their digests."""
    loose = read_loose(view, issuer, read_order(view, issuer))
    events = (view.data(event.digest) for event in sorted(loose, key=lambda event: event.digest))
    return (data for data in events if data is not None)
