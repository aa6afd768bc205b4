"""Reading public notices: each fault names its member; a version follows the one before, or is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.desk.list_notice import MAX_ITEMS, MAX_LIST_BYTES, ListNotice, find_breach
from credentials.errors import RecordError
from credentials.kinds import KINDS, parse_any
from credentials.record import Record
from tests.credentials.works.refused_lists import LISTS
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.works import change, list_notice, signed

WORLD = World()
FIRST = signed(WORLD, list_notice(WORLD))
CODE = "91500100MAHNJ7MT0F"
RECEIVED = {"receivedOn": "2026-02-01"}
ANSWERED = {**RECEIVED, "decidedOn": "2026-02-03", "result": "rejected"}


@pytest.mark.parametrize("name", LISTS)
def test_a_refused_list_names_the_member(name: str) -> None:
    changes, code, member = LISTS[name]
    with pytest.raises(RecordError) as caught:
        parse_any(signed(WORLD, change(list_notice(WORLD), changes)))
    assert (caught.value.code, caught.value.field) == (code, member)
    for lang in ("zh", "en"):
        assert caught.value.mend(lang)
        assert "{" not in caught.value.sentence(lang) + caught.value.mend(lang)


def test_a_thousand_items_fit_and_one_more_is_refused() -> None:
    assert KINDS["list-notice"].max_bytes == MAX_LIST_BYTES
    item = {"legalName": "示例环保科技有限公司", "unifiedSocialCreditCode": CODE, "grade": "一级"}
    items = [{**item, "category": [f"示例类别{place}"]} for place in range(MAX_ITEMS + 1)]
    parse_any(signed(WORLD, list_notice(WORLD, items=items[:-1])))
    with pytest.raises(RecordError) as caught:
        parse_any(signed(WORLD, list_notice(WORLD, items=items)))
    assert (caught.value.code, caught.value.field) == ("member-length", "credentialSubject.items")


def test_a_later_version_may_be_signed_after_the_last_day() -> None:
    world = World()
    first = signed(world, list_notice(world))
    world.advance(days=30)
    parse_any(signed(world, list_notice(world, before=first, items__0__withdrawn=True)))


def breach(before: bytes = FIRST, /, **members: Any) -> str | None:
    """Return what a next version of `before` with other members breaks, below the subject."""
    later = parse_any(signed(WORLD, list_notice(WORLD, before=before, **members)))
    found = find_breach(parse_any(before).body, later.body)
    return found and found.removeprefix("credentialSubject.")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"until": "2026-12-31"},
        {"items__0__withdrawn": True},
        {"items__1__objections": [RECEIVED]},
        {"items__1__objections": [ANSWERED, RECEIVED], "items__1__withdrawn": True},
    ],
)
def test_a_version_may_withdraw_delay_and_tell_of_objections(members: dict[str, Any]) -> None:
    assert breach(**members) is None


def test_a_version_changes_nothing_else() -> None:
    subject = parse_any(FIRST).body.credential_subject
    other = {"zh": "示例其他"}
    assert breach(until=subject.since.isoformat()) == "until"
    assert breach(**{"from": "2026-01-01"}) == "from"
    assert breach(scheme="cq-credit") == "scheme"
    assert breach(batch="示例另一批") == "batch"
    assert breach(basis=other) == "basis"
    assert breach(objectionsTo=other) == "objectionsTo"
    assert breach(version=3) == "version"
    value: Any = parse_any(FIRST).value
    items = value["credentialSubject"]["items"]
    assert breach(items=items[:-1]) == "items"
    assert breach(items=[*items, {**items[0], "category": ["示例类别"]}]) == "items"
    assert breach(items=[items[1], items[0], *items[2:]]) == "items[0].legalName"
    assert breach(items__0__grade="一级") == "items[0].grade"
    assert breach(items__0__category=["除尘脱硫脱硝"]) == "items[0].category"
    code = {"items__0__unifiedSocialCreditCode": "91500100MAYM6LY900"}
    assert breach(**code) == "items[0].unifiedSocialCreditCode"
    theirs = parse_any(signed(WORLD, list_notice(WORLD, "sc")))
    assert find_breach(parse_any(FIRST).body, theirs.body) == "issuer"


def test_a_version_keeps_what_the_one_before_told() -> None:
    told: dict[str, Any] = {"items__0__withdrawn": True, "items__1__objections": [ANSWERED, RECEIVED]}
    second = signed(WORLD, list_notice(WORLD, before=FIRST, **told))
    assert breach(second, items__0__withdrawn=...) == "items[0].withdrawn"
    upheld, other = {**ANSWERED, "result": "upheld"}, {"receivedOn": "2026-02-02"}
    for less in ([ANSWERED], [RECEIVED, RECEIVED], [upheld, RECEIVED], [ANSWERED, other]):
        assert breach(second, items__1__objections=less) == "items[1].objections"
    for more in ([ANSWERED, ANSWERED], [ANSWERED, RECEIVED, RECEIVED]):
        assert breach(second, items__1__objections=more) is None


def loses_nothing(before: Record[ListNotice], after: Record[ListNotice]) -> bool:
    """Tell by a slow comparison whether everything in version n is part of version n + 1."""
    values: list[Any] = [before.value, after.value]
    mine, theirs = (value["credentialSubject"] for value in values)

    def parts(subject: Any) -> set[str]:
        told = {f"{name}={subject[name]}" for name in ("scheme", "batch", "from", "basis", "objectionsTo")}
        for place, item in enumerate(subject["items"]):
            told |= {f"{place}.{name}={item.get(name)}" for name in ("legalName", "category", "grade")}
            told |= {f"{place}.{name}" for name in ("withdrawn",) if item.get(name)}
            for number, objection in enumerate(item.get("objections", ())):
                told |= {f"{place}.{number}.{name}={value}" for name, value in objection.items()}
        return told

    return parts(mine) <= parts(theirs) and mine["until"] <= theirs["until"]


OBJECTIONS = st.lists(st.sampled_from([RECEIVED, ANSWERED]), min_size=1, max_size=2)
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "withdrawn": st.just(value=True),
        "objections": OBJECTIONS,
        "grade": st.sampled_from(["一级", "二级"]),
    },
)


@settings(max_examples=examples(150))
@given(st.tuples(ITEMS, ITEMS), st.tuples(ITEMS, ITEMS), st.booleans())
def test_a_version_follows_where_nothing_is_lost(first: Any, second: Any, later: bool) -> None:
    base = {"legalName": "示例环保有限公司", "unifiedSocialCreditCode": CODE, "grade": "二级"}

    def items(changes: Any) -> Any:
        return [{**base, "category": [f"示例类别{place}"], **more} for place, more in enumerate(changes)]

    before = signed(WORLD, list_notice(WORLD, items=items(first)))
    until: dict[str, Any] = {} if later else {"until": WORLD.now.date().isoformat()}
    after = parse_any(signed(WORLD, list_notice(WORLD, before=before, items=items(second), **until)))
    record = parse_any(before)
    assert (find_breach(record.body, after.body) is None) == loses_nothing(record, after)
