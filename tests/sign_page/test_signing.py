"""The page signs a plan from a file without a network: signed files that the desk reads, and refusals."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from credentials.documents.agreement import AgreementHalf
from credentials.documents.desk.carried import parse_signed_plan
from credentials.record import read_record
from credentials.times import format_time
from credentials.words.pin_words import format_pin_words
from signing.strict_json import parse_json
from tests.sign_page.key_holder import WORDS, Desk, KeyHolder
from tests.verifier.desk.office import unsigned
from verifier.desk.words import AGAINST

pytestmark = [pytest.mark.javascript, pytest.mark.browser]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def test_the_desk_stores_documents_that_the_page_signed(desk: Desk, holder: KeyHolder) -> None:
    stated = desk.decide(desk.issue(3))
    later = desk.office.now + timedelta(hours=5)
    holder.open(later, desk.export(stated), desk.key("assessment"))
    assert holder.answer is None
    words = holder.page.locator(".words span").all_inner_texts()
    assert " ".join(words) == format_pin_words(stated.plan.digest, "zh")
    assert holder.page.locator("#rows tbody tr").count() == 3
    assert "3/3" in holder.go()
    signed = desk.check_stored(holder.save(), later)
    assert [one.digest for one in signed.stated.statements] == [one.digest for one in stated.statements]


def test_a_document_that_is_stored_is_not_signed_again(desk: Desk, holder: KeyHolder) -> None:
    stated = desk.decide(desk.issue(2))
    signed = desk.office.world.cq.sign(stated.documents[0], "assessment", desk.office.now)
    later = desk.office.now + timedelta(hours=5)
    holder.open(later, desk.export(stated, stored={0: signed}), desk.key("assessment"))
    assert "1 行入库" in holder.page.locator("#rows").inner_text()
    holder.go()
    back = parse_signed_plan(holder.save())
    assert [one == signed for one in back.documents] == [True, False]
    assert back.created[1] == later


REFUSED: dict[str, tuple[dict[str, int], tuple[str, ...], str]] = {
    "a clock before the export": ({"minutes": 59}, (), "clock"),
    "a clock before plan and people list": ({"days": -60}, (), "clock"),
    "a clock 7 days late": ({"days": 7, "hours": 1, "seconds": 1}, (), "clock"),
    "before the plan's first day": ({"hours": 2}, ("not-before",), "not-before"),
    "after the plan's end": ({"days": 31}, (), "plan-expired"),
    "one person": ({"hours": 2}, ("make",), "too-few"),
    "returned": ({"hours": 2}, ("make", "approve", "return"), "returned"),
    "nobody": ({"hours": 2}, ("",), "no-maker"),
}


FEW = ("one person",)
"""The one that runs at every change; tests/parity compares all codes with the terminal's."""


@pytest.mark.parametrize(
    "name",
    [name if name in FEW else pytest.param(name, marks=pytest.mark.night) for name in REFUSED],
)
def test_the_page_refuses_to_sign_with_a_reason(desk: Desk, holder: KeyHolder, name: str) -> None:
    later, decisions, code = REFUSED[name]
    now, changes = desk.office.now, {}
    if decisions == ("not-before",):
        decisions, changes = (), {"notBefore": format_time(now + timedelta(days=2))}
    stated = desk.decide(desk.issue(), *decisions, **changes)
    path = desk.export(stated, exported=now + timedelta(hours=1))
    holder.open(now + timedelta(**later), path, desk.key("assessment"))
    assert holder.answer == code
    assert AGAINST[code][1] in holder.go()
    assert holder.page.locator("#save").count() == 0


def test_a_statement_of_later_than_the_clock_is_too_late(desk: Desk, holder: KeyHolder) -> None:
    """Within the five minutes by which clocks may differ."""
    stated = desk.decide(desk.issue())
    *first, last = stated.statements
    late = desk.office.state(desk.chair, "p2", stated.plan, "approve",
                             at=format_time(desk.office.now + timedelta(minutes=4)))  # fmt: skip
    holder.open(
        desk.office.now, desk.export(replace(stated, statements=[*first, late])), desk.key("assessment")
    )
    assert holder.answer == "before-statement"
    assert last.digest != late.digest


def wanting(holder: KeyHolder, name: str) -> None:
    if name == "clock":
        holder.page.locator("#clock-right").uncheck()
    if name == "version":
        holder.page.locator("#version").fill("2")


@pytest.mark.parametrize(
    ("name", "said"),
    [("version", "文件中是第 1 版"), pytest.param("clock", "核对时钟", marks=pytest.mark.night)],
)
def test_clock_and_card_are_compared_first(desk: Desk, holder: KeyHolder, name: str, said: str) -> None:
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())), desk.key("assessment"))
    wanting(holder, name)
    assert said in holder.go()


@pytest.mark.parametrize(
    ("key", "passphrase", "said"),
    [
        pytest.param("assessment", "wrong", "口令无法打开该密钥", marks=pytest.mark.night),
        ("root", WORDS, "密钥用途不符"),
        pytest.param("clerk", WORDS, "个人的密钥", marks=pytest.mark.night),
    ],
)
def test_a_key_of_another_use_is_refused(
    desk: Desk, holder: KeyHolder, key: str, passphrase: str, said: str
) -> None:
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())))
    assert "评价密钥（assessment-1）" in holder.page.locator("#files").inner_text()
    holder.put(desk.key(key))
    assert said in holder.open_key(passphrase)
    assert said in holder.go(passphrase)
    assert holder.page.locator("#save").count() == 0


def test_each_kind_of_plan_is_signed_by_its_key(desk: Desk, holder: KeyHolder) -> None:
    office = desk.office
    credential = office.world.issue("cq", certificate_number="CQ-9")
    event = unsigned(office.world.revoke(credential, reason="enterprise-request"))
    stated = desk.decide([event], notice=None, reasons=None)
    path = desk.export(stated, about=[parse_json(credential)])
    holder.open(office.now, path, desk.key("assessment"))
    assert "CQ-9" in holder.page.locator("#rows").inner_text()
    assert "1/1" in holder.go()
    world, now = office.world, office.now
    over, coming = (world.issue("cq") for _ in range(2))
    events = [
        world.suspend(over, effective_from=now - timedelta(days=1), until=now + timedelta(days=2)),
        world.suspend(coming, effective_from=now + timedelta(days=2)),
    ]
    stated = desk.decide([unsigned(world.revoke(one)) for one in (over, coming)], notice=None, reasons=None)
    path = desk.export(stated, about=[parse_json(one) for one in (over, coming, *events)])
    for days, stands in ((0, ["suspended", "active"]), (4, ["active", "suspended"])):
        holder.open(now + timedelta(days=days), path)
        shown = holder.page.locator("#rows [data-stands]")
        assert shown.evaluate_all("all => all.map(one => one.dataset.stands)") == stands
    people = desk.decide([office.draft_list(*unsigned(office.lists[0].value)["people"])], notice=None)
    holder.open(office.now, desk.export(people), desk.key("assessment"))
    assert "1/1" in holder.go()


@pytest.mark.night
def test_a_scheme_has_the_name_of_the_agreement_that_the_root_signed(desk: Desk, holder: KeyHolder) -> None:
    """Without one, or with one that another root signed, the page shows its code as a code."""
    stated, halves = desk.decide(desk.issue()), desk.office.world.agreements[-1]
    own, other = (read_record(half, AgreementHalf) for half in halves)
    scheme = own.body.credential_subject.scheme("cq-facility-operation")
    assert scheme is not None
    for carried, shown in (
        ([other, own], scheme.name.zh),
        ([other], "代码为“cq-facility-operation”"),
        ([], "代码为“cq-facility-operation”"),
    ):
        holder.open(desk.office.now, desk.export(stated, agreement=carried))
        rows = holder.page.locator("#rows tbody").inner_text()
        assert shown in rows, carried
        assert (scheme.name.zh in rows) == (own in carried)
    text = "".join(holder.page.locator("#files, #rows, #answer").all_inner_texts())
    assert not [word for word in ("huren-unsigned", "did:web") if word in text]


def test_a_file_changed_by_one_byte_is_not_signed(desk: Desk, holder: KeyHolder, tmp_path: Path) -> None:
    data = desk.export(desk.decide(desk.issue())).read_bytes()
    changes: list[tuple[Callable[[bytes], bytes], str]] = [
        (lambda one: one.replace(b'"CQ-1"', b'"CQ-7"'), "不是方案在该处所列的文件"),
        (lambda one: one.replace(b'"approve"', b'"reject" '[:9], 1), ""),
        (lambda one: one.replace(b'"signature":"z', b'"signature":"z2', 1), ""),
        (lambda one: one[:-1], "不是 JSON"),
    ]
    for place, (change, said) in enumerate(changes):
        path = tmp_path / f"changed-{place}.json"
        path.write_bytes(change(data))
        assert path.read_bytes() != data
        holder.open(desk.office.now, path, desk.key("assessment"))
        refused = holder.alerts
        assert said in refused
        if refused == "":
            assert holder.answer is not None
        assert holder.page.locator("#done").count() == 0
        holder.go()
        assert holder.page.locator("#save").count() == 0


def hostile(data: bytes) -> dict[str, tuple[bytes, str]]:
    """Return changed files of a plan, each with a part of what the page answers."""
    value = json.loads(data)
    first, second, third = value["documents"]

    def other(**members: object) -> bytes:
        return json.dumps({**value, **members}).encode()

    return {
        "truncated": (data[: len(data) // 2], "不是 JSON"),
        "empty": (b"", "不是 JSON"),
        "with a mark": (b"\xef\xbb\xbf" + data, "BOM"),
        "in UTF-16": (data.decode().encode("utf-16"), "不是 UTF-8"),
        "2 MB more": (other(x="x" * 2_000_000), "不应有“x”"),
        "two plans": (data.replace(b'"plan":', b'"plan":{},"plan":', 1), "“plan”出现了两次"),
        "two reasons": (data.replace(b'"reasons":', b'"reasons":"x","reasons":', 1), "“reasons”出现了两次"),
        "nested": (b"[" * 100_000, "嵌套超过"),
        "a row less": (other(documents=[first, second]), "第 3 项不是"),
        "a row more": (other(documents=[first, second, third, first]), "第 4 项不是"),
        "a row twice": (other(documents=[first, first, third]), "第 2 项不是"),
        "more than all rows": (other(documents=[first] * 1_001), "限制为 1000"),
        "no key list": (other(keyList=None), "密钥清单"),
        "no people": (other(people=[]), "人员名单"),
        "signed": (data.replace(b"huren-unsigned/2", b"huren-signed/2"), "类型"),
    }


def test_a_hostile_file_opens_nothing(desk: Desk, holder: KeyHolder, tmp_path: Path) -> None:
    path = desk.export(desk.decide(desk.issue(3)))
    holder.open(desk.office.now, path, desk.key("assessment"))
    for name, (data, said) in hostile(path.read_bytes()).items():
        changed = tmp_path / "changed.json"
        changed.write_bytes(data)
        holder.put(changed)
        assert said in holder.alerts, name
        assert holder.page.locator(".words").count() == 0, name
    assert "请先放入待签文件" in holder.go()


def test_a_signature_that_does_not_verify_is_not_saved(desk: Desk, holder: KeyHolder) -> None:
    holder.context.add_init_script(BROKEN_SIGN)
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())), desk.key("assessment"))
    assert "未通过验证" in holder.go()
    assert holder.page.locator("#save").count() == 0


BROKEN_SIGN = """
const { sign } = globalThis.crypto.subtle ?? {};
if (sign) crypto.subtle.sign = async function (...given) {
  const signature = new Uint8Array(await sign.apply(this, given));
  signature[40] ^= 1;
  return signature.buffer;
};
"""


@pytest.mark.night
def test_a_version_typed_in_wide_digits_is_read(desk: Desk, holder: KeyHolder) -> None:
    holder.open(desk.office.now, desk.export(desk.decide(desk.issue())), desk.key("assessment"), version="１")
    assert "2/2" in holder.go()


@pytest.mark.night
def test_a_plan_of_the_largest_size_is_signed(desk: Desk, holder: KeyHolder) -> None:
    (draft,) = desk.issue(1)
    documents = [{**draft, "id": f"urn:uuid:00000000-0000-4000-8000-{n:012x}"} for n in range(1_000)]
    stated = desk.decide(documents)
    holder.open(desk.office.now, desk.export(stated), desk.key("assessment"))
    assert holder.page.locator("#rows tbody tr").count() == 1_000
    assert "1000/1000" in holder.go()
    desk.check_stored(holder.save(), desk.office.now)
