"""Reading a static tree as a stranger does: with nothing but its files and the pin."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from credentials.identifiers import did_web_address, log_origin
from credentials.kinds import parse_key_list, parse_status_list
from registry.log.tiles import split_tiles, tile_path
from registry.publishing.static_tree import format_log_keys, key_list_path
from signing.log.checkpoint import parse_checkpoint
from signing.log.merkle import leaf_hash, merkle_root
from signing.log.note import check_note, parse_note
from tests.world import World
from verifier import Seen, TrustStore


class Site(NamedTuple):
    """Memory of a reader."""

    bundle: bytes
    seen: Seen


def read_hashes(folder: Path, size: int) -> list[bytes]:
    """Return the hashes of one level of hash tiles."""
    data = b"".join(_read_tile(folder, *tile) for tile in split_tiles(size))
    return [data[start : start + 32] for start in range(0, len(data), 32)]


def read_entries(folder: Path, size: int) -> list[bytes]:
    """Return the entries of a log."""
    data = b"".join(_read_tile(folder, *tile) for tile in split_tiles(size))
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def _read_tile(folder: Path, index: int, width: int) -> bytes:
    return (folder / tile_path(index, width)).read_bytes()


def check_site(folder: Path, world: World, seen: Seen | None, *, complete: bool = False) -> Site:
    """Check that every file is whole, signed and true, that all it names exists, and that nothing goes back.

    With `complete` the writer came to its end: then nothing is half done.
    """
    bundle = (folder / "bundle.json").read_bytes()
    trust = TrustStore.from_bundle(bundle, pin=world.pin, seen=seen)
    for party in trust.parties.values():
        if party.manifest is not None:
            address = did_web_address(party.issuer).removeprefix("https://")
            assert (folder / address / f"records/{party.manifest.digest}.json").is_file()
    for association in world.parties.values():
        did, host = association.did, folder / did_web_address(association.did).removeprefix("https://")
        assert parse_key_list((folder / key_list_path(did)).read_bytes()).body.id == did
        for path in (host / "records").glob("[!.]*"):
            assert sha256(path.read_bytes()).hexdigest() == path.stem
        for path in (host / "status").glob("*/[!.]*"):
            assert parse_status_list(path.read_bytes()).body.issuer == did
        known = trust.parties.get(did)
        if known is not None and (host / "log/key").exists():
            assert (host / "log/key").read_bytes() == format_log_keys(known)
        if (host / "log/checkpoint").exists():
            _check_log(host, log_origin(did), association.signers["publication"].public_key)
    if complete:
        assert [*folder.rglob(".huren-*")] == []
    return Site(bundle, trust.seen)


def _check_log(host: Path, origin: str, public: bytes) -> None:
    note = parse_note((host / "log/checkpoint").read_text())
    assert check_note(note, origin, public)
    head = parse_checkpoint(note.text)
    entries = read_entries(host / "log/tile/entries", head.size)
    assert merkle_root(entries) == head.root
    assert read_hashes(host / "log/tile/0", head.size) == [leaf_hash(entry) for entry in entries]
    for entry in entries:
        assert (host / f"records/{entry.hex()}.json").is_file()
