"""Bitstring status lists: an export of the events for third-party verifiers (Bitstring Status List 1.0)."""

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, StringConstraints, model_validator

from credentials.documents.assessment import LIST_BITS, is_list_address
from credentials.errors import RecordError
from credentials.record import Body, Did, Model, Time, refuse

MAX_LIFE = timedelta(days=7)
_MAX_ENCODED = 64 * 1024
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]+", re.ASCII)


class Bitstring(Model):
    """The subject: one purpose, one encoded list."""

    id: Annotated[str, StringConstraints(max_length=260)]
    type: Literal["BitstringStatusList"]
    status_purpose: Literal["revocation", "suspension"]
    encoded_list: Annotated[str, StringConstraints(max_length=_MAX_ENCODED)]


class StatusList(Body):
    """Signed by the publication key; lives at most seven days and never past its next change."""

    KIND = "status-list"
    context: Annotated[tuple[Literal["https://www.w3.org/ns/credentials/v2"]], Strict(False)] = Field(
        alias="@context"
    )
    id: Annotated[str, StringConstraints(max_length=240)]
    type: Annotated[
        tuple[Literal["VerifiableCredential"], Literal["BitstringStatusListCredential"]], Strict(False)
    ]
    issuer: Did
    valid_from: Time
    valid_until: Time
    credential_subject: Bitstring

    @property
    def signer(self) -> str:
        """The issuer."""
        return self.issuer

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        if self.valid_until - self.valid_from > MAX_LIFE:
            raise refuse("life-too-long", "validUntil", expected=MAX_LIFE.days)
        subject = self.credential_subject
        if subject.id != f"{self.id}#list" or not is_list_address(
            self.id, self.issuer, subject.status_purpose
        ):
            raise refuse("status-pair", "id")
        return self


def encode_bitstring(set_bits: Iterable[int]) -> str:
    """Return `u` + base64url of the gzipped 131,072 bits, leftmost bit first.

    The form is that of Bitstring Status List 1.0, 3.3. Raises ValueError for an index outside the list: the
    caller's mistake, not input.
    """
    bits = bytearray(LIST_BITS // 8)
    for index in set_bits:
        if not 0 <= index < LIST_BITS:
            raise ValueError(index)
        bits[index >> 3] |= 0x80 >> (index & 7)
    # no time in the gzip header, so that equal bits give equal bytes
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def decode_bitstring(encoded: str) -> bytes:
    """Return the 16,384 bytes of an encoded list; RecordError `list-encoding` for anything else.

    One gzip member, capped output, complete, nothing after it (docs/reference/status-list.md).
    """
    if len(encoded) > _MAX_ENCODED or _BASE64URL.fullmatch(encoded) is None:
        raise RecordError("list-encoding", "encodedList")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        inflate = zlib.decompressobj(wbits=31)
        # a bomb is noticed one byte past the list
        bits = inflate.decompress(packed, LIST_BITS // 8 + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise RecordError("list-encoding", "encodedList") from None
    if base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii") != encoded[1:]:
        raise RecordError("list-encoding", "encodedList")  # bits past the last index
    if len(bits) != LIST_BITS // 8 or not inflate.eof or inflate.unused_data or inflate.unconsumed_tail:
        raise RecordError("list-encoding", "encodedList")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Return whether the bit at `index` is one."""
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def find_set(bits: bytes) -> Iterator[int]:
    """Yield the indexes of the bits that are one, in order."""
    for place, byte in enumerate(bits):
        if byte:
            yield from (index for index in range(place * 8, place * 8 + 8) if is_set(bits, index))
