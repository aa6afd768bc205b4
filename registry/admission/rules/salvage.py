"""Rule for salvage lists: signed by a root; a list acts only if a key list names its digest."""

from credentials.kinds import parse_salvage_list
from registry.admission.submission import Submission, check_any_root
from registry.errors import RegistryError
from registry.view.bundle_bytes import split_salvage
from registry.view.view import RegistryView

MAX_UNNAMED = 2
"""Most stored lists of one association that no key list names: each may have megabytes."""


def prove_salvage_list(submission: Submission) -> None:
    """Check that a root of the association signed the list; a key list says which key it is about.

    RegistryError salvage-unnamed where enough lists wait to be named.
    """
    check_any_root(submission)
    issuer = submission.record.body.signer
    waiting = len(find_unnamed(submission.view, issuer))
    if waiting >= MAX_UNNAMED:
        raise RegistryError("salvage-unnamed", issuer=issuer, count=waiting)


def find_unnamed(view: RegistryView, issuer: str) -> list[bytes]:
    """Return the association's salvage lists here that no key list names yet."""
    _, unnamed = split_salvage(view.of_kind("salvage"), view.of_kind("key-list"))
    return [data for data in unnamed if parse_salvage_list(data).body.signer == issuer]
