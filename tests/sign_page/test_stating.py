"""A person states on a plan by a key file; the page makes no statement that would not count, and says why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.statement import read_statement
from tests.sign_page.key_holder import Desk, KeyHolder
from verifier.desk.decision import judge_plan
from verifier.desk.reading.carried import read_carried
from verifier.desk.words import ASIDE

pytestmark = [pytest.mark.javascript, pytest.mark.browser]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def decide(holder: KeyHolder, decision: str, *, reasons: str = "", rows: str = "") -> str:
    holder.page.locator("#decision").select_option(decision)
    holder.page.locator("#reasons").fill(reasons)
    holder.page.locator("#returned").fill(rows)
    return holder.go()


def test_an_approval_completes_the_plan_and_names_what_was_stated_before(
    desk: Desk, holder: KeyHolder
) -> None:
    stated = desk.decide(desk.issue(3), "make")
    later = desk.office.now + timedelta(hours=2)
    holder.open(later, desk.export(stated), desk.key("chair"), mode="state")
    assert "示例人员 p2" in decide(holder, "approve")
    approved = read_statement(holder.save_json())
    assert (approved.body.by, approved.body.after, approved.body.at) == ("p2", None, later)
    whole = replace(stated, statements=[*stated.statements, approved])
    assert answer_of(desk, whole, later) is None
    holder.open(later + timedelta(hours=1), desk.export(whole), desk.key("chair"), mode="state")
    decide(holder, "return", reasons="示例：第 2 行材料不全", rows="2、3")
    returned = read_statement(holder.save_json())
    assert (returned.body.after, returned.body.rows) == (approved.digest, (1, 2))
    later += timedelta(hours=1)
    assert answer_of(desk, replace(whole, statements=[*whole.statements, returned]), later) == "returned"


@pytest.mark.night
def test_the_first_person_meets_no_refusal(desk: Desk, holder: KeyHolder) -> None:
    """A plan without statements is open for them: nothing is wrong with it yet."""
    path = desk.export(desk.decide(desk.issue(), ""))
    holder.open(desk.office.now, path, desk.key("clerk"), mode="")
    assert holder.answer == "no-maker"
    assert "可以表态，尚不能签署" in holder.page.locator("#answer").inner_text()
    assert holder.page.locator("#plan .mark.no").count() == 0
    assert "示例人员 p1" in holder.open_key()
    assert holder.page.locator("#decision:invalid").input_value() == "", "nothing is chosen beforehand"
    assert "经办" in decide(holder, "make")
    holder.page.locator("[data-mode=sign]").click()
    holder.page.locator("#plan .mark.no").wait_for()


def answer_of(desk: Desk, stated: StatedPlan, moment: object) -> str | None:
    read = read_carried(desk.carry(stated), created=moment, now=moment, party=desk.office.party)  # type: ignore[arg-type]
    return judge_plan(read.question).code


REFUSED = {
    "own": ("clerk", ("make",), "approve", ASIDE["own-plan"][1]),
    "stranger": ("publication", ("make",), "approve", ASIDE["association-key"][1]),
    "nothing": ("chair", ("make",), "withdraw", "无可撤回"),
    "silent": ("chair", ("make",), "reject", "须写明理由"),
}


@pytest.mark.parametrize(
    "name",
    ["own", *(pytest.param(one, marks=pytest.mark.night) for one in ("stranger", "nothing", "silent"))],
)
def test_a_statement_that_would_not_count_is_not_made(desk: Desk, holder: KeyHolder, name: str) -> None:
    key, decisions, decision, said = REFUSED[name]
    stated = desk.decide(desk.issue(), *decisions)
    holder.open(desk.office.now, desk.export(stated), desk.key(key), mode="state")
    assert said in decide(holder, decision)
    assert holder.page.locator("#save").count() == 0


@pytest.mark.night
def test_a_statement_after_the_plan_s_end_is_not_made(desk: Desk, holder: KeyHolder) -> None:
    stated = desk.decide(desk.issue(), "make")
    holder.open(desk.office.now + timedelta(days=31), desk.export(stated), desk.key("chair"), mode="state")
    assert ASIDE["out-of-time"][1] in decide(holder, "approve")


@pytest.mark.night
def test_a_key_that_the_people_list_lacks_states_nothing(desk: Desk, holder: KeyHolder) -> None:
    other = Desk(desk.folder / "..")
    stated = desk.decide(desk.issue(), "make")
    path = desk.export(stated)
    holder.open(desk.office.now, path, other.key("chair"), mode="state")
    assert ASIDE["key-not-listed"][1] in decide(holder, "approve")


@pytest.mark.parametrize(
    "rows", ["2-9", *(pytest.param(one, marks=pytest.mark.night) for one in ("0", "4", "x", "3-1"))]
)
def test_rows_must_be_those_of_the_plan(desk: Desk, holder: KeyHolder, rows: str) -> None:
    stated = desk.decide(desk.issue(3), "make")
    holder.open(desk.office.now, desk.export(stated), desk.key("chair"), mode="state")
    assert f"“{rows}”" in decide(holder, "return", reasons="示例", rows=rows)


@pytest.mark.night
def test_a_withdrawal_takes_back_a_statement(desk: Desk, holder: KeyHolder) -> None:
    stated = desk.decide(desk.issue())
    later = desk.office.now + timedelta(minutes=1)
    holder.open(later, desk.export(stated), desk.key("chair"), mode="state")
    decide(holder, "withdraw")
    withdrawn = read_statement(holder.save_json())
    assert withdrawn.body.after == stated.statements[1].digest
    assert answer_of(desk, replace(stated, statements=[*stated.statements, withdrawn]), later) == "too-few"


@pytest.mark.night
def test_a_statement_is_for_one_plan(desk: Desk, holder: KeyHolder) -> None:
    stated = desk.decide(desk.issue(), "make")
    holder.open(desk.office.now, desk.export(stated), desk.key("chair"), mode="state")
    decide(holder, "approve")
    value = holder.save_json()
    other = desk.decide(desk.issue(3), "make")
    carried = replace(other, statements=[*other.statements, read_statement(value)])
    assert answer_of(desk, carried, desk.office.now) == "too-few"
