"""subject: is the credential about the enterprise you expect?"""

import unicodedata

from verifier.case import Case
from verifier.findings import failed, not_asked, noted, passed, skipped
from verifier.verdict import Finding

CHECK = "subject"
_OK = passed(CHECK)
_NOT_ASKED = not_asked(CHECK)


def check_subject(case: Case) -> Finding:
    """Compare the code, which decides; a name that differs in more than width and spaces is a note."""
    expect = case.expect
    if expect is None:
        return _NOT_ASKED
    if not case.signed:
        return skipped(CHECK, "proof")
    body = case.record.body
    if body.holder_code != expect.uscc:
        return failed(CHECK, "subject-mismatch", found=body.holder_code, expected=expect.uscc)
    names = {_plain(body.holder), _plain(body.holder_en)}
    if expect.name is not None and _plain(expect.name) not in names:
        return noted(CHECK, "name-differs", found=body.holder, expected=expect.name)
    return _OK


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
