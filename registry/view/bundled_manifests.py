"""The manifests that go into a bundle."""

from collections.abc import Iterable

from registry.view.view import RegistryView


def manifests_of(view: RegistryView) -> Iterable[bytes]:
    """The newest of each party, and those of others that it repeats."""
    digests: dict[str, None] = {}
    for issuer in view.load_trust().parties:
        newest = view.newest_manifest(issuer)
        if newest is not None:
            digests[newest.digest] = None
            seen = newest.body.credential_subject.seen
            digests |= dict.fromkeys(entry.manifest for entry in seen if entry.manifest is not None)
    found = (view.data(digest) for digest in sorted(digests))
    return (data for data in found if data is not None)
