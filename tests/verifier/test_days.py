"""`at` with a date is about the whole day; `through` with a later date is about the term alone."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from carriers.spreadsheet.formats.cells import read_end, read_moment
from credentials.times import CHINA, end_of, start_of
from signing.errors import HurenError, Lang
from terminal.errors import CommandError
from terminal.options import parse_day, parse_end, parse_moment, parse_when
from tests.harness.fuzz import examples
from tests.harness.processes.cli_runs import Huren
from tests.world import START, World
from tests.world.api_node import Node, running
from verifier import Outcome, Policy, QuestionError, Verdict, checks, day, verify_at, verify_day

DAY = date(2026, 5, 4)
LANGS: tuple[Lang, Lang] = ("zh", "en")


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the day asked about."""
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=CHINA)


class Scene:
    """A credential issued days before DAY, what happens on DAY, and an officer who asks two days later."""

    def __init__(self) -> None:
        self.world = World()
        self.credential = self.world.issue()
        self.world.now = at(8)

    def ask(self, about: date = DAY, **question: Any) -> Verdict:
        """Return the verdict about a day or a moment, two days after DAY."""
        self.world.now = end_of(DAY) + timedelta(days=2)
        self.world.publish("sc")
        self.world.publish()
        return self.world.verify(self.credential, at=about, **question)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def change_times(verdict: Verdict) -> str:
    """The times at which the answer changed during the day, joined."""
    times = verdict.findings[-1].evidence["times"]
    assert isinstance(times, list)
    return ", ".join(map(str, times))


def test_a_suspension_of_ten_o_clock_is_not_missed(scene: Scene) -> None:
    scene.world.suspend(scene.credential, effective_from=at(10))
    verdict = scene.ask()
    assert (verdict.outcome, verdict.code) == (Outcome.INVALID, "suspended")
    assert verdict.codes == ("suspended", "changed-that-day")
    assert (verdict.at, verdict.day, change_times(verdict)) == (at(10), DAY, "10:00")
    assert "10:00" in verdict.findings[-1].detail("zh")
    assert scene.ask(at(9, 30)).outcome is Outcome.VALID
    assert scene.ask(at(10)).codes == ("suspended",)
    assert scene.ask(DAY - timedelta(days=1)).codes == ("ended-since",)
    assert scene.ask(DAY + timedelta(days=1)).codes == ("suspended",)


def test_a_suspension_within_the_day_is_told_from_both_ends(scene: Scene) -> None:
    scene.world.suspend(scene.credential, effective_from=at(10), until=at(15, 30))
    verdict = scene.ask()
    assert (verdict.code, verdict.at, change_times(verdict)) == ("suspended", at(10), "10:00, 15:30")


def test_changes_at_the_first_and_the_last_second_count(scene: Scene) -> None:
    scene.world.suspend(
        scene.credential, effective_from=at(0) - timedelta(hours=1), until=at(0) + timedelta(seconds=1)
    )
    assert (scene.ask().code, change_times(scene.ask())) == ("suspended", "00:00:01")
    late = Scene()
    late.world.revoke(late.credential, effective_from=end_of(DAY) - timedelta(seconds=1))
    assert (late.ask().code, change_times(late.ask())) == ("revoked", "23:59:59")
    never = Scene()
    never.world.revoke(never.credential, effective_from=end_of(DAY))
    assert (never.ask().outcome, never.ask().codes) == (Outcome.VALID, ("ended-since",))


@pytest.mark.parametrize(
    ("draft", "code", "time"),
    [({"valid_until": at(12), "created": START}, "expired", "12:00"),
     ({"valid_from": at(12), "created": START}, "not-yet-valid", "12:00"),
     ({"created": at(11)}, "signed-after", "11:00")],
)  # fmt: skip
def test_the_term_and_the_signature_are_changes_too(
    scene: Scene, draft: dict[str, Any], code: str, time: str
) -> None:
    scene.credential = scene.world.issue(**draft)
    verdict = scene.ask()
    assert verdict.codes == (code, "changed-that-day")
    assert change_times(verdict) == time


def test_a_day_valid_throughout_is_answered_for_its_least_recognised_moment(scene: Scene) -> None:
    scene.world.amend(
        lambda text: [row.update(until="2026-05-04T12:00:00+08:00") for row in text["equivalences"]]
    )
    verdict = scene.ask(home="sc")
    assert (verdict.outcome, verdict.codes) == (Outcome.VALID, ("no-equivalent", "changed-that-day"))
    assert not any(entry.grade for entry in verdict.recognised)


def test_today_ends_now(scene: Scene) -> None:
    scene.world.suspend(scene.credential, effective_from=at(10), created=at(8))
    scene.world.now = at(9)
    scene.world.publish()
    assert scene.world.verify(scene.credential, at=DAY).outcome is Outcome.VALID
    scene.world.now = at(10)
    assert scene.world.verify(scene.credential, at=DAY).code == "suspended"
    with pytest.raises(QuestionError, match="at-after-now") as refused:
        scene.world.verify(scene.credential, at=DAY + timedelta(days=1))
    assert "through" in refused.value.mend("en")


def test_a_day_asked_of_unreadable_bytes_has_no_record_and_no_answer_for_the_term(scene: Scene) -> None:
    for data in (b"{}", b"", scene.credential.replace("有限公司".encode(), "有限公可".encode())):
        verdict = verify_at(data, scene.world.trust(), policy=Policy(), now=at(9), at=DAY, through=DAY)
        assert verdict.record is None
        assert verdict.findings[-1].check == "day"
        assert verdict.to_json()["through"]["reaches"] is None  # type: ignore[index, call-overload]


def test_trust_data_from_within_the_day_is_noted_as_older_than_its_end(scene: Scene) -> None:
    scene.world.publish("sc")
    scene.world.publish()
    scene.world.now = end_of(DAY) + timedelta(hours=1)
    assert scene.world.verify(scene.credential, at=DAY).codes == ("known-before-at",)
    today = scene.world.verify(scene.credential, at=DAY + timedelta(days=1))
    assert today.codes == (), "no note if the day asked about is today"


def test_nothing_is_verified_twice(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures and keys are judged once, and a day on which nothing changes is one verification."""
    calls: list[str] = []
    for module, name in ((day, "judge"), (checks, "check_issuer_key"), (checks, "check_proof")):
        whole = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, name=name, whole=whole: (calls.append(name), whole(*a))[1]
        )
    scene.ask(home="sc")
    assert calls == ["judge", "check_issuer_key", "check_proof"]
    calls.clear()
    scene.world.suspend(scene.credential, effective_from=at(10))
    scene.ask(home="sc")
    assert calls == ["judge", "check_issuer_key", "check_proof", "judge"]


@pytest.mark.parametrize(
    ("through", "reaches"), [(date(2029, 4, 30), True), (date(2029, 5, 1), False), (date(2026, 5, 2), True)]
)
def test_through_is_about_the_term_alone(scene: Scene, through: date, reaches: bool) -> None:
    plain = scene.ask(at(9))
    asked = scene.world.verify(scene.credential, at=at(9), through=through)
    value: Any = asked.to_json()
    assert value["through"].pop("detail")
    assert value["through"] == {"date": through.isoformat(), "reaches": reaches, "lastDay": "2029-04-30"}
    assert {**value, "through": None} == plain.to_json()
    for lang in LANGS:
        assert asked.through is not None
        detail = asked.through.detail(lang)
        assert "2029-04-30" in detail
        assert ("目前无从得知" if lang == "zh" else "nobody knows") in detail


def test_a_term_that_has_not_begun_by_a_day_does_not_reach_it(scene: Scene) -> None:
    begins = datetime(2026, 5, 20, tzinfo=CHINA)
    scene.credential = scene.world.issue(valid_from=begins)
    for through, reaches in ((date(2026, 5, 19), False), (date(2026, 5, 20), True)):
        asked = scene.ask(through=through).to_json("zh")["through"]
        assert isinstance(asked, dict)
        assert asked["reaches"] is reaches
        assert ("有效期自 2026-05-20 起" in str(asked["detail"])) is not reaches


def test_through_says_that_an_invalid_credential_is_not_valid_whatever_its_term(scene: Scene) -> None:
    scene.world.revoke(scene.credential, effective_from=at(8))
    asked = scene.ask(through=date(2028, 12, 31)).to_json("zh")["through"]
    assert isinstance(asked, dict)
    assert asked["reaches"] is True, "`reaches` looks at the term alone"
    assert "并非有效" in str(asked["detail"])


def test_a_term_that_ends_within_a_day_does_not_reach_its_end(scene: Scene) -> None:
    scene.credential = scene.world.issue(valid_until=datetime(2029, 4, 30, 10, 30, tzinfo=CHINA))
    asked = scene.ask(through=date(2029, 4, 30)).through
    assert asked is not None
    assert asked.reaches is False
    assert "2029-04-30 10:30" in asked.detail("en")


@pytest.mark.night
def test_no_moment_of_the_day_is_worse_than_the_answer() -> None:
    """Compare with the verdicts at every whole hour, and a second before and after it."""
    source, ranks = random.Random(4), []
    for _ in range(max(25, examples(25))):  # fewer do not reach all the answers
        scene = Scene()
        world, hours = scene.world, [at(0) + timedelta(hours=hour) for hour in range(-2, 27)]

        def end_some(text: Any, hours: Sequence[datetime] = tuple(hours)) -> None:
            for row in text["equivalences"]:
                row["until"] = source.choice(hours).isoformat()

        world.amend(end_some)
        if source.random() < 0.3:
            since, until = sorted(source.sample(hours, 2))
            world.decline("sc", "cq", since=since, until=until)
        until = source.choice((*hours, at(0) + timedelta(days=99)))
        scene.credential = world.issue(valid_until=until, created=START)
        if source.random() < 0.5:
            since, until = sorted(source.sample(hours, 2))
            world.suspend(scene.credential, effective_from=since, until=until)
        verdict, trust = scene.ask(home="sc"), world.trust()
        moments = {hour + timedelta(seconds=more) for hour in hours for more in (-1, 0, 1)}
        moment_verdicts = [
            world.verify(scene.credential, trust=trust, home="sc", at=moment)
            for moment in sorted(moments)
            if start_of(DAY) <= moment < end_of(DAY)
        ]
        assert rank(verdict) == min(map(rank, moment_verdicts))
        assert ("changed-that-day" in verdict.codes) == (
            len({str(one.to_json()["recognised"]) + one.code for one in moment_verdicts}) > 1
        )
        ranks.append(rank(verdict))
    assert len(set(ranks)) > 2


def rank(verdict: Verdict) -> tuple[int, int]:
    """Return the rank of a verdict; the worst is the lowest."""
    worst = (Outcome.INVALID, Outcome.INDETERMINATE, Outcome.VALID).index(verdict.outcome)
    return worst, sum(entry.grade is not None for entry in verdict.recognised)


# --- the faces


def test_a_person_types_a_day_or_a_time() -> None:
    assert parse_when("2026-05-04") == DAY
    assert not isinstance(parse_when("2026-05-04"), datetime)
    for text in ("2026-05-04T09:30", "2026-05-04 09:30", "2026-05-04 09:30:00", "2026-05-04T01:30:00Z"):
        assert parse_when(text) == at(9, 30)
    assert parse_moment("2026-05-04") == at(0)
    refused = {
        "2026-05-04T9": "time-typed",
        "２０２６年２月３０日": "day-nonexistent",
        "2026-05-04T25:00": "time-typed",
        "soon": "time-typed",
    }
    for text, code in refused.items():
        with pytest.raises(CommandError) as caught:
            parse_when(text)
        assert caught.value.code == code


@pytest.fixture
def verify_command(tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """`huren verify` over one credential, suspended at 10:00 of the day."""
    scene = Scene()
    scene.world.suspend(scene.credential, effective_from=at(10))
    scene.ask()
    world = scene.world
    (tmp_path / "c.json").write_bytes(scene.credential)
    (tmp_path / "bundle.json").write_bytes(world.bundle())
    (tmp_path / "pin.txt").write_text(world.pin)
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    huren, given = Huren(capsys), ["--bundle", tmp_path / "bundle.json", "--pin", tmp_path / "pin.txt"]

    def run(*words: object, code: int = 0, now: str = world.now.isoformat()) -> Any:
        return huren("verify", tmp_path / "c.json", *given, "--now", now, *words, code=code)

    return run


def test_the_command_asks_about_a_day_a_time_and_a_term(verify_command: Any) -> None:
    whole = verify_command("--at", "2026-05-04", code=1).out
    assert "asked about: 2026-05-04, the whole day" in whole
    assert "changed at 10:00" in whole
    opening = verify_command("--at", "2026-05-04T09:30", "--through", "2028-12-31").out
    assert "asked about: 2026-05-04 09:30" in opening
    assert "reaches 2028-12-31" in opening
    assert "nobody knows" in opening
    value = json.loads(verify_command("--at", "2026-05-04", "--through", "2029-05-01", "--json", code=1).out)
    assert (value["at"], value["day"]) == ("2026-05-04T10:00:00+08:00", "2026-05-04")
    assert (value["through"]["reaches"], value["through"]["lastDay"]) == (False, "2029-04-30")
    future = verify_command("--at", "2028-12-31", code=2)
    assert "--through 2028-12-31" in future.err
    assert "day-typed" not in verify_command("--through", "then", code=2).err


def test_the_command_answers_for_the_given_time_even_if_the_clock_is_wrong(verify_command: Any) -> None:
    dead = "2020-01-01T09:00"
    for asked in ("2026-05-04T10:30", "2026-05-04"):
        verdict = json.loads(verify_command("--at", asked, "--json", code=1, now=dead).out)
        assert (verdict["code"], "clock" in verdict["codes"]) == ("suspended", True)
    assert "--through" not in verify_command("--at", "2026-05-04T09:30", code=3, now=dead).out


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, bytes]]:
    """A node asked days later, with a credential that was suspended on DAY."""
    scene = Scene()
    scene.world.suspend(scene.credential, effective_from=at(10))
    scene.ask()
    with running(tmp_path_factory.mktemp("node"), scene.world) as served:
        for name in ("cq", "sc", "cq"):
            served.publish(name)
        yield served, scene.credential


def test_the_interface_asks_about_a_day_a_time_and_a_term(node: tuple[Node, bytes]) -> None:
    served, credential = node
    whole = served.verify(credential, at="2026-05-04", through="2028-12-31")
    assert whole["codes"] == ["suspended", "changed-that-day"]
    assert (whole["at"], whole["day"]) == ("2026-05-04T10:00:00+08:00", "2026-05-04")
    assert whole["through"]["reaches"] is True
    opening = served.verify(credential, at="2026-05-04T09:30:00+08:00")
    assert (opening["outcome"], opening["day"], opening["through"]) == ("valid", None, None)
    later = served.verify(credential, at="2028-12-31")
    assert later["code"] == "at-after-now"
    assert "through" in later["detail"]
    assert served.verify(credential, through="2028-12-31T00:00:00Z")["code"] == "date-form"
    batch = {
        "verifications": [{"credential": json.loads(credential)}],
        "at": "2026-05-04",
        "through": "2029-05-01",
    }
    (one,) = served.post("/api/v1/verifications/batch", batch).json()["verdicts"]
    assert one == served.verify(credential, at="2026-05-04", through="2029-05-01")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_a_credential_asks_about_the_whole_day(node: tuple[Node, bytes], lang: Lang) -> None:
    served, credential = node
    path = f"/credentials/{json.loads(credential)['id']}"
    page = served.client.get(
        path, params={"at": "2026-05-04", "lang": lang}, headers={"accept": "text/html"}
    ).text
    whole = " 全天" if lang == "zh" else ", the whole day"
    assert f"<time>2026-05-04</time>{whole}" in page
    assert "10:00" in page


def test_the_library_answers_about_a_day(scene: Scene) -> None:
    trust = scene.world.trust()
    verdict = verify_day(
        scene.credential, trust, policy=Policy(), now=START + timedelta(days=1), day=START.date()
    )
    assert verdict.to_json()["day"] == "2026-05-01"
    assert start_of(START.date()) == verdict.at


def test_the_node_answers_for_the_given_time_even_if_its_clock_is_wrong(
    node: tuple[Node, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    served, credential = node
    monkeypatch.setattr(served.world, "now", datetime(2020, 1, 1, 9, tzinfo=CHINA))
    for asked in ("2026-05-04T10:30:00+08:00", "2026-05-04"):
        verdict = served.verify(credential, at=asked)
        assert (verdict["code"], "clock" in verdict["codes"]) == ("suspended", True)


@pytest.mark.parametrize(
    "typed", ["2026-11-25", "2026/11/25", "2026.11.25", "2026年11月25日", "20261125", "２０２６／１１／２５"]
)
def test_the_command_reads_a_date_as_a_sheet_does(typed: str) -> None:
    day = date(2026, 11, 25)
    assert parse_when(typed) == parse_day(typed) == day
    assert parse_moment(typed) == read_moment(typed) == start_of(day)
    assert parse_end(typed) == read_end(typed) == end_of(day)
    assert (
        parse_moment(typed + " 9:30")
        == read_moment(typed + " 9:30")
        == start_of(day).replace(hour=9, minute=30)
    )


@pytest.mark.parametrize(
    "typed", ["2026/1/11:30", "2026-13-01", "20261301", "2026年11月", "1969-01-01", "2026-1/2"]
)
def test_an_ambiguous_or_impossible_date_is_refused(typed: str) -> None:
    for read in (read_moment, parse_when):
        with pytest.raises(HurenError):
            read(typed)
