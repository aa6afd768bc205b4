"""well-formed: is there a credential of the closed profile in the bytes? (docs/reference/records.md)"""

from typing import Any

from credentials.errors import RecordError
from credentials.h1 import MAX_TEXT, decode_h1
from credentials.kinds import parse_judged, read_judged
from credentials.record import Record
from verifier.findings import failed, unclear
from verifier.verdict import Finding

CHECK = "well-formed"

_OTHER_VERSION = frozenset({"kind-unknown", "proof-unsupported", "h1-newer"})
_NOT_READ = frozenset({"h1-absent", "h1-damaged", "kind-unexpected"})
_TOO_LARGE = frozenset({"too-large", "h1-too-large"})


def read_credential(data: bytes) -> Record[Any] | Finding:
    """Return the record in JSON or H1 text, or the finding that says why there is none."""
    try:
        # white space of RFC 8259 2; whatever else precedes, the bytes are text around a code
        if data[:1] == b"{" or data[:64].lstrip(b" \t\r\n")[:1] == b"{":
            return parse_judged(data)
        # a character takes four bytes of UTF-8 at most
        if len(data) > MAX_TEXT * 4:
            raise RecordError("too-large", size=len(data), limit=MAX_TEXT * 4)
        # the code is ASCII, so the text around it may be in any encoding
        return read_judged(decode_h1(data.decode("utf-8", "replace")))
    except RecordError as error:
        return _finding(error)


def _finding(error: RecordError) -> Finding:
    reasons = {
        "reason": error.sentence("en"),
        "reason_zh": error.sentence("zh"),
        "error": error.code,
        "field": error.field,
    }
    if error.code in _TOO_LARGE:
        return failed(CHECK, "too-large", **reasons)
    if error.code in _NOT_READ:
        # a blurred code proves nothing against a credential
        return unclear(CHECK, "unreadable", **reasons)
    if error.code in _OTHER_VERSION:
        # a later version of this software may be able to read it
        return unclear(CHECK, "unsupported", **reasons)
    return failed(CHECK, "malformed", **reasons)
