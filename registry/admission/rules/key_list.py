"""Rule for key lists: the root in force vouches for the list, and it continues the lists here."""

from dataclasses import replace
from itertools import islice

from credentials.documents.key_list import KeyList
from credentials.record import Record
from registry.admission.companions import MAX_PATH
from registry.admission.rules.salvage import find_unnamed
from registry.admission.submission import (
    Submission,
    check_any_root,
    check_begins,
    check_created,
    find_current_roots,
    refuse_example_keys,
)
from registry.errors import RegistryError
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.trust.agreements import AgreementChain
from verifier.trust.trust_store import TrustStore


def prove_key_list(submission: Submission) -> None:
    """Check the list with the verifier, in a trust store that has it.

    The trust store checks append-only members, a second list of one version, and salvage lists at hand. A
    list of a replaced root is stored together with the list of the root in force that leads back to it. All
    lists between them are stored as well, so lists may arrive in any order, and each is proven once. Of each
    association one long path may be proven in vain.
    """
    view, issuer, in_vain = submission.view, submission.record.body.id, submission.companions.in_vain
    new = _find_new(submission, _find_voucher(submission))
    if len(new) > MAX_PATH and issuer in in_vain:
        raise RegistryError("lists-too-many", "previous", limit=MAX_PATH)
    try:
        for record in new:
            _prove_alone(replace(submission, record=record))
        bundled = view.bundle_bytes()
        lists = [*bundled.key_lists, *(added.data for added in new)]
        # a salvage list arrives before the key list that names it, and until then no bundle has it
        salvage = [*bundled.salvage, *find_unnamed(view, issuer)]
        trust = view.try_trust(replace(bundled, key_lists=lists, salvage=salvage))
        _check_faults(trust, submission.record.body)
    except RegistryError:
        if len(new) > MAX_PATH:
            in_vain.add(issuer)
        raise
    # oldest first: each list is stored after the one that it continues
    submission.brings = [added for added in reversed(new) if added.digest != submission.record.digest]


def _check_faults(trust: TrustStore, body: KeyList) -> None:
    fault, party = trust.faults.get(body.id), trust.party(body.id)
    name = f"{body.id} key list {fault.version if fault is not None else body.version}"
    if fault is not None and fault.what == "fork":
        raise RegistryError("equivocation", name)
    if fault is not None and fault.what == "gap":
        raise RegistryError("list-before-missing", name)
    if fault is not None:
        raise RegistryError("not-append-only", name, member=fault.member)
    if party is not None and party.keys.missing:
        raise RegistryError("salvage-missing", party.keys.missing[0])


def _find_new(submission: Submission, last: Record[KeyList]) -> list[Record[KeyList]]:
    """Return `last` and the lists before it that are not stored, newest first; stop at a stored one."""
    path, new = submission.companions.path_to(last), list[Record[KeyList]]()
    while portion := [*islice(path, MAX_PATH)]:
        stored = submission.view.known_digests(record.digest for record in portion)
        absent = next(
            (place for place, record in enumerate(portion) if record.digest in stored), len(portion)
        )
        new += portion[:absent]
        is_enough = len(new) > MAX_PATH and last.body.id in submission.companions.in_vain
        if is_enough or absent < len(portion):
            break
    return new


def _find_voucher(submission: Submission) -> Record[KeyList]:
    """Return the list itself if the root in force signed it, else the list that vouches for it."""
    check_any_root(submission)
    record, roots = submission.record, find_current_roots(submission)
    if any(check_signature(record.value, record.proof, decode_multikey(root)) for root in roots):
        return record
    voucher = submission.companions.find_voucher(record, roots)
    # a replaced root may be stolen: alone it changes nothing, whatever date it signs with
    if voucher is None:
        raise RegistryError("root-replaced", "proof.verificationMethod")
    return voucher


def _prove_alone(submission: Submission) -> None:
    """Check what every list must satisfy, whatever it continues."""
    body: KeyList = submission.record.body
    check_created(submission)
    refuse_example_keys(
        submission, "verificationMethod", (m.public_key_multibase for m in body.verification_method)
    )
    check_any_root(submission)
    check_declines(body, submission.view.load_trust().chain)
    check_begins(submission, body.valid_from, "validFrom")


def check_declines(body: KeyList, chain: AgreementChain) -> None:
    """Check that each decline names a party or scheme of some version; RegistryError decline-unknown."""
    schemes = {scheme.id for version in chain.versions for scheme in version.text.schemes}
    for decline in body.declines:
        if decline.issuer not in chain.members:
            raise RegistryError("decline-unknown", "declines", what=decline.issuer)
        if decline.scheme is not None and decline.scheme not in schemes:
            raise RegistryError("decline-unknown", "declines", what=decline.scheme)
