"""Submission of one record: the facts that a rule may use, and the checks that several kinds share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import Table

from credentials.documents.key_list import Use
from credentials.name_rules import check_characters, check_name
from credentials.record import Record
from credentials.times import format_time
from registry.admission.companions import NO_COMPANIONS, Companions
from registry.admission.record_rows import Row
from registry.errors import RegistryError
from registry.view.view import Basis, RegistryView
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.policy import CLOCK_TOLERANCE
from verifier.trust.keys import Key, Stand


class Proven(NamedTuple):
    """Digests of credentials verified before, under the trust data made of `basis`."""

    basis: Basis | None
    digests: frozenset[str]


NONE_PROVEN = Proven(None, frozenset())


@dataclass(slots=True)
class Submission:
    """Record submitted at `now`.

    `Admission.prove` writes nothing and sets the signing key; the rule checks the rest. Both raise
    RegistryError, or set notes, further rows to store, and `surplus`: the digests of records to remove. If a
    submission `waits`, its rule has stored it as waiting, and nothing else is stored. Signature, authority
    and names of a `proven` credential were checked before. `companions` are the key lists in the same
    delivery, `brings` those of them that are stored with the record.
    """

    record: Record[Any]
    view: RegistryView
    now: datetime
    key: Key | None = None
    notes: list[str] = field(default_factory=list)
    rows: list[tuple[Table, Row]] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    waits: bool = False
    proven: bool = False
    companions: Companions = NO_COMPANIONS
    brings: list[Record[Any]] = field(default_factory=list)

    def at(self, view: RegistryView) -> Self:
        """Return the submission for another view; a rule begins with the results of `prove`."""
        return replace(self, view=view, notes=[*self.notes], rows=[*self.rows], surplus=[*self.surplus])


def check_created(submission: Submission) -> None:
    """Refuse a signature in the future: it would make every verifier doubt its clock."""
    created, now = submission.record.created, submission.now
    if created > now + CLOCK_TOLERANCE:
        raise RegistryError(
            "signed-in-future", "proof.created", created=format_time(created), now=format_time(now)
        )


def check_begins(submission: Submission, begins: datetime, field_name: str) -> None:
    """Refuse a publication that begins in the future: it would outlive its kind, or its key."""
    if begins > submission.now + CLOCK_TOLERANCE:
        raise RegistryError(
            "begins-in-future", field_name, begins=format_time(begins), now=format_time(submission.now)
        )


def check_key(submission: Submission, use: Use, stands: Callable[[Stand], bool] = lambda _: False) -> Key:
    """Return the issuer's key if it may sign for `use` at that time and the signature holds.

    Raises RegistryError with the verifier's codes: unknown-issuer, newer-than-trust-data, weak-key,
    wrong-use, key-compromised, key-expired, bad-signature. `stands` decides which records of a compromised
    key are admitted all the same.
    """
    record, trust = submission.record, submission.view.load_trust()
    issuer, method_id, created = record.body.signer, record.proof.verification_method, record.created
    party = trust.party(issuer)
    if party is None:
        raise RegistryError("unknown-issuer", "issuer", issuer=issuer)
    where = "proof.verificationMethod"
    key, key_list = party.key(method_id), trust.key_list(issuer, submission.now)
    objection = party.find_objection(method_id, use, created, key_list, stands)
    if key is None or objection == "unknown-key":
        # the key list that names the key may arrive later
        raise RegistryError("newer-than-trust-data", where, key=method_id)
    if objection is not None:
        where = "proof.created" if objection == "key-expired" else where
        raise RegistryError(objection, where, **key.facts_of(objection, created))
    if not check_signature(record.value, record.proof, key.public):
        raise RegistryError("bad-signature", "proof.proofValue")
    return key


def check_root(submission: Submission, roots: Iterable[str]) -> None:
    """Check that one of the root keys, given as multikeys, signed the record."""
    record = submission.record
    if not any(check_signature(record.value, record.proof, decode_multikey(root)) for root in roots):
        raise RegistryError("bad-signature", "proof.proofValue")


def check_any_root(submission: Submission) -> None:
    """Check that a present or former root of the association signed the record."""
    issuer = submission.record.body.signer
    roots = submission.view.load_trust().chain.roots_of(issuer)
    if not roots:
        raise RegistryError("unknown-issuer", "issuer", issuer=issuer)
    check_root(submission, roots)


def find_current_roots(submission: Submission) -> set[str]:
    """Return the association's roots, as multikeys, in the last version that names it now and in later ones.

    A replaced root may have been stolen, so it no longer counts, whatever date it signs with.
    """
    chain, issuer = submission.view.load_trust().chain, submission.record.body.signer
    last = chain.last_naming(issuer, submission.now)
    entries = [v.text.party(issuer) for v in chain.versions
               if last is None or v.text.version >= last.text.version]  # fmt: skip
    return {entry.root_key for entry in entries if entry is not None}


def refuse_example_keys(submission: Submission, field_name: str, multikeys: Iterable[str]) -> None:
    """Refuse the demo's keys, whose private parts are public, outside the demo."""
    for multikey in multikeys:
        if multikey in submission.view.memory.refused_keys:
            raise RegistryError("example-key", field_name, key=multikey)


def refuse_name(field_name: str, text: str | None) -> None:
    """Apply the character rules of names (credentials.name_rules)."""
    _refuse_text(field_name, text, check_name(text) if text is not None else None)


def refuse_characters(field_name: str, text: str | None) -> None:
    """Apply the character rules of all other printed text."""
    _refuse_text(field_name, text, check_characters(text) if text is not None else None)


def _refuse_text(field_name: str, text: str | None, code: str | None) -> None:
    if code is not None and text is not None:
        raise RegistryError(code, field_name, value=text.encode("unicode_escape").decode())
