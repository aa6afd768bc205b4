"""The register on a stick: a bundle with all credentials of the associations, to search without a network.

A gzip file of lines, each JCS. The first is the bundle itself. The second is a heading: for each association
the number of its lines with credentials, and the numbers that its manifest commits to. If the agreement
counts only logged and witnessed records, the heading also counts the lines with entries of its log, 64 hex
digits each, and with the checkpoints that date them.

{"registers":[{"credentials":300,"issuer":"did:web:cq.example","numbers":{…}}],"type":"huren-register/1"}

The tree's entries are not in the file: the reader makes them from the credentials, so that no credential with
a committed number can be left out. If two credentials share a number, only the file vouches for the second.
"""

import gzip
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from credentials.documents.bundle import MAX_BUNDLE_BYTES
from credentials.errors import RecordError
from credentials.kinds import parse_credential
from credentials.record import Count, Did, Items, JsonObject, Maybe, Model, Record, parse_document, read_body
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.json_profile import MAX_RECORD_BYTES
from signing.log.merkle import HASH_BYTES
from signing.log.note import MAX_NOTE_BYTES
from signing.strict_json import parse_json
from verifier.errors import TrustError
from verifier.numbers.commitment import NumberSet, hash_number
from verifier.numbers.number_proof import NumberTree
from verifier.numbers.registered_log import RegisteredLog

REGISTER_TYPE = "huren-register/1"
MAX_REGISTER_BYTES = MAX_BUNDLE_BYTES
"""The size of the packed file; some 1,500,000 credentials."""
MAX_CREDENTIALS = 2_000_000
MAX_ENTRIES = 4_000_000
MAX_CHECKPOINTS = 1_024
"""Most checkpoints of each log: a limit may date some records later than they were logged, never earlier."""
MAX_UNPACKED_BYTES = 4 * 1024**3
_MAX_HEADING_BYTES = 1024 * 1024
_MAX_NOTE_BYTES = 2 * MAX_NOTE_BYTES
"""Room for the note as a JSON string."""
_ENTRY = re.compile(rb"[0-9a-f]{64}")
# by pattern, as up to 2,000,000 lines are not parsed; `_read_credential` checks each hit
_ENTERPRISE = re.compile(rb'"unifiedSocialCreditCode":("[0-9A-Z]+")')
_NUMBER = re.compile(rb'"certificateNumber":("(?:[^"\\]|\\.)*")')


class LogLines(Model):
    """The numbers of lines with a log's entries and checkpoints."""

    entries: Annotated[Count, Field(le=MAX_ENTRIES)]
    checkpoints: Annotated[Count, Field(le=MAX_CHECKPOINTS)]


class RegisterEntry(Model):
    """One association's share of the file."""

    issuer: Did
    credentials: Annotated[Count, Field(le=MAX_CREDENTIALS)]
    numbers: Maybe[NumberSet] = None
    agreed: Maybe[NumberSet] = None
    """The number set of an older manifest, with which another association agrees."""
    log: Maybe[LogLines] = None


class RegisterHeading(Model):
    """The second line."""

    type: Literal["huren-register/1"]
    registers: Annotated[Items[RegisterEntry], Field(max_length=64)]


@dataclass(frozen=True, slots=True)
class Register:
    """Results of a search in the file: proofs by association and number, and credentials still to be judged.

    `logs` are by association, where the file has them. `log_proofs` were made from them or came with the
    file, each for the credential it proves. `receipts` are a node's log proofs, by the credential's digest.
    """

    proofs: dict[str, dict[str, bytes]] = field(default_factory=dict)
    credentials: list[Record[Any]] = field(default_factory=list)
    logs: dict[str, RegisteredLog] = field(default_factory=dict)
    log_proofs: list[bytes] = field(default_factory=list)
    receipts: Mapping[str, bytes] = field(default_factory=dict)


class RegisterShare(NamedTuple):
    """One association's share: its document `numbers`, its credentials, its log's entries and checkpoints.

    The checkpoints are by size. `agreed` is the document of the trusted manifest, where that is an older one.
    """

    issuer: str
    numbers: bytes | None
    credentials: Sequence[bytes]
    entries: Sequence[bytes] = ()
    checkpoints: Sequence[str] = ()
    agreed: bytes | None = None

    def heading(self) -> JsonObject:
        """Return the counts of its lines, for the heading."""
        lines: JsonObject = {"entries": len(self.entries), "checkpoints": len(self.checkpoints)}
        return {
            "issuer": self.issuer,
            "credentials": len(self.credentials),
            **({"numbers": parse_json(self.numbers)} if self.numbers is not None else {}),
            **({"agreed": parse_json(self.agreed)} if self.agreed is not None else {}),
            **({"log": lines} if self.checkpoints else {}),
        }

    def lines(self) -> Iterator[bytes]:
        """Yield its lines in the order of the file."""
        yield from self.credentials
        yield from (entry.hex().encode() for entry in self.entries)
        yield from (canonicalize(text) for text in self.checkpoints)


def join_register(bundle: bytes, shares: Iterable[RegisterShare]) -> bytes:
    """Return the bytes of the file."""
    joined = [*shares]
    heading: JsonObject = {"type": REGISTER_TYPE, "registers": [share.heading() for share in joined]}
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # no time in the gzip header
    lines = [bundle, canonicalize(heading)]
    packed = [packer.compress(line + b"\n") for line in lines]
    packed += [packer.compress(line + b"\n") for share in joined for line in share.lines()]
    return b"".join([*packed, packer.flush()])


def bundle_of_register(data: bytes) -> bytes:
    """Return the bundle in the file; TrustError register-damaged."""
    return _next(_read_lines(data, MAX_BUNDLE_BYTES), MAX_BUNDLE_BYTES)


def search_register(data: bytes, numbers: Collection[str], usccs: Collection[str] = ()) -> Register:
    """Read the file once; collect proofs of each number, the credentials that carry it, and the logs.

    It also collects the credentials of the enterprises with these credit codes. Raises TrustError
    register-damaged for a file that is incomplete or has foreign lines, RecordError for a bad heading.
    """
    lines = _read_lines(data, MAX_BUNDLE_BYTES)
    _next(lines, MAX_BUNDLE_BYTES)
    value = parse_document(_next(lines, _MAX_HEADING_BYTES), _MAX_HEADING_BYTES)
    heading: Any = read_body(value, RegisterHeading)
    documents: Any = value["registers"]
    wanted = {hash_number(number) for number in numbers}
    codes = {canonicalize(uscc) for uscc in usccs}
    register = Register()
    for entry, document in zip(heading.registers, documents, strict=True):
        leaves = []
        for _ in range(entry.credentials):
            line = _next(lines, MAX_RECORD_BYTES)
            leaves.append(leaf := _hash_line(line))
            if leaf in wanted or (codes and _is_of(line, codes)):
                register.credentials.append(_read_credential(line, leaf, entry.issuer))
        if entry.numbers is not None:
            tree = _tree_of(leaves, entry.numbers)
            older = _tree_of(_first(leaves, entry.agreed.count), entry.agreed) if entry.agreed else tree
            register.proofs[entry.issuer] = {
                number: _prove(number, entry.issuer, document, tree if tree.has(number) else older, tree)
                for number in numbers
            }
        if entry.log is not None:
            register.logs[entry.issuer] = _read_log(lines, entry.issuer, entry.log)
    if next(lines, None) is not None:
        raise TrustError("register-damaged")
    return register


def _is_of(line: bytes, codes: Collection[bytes]) -> bool:
    match = _ENTERPRISE.search(line)
    return match is not None and match[1] in codes


def _tree_of(leaves: Iterable[bytes], numbers: NumberSet) -> NumberTree:
    tree = NumberTree(leaves)
    if (tree.count, tree.root.hex()) != (numbers.count, numbers.root):
        raise TrustError("register-damaged")  # the file leaves out a credential or adds one
    return tree


def _first(leaves: Iterable[bytes], count: int) -> Iterable[bytes]:
    """Yield the first `count` different leaves."""
    return islice(dict.fromkeys(leaves), count)


def _prove(number: str, issuer: str, document: JsonObject, tree: NumberTree, newest: NumberTree) -> bytes:
    """Prove a number or its absence with `tree`: that of the newest set or of the trusted older one."""
    return tree.prove(number, issuer, canonicalize(document["numbers" if tree is newest else "agreed"]))


def _read_log(lines: Iterator[bytes], issuer: str, log_lines: LogLines) -> RegisteredLog:
    hashes = [_next(lines, 2 * HASH_BYTES) for _ in range(log_lines.entries)]
    if not all(map(_ENTRY.fullmatch, hashes)):
        raise TrustError("register-damaged")
    entries = [bytes.fromhex(line.decode()) for line in hashes]
    notes = [_read_text(_next(lines, _MAX_NOTE_BYTES)) for _ in range(log_lines.checkpoints)]
    return RegisteredLog(issuer, entries, notes)


def _read_text(line: bytes) -> str:
    try:
        return str(parse_json(line))
    except SigningError:
        raise TrustError("register-damaged") from None


def _hash_line(line: bytes) -> bytes:
    match = _NUMBER.search(line)
    if match is None:
        raise TrustError("register-damaged")
    return hash_number(_read_text(match[1]))


def _read_credential(line: bytes, leaf: bytes, issuer: str) -> Record[Any]:
    """Read the credential in the line; its number must be the one it was counted by."""
    try:
        record = parse_credential(line)
    except RecordError:
        raise TrustError("register-damaged") from None
    number = record.body.credential_subject.assessment.certificate_number
    if record.body.issuer != issuer or hash_number(number) != leaf:
        raise TrustError("register-damaged")
    return record


def _read_lines(data: bytes, limit: int) -> Iterator[bytes]:
    """Yield the lines, each at most `limit` bytes, and unpack each only when it is read."""
    left = MAX_UNPACKED_BYTES
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as file:
            # the line feed, and one byte more to see that a line is too long
            while line := file.readline(limit + 2):
                left -= len(line)
                if left < 0 or not line.endswith(b"\n"):
                    raise TrustError("register-damaged")
                yield line[:-1]
    except (OSError, EOFError, zlib.error):
        raise TrustError("register-damaged") from None


def _next(lines: Iterator[bytes], limit: int) -> bytes:
    line = next(lines, None)
    if line is None or len(line) > limit:
        raise TrustError("register-damaged")
    return line
