"""A register in the browser: the same proofs, credentials, log proofs and refusals (group `node`)."""

import base64
import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_credential
from credentials.times import format_time
from signing.errors import HurenError
from signing.log.log_proof import parse_log_proof
from signing.log.note import format_note
from tests.harness.node import ask_node
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.numbers.committed import commit
from tests.world import World
from verifier import TrustStore
from verifier.numbers.commitment import hash_number
from verifier.numbers.register import RegisterShare, bundle_of_register, join_register, search_register
from verifier.numbers.registered_log import prove_by

pytestmark = pytest.mark.javascript

SPELLED = " cq-t-1 "
HOLDER = parse_credential(World().issue()).body.holder_code


def titles(*credentials: bytes) -> list[str]:
    return [parse_credential(one).body.title for one in credentials]


def counted() -> tuple[World, bytes, list[str]]:
    """Seven credentials of cq, whose manifest commits to their numbers; sc commits to none."""
    world = World()
    credentials = [world.issue() for _ in range(7)]
    held = commit(map(hash_number, titles(*credentials)), world)
    shares = [
        RegisterShare(world.cq.did, held.document, credentials),
        RegisterShare(world.sc.did, None, [world.issue(by="sc")]),
    ]
    return world, join_register(world.bundle(), shares), titles(*credentials)


def logged() -> tuple[World, bytes]:
    """Three credentials of cq under two checkpoints, the second of which another party cosigned."""
    world = World()
    witness_needed(world)
    credentials, notes = [], []
    for witnesses in ((), ("sc",)):
        credentials.append(world.issue())
        proof = parse_log_proof(world.inclusion_proof(credentials[-1], witnesses=witnesses))
        notes.append(format_note(proof.checkpoint_note))
    return world, join_register(
        world.bundle(), [RegisterShare(world.cq.did, None, credentials, world.cq.log, notes)]
    )


def damaged(data: bytes) -> list[bytes]:
    """Yield files that are cut, or have lines that no register has."""
    lines = gzip.decompress(data).split(b"\n")
    number = b'"certificateNumber":"'
    others = [
        [lines[0], b"", *lines[2:]],
        [*lines[:3], *lines[4:]],
        [*lines[:3], lines[2], *lines[4:]],
        [*lines[:-1], lines[-2], lines[-1]],
        [line.replace(number, number + b"X") for line in lines],
        [line.replace(number, b'"other":"') for line in lines],
        [b"{" + number + b'1"}' if number in line else line for line in lines],
        lines[:-1],
    ]
    return [
        data[: len(data) // 2], data[:-4] + b"\0\0\0\0", b"\x1f\x8b", gzip.compress(b""), b"{}",
        *(gzip.compress(b"\n".join(held)) for held in others),
    ]  # fmt: skip


def in_python(data: bytes, pin: str, now: datetime, numbers: list[str], usccs: list[str]) -> Any:
    try:
        found = search_register(data, numbers, usccs)
        trust = TrustStore.from_bundle(bundle_of_register(data), pin=pin)
    except HurenError as error:
        return error.code
    proofs = [[*prove_by(found.logs, record, trust, now), None][0] for record in found.credentials]
    return {
        "proofs": {
            issuer: {number: base64.b64encode(proof).decode() for number, proof in shown.items()}
            for issuer, shown in found.proofs.items()
        },
        "credentials": [record.digest for record in found.credentials],
        "logged": [base64.b64encode(proof).decode() if proof else None for proof in proofs],
    }


def test_the_page_finds_in_a_register_what_the_terminal_finds(tmp_path: Path) -> None:
    world, data, known = counted()
    numbers = [known[0].lower(), known[4], "NONE", "0", SPELLED]
    usccs = [HOLDER]
    files = [data, *damaged(data)]
    asked = {"pin": world.pin, "now": format_time(world.now), "numbers": numbers, "usccs": usccs}
    expected = [in_python(one, world.pin, world.now, numbers, usccs) for one in files]
    encoded = [base64.b64encode(one).decode() for one in files]
    found = ask_node("tests/parity/tender/registers.mjs", tmp_path, {**asked, "files": encoded})
    assert found == expected
    assert {*expected[0]["proofs"][world.cq.did]} == {*numbers}
    assert "register-damaged" in expected


def test_the_page_proves_by_the_log_of_a_register_what_the_terminal_proves(tmp_path: Path) -> None:
    world, data = logged()
    usccs = [HOLDER]
    asked = {"pin": world.pin, "now": format_time(world.now), "numbers": [], "usccs": usccs}
    found = ask_node(
        "tests/parity/tender/registers.mjs", tmp_path, {**asked, "files": [base64.b64encode(data).decode()]}
    )
    assert found == [in_python(data, world.pin, world.now, [], usccs)]
    assert len({*found[0]["logged"]} - {None}) == 2
