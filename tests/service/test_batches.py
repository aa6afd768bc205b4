"""A batch read in parts gives the questions of a batch read whole, or none: the whole is the oracle."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from api.answers.batches import cut_batch, read_share
from api.answers.questions import AT_ONCE, AskedRecord, read_questions
from api.http.body import MAX_WHOLE_BYTES, parse_body
from api.wire.models import MAX_BATCH, BatchRequest
from credentials.record import Record
from signing.errors import HurenError
from signing.strict_json import MAX_VALUES
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.api_node import Node

pytestmark = pytest.mark.service

GOOD = World().issue().decode()
DID = "did:web:sc.huren.example"


def read_whole(data: bytes) -> list[AskedRecord] | str:
    """Return the server's questions of the body, or the code of its refusal."""
    try:
        return read_questions(parse_body(data, BatchRequest, MAX_WHOLE_BYTES))
    except HurenError as error:
        return error.code


def read_cut(data: bytes, shares: int) -> list[AskedRecord] | None:
    """Return the questions that several processes read together.

    None if one refuses or there is no work for them.
    """
    try:
        cut = cut_batch(data, shares)
        return [q for share in cut for q in read_share(b"".join(share.pieces), share.number)] or None
    except HurenError:
        return None


def spelled(questions: list[AskedRecord]) -> list[Any]:
    """Return the questions with the order of members, which equality of records ignores."""
    return [(orjson.dumps(q.data.value) if isinstance(q.data, Record) else q.data, *q[1:]) for q in questions]


def entry(value: object, **more: object) -> str:
    return json.dumps({"credential": value, **more}, ensure_ascii=False)


PLAIN = [
    f'{{"credential":{GOOD}}}',
    f'{{"credential":{GOOD},"home":"{DID}"}}',
    f'{{"at":"2026-05-01","credential":{GOOD}}}',
    entry("H1.1"),
    entry(GOOD, through="2027-01-01"),
    entry({}),
]
ODD = [
    entry({"a": [{"credential": 1}, {"credential": "2", "at": "?"}]}),
    entry({"a": [{"credential": 1}]}, at="2026-05-01"),
    entry(',{"credential":"x"}],"verifications":[{"credential":'),
    entry("]}"),
    entry("x", home=f"{DID}]"),
    entry("x", at="2026-99-99"),
    '{"credential":"x","credential":"y"}',
    '{"credential":"x","home":null}',
    '{"credential":"x","other":"credential"}',
    '{"home":"x"}',
    '{"credential":1.5}',
    '{"credential":{"a":1e400}}',
    '{"credential":"\\ud800"}',
    '{"credential":{"a":%s}}' % ("[" * 28 + "]" * 28),
    '{"credential":{"a":%s}}' % ("[" * 29 + "]" * 29),
    '{"credential":"x"}],"home":"x","at":[{"credential":"y"}',
    '{"credential":"x"}],"verifications":[{"credential":"y"}',
    '{"credential":"x"},',
    '{"credential":"x"}]',
    "[]",
    "1",
    "",
]
OPTIONS = [f'"home":"{DID}"', '"at":"2026-05-01"', '"through":"2027-01-01"']
ODD_OPTIONS = [
    '"home":"x]y"',
    '"at":"2026-13-01"',
    '"other":1',
    '"at":"a","at":"b"',
    '"verifications":[]',
    "",
]


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Draw bodies that clients send or nearly send, some with a piece lost or doubled."""
    is_odd = draw(st.booleans())
    entries = draw(st.lists(st.sampled_from(PLAIN + ODD if is_odd else PLAIN), min_size=1, max_size=8))
    options = st.lists(st.sampled_from(OPTIONS + ODD_OPTIONS if is_odd else OPTIONS), max_size=2, unique=True)
    space = draw(st.sampled_from(["", " ", "\n  "]))
    between = draw(st.sampled_from([f",{space}", " ", f",{space},"])) if is_odd else f",{space}"
    members = [*draw(options), f'"verifications":{space}[' + between.join(entries) + "]", *draw(options)]
    text = "{" + f",{space}".join(members) + "}"
    if is_odd and draw(st.booleans()):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        text = (
            text[:start] + draw(st.sampled_from(["", text[start:end] * 2, "]", "{", ",", '"'])) + text[end:]
        )
    return text.encode("utf-8", "surrogatepass")


@given(bodies(), st.integers(1, 4))
@example(b'{"verifications":[{"credential":"alongerone"} {"credential":""}]}', 2)
@settings(max_examples=examples(400), deadline=None)
def test_speed_a_batch_read_in_parts_gives_the_questions_of_the_whole_or_none(
    data: bytes, shares: int
) -> None:
    cut, whole = read_cut(data, shares), read_whole(data)
    event(f"{'nothing' if cut is None else 'cut'}, {whole if isinstance(whole, str) else 'read'}")
    if cut is not None:
        assert isinstance(whole, list), f"refused as a whole: {whole}"
        assert spelled(cut) == spelled(whole)


def laid_out(value: Any) -> Iterator[bytes]:
    """Lay a body out as usual clients do."""
    for more in ({}, {"separators": (",", ":")}, {"indent": 2}, {"sort_keys": True}, {"ensure_ascii": False}):
        yield json.dumps(value, **more).encode()


@pytest.mark.parametrize("shares", by_day([1, 2, 3, 16], [3]))
def test_speed_bodies_of_usual_clients_are_read_in_parts(shares: int) -> None:
    verifications = [json.loads(text) for text in PLAIN] * 20
    for value in (
        {"verifications": verifications},
        {"verifications": verifications, "home": DID, "at": "2026-05-01"},
        {"through": "2027-01-01", "home": DID, "verifications": verifications},
    ):
        for data in laid_out(value):
            assert len(cut_batch(data, shares)) == shares
            cut, whole = read_cut(data, shares), read_whole(data)
            assert isinstance(whole, list)
            assert cut is not None
            assert spelled(cut) == spelled(whole)


def test_speed_a_body_that_only_the_whole_explains_is_not_read_in_parts() -> None:
    one = b'{"credential":"x"}'
    begin, end = b'{"verifications":[', b"]}"
    assert cut_batch(begin + b",".join([one] * MAX_BATCH) + end, 2)
    assert not cut_batch(begin + b",".join([one] * (MAX_BATCH + 1)) + end, 2)
    many = b'{"credential":{"a":[' + b"0," * (MAX_VALUES // 2) + b"0]}}"
    assert cut_batch(begin + many + end, 2)
    assert not cut_batch(begin + many + b"," + many + end, 2)
    assert read_whole(begin + many + b"," + many + end) == "too-many-values"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """The same node twice, one with processes for batches."""
    made = []
    for workers in (0, 2):
        world = World()
        node = Node(
            tmp_path_factory.mktemp("node") / "registry.db",
            world,
            batch_workers=workers,
            rate_per_minute=6_000,
        )
        node.publish("cq")
        made.append(node)
    with made[0].client, made[1].client:
        yield made[0], made[1]
    for node in made:
        node.registry.close()


def batch(*entries: str, tail: str = "") -> bytes:
    return (
        '{"verifications":[' + ",".join([*[PLAIN[0], PLAIN[3]] * AT_ONCE, *entries]) + "]" + tail + "}"
    ).encode()


BODIES: dict[str, bytes] = {
    "plain": batch(),
    "all forms": batch(*PLAIN),
    "home": batch(tail=f',"home":"{DID}"'),
    "a day": batch(tail=',"at":"2026-05-01"'),
    "a day to come": batch(tail=',"at":"2199-05-01"'),
    "another's home": batch(entry("x", home="did:web:nobody.example")),
    "a day that is none": batch(entry("x", at="2026-99-99")),
    "no credential": batch('{"home":"x"}'),
    "a number": batch("0"),
    "twice": batch('{"credential":"x","credential":"y"}'),
    "a fraction": batch('{"credential":{"score":1.5}}'),
    "too deep": batch('{"credential":' + "[" * 40 + "]" * 40 + "}"),
    "an option twice": batch(tail=f',"home":"{DID}","home":"{DID}"'),
    "no end": batch()[:-2],
    "too many": batch(*PLAIN[3:4] * MAX_BATCH),
    "more than it seems": batch(ODD[0]),
}


def post(node: Node, body: bytes, lang: str = "en") -> Any:
    node.clock.wait(3600)
    headers = {"accept-language": lang, "x-request-id": "the-same-for-both"}
    answer = node.post("/api/v1/verifications/batch", body, **headers)
    shares = {name: answer.headers.pop(f"ratelimit-{name}") for name in ("limit", "remaining", "reset")}
    return (answer.status_code, answer.content, answer.headers), shares


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_speed_with_processes_every_answer_is_the_same_to_the_byte(
    nodes: tuple[Node, Node], name: str, lang: str
) -> None:
    alone, helped = (post(node, BODIES[name], lang)[0] for node in nodes)
    assert helped == alone


@pytest.mark.night
def test_speed_a_batch_read_in_parts_costs_the_same(nodes: tuple[Node, Node]) -> None:
    """A refused or misleading body may cost more: the client paid before it was read."""
    for name in ("plain", "all forms", "home", "a day"):
        alone, helped = (post(node, BODIES[name])[1] for node in nodes)
        assert helped == alone
        assert int(alone["limit"]) - int(alone["remaining"]) >= 2 * AT_ONCE
