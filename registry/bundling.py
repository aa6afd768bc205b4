"""The bundle of everything here: whole chains and histories, newest manifests and log heads."""

from dataclasses import replace

from registry.desk import Desk
from registry.parts import join_bundle
from registry.registry import Registry
from signing.note import parse_note
from verifier.trust import is_checkpoint_signed


def build_bundle(registry: Registry) -> bytes:
    """What `verifier.TrustStore.from_bundle` takes under this registry's pin.

    Raises RegistryError no-agreement while version 1 is not complete.
    """
    return registry.read(bundle_of)


def bundle_of(desk: Desk) -> bytes:
    """The bundle as one transaction sees it."""
    parties = desk.trust.parties
    manifests = [m.data for issuer in parties if (m := desk.newest_manifest(issuer)) is not None]
    heads = [(party, desk.newest_checkpoint(issuer)) for issuer, party in parties.items()]
    # a head under a key that was compromised since would make verifiers refuse the whole bundle
    notes = [
        head.note
        for party, head in heads
        if head is not None and is_checkpoint_signed(parse_note(head.note), party)
    ]
    events = [event for issuer in parties for event in desk.all_events(issuer)]
    agreements = [[half.data for half in version.halves] for version in desk.trust.chain.versions]
    parts = replace(desk.parts(), agreements=agreements)  # unfinished texts are nobody's business yet
    return join_bundle(replace(parts, manifests=manifests, events=events, checkpoints=notes))
