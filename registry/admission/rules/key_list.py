"""Key list: signed by the root in force, and a continuation of the lists here by the verifier's own rules."""

from dataclasses import replace

from credentials.documents.key_list import KeyList
from registry.admission.submission import (
    Submission,
    check_begins,
    check_current_root,
    refuse_example_keys,
)
from registry.errors import RegistryError
from verifier.trust.agreements import AgreementChain


def prove_key_list(submission: Submission) -> None:
    """Append-only, no key reused, salvage lists at hand: a trust store with it added decides."""
    body: KeyList = submission.record.body
    methods = body.verification_method
    refuse_example_keys(submission, "verificationMethod", (m.public_key_multibase for m in methods))
    check_current_root(submission)
    check_declines(body, submission.view.load_trust().chain)
    bundled = submission.view.bundle_bytes()
    check_begins(submission, body.valid_from, "validFrom")
    submission.view.try_trust(replace(bundled, key_lists=[*bundled.key_lists, submission.record.data]))


def check_declines(body: KeyList, chain: AgreementChain) -> None:
    """What is declined is a party or a scheme of some version; RegistryError decline-unknown."""
    schemes = {scheme.id for version in chain.versions for scheme in version.text.schemes}
    for decline in body.declines:
        if decline.issuer not in chain.members:
            raise RegistryError("decline-unknown", "declines", what=decline.issuer)
        if decline.scheme is not None and decline.scheme not in schemes:
            raise RegistryError("decline-unknown", "declines", what=decline.scheme)
