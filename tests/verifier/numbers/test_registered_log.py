"""A log in a register dates each record as its files would; an altered log is refused."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from credentials.errors import RecordError
from credentials.kinds import parse_credential
from signing.log.log_proof import parse_log_proof
from signing.log.note import Note, format_note
from tests.verifier.attacks.freshness import witness_needed
from tests.world import World
from verifier import Outcome, TrustError
from verifier.numbers import registered_log
from verifier.numbers.register import RegisterShare, join_register, search_register
from verifier.numbers.registered_log import prove_by

VALID, UNCLEAR = Outcome.VALID, Outcome.INDETERMINATE


@dataclass
class Kept:
    """A world whose log is cosigned as it grows, and its register."""

    world: World
    records: list[bytes]
    checkpoints: list[Note]

    def share(self) -> RegisterShare:
        texts = [format_note(note) for note in self.checkpoints]
        entries = self.world.cq.log[: self._sizes()[-1]] if texts else []
        return RegisterShare(self.world.cq.did, None, self.records, entries, texts)

    def _sizes(self) -> list[int]:
        return [int(note.text.split("\n")[1]) for note in self.checkpoints]

    def register(self) -> bytes:
        return join_register(self.world.bundle(), [self.share()])

    def told(self, record: bytes, data: bytes | None = None) -> tuple[Outcome, str, object]:
        """Return the outcome, the finding on the log, and when it was witnessed."""
        logs = search_register(data or self.register(), ()).logs
        found = prove_by(logs, parse_credential(record), self.world.trust(), self.world.now)
        verdict = self.world.verify(record, proof=found[0] if found else None)
        finding = next(finding for finding in verdict.findings if finding.check == "log")
        return verdict.outcome, finding.code, finding.evidence.get("seen")


@pytest.fixture
def kept() -> Kept:
    """Three records, an hour apart; sc cosigns after each of the first two."""
    world = World()
    witness_needed(world)
    found = Kept(world, [], [])
    for number in range(3):
        world.advance(hours=1)
        found.records.append(world.issue(certificate_number=f"CQ-{number}"))
        if number < 2:
            found.checkpoints.append(world.cq.checkpoint([world.sc], world.now))
    world.publish()
    return found


def test_each_record_is_dated_by_the_earliest_checkpoint_that_covers_it(kept: Kept) -> None:
    first, second, third = map(kept.told, kept.records)
    assert first[:2] == second[:2] == (VALID, "witnessed")
    assert str(first[2]) < str(second[2])
    assert third[:2] == (UNCLEAR, "witness-needed")
    assert kept.told(kept.world.issue())[:2] == (UNCLEAR, "witness-needed")


def test_a_register_without_logs_is_unchanged(kept: Kept) -> None:
    share = kept.share()
    bare = join_register(kept.world.bundle(), [RegisterShare(share.issuer, None, share.credentials)])
    assert b'"log"' not in gzip.decompress(bare).split(b"\n")[1]
    assert search_register(bare, ()).logs == {}


def test_a_checkpoint_that_counts_for_nothing_gives_way_to_the_next(kept: Kept) -> None:
    """One without a cosignature, one without its log's line."""
    world = kept.world
    _, cosigned = kept.checkpoints[1].signatures
    for bad in (world.cq.checkpoint([], world.now, 1), Note(kept.checkpoints[0].text, (cosigned,))):
        later = [note for note in kept.checkpoints if note.text != bad.text]
        changed = Kept(world, kept.records, [bad, *later])
        assert changed.told(kept.records[0])[:2] == (VALID, "witnessed")
    nobody = Kept(world, kept.records, [world.cq.checkpoint([], world.now)])
    assert nobody.told(kept.records[0])[:2] == (UNCLEAR, "witness-needed")


def test_a_stolen_witness_key_dates_nothing(kept: Kept) -> None:
    world = kept.world
    world.advance(hours=1)
    world.compromise("sc", "publication-1")
    world.sc.add_key("publication", world.now)
    world.publish()
    assert kept.told(kept.records[0])[:2] == (UNCLEAR, "witness-needed")
    # a cosignature by the present key dates the record later
    kept.checkpoints.append(world.cq.checkpoint([world.sc], world.now))
    assert kept.told(kept.records[0])[:2] == (VALID, "witnessed")


def test_few_checkpoints_are_verified(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registered_log, "TRIED", 1)
    alone = kept.world.cq.checkpoint([], kept.world.now, 1)
    kept.checkpoints.insert(0, alone)
    assert kept.told(kept.records[0])[:2] == (VALID, "witnessed"), "the newest still counts"


def test_a_checkpoint_cosigned_in_the_future_hides_no_later_one(kept: Kept) -> None:
    world = kept.world
    honest = kept.told(kept.records[0])
    kept.checkpoints.insert(0, world.cq.checkpoint([world.sc], world.now + timedelta(days=9), 1))
    assert kept.told(kept.records[0]) == honest


def test_the_proof_is_that_of_its_log(kept: Kept) -> None:
    record = parse_credential(kept.records[0])
    logs = search_register(kept.register(), ()).logs
    (made,) = prove_by(logs, record, kept.world.trust(), kept.world.now)
    assert format_note(parse_log_proof(made).checkpoint_note) == format_note(kept.checkpoints[0])
    trust, now = kept.world.trust(), kept.world.now
    assert prove_by({kept.world.sc.did: logs[kept.world.cq.did]}, record, trust, now) == []
    assert prove_by(logs, object(), trust, now) == []


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Return bundle, heading, three credentials, the entries, two checkpoints, and the file's rest."""
    return lambda data: gzip.compress(b"\n".join(change(gzip.decompress(data).split(b"\n"))))


@pytest.mark.parametrize(
    "damage",
    [
        lines(lambda held: [*held[:5], b"0" * 64, *held[6:]]),  # another root
        lines(lambda held: [*held[:5], held[6], held[5], *held[7:]]),  # another order
        lines(lambda held: [*held[:5], *held[6:]]),  # cut
        lines(lambda held: [*held[:5], held[5], *held[5:]]),  # one too many
        lines(lambda held: [*held[:5], held[5].upper(), *held[6:]]),
        lines(lambda held: [*held[:5], held[5] + b"00", *held[6:]]),
        lines(lambda held: [*held[:5], held[5][:-2], *held[6:]]),
        lines(lambda held: [*held[:-3], held[-2], held[-3], b""]),  # sizes that fall
        lines(lambda held: [*held[:-3], held[-2], held[-2], b""]),
        lines(lambda held: [*held[:-3], held[-3], held[-3], b""]),  # entries that no checkpoint covers
        lines(lambda held: [*held[:-2], held[-2].replace(b"cq.huren", b"sc.huren"), b""]),
        lines(lambda held: [*held[:-2], b'"\\q"', b""]),
        lines(lambda held: [*held[:-2], b"7", b""]),
        lines(lambda held: [*held[:-2], b'"' + b"x" * 140_000 + b'"', b""]),
        lines(lambda held: [held[0], held[1].replace(b'"checkpoints":2', b'"checkpoints":0'), *held[2:]]),
        lines(lambda held: [held[0], held[1].replace(b'"checkpoints":2', b'"checkpoints":1025'), *held[2:]]),
        lines(lambda held: [held[0], held[1].replace(b'"entries":', b'"entries":9999999'), *held[2:]]),
        lines(lambda held: [held[0], held[1].replace(b'"entries":', b'"x":1,"entries":'), *held[2:]]),
    ],
)
def test_a_log_that_is_not_whole_is_refused(kept: Kept, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises((TrustError, RecordError)):
        search_register(damage(kept.register()), ())


def test_the_log_of_another_history_is_not_signed_by_its_owner(kept: Kept) -> None:
    """Entries and roots are consistent, but another key signed the checkpoint."""
    world = kept.world
    forged = World(world.now)
    forged.cq.log[:] = [*world.cq.log]
    forged.cq.add_key("publication", world.now)
    other = Kept(world, kept.records, [forged.cq.checkpoint([world.sc], world.now)])
    assert other.told(kept.records[0])[:2] == (UNCLEAR, "not-logged")
