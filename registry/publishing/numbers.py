"""Certificate numbers: the commitment in a manifest, and proofs under it (verifier.numbers.commitment).

The commitment claims all certificates under a scheme from the day of the first credential that the
association signed under it. Earlier paper certificates are not covered.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from credentials.documents.manifest import Manifest
from credentials.kinds import parse_credential
from credentials.record import Record
from credentials.words.days import day_of
from registry.database.tables import CREDENTIAL, RECORD, SAME_RECORD
from registry.log.packs import read_records
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier.numbers.commitment import NUMBERS_PART, build_numbers, fold_number
from verifier.numbers.number_proof import NumberTree
from verifier.policy import Policy
from verifier.reliance.agreed import find_agreed
from verifier.trust.trust_store import TrustStore


class PublishedNumbers(NamedTuple):
    """Document that a manifest names, and the tree with its root."""

    document: bytes
    tree: NumberTree


def make_numbers(view: RegistryView, issuer: str, size: int) -> PublishedNumbers | None:
    """Make the commitment over the first `size` entries of the log; None without a credential in them."""
    numbers = view.memory.trees.numbers(view.connection, issuer, size)
    coverage = [*_coverage(view, issuer, numbers.firsts)]
    tree = numbers.tree
    return PublishedNumbers(build_numbers(tree.count, tree.root, coverage), tree) if coverage else None


def find_numbers(view: RegistryView, issuer: str) -> PublishedNumbers | None:
    """Return what the newest manifest commits to; None if it does not, or its log is not here."""
    manifest = view.newest_manifest(issuer)
    return numbers_of(view, manifest) if manifest is not None else None


def numbers_of(view: RegistryView, manifest: Record[Manifest]) -> PublishedNumbers | None:
    """Return what a manifest commits to; None if it does not, or its association's log is not here."""
    subject = manifest.body.credential_subject
    digests = {part.digest for part in subject.parts if part.kind == NUMBERS_PART}
    if subject.checkpoint is None or not digests:
        return None
    made = make_numbers(view, manifest.body.issuer, subject.checkpoint.size)
    return made if made is not None and sha256(made.document).hexdigest() in digests else None


def prove_number(
    registry: Registry, number: str, trust: TrustStore, *, now: datetime, home: str | None = None
) -> dict[str, bytes]:
    """Prove a number for each association that commits to numbers and whose log is here.

    The proof is under its newest manifest if that has the number, else under the one that `home` relies on.
    """

    def prove(view: RegistryView) -> dict[str, bytes]:
        proofs = {}
        for issuer in view.load_trust().parties:
            numbers = find_numbers(view, issuer)
            if numbers is not None and not numbers.tree.has(number):
                agreed = find_agreed(trust, issuer, NUMBERS_PART, home, now=now, policy=Policy())
                numbers = (agreed.manifest and numbers_of(view, agreed.manifest)) or numbers
            if numbers is not None:
                proofs[issuer] = numbers.tree.prove(number, issuer, numbers.document)
        return proofs

    return registry.read(prove)


def find_numbered(registry: Registry, number: str, *, thorough: bool) -> list[Record[Any]]:
    """Find credentials with this number in any spelling, of every association in log order.

    The number as typed, or folded, is in an index. Other spellings need a search through all numbers, only if
    `thorough`: for a number that is known to exist, or in a person's own registry.
    """
    wanted = fold_number(number)
    row = CREDENTIAL.c
    query = (
        select(RECORD.c.data)
        .join(CREDENTIAL, SAME_RECORD)
        .where(row.certificate_number.in_(bindparam("numbers", expanding=True)))
        .order_by(row.issuer, row.position)
    )

    def find(view: RegistryView) -> list[Record[Any]]:
        spellings = [number, wanted]
        data = view.connection.scalars(query, {"numbers": spellings}).all()
        if thorough and not data:
            numbers = view.connection.scalars(select(row.certificate_number).distinct())
            spellings = [spelling for spelling in numbers if fold_number(spelling) == wanted]
            data = view.connection.scalars(query, {"numbers": spellings}).all() if spellings else ()
        return [parse_credential(body) for body in data]

    return registry.read(find)


def _coverage(view: RegistryView, issuer: str, firsts: Mapping[str, int]) -> Iterator[tuple[str, date]]:
    """Yield each scheme with the day of its first credential; `firsts` are their places."""
    for scheme, place in sorted(firsts.items()):
        for data in read_records(view, issuer, place, place + 1):
            yield scheme, day_of(parse_credential(data).created)
