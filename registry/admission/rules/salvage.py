"""Salvage list: signed by a root of its association; it acts only where a key list names its digest."""

from registry.admission.submission import Submission, check_any_root


def prove_salvage_list(submission: Submission) -> None:
    """A root of its association signed it; which key it is about is asked where a key list names it."""
    check_any_root(submission)
