"""Rule for agreement halves: signed by a root that the text needs, and the text may become the next version.

The chain decides whether a version is complete (verifier.trust.agreements). No outsider can write here. The
first half of a text must be by a root of the last complete version; then roots that the text adds may sign.
Version 1 is taken only under the pin set on this machine. Only the newest unfinished texts stay; a version
that becomes complete removes those that no longer can (registry.view.waiting_halves).
"""

from credentials.documents.agreement import AgreementText
from credentials.times import format_time
from registry.admission.submission import (
    Submission,
    refuse_characters,
    refuse_example_keys,
    refuse_name,
)
from registry.errors import RegistryError
from registry.view.known_halves import text_digest
from registry.view.waiting_halves import find_surplus, is_signed, may_stand
from verifier.trust.agreements import AgreementVersion


def prove_agreement_half(submission: Submission) -> None:
    """Check that the half may be stored: one for each root and text."""
    text: AgreementText = submission.record.body.credential_subject
    digest = text_digest(submission.record)
    refuse_example_keys(submission, "credentialSubject.parties", (p.root_key for p in text.parties))
    _check_texts(text)
    before = None
    if text.version == 1:
        _check_first(submission, digest)
    else:
        before = _check_next(submission, text, digest)
    texts = [text, *([before.text] if before is not None else [])]
    root = _find_root(submission, texts)
    halves = submission.view.halves_of(digest)
    for half in halves:
        # one half for each root and text: a second half would only take room
        if is_signed(half, root):
            raise RegistryError("half-held", "proof", created=format_time(half.created))
    if before is not None:
        known = {party.root_key for party in before.text.parties}
        # a text may name anybody as a new party: so a known root's half must come first
        if root not in known and not any(is_signed(half, key) for half in halves for key in known):
            raise RegistryError("half-unvouched", "issuer", version=before.text.version)
        _check_chain(submission)


def _check_first(submission: Submission, digest: str) -> None:
    pin = submission.view.read_pin()
    # otherwise whoever delivers the first version 1 would decide the registry's agreement
    if pin is None:
        raise RegistryError("pin-unset", "credentialSubject", digest=digest)
    if digest != pin:
        raise RegistryError("other-agreement", "credentialSubject", pin=pin)


def _check_next(submission: Submission, text: AgreementText, digest: str) -> AgreementVersion:
    """Return the complete version that the text continues."""
    chain = submission.view.load_trust().chain
    before = next((version for version in chain.versions if version.digest == text.previous), None)
    if before is None:
        raise RegistryError("previous-pending", "credentialSubject.previous", previous=text.previous)
    if text.version != before.text.version + 1:
        raise RegistryError("chain-broken", "credentialSubject.version", what="version")
    if not may_stand(text, digest, chain):
        raise RegistryError("version-taken", "credentialSubject.version", version=text.version)
    return before


def _find_root(submission: Submission, texts: list[AgreementText]) -> str:
    """Return the issuer's root that signed, from this text or the one before."""
    record = submission.record
    issuer = record.body.issuer
    roots = dict.fromkeys(party.root_key for text in texts for party in text.parties if party.id == issuer)
    if not roots:
        raise RegistryError("unknown-issuer", "issuer", issuer=issuer)
    root = next((root for root in roots if is_signed(record, root)), None)
    if root is None:
        raise RegistryError("bad-signature", "proof.proofValue")
    return root


def _check_chain(submission: Submission) -> None:
    """Check the chain by the verifier's rules; list in `surplus` the halves that can no longer complete."""
    view, record = submission.view, submission.record
    chain = view.try_chain([*view.halves(), record])
    submission.surplus += find_surplus(view, record, chain)


def _check_texts(text: AgreementText) -> None:
    """Check the characters of names, codes and clauses: people read them, certificates print them."""
    for party in text.parties:
        refuse_name("credentialSubject.parties", party.legal_name.zh)
        refuse_name("credentialSubject.parties", party.legal_name.en)
    for scheme in text.schemes:
        for shown in (scheme.name, *(grade.name for grade in scheme.grades)):
            refuse_name("credentialSubject.schemes", shown.zh)
            refuse_name("credentialSubject.schemes", shown.en)
        for code in (scheme.basis, *scheme.categories, *(grade.code for grade in scheme.grades)):
            refuse_characters("credentialSubject.schemes", code)
    for row in text.equivalences:
        refuse_characters("credentialSubject.equivalences", row.clause)
