"""The default beginning of an end, and the effect of a past date on earlier answers."""

import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from credentials.documents.status_event import Reason, default_effect
from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.issuing.issue import change_status
from registry.issuing.plan_events import Foreseen, foresee
from tests.cli.office.offices import HEADER, Office, cq, offices, row
from tests.world.registry_setup import Bench, refused

__all__ = ["cq", "offices"]

DAY = timedelta(days=1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "registry.db", heads=tmp_path / "heads")
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    yield bench
    bench.registry.close()


def look(
    bench: Bench,
    action: str,
    reason: str,
    since: datetime | None = None,
    reference: str = "CQ-1",
    **members: Any,
) -> Foreseen:
    draft = StatusDraft(reference, action, reason, since, **members)
    did, now = bench.world.cq.did, bench.world.now
    (found,) = foresee(bench.registry, [draft], issuer=did, now=now, random=bench.random)
    if isinstance(found, RegistryError):
        raise found
    return found


def change(bench: Bench, action: str, reason: str, since: datetime, **members: Any) -> None:
    change_status(
        bench.registry,
        StatusDraft("CQ-1", action, reason, since, **members),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )


@pytest.mark.parametrize("reason", get_args(Reason))
def test_the_reason_sets_the_default_beginning(bench: Bench, reason: str) -> None:
    issued = bench.world.now
    bench.world.advance(days=100)
    now = bench.world.now
    begin = issued if reason == "false-material" else now
    assert default_effect(reason, valid_from=issued, now=now) == begin
    assert default_effect(reason, valid_from=now + DAY, now=now) == now


def test_false_material_makes_every_past_answer_fall(bench: Bench) -> None:
    issued = bench.world.now
    bench.world.advance(days=100)
    found = look(bench, "revoke", "false-material")
    assert found.change.effective_from == found.about.valid_from
    assert found.falls == ((issued, bench.world.now),), "nothing was answered valid before it was signed"
    for reason in ("issued-in-error", "serious-violation", "enterprise-request", "enterprise-dissolved"):
        found = look(bench, "revoke", reason)
        assert (found.change.effective_from, found.falls) == (bench.world.now, ())
    assert look(bench, "suspend", "complaint").falls == ()


def test_only_answers_that_were_valid_fall(bench: Bench) -> None:
    """A suspension in between was no valid answer; spans that touch are one."""
    issued = bench.world.now
    bench.world.advance(days=10)
    change(bench, "suspend", "complaint", bench.world.now, until=bench.world.now + 5 * DAY)
    bench.world.advance(days=10)
    found = look(bench, "revoke", "issued-in-error", issued - DAY)
    assert found.falls == ((issued, issued + 10 * DAY), (issued + 15 * DAY, bench.world.now))
    found = look(bench, "suspend", "complaint", issued + 15 * DAY, until=issued + 17 * DAY)
    assert found.falls == ((issued + 15 * DAY, issued + 17 * DAY),)
    bench.world.advance(days=2000)
    end = look(bench, "revoke", "false-material").about.valid_until
    assert look(bench, "revoke", "false-material").falls[-1][1] == end, "after its end nothing was valid"


def test_an_impossible_event_is_refused_before_any_question(bench: Bench) -> None:
    with refused("event-reason"):
        look(bench, "revoke", "complaint")
    with refused("unknown-credential", "credentialSubject.credential"):
        look(bench, "revoke", "false-material", reference="CQ-9")


class Terminal(io.StringIO):
    """A person's terminal."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(answer + "\n" for answer in answers)))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_backdating_asks_and_says_which_answers_change(
    cq: Office, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    cq.issue("CQ-1")
    words = ("revoke", "CQ-1", "--reason", "issued-in-error", *cq.key("assessment"))
    back = (*words, "--from", "2026-05-20")
    at_a_terminal(monkeypatch, "n")
    said = cq(*back, now="2026-07-08", code=2).err
    assert ("from 2026-05-20 until now" if lang == "en" else "自 2026-05-20 起至今") in said
    assert ("(49 days)" if lang == "en" else "（49 天）") in said
    assert events_of(cq, "CQ-1") == [], "nothing was signed"
    at_a_terminal(monkeypatch, "y")
    cq(*back, now="2026-07-08")
    (event,) = events_of(cq, "CQ-1")
    assert event["credentialSubject"]["effectiveFrom"] == "2026-05-20T00:00:00+08:00"
    assert event["proof"]["created"] == "2026-07-08T00:00:00+08:00"


@pytest.mark.parametrize(("answer", "code"), [("n\n", 2), ("\n", 2), ("nein", 2), ("y\n", 0), ("", 2)])
def test_a_script_can_answer_the_question(
    cq: Office, answer: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cq.issue("CQ-1")
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    words = ("revoke", "CQ-1", "--reason", "issued-in-error", "--from", "2026-05-20")
    cq(*words, *cq.key("assessment"), now="2026-07-08", code=code)
    assert len(events_of(cq, "CQ-1")) == (code == 0)


def events_of(office: Office, number: str) -> Any:
    """Return the signed events of a credential."""
    return json.loads(office("show", number, "--json", now="2026-07-08").out)["events"]


def test_a_revocation_says_from_when_it_acts_by_its_reason(
    cq: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cq.issue("CQ-1", "CQ-2", "CQ-3", "CQ-4")
    key = (*cq.key("assessment"), "--yes")
    said = cq("revoke", "CQ-1", "--reason", "issued-in-error", *key, now="2026-07-08").err
    assert "--from 2026-05-10" in said
    done = cq("revoke", "CQ-2", "--reason", "企业申请", *key, now="2026-07-08")
    assert "given up from 2026-07-08" in done.out
    said = cq("revoke", "CQ-3", "--reason", "false-material", *key, now="2026-07-08").err
    assert "as if never granted" in said
    assert "those answers become invalid" in said
    at_a_terminal(monkeypatch)
    words = ("revoke", "CQ-4", "--reason", "enterprise-dissolved", *cq.key("assessment"))
    assert "company register" in cq(*words, now="2026-07-08", code=2).err
    at_a_terminal(monkeypatch, "y")
    assert "company register" not in cq(*words, "--from", "2026-07-08", now="2026-07-08").err


def test_a_future_credential_is_revoked_from_now_on_and_a_final_end_is_refused_first(
    cq: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", "zh")
    later = row("CQ-1").strip() + ",2030-11-10\n"
    cq("issue", cq.write("later.csv", HEADER.strip() + ",有效期起\n" + later), *cq.key("assessment"))
    words = ("revoke", "CQ-1", "--yes", *cq.key("assessment"), "--reason")
    done = cq(*words, "false-material", now="2026-07-08")
    assert "尚未开始" in done.err
    assert "2030-11-10" not in done.err
    assert "自 2026-07-08 起" in done.out
    said = cq(*words, "false-material", now="2026-07-09", code=1).err
    assert "不可再变更" in said
    assert "尚未开始" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_backdated_reinstatement_shows_when_it_begins(
    cq: Office, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    cq.issue("CQ-1")
    key = (*cq.key("assessment"), "--yes")
    cq("suspend", "CQ-1", "--reason", "complaint", *key, now="2026-07-08")
    words = ("reinstate", "CQ-1", "--reason", "resolved", "--from", "2026-07-10", *key)
    told = cq(*words, now="2026-07-12T10:00:00+08:00").out
    shown = cq("show", "CQ-1", now="2026-07-13").out
    acts = "from 2026-07-12 10:00" if lang == "en" else "自 2026-07-12 10:00 起"
    dated = "dated 2026-07-10" if lang == "en" else "所填日期 2026-07-10"
    for text in (told, shown):
        assert acts in text
        assert dated in text
        assert f"{acts.replace('-12 10:00', '-10')}" not in text


@pytest.mark.night
def test_a_refusal_of_a_change_has_no_raw_codes(cq: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_LANG", "zh")
    cq.issue("CQ-1", "CQ-2")
    key = (*cq.key("assessment"), "--yes")
    suspend = ("suspend", "CQ-1", "--reason", "complaint", *key)
    cq(*suspend, now="2026-07-08T09:30:00+08:00")
    again = cq(*suspend, now="2026-07-08T10:30:00+08:00", code=1).err
    assert again.startswith("huren：编号为“CQ-1”的凭证")
    assert "在 2026-07-08 10:30 时" in again
    short = cq(*suspend[:1], "CQ-2", *suspend[2:], "--until", "2026-07-01", now="2026-07-08", code=1).err
    assert short.startswith("huren：--until 不晚于开始时间")
    shown = cq("show", "CQ-1", now="2026-07-09").out
    assert "1. 暂停，自 2026-07-08 09:30 起（投诉），2026-07-08 09:30 以" in shown
