"""Salvage list: signed by the root in force; it acts once a key list names its digest."""

from dataclasses import replace

from registry.admission.submission import Submission, check_current_root


def admit_salvage_list(submission: Submission) -> None:
    """A trust store with it added decides."""
    check_current_root(submission)
    parts = submission.desk.parts()
    submission.desk.try_trust(replace(parts, salvage=[*parts.salvage, submission.record.data]))
