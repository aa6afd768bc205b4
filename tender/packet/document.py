"""TenderPacket/1: the tender of a packet, its enterprise, its contents.

It is unsigned: it names a certificate for each criterion, and each certificate carries its own proof.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from credentials.record import Did, Digest, Items, Maybe, Model, Text, Time, Uscc, Version
from credentials.unsigned import Label, Unsigned, parse_unsigned
from signing.strict_json import JsonValue
from verifier.tender.documents.bidders import ClaimedCertificate
from verifier.tender.matrix import CellState

PACKET = "packet.json"
"""The name of the document in a packet."""
MAX_PACKET_BYTES = 2 * 1024 * 1024
_MAX_VALUES = 60_000
MAX_OUTCOMES = 5_000
"""Criteria over all lots; a tender with more is asked lot by lot."""


class PacketTender(Model):
    """The tender that the packet was made for, as a record of an opening names it."""

    number: Text
    version: Version
    digest: Digest
    title: Text


class PacketEnterprise(Model):
    """The enterprise of the packet."""

    name: Text
    uscc: Uscc


class PacketManifest(Model):
    """The manifest of one association that the check rests on."""

    issuer: Did
    issued: Time


class PacketTrust(Model):
    """The trust data that the check rests on; `bundle` is the digest of the file in the packet."""

    pin: Digest
    bundle: Digest
    manifests: Annotated[Items[PacketManifest], Field(max_length=1_000)]


class AnnouncedOutcome(Model):
    """A criterion in a lot, as the officer's check gave it at `asOf`."""

    lot: Label
    criterion: Label
    state: CellState


class PacketFile(Model):
    """One of the other files in the packet."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    size: Annotated[int, Field(ge=0)]
    sha256: Digest


class TenderPacket(Model):
    """The document of a packet; `asOf` is the opening, or `made` if the trust data is too old for the
    opening."""

    type: Literal["TenderPacket/1"]
    tender: PacketTender
    enterprise: PacketEnterprise
    made: Time
    as_of: Time
    lots: Annotated[Items[Label], Field(min_length=1, max_length=200)]
    outcomes: Annotated[Items[AnnouncedOutcome], Field(max_length=MAX_OUTCOMES)]
    claims: Annotated[Items[ClaimedCertificate], Field(max_length=1_000)]
    trust: PacketTrust
    software: Maybe[Annotated[str, StringConstraints(min_length=1, max_length=60)]] = None
    files: Annotated[Items[PacketFile], Field(max_length=10_000)]


def format_packet(value: dict[str, JsonValue]) -> bytes:
    """Return the bytes of the file, with its type first, by which readers of papers see that it is no
    certificate."""
    first: dict[str, Any] = {"type": "TenderPacket/1"}
    return json.dumps(first | value, ensure_ascii=False, indent=1).encode() + b"\n"


def parse_packet(data: bytes) -> Unsigned[TenderPacket]:
    """Return the packet in JSON bytes; RecordError names the member. The caps apply before parsing."""
    return parse_unsigned(data, TenderPacket, MAX_PACKET_BYTES, _MAX_VALUES)
