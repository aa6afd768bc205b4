"""Salvage list: signed by a root of its association; it acts only where a key list names its digest."""

from dataclasses import replace

from registry.admission.submission import Submission, check_any_root


def prove_salvage_list(submission: Submission) -> None:
    """A trust store with it added decides."""
    check_any_root(submission)
    bundled = submission.view.bundle_bytes()
    submission.view.try_trust(replace(bundled, salvage=[*bundled.salvage, submission.record.data]))
