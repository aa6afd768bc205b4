"""subject: is it about the enterprise you expect?"""

import unicodedata

from verifier.case import Case
from verifier.findings import failed, not_asked, noted, passed, skipped
from verifier.verdict import Finding

CHECK = "subject"
_OK = passed(CHECK)


def check_subject(case: Case) -> Finding:
    """The code decides; a name that differs in more than width and spaces is a note."""
    expect = case.expect
    if expect is None:
        return not_asked(CHECK)
    if not case.signed:
        return skipped(CHECK, "proof")
    subject = case.record.body.credential_subject
    if subject.unified_social_credit_code != expect.uscc:
        found = subject.unified_social_credit_code
        return failed(CHECK, "subject-mismatch", found=found, expected=expect.uscc)
    names = {_plain(subject.legal_name), _plain(subject.legal_name_en or "")}
    if expect.name is not None and _plain(expect.name) not in names:
        return noted(CHECK, "name-differs", found=subject.legal_name, expected=expect.name)
    return _OK


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
