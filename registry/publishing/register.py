"""Register: the bundle with all credentials that the newest manifests cover (verifier.numbers.register)."""

from datetime import datetime
from hashlib import sha256
from math import ceil

from sqlalchemy import select

from credentials.kinds import ASSESSMENTS
from registry.database.tables import CREDENTIAL, RECORD, SAME_PLACE
from registry.lookup.receipts import find_dating
from registry.publishing.bundle import bundle_of
from registry.publishing.numbers import find_numbers, numbers_of
from registry.registry import Registry
from registry.view.part_records import list_logged
from registry.view.trees import log_name, read_leaves
from registry.view.view import RegistryView
from verifier.numbers.commitment import NUMBERS_PART
from verifier.numbers.register import MAX_CHECKPOINTS, RegisterShare, join_register
from verifier.policy import Policy
from verifier.reliance.agreed import find_agreed
from verifier.trust.trust_store import TrustStore


def build_register(registry: Registry, *, now: datetime) -> bytes:
    """Build the file from one moment of the registry; its bundle is that of `build_bundle`.

    A cosignature from after `now`, by a clock that was ahead, proves no date.

    Raises RegistryError no-agreement while version 1 is not complete.
    """

    def build(view: RegistryView) -> bytes:
        bundle = bundle_of(view)
        trust = TrustStore.from_bundle(bundle, pin=view.read_pin() or "")
        logs = any(version.text.log is not None for version in trust.chain.versions)
        share = _share_with_log if logs else _share
        return join_register(bundle, (share(view, issuer, trust, now) for issuer in trust.parties))

    return registry.read(build)


def _share_with_log(view: RegistryView, issuer: str, trust: TrustStore, now: datetime) -> RegisterShare:
    """Return a share with dating checkpoints; of too many, every second, third…, and the newest."""
    share = _share(view, issuer, trust, now)
    name = log_name(view.connection, issuer)
    entries = [*read_leaves(view.connection, issuer, name)]
    places = {entry: place for place, entry in reversed([*enumerate(entries)])}  # of one twice, the first
    signed = _find_signed(view, issuer)
    known = {sha256(data).digest() for data in share.credentials} & places.keys() & signed.keys()
    heads = find_dating(view, issuer, [(places[position], signed[position]) for position in known], now)
    if not heads:
        return share
    # counted from the end, so that the newest is among them
    kept = heads[:: -ceil(len(heads) / MAX_CHECKPOINTS)][::-1]
    return share._replace(entries=entries[: kept[-1].size], checkpoints=[head.note for head in kept])


def _find_signed(view: RegistryView, issuer: str) -> dict[bytes, int]:
    """Return when the association signed each of its credentials, by digest, in seconds."""
    query = select(RECORD.c.digest, CREDENTIAL.c.created).join(CREDENTIAL, SAME_PLACE)
    rows = view.connection.execute(query.where(CREDENTIAL.c.issuer == issuer))
    return {bytes.fromhex(digest): created for digest, created in rows}


def _share(view: RegistryView, issuer: str, trust: TrustStore, now: datetime) -> RegisterShare:
    """Return the credentials its manifest covers and its commitment; without one, all that are here.

    If others have recomputed only an older manifest, add that one's commitment.
    """
    numbers = find_numbers(view, issuer)
    manifest = view.newest_manifest(issuer) if numbers is not None else None
    head = manifest.body.credential_subject.checkpoint if manifest is not None else None
    if head is not None:
        credentials = [*list_logged(view, issuer, ASSESSMENTS, head.size)]
    else:
        row = RECORD.c
        query = select(row.data).where(row.issuer == issuer, row.kind.in_(ASSESSMENTS)).order_by(row.position)
        credentials = [*view.connection.scalars(query)]
    document = numbers.document if numbers is not None else None
    relied_on = find_agreed(trust, issuer, NUMBERS_PART, None, now=now, policy=Policy()).manifest
    covered = relied_on.body.credential_subject.checkpoint if relied_on is not None else None
    is_older = head is not None and covered is not None and covered.size < head.size
    older = numbers_of(view, relied_on) if is_older and relied_on is not None else None
    agreed = older.document if older is not None and older.document != document else None
    return RegisterShare(issuer, document, credentials, agreed=agreed)
