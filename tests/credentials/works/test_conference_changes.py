"""Changes between two texts: every difference is listed, and nothing else."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from credentials.documents.conferences.changes import diff_clauses, diff_members
from credentials.documents.conferences.standard import Clause

leaves = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["a", "b"])
values = st.recursive(
    leaves,
    lambda inner: (
        st.dictionaries(st.sampled_from("pqr"), inner, max_size=3)
        | st.lists(inner, max_size=3)
        | st.lists(st.dictionaries(st.sampled_from("pq"), inner, max_size=2), max_size=3)
    ),
    max_leaves=8,
)


def put(value: Any, path: tuple[str, ...], member: Any) -> Any:
    """Return the value with a member replaced, or taken out by None; places count from 1."""
    if not path:
        return member
    made, (step, *rest) = deepcopy(value), path
    if isinstance(made, list):
        made += [None] * (int(step) - len(made))
        made[int(step) - 1] = put(made[int(step) - 1], (*rest,), member)
        return made
    made[step] = put(made.get(step), (*rest,), member)
    return made


def bare(value: Any) -> Any:
    """Return the value without members of None, and lists without a tail of None."""
    if isinstance(value, dict):
        return {name: bare(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        made = [bare(one) for one in value]
        while made and made[-1] is None:
            made.pop()
        return made
    return value


@given(before=values, after=values)
def test_applying_the_changes_gives_the_other_text(before: Any, after: Any) -> None:
    changes = [*diff_members(before, after)]
    assert (repr(before) == repr(after)) <= (changes == [])
    made = before
    for change in changes:
        made = put(made, change.path, change.after)
    assert bare(made) == bare(after)
    assert [*diff_members(after, after)] == []


@given(before=values, after=values)
def test_the_way_back_changes_the_same_members(before: Any, after: Any) -> None:
    there, back = diff_members(before, after), diff_members(after, before)
    assert {(c.path, repr(c.before), repr(c.after)) for c in there} == {
        (c.path, repr(c.after), repr(c.before)) for c in back
    }


clauses = st.dictionaries(st.sampled_from(["1", "2", "4.2", "4.10", "4.2.1"]), st.sampled_from(["a", "b"]))


@given(before=clauses, after=clauses)
def test_clauses_are_told_in_their_order_with_what_became_of_them(
    before: dict[str, str], after: dict[str, str]
) -> None:
    one, other = (
        [Clause.model_validate({"no": no, "text": {"zh": text}}) for no, text in texts.items()]
        for texts in (before, after)
    )
    found = diff_clauses(one, other)
    order = ["1", "2", "4.2", "4.2.1", "4.10"]
    assert [change.no for change in found] == [no for no in order if no in {*before, *after}]
    for change in found:
        old, new = before.get(change.no), after.get(change.no)
        expected = "+" if old is None else "-" if new is None else "=" if old == new else "~"
        assert change.sign == expected
