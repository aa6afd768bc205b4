"""Status list: by a publication key that is not compromised, and readable to the last bit.

Its bits are an export; events are the truth. It is published when a manifest of its association names it.
"""

from credentials.documents.status_list import StatusList, decode_bitstring
from credentials.errors import RecordError
from registry.admission.submission import Submission, check_begins, check_key
from registry.errors import RegistryError


def prove_status_list(submission: Submission) -> None:
    """Life and address are the model's matter (credentials.documents.status_list)."""
    check_key(submission, "publication")
    check_begins(submission, submission.record.body.valid_from, "validFrom")
    body: StatusList = submission.record.body
    try:
        decode_bitstring(body.credential_subject.encoded_list)
    except RecordError as error:
        raise RegistryError(error.code, f"credentialSubject.{error.field}", **error.facts) from None
