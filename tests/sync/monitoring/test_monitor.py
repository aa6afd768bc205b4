"""The monitor: a lying or careless peer raises each alert, once or as long as the fault lasts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.monitor import alerts
from registry.monitor.alerts import count_alerts, list_alerts
from registry.monitor.watch import PORTION, last_passes, watch
from registry.sync.pull import pull
from signing.jcs import canonicalize
from tests.sync.liars import Liar, lines_of, tell
from tests.sync.monitoring.looks import codes, look
from tests.sync.nodes import Node, two_nodes
from tests.world.registry_setup import refused

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

SC = "sc.huren.example"


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes; the one that watches runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


def test_new_changed_and_withdrawn_records_are_reported_once(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    records = sc.issue(4)
    sc.publish()
    cq.publish()
    first = look(cq, sc.did, Liar(sc.site))
    assert (first.news.entries, first.news.new, first.size, codes(first)) == (5, 4, 5, [])
    assert first.news.others == 1, "its key list"
    sc.change(records[0])
    sc.change(records[1], "revoke", "false-material")
    sc.issue()
    sc.publish()
    second = look(cq, sc.did, Liar(sc.site)).news
    assert (second.new, second.others, second.changed, second.withdrawn) == (1, 0, 1, 1)
    third = look(cq, sc.did, Liar(sc.site))
    assert (third.news.entries, codes(third)) == (0, [])
    assert cq.registry.read(last_passes) == {sc.did: int(cq.world.now.timestamp())}


def test_a_log_that_is_signed_here_is_not_watched(nodes: tuple[Node, Node]) -> None:
    cq, _ = nodes
    cq.publish()
    with refused("log-kept-here"):
        watch(cq.registry, cq.did, now=cq.world.now)


def test_entries_of_unknown_keys_stand_until_their_key_list_is_here(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.publish()
    sc.world.advance(days=1)
    sc.world.rotate("sc", "assessment")
    new_list = canonicalize(sc.world.publish_key_list("sc"))
    record = sc.world.issue(by="sc")
    liar = tell(sc, [*lines_of(sc), record])
    found = look(cq, sc.did, liar)
    assert codes(found) == [alerts.UNKNOWN]
    assert found.news.new == 0
    facts = found.alerts[0].facts
    assert (facts["count"], facts["first"], facts["last"]) == (1, 2, 2)
    assert codes(look(cq, sc.did, liar)) == [alerts.UNKNOWN], "it stands"
    assert count_of(cq, alerts.UNKNOWN) == 1
    cq.bench.admit(new_list)
    over = look(cq, sc.did, liar)
    assert codes(over) == []
    assert over.news.new == 1, "it is told when it is admitted"
    assert look(cq, sc.did, liar).news.new == 0
    (alert,) = cq.registry.read(lambda view: list_alerts(view, sc.did))
    assert not alert.stands


def count_of(node: Node, code: str) -> int:
    found = node.registry.read(count_alerts)
    return sum(counts.get(code, 0) for counts in found.values())


def test_an_entry_that_does_not_belong_in_a_log_raises_an_alert(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (stranger,) = cq.issue()
    good = sc.issue(2)
    sc.publish()
    lines = [*lines_of(sc), stranger.data, b"not JSON", good[0].data]
    found = look(cq, sc.did, tell(sc, lines))
    assert codes(found) == [alerts.REFUSED]
    assert found.alerts[0].facts["count"] == 2
    more = look(cq, sc.did, tell(sc, [*lines, b"{}"]))
    assert more.alerts[0].facts["count"] == 3
    assert count_of(cq, alerts.REFUSED) == 2, "more of it is told again"


def test_two_records_of_one_id_are_reported_once(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    rival = sc.world.issue(by="sc", credential_id=record.body.id)
    liar = tell(sc, [*lines_of(sc), rival])
    assert codes(look(cq, sc.did, liar)) == [alerts.REFUSED, alerts.TWICE]
    assert codes(look(cq, sc.did, liar)) == [alerts.REFUSED]


def test_backdating_by_a_stolen_key_shows_in_the_time_of_the_log(nodes: tuple[Node, Node]) -> None:
    """The signature is also dated before the theft: only the log shows the truth."""
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    then = sc.world.now
    assert codes(look(cq, sc.did, Liar(sc.site))) == []
    sc.world.advance(days=3)
    before = then - timedelta(days=2)
    forged = [sc.world.issue(by="sc", valid_from=before, created=before) for _ in range(3)]
    lines = [*lines_of(sc), *forged]
    found = look(cq, sc.did, tell(sc, lines))
    assert codes(found) == [alerts.BACKDATED]
    facts = found.alerts[0].facts
    assert facts["count"] == len(facts["examples"]) == 3
    assert codes(look(cq, sc.did, tell(sc, lines))) == []
    repeated = look(cq, sc.did, tell(sc, [*lines, lines[1]]))
    assert codes(repeated) == [], "an entry that was here in time may be repeated"


def test_without_cosignatures_the_time_is_that_of_the_publications(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    assert codes_without_cosigning(cq, sc) == []
    before = sc.world.now - timedelta(days=2)
    sc.world.advance(days=2)
    lines = [*lines_of(sc), sc.world.issue(by="sc", valid_from=before, created=before)]
    assert codes_without_cosigning(cq, sc, tell(sc, lines)) == [alerts.BACKDATED]


def codes_without_cosigning(node: Node, other: Node, files: Any = None) -> list[str]:
    pulled = pull(node.registry, other.did, files or Liar(other.site), now=node.world.now)
    return codes(watch(node.registry, other.did, now=node.world.now, pulled=pulled))


def test_a_rewound_log_is_reported_while_it_is_served(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    old = Liar(sc.site)
    sc.issue()
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    assert codes(look(cq, sc.did, old)) == ["checkpoint-older"]
    assert codes(watch(cq.registry, sc.did, now=cq.world.now)) == ["checkpoint-older"], "nobody looked again"
    assert codes(look(cq, sc.did, Liar(sc.site))) == []
    assert codes(look(cq, sc.did, old)) == ["checkpoint-older"]
    assert count_of(cq, "checkpoint-older") == 2


def test_a_rewound_manifest_raises_an_alert(nodes: tuple[Node, Node]) -> None:
    """The log goes on, but the manifest that counts its events is yesterday's."""
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    old = Liar(sc.site)
    sc.world.advance(hours=1)
    sc.change(record, "revoke", "false-material")
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    mixed = Liar(sc.site)
    mixed.files["trust.json"] = old.files["trust.json"]
    assert codes(look(cq, sc.did, mixed)) == ["manifest-older"]
    assert codes(look(cq, sc.did, Liar(sc.site))) == []


def test_a_manifest_that_counts_fewer_events_raises_an_alert(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.change(record, "revoke", "false-material")
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    sc.world.advance(hours=1)
    world = sc.world
    fewer = world.publish_manifest("sc", version=77)  # the test world itself knows of no event
    liar = Liar(sc.site)
    text = liar.files["trust.json"].decode()
    liar.files["trust.json"] = text.replace(
        '"manifests":[', '"manifests":[' + canonicalize(fewer).decode() + ",", 1
    ).encode()
    assert codes(look(cq, sc.did, liar)) == ["record-twice", "rollback"], "with its proof"


@pytest.mark.night
def test_two_histories_are_reported_until_the_key_is_marked(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(3)
    sc.publish()
    lines = lines_of(sc)
    look(cq, sc.did, tell(sc, lines))
    for _ in range(2):
        assert codes(look(cq, sc.did, tell(sc, lines[::-1]))) == [alerts.FORKED]
    assert count_of(cq, alerts.FORKED) == 1
    sc.world.compromise("sc", "publication-1")
    sc.world.rotate("sc", "publication")
    sc.world.publish_key_list("sc")
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == []


def test_a_second_history_of_our_own_log_shows_at_the_watched_peer(nodes: tuple[Node, Node]) -> None:
    from registry.publishing.log_files import witness_path

    cq, sc = nodes
    cq.issue(3)
    cq.publish()
    sc.publish()
    liar = Liar(sc.site)
    liar.files[f"{witness_path(cq.did)}/checkpoint"] = tell(cq, lines_of(cq)[::-1]).files[
        "cq.huren.example/log/checkpoint"
    ]
    found = look(cq, sc.did, liar)
    assert [(alert.code, alert.issuer) for alert in found.alerts] == [(alerts.FORKED, cq.did)]


@pytest.mark.night
def test_a_cut_log_is_read_again(nodes: tuple[Node, Node]) -> None:
    """A thief's entries end with his key; the entries in their place are new."""
    cq, sc = nodes
    records = sc.issue(3)
    sc.publish()
    lines = lines_of(sc)
    look(cq, sc.did, tell(sc, [*reversed(lines), *lines[:1]]))
    sc.world.compromise("sc", "publication-1")
    sc.world.rotate("sc", "publication")
    sc.world.publish_key_list("sc")
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    assert look(cq, sc.did, Liar(sc.site)).news.new == len(records)


@pytest.mark.night
def test_alerts_from_before_a_cut_are_not_counted_again(nodes: tuple[Node, Node]) -> None:
    """Thieves of one key after the other sign other orders; entries that nobody read are reported."""
    cq, sc = nodes
    records = [sc.world.issue(by="sc", valid_from=sc.world.now - timedelta(days=9)) for _ in range(5)]
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    for record in records[:4]:
        sc.bench.admit(record)
    sc.publish()
    lines = lines_of(sc)
    assert codes(look(cq, sc.did, tell(sc, [lines[0], *lines[:0:-1]]))) == [alerts.BACKDATED]
    assert count_backdated(cq, sc.did) == 4
    replace_publication_key(nodes, 1)
    assert codes(look(cq, sc.did, tell(sc, [*lines[1::-1], *lines[2:]]))) == []
    replace_publication_key(nodes, 2)
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == []
    sc.bench.admit(records[4])
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == [alerts.BACKDATED]
    assert count_backdated(cq, sc.did) == 5


def replace_publication_key(nodes: tuple[Node, Node], number: int) -> None:
    """Mark the key and replace it; neither node counts its signatures."""
    world = nodes[1].world
    world.advance(hours=1)
    world.compromise("sc", f"publication-{number}")
    world.rotate("sc", "publication")
    world.publish_key_list("sc")
    for node in nodes:
        node.bench.admit_trust()


def count_backdated(node: Node, issuer: str) -> int:
    """Return the number of records reported to begin long before they were logged."""
    found = node.registry.read(lambda view: list_alerts(view, issuer))
    return sum(alert.facts["count"] for alert in found if alert.code == alerts.BACKDATED)


@pytest.mark.parametrize(
    "what",
    [
        "log/checkpoint",
        *(
            pytest.param(one, marks=pytest.mark.night)
            for one in ("log/data/000.ndjson.gz", "log/tile/1/000.p/1")
        ),
    ],
)
def test_an_omission_is_reported_until_it_ends(nodes: tuple[Node, Node], what: str) -> None:
    cq, sc = nodes
    sc.issue(300)
    sc.publish()
    liar = Liar(sc.site)
    kept = liar.files.pop(f"{SC}/{what}")
    assert codes(look(cq, sc.did, liar)) == ["file-absent"]
    liar.files[f"{SC}/{what}"] = kept
    assert codes(look(cq, sc.did, liar)) == []


def test_a_node_that_is_away_is_no_alert_and_the_pass_says_so(nodes: tuple[Node, Node]) -> None:
    from carriers.errors import CarrierError

    cq, sc = nodes
    sc.issue()
    sc.publish()
    look(cq, sc.did, Liar(sc.site))

    def fetch(path: str, *_: Any) -> Any:
        raise CarrierError("peer-silent", path, why="x.", why_zh="x。")

    away = Liar()
    away.fetch = fetch  # type: ignore[method-assign, assignment]
    passed = look(cq, sc.did, away)
    assert codes(passed) == []
    assert passed.error is not None
    assert passed.error.code == "peer-silent"


@pytest.mark.night
def test_a_witness_that_repeats_an_old_manifest_is_reported_after_a_day(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    cq.publish()
    sc.pull(cq)
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == []
    for _ in range(2):
        cq.world.advance(hours=20)
        cq.publish()
        assert codes(look(cq, sc.did, Liar(sc.site))) == [], "nothing newer has been out for a day"
    cq.world.advance(hours=20)
    found = look(cq, sc.did, Liar(sc.site))
    assert codes(found) == [alerts.LAGS]
    assert found.alerts[0].facts["log"] == cq.did
    sc.pull(cq)
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == []


@pytest.mark.parametrize("is_stolen", [pytest.param(False, marks=pytest.mark.night), True])
def test_a_witness_that_repeats_nothing_is_reported(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch, *, is_stolen: bool
) -> None:
    """Silence ends no alert, however many manifests count no more events."""
    cq, sc = nodes
    for _ in range(10):
        cq.publish()
        cq.world.advance(hours=1)
    sc.pull(cq)
    sc.publish()
    if is_stolen:
        cq.world.compromise("cq", "publication-1")
        cq.world.rotate("cq", "publication")
        cq.world.publish_key_list("cq")
        for node in nodes:
            node.bench.admit_trust()
    for _ in range(3):
        cq.world.advance(days=1)
        cq.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == [alerts.LAGS]
    monkeypatch.setattr("registry.publishing.publish._Publication._seen", lambda _: [])
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == [alerts.LAGS]
    assert count_of(cq, alerts.LAGS) == 1, "it stands all the while"


def test_a_pass_goes_on_where_another_was_killed(nodes: tuple[Node, Node], monkeypatch: Any) -> None:
    cq, sc = nodes
    then = sc.world.now - timedelta(days=9)
    sc.issue(30)
    sc.publish()
    lines = [*lines_of(sc), *(sc.world.issue(by="sc", valid_from=then) for _ in range(10))]
    monkeypatch.setattr("registry.monitor.watch.PORTION", 7)
    pull(cq.registry, sc.did, tell(sc, lines), now=cq.world.now, cosigners=[cq.cosigner])

    def kill(done: int) -> None:
        if done >= 14:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(cq.registry, sc.did, now=cq.world.now, progress=kill)
    rest = watch(cq.registry, sc.did, now=cq.world.now)
    assert rest.news.entries == len(lines) - 14
    assert [alert.facts["count"] for alert in rest.alerts] == [10]
    assert count_of(cq, alerts.BACKDATED) == 1
    assert PORTION > 1000
