"""Status list: by a publication key that is not compromised. Its bits are an export; events are the truth."""

from credentials.times import format_time
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError


def admit_status_list(submission: Submission) -> None:
    """Form, life and address are the model's matter (credentials.status_list)."""
    check_publication_key(submission)


def check_publication_key(submission: Submission) -> None:
    """A compromised publication key publishes nothing more."""
    key = check_key(submission, "publication")
    since = key.method.compromised_since
    if since is not None:
        raise RegistryError(
            "key-compromised", "proof.verificationMethod", key=key.method.id, since=format_time(since)
        )
