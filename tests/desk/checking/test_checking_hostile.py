"""An administrator who edits every row, but has no key, cannot make an undecided record decided."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.drafting.statement import compose_statement, sign_statement
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.times import parse_time
from desk.checking.check import AFTER, DECIDED
from desk.checking.papers import DeskPapers, list_papers
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.credentials.desk.papers import KeyFile
from tests.desk.checking.folders import DeskFolder, Files, usual
from tests.harness.fuzz import examples
from tests.verifier.desk.office import CHAIR, CLERK, unsigned

MAKE, APPROVE = (CLERK, "p1", "make"), (CHAIR, "p2", "approve")
ADMINISTRATOR = KeyFile("administrator")


@cache
def base() -> tuple[DeskFolder, Files, frozenset[str], frozenset[str]]:
    """A folder with decided records and undecided ones; of those, the part in the bundle.

    No withdrawal is among them: a last one that nothing names can be dropped, as the reference says.
    """
    folder = usual()
    nobody, maker, own, returned = (folder.issue() for _ in range(4))
    event = folder.world.suspend(nobody)
    folder.make([unsigned(maker)], MAKE, notice=folder.notice)
    folder.make([unsigned(own)], MAKE, (CLERK, "p1", "approve"), notice=folder.notice)
    folder.make([unsigned(returned)], MAKE, (CHAIR, "p2", "return"), notice=folder.notice)
    folder.sign_later()
    undecided = frozenset(parse_any(record).digest for record in (nobody, maker, own, returned, event))
    check = folder.check()
    found = {row.record.digest for row in check.rows if row.code not in (DECIDED, AFTER)}
    assert found == undecided
    return folder, folder.files, undecided, frozenset([parse_any(event).digest])


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every text or number below a value: its container and its place in it."""
    for place, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, (dict, list)):
            yield from leaves(inner)
        else:
            yield value, place


def read_again(path: str, value: Any) -> Files:
    """Read one file under the name that fits its content if it is well-formed, else under the old name."""
    papers = DeskPapers()
    papers.add(path, canonicalize(value))
    return dict(list_papers(papers)) or {path: canonicalize(value)}


class Administrator:
    """An administrator who may edit all files, with their content as material."""

    def __init__(self, files: Files) -> None:
        self.files = dict(files)
        values = [parse_json(data, max_bytes=10**7) for data in files.values()]
        self.material = sorted(
            {
                inner[place]
                for value in values
                for inner, place in leaves(value)
                if isinstance(inner[place], str)
            }
        )
        self.plans = [path[6:-5] for path in files if path.startswith("plans/")]
        self.lists = [path[7:-5] for path in files if path.startswith("people/")]

    def act(self, act: str, *numbers: int) -> None:
        paths = sorted(self.files)
        if not paths:
            return
        path = paths[numbers[0] % len(paths)]
        if act == "delete":
            del self.files[path]
        elif act == "rename":
            self.files[paths[numbers[1] % len(paths)]] = self.files[path]
        elif act == "state":
            self.state(*numbers)
        else:
            self.edit(path, *numbers[1:])

    def edit(self, path: str, leaf: int, text: int, keeps: int) -> None:
        """Replace a text by another one of the folder, and rename the file to fit."""
        value: Any = parse_json(self.files[path], max_bytes=10**7)
        found = [(inner, place) for inner, place in leaves(value) if isinstance(inner[place], str)]
        inner, place = found[leaf % len(found)]
        alike = [item for item in self.material if len(item) == len(inner[place])] or self.material
        inner[place] = alike[text % len(alike)]
        if not keeps % 3:
            del self.files[path]
        self.files |= read_again(path, value)

    def state(self, plan: int, person: int, decision: int, at: int) -> None:
        """State in somebody's name with a key of one's own."""
        moments = [item for item in self.material if item.startswith("2026-05-0")]
        value = compose_statement(
            plan=self.plans[plan % len(self.plans)],
            decision=("approve", "make")[decision % 2],
            by=("p1", "p2", "p3")[person % 3],
            people=self.lists[decision % len(self.lists)],
            at=read_moment(moments[at % len(moments)]),
            nonce=f"{at % 2**32:032x}",
        )
        signed = sign_statement(value, ADMINISTRATOR.signer)
        papers = DeskPapers(statements=[signed])
        self.files |= dict(list_papers(papers))


def read_moment(text: str) -> datetime:
    try:
        return parse_time(text)
    except RecordError:
        return parse_time("2026-05-04T12:00:00+08:00")


Act = tuple[str, int, int, int, int]
NUMBER = st.integers(0, 2**20)
ACTS = st.tuples(
    st.sampled_from(["delete", "rename", "edit", "edit", "state"]), NUMBER, NUMBER, NUMBER, NUMBER
)


@settings(max_examples=examples(150))
@given(st.lists(ACTS, min_size=1, max_size=12))
def test_no_edit_makes_a_record_decided_that_nobody_decided(
    acts: list[tuple[str, int, int, int, int]],
) -> None:
    folder, files, undecided, bundled = base()
    administrator = Administrator(files)
    for act in acts:
        administrator.act(*act)
    check = folder.check(administrator.files)
    codes = {row.record.digest: row.code for row in check.rows}
    assert not {digest for digest in undecided if codes.get(digest) in (DECIDED, AFTER)}
    assert codes.keys() >= bundled, "what is published cannot be taken out"
