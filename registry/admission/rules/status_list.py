"""Rule for status lists: signed by a sound publication key, with readable bits.

Its bits are an export; events are the truth. A list is published when a manifest of its association names it.
"""

from credentials.documents.status_list import StatusList, decode_bitstring
from credentials.errors import RecordError
from registry.admission.submission import Submission, check_begins, check_key
from registry.errors import RegistryError


def prove_status_list(submission: Submission) -> None:
    """Check key, time and bits; credentials.documents.status_list checks life and address."""
    check_key(submission, "publication")
    check_begins(submission, submission.record.body.valid_from, "validFrom")
    body: StatusList = submission.record.body
    try:
        # third-party verifiers read nothing but these bits
        decode_bitstring(body.credential_subject.encoded_list)
    except RecordError as error:
        raise RegistryError(error.code, f"credentialSubject.{error.field}", **error.facts) from None
