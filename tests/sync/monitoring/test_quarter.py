"""A quarter of honest work accuses nobody: sticks, lags, two lists at once, fires, old backups."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.monitor.carried import set_age_aside
from registry.monitor.watch import watch
from registry.upkeep.health import find_log_faults
from registry.upkeep.restore_from_tree import restore_from_tree
from signing.jcs import canonicalize
from tests.harness.fuzz import examples
from tests.sync.lying.heads import codes
from tests.sync.nodes import Node
from tests.sync.three.associations import key_of
from tests.world import World

pytestmark = [pytest.mark.nodes, pytest.mark.night]

ENDS_BY_ITSELF = {"witness-lags", "entries-unknown"}
"""Alerts without blame that may last until the next exchange."""

QUARTER, MONTH = 13, 4
"""Length in weeks."""
LAGS = (0, 1, 1, 2, 3)
"""Publications by which a stick may be behind."""
MISHAPS = ("nothing", "nothing", "two lists", "tree", "backup")


@dataclass
class Office:
    """A node, its last publications, and its last backup."""

    node: Node
    sticks: list[Path] = field(default_factory=list)
    backup: bytes = b""

    def close(self) -> None:
        """Close the present registry: a burnt node has a new one."""
        self.node.registry.close()

    def publish(self) -> None:
        self.node.publish()
        self.sticks.append(copytree(self.node.site, self.node.folder / f"stick-{len(self.sticks)}"))


class Quarter:
    """The offices of some associations, day by day."""

    def __init__(self, folder: Path, count: int, stack: ExitStack) -> None:
        self.world = World()
        if count > 2:
            self.world.join("yn")
            self.world.publish_key_list("yn")
        self.offices = [Office(Node(folder / name, self.world, name)) for name in ("cq", "sc", "yn")[:count]]
        for office in self.offices:
            office.node.bench.admit_trust()
            stack.callback(office.close)
            office.publish()
        self.exchange(0)

    def live(self, random: Random) -> None:
        """Run a week: issue on Monday, change on Tuesday, publish on some days, pull the day after."""
        for office in self.offices:
            office.node.issue()
        self.world.advance(days=1)
        for office in self.offices:
            office.node.change(office.node.issue()[0])
        self.world.advance(days=random.choice((0, 1)), hours=7)
        self.suffer(random.choice(MISHAPS), random.choice(self.offices))
        for office in self.offices:
            if random.random() < 0.3:
                office.publish()
                self.world.advance(hours=20)
            office.publish()
        self.world.advance(hours=17)
        self.exchange(random.choice(LAGS))
        self.world.advance(days=4)

    def suffer(self, what: str, office: Office) -> None:
        """Let an accident happen in an office, and mend it by the documentation."""
        node = office.node
        if what == "two lists":
            for _ in range(2):
                self.world.advance(hours=1)
                self.world.rotate(node.name)
                node.bench.admit(canonicalize(self.world.publish_key_list(node.name)))
        if what == "tree":
            office.publish()
            own = office.sticks[-1]
            node.burn()
        elif what == "backup" and office.backup:
            office.publish()
            own = office.sticks[-1]
            node.put_back(office.backup)
        else:
            office.backup = node.back_up() if what == "nothing" else office.backup
            return
        peers = [other.node.did for other in self.offices if other is not office]
        restore_from_tree(node.registry, own, now=self.world.now, peers=peers, keys=[key_of(node)])

    def exchange(self, lag: int) -> None:
        """Let each pull the others' publications, some late; nobody is accused."""
        for office in self.offices:
            for other in self.offices:
                if other is not office:
                    self.look(office.node, other.node, other.sticks[-1 - min(lag, len(other.sticks) - 1)])

    def look(self, node: Node, other: Node, stick: Path, allowed: Sequence[str] = (*ENDS_BY_ITSELF,)) -> None:
        pulled = node.pull(stick, issuer=other.did)
        set_age_aside(node.registry, pulled)
        alerts = watch(node.registry, other.did, now=self.world.now, pulled=pulled).alerts
        assert codes(pulled.errors) == []
        assert {*codes(alerts)} <= {*allowed}, [one.error.sentence("en") for one in alerts]
        assert codes(find_log_faults(node.registry)) == []
        assert pulled.taken.conflicts == []

    def end(self) -> None:
        """Exchange the newest publications once more: every alert ends."""
        for allowed in ((*ENDS_BY_ITSELF,), (*ENDS_BY_ITSELF,), ()):
            for office in self.offices:
                for other in self.offices:
                    if other is not office:
                        self.look(office.node, other.node, other.node.site, allowed)
                office.publish()


@pytest.mark.parametrize(("count", "weeks"), [(2, QUARTER), (3, MONTH)])
def test_a_quarter_of_honest_life_accuses_nobody(count: int, weeks: int) -> None:
    @settings(deadline=None, max_examples=examples(1), database=None)
    @given(st.integers(0, 2**32))
    def live(seed: int) -> None:
        random = Random(seed)
        with TemporaryDirectory() as folder, ExitStack() as stack:
            quarter = Quarter(Path(folder), count, stack)
            for _ in range(weeks):
                quarter.live(random)
            quarter.end()

    live()
