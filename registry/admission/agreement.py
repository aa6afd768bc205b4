"""Agreement half: signed by a root of its party, continues a complete version, makes no fork.

Whether a version is complete is the chain's matter (verifier.agreements). A half of a later version is taken
when the version before it is complete, because only then is it known who must sign.
"""

from dataclasses import replace

from credentials.agreement import AgreementText, agreement_digest
from registry.admission.submission import (
    Submission,
    check_root,
    refuse_characters,
    refuse_example_keys,
    refuse_name,
)
from registry.errors import RegistryError
from registry.tables import SETTING
from verifier.agreements import AgreementChain


def admit_agreement_half(submission: Submission) -> None:
    """The first half of a version 1 sets the pin of the registry."""
    text: AgreementText = submission.record.body.credential_subject
    refuse_example_keys(submission, "credentialSubject.parties", (p.root_key for p in text.parties))
    _check_texts(text)
    if text.version == 1:
        _check_first(submission, text)
        return
    trust = submission.desk.trust
    before = next((v for v in trust.chain.versions if v.digest == text.previous), None)
    if before is None:
        raise RegistryError("previous-pending", "credentialSubject.previous", previous=text.previous)
    _check_signer(submission, text, before.text)
    chain = _try(submission)
    if chain.fork is not None and trust.chain.fork is None:
        raise RegistryError("agreement-fork", "credentialSubject.version", named=text.version)


def _check_first(submission: Submission, text: AgreementText) -> None:
    digest = agreement_digest(submission.record.value["credentialSubject"])
    pin = submission.desk.pin
    if pin is not None and digest != pin:
        raise RegistryError("other-agreement", "credentialSubject", pin=pin)
    _check_signer(submission, text)
    if pin is None:
        submission.rows.append((SETTING, ("pin", digest)))


def _check_signer(submission: Submission, *texts: AgreementText) -> None:
    issuer = submission.record.body.issuer
    roots = {party.root_key for text in texts for party in text.parties if party.id == issuer}
    if not roots:
        raise RegistryError("unknown-issuer", "issuer", issuer=issuer)
    check_root(submission, roots)


def _try(submission: Submission) -> AgreementChain:
    parts = submission.desk.parts()
    parts = replace(parts, agreements=[*parts.agreements, [submission.record.data]])
    return submission.desk.try_trust(parts).chain


def _check_texts(text: AgreementText) -> None:
    """People read these names everywhere; codes and clauses are printed on certificates."""
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
