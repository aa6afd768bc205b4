"""Every sentence of every table: typed placeholders, no raw fact, no English in Chinese."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from api.pages.words import load_words
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.errors import RecordError
from credentials.words import speech
from credentials.words.speech import PLACEHOLDERS, speak
from registry.errors import RegistryError
from registry.view.view import RegistryView
from signing.errors import Lang, Message, SigningError, fill, parse_template
from signing.plain_text import plain
from tests.contract.test_errors import error_classes
from tests.harness.api_node import running
from tests.harness.checkout import ROOT
from tests.harness.node import find_node
from tests.verifier.attacks import ATTACKS, Attack
from tests.world import World, tamper
from tests.world.registry_setup import Bench
from tools.docs.agreement_text import common_text
from verifier import Verdict
from verifier.codes import CODES, ENDS, NOTES
from verifier.errors import TrustError
from verifier.term import TERM

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
URN, DID = "urn:uuid:4f0c2a9e-1b7d-4c55-9b61-0a4f5f6d7e81", "did:web:cq.huren.example"
SAMPLES: Mapping[str, Any] = {
    "text": "示例", "path": "登记库", "quoted": "示例", "said": "it was changed.",
    "number": 3, "list": ["甲", "乙"],
    "codes": ["a-code", "b-code"], "digest": "5d596394a187" + "0" * 52, "moment": "2026-05-01T09:30:00+08:00",
    "end": "2026-12-31T16:00:00Z", "day": "2026-05-01", "party": DID,
    "parties": [DID, "did:web:nobody.example"], "region": "CN-CQ", "regions": ["CN-CQ", "CN-SC"],
    "scheme": "cq-facility-operation", "credential": URN,
    "reference": URN, "key": f"{DID}#assessment-1", "keys": [f"{DID}#assessment-1"],
    "member": "credentialSubject.assessment.certificateNumber", "type": "dict", "form": "^[0-9a-f]{64}$",
    "values": "'a', 'b' or 'c'", "tree": "records",
    "reason": "annual-check-overdue", "action": "suspend", "use": "assessment", "record": "status-event",
    "check": "issuer-key",
}  # fmt: skip
"""A fact of each kind, as documents and programs have it."""

RAW = re.compile(
    r"did:|urn:|\bCN-[A-Z]{2}\b|\d{4}-\d\d-\d\dT|[{}]|\bNone\b|\b(?:annual-check-overdue|issuer-key|status-event)\b"
)
"""What is never in a sentence: identifiers, codes, times as documents have them, what was not filled in."""
QUOTED = re.compile("“[^”]*”")
MACHINE = re.compile(
    r"“\^|\$”|\w\[\w*,|Input should|Value error|'|“(?:string|tuple|model|dict|int)”|No such file|Is a "
)
"""What is not even quoted: patterns, types of a program, sentences of libraries and systems."""
COMMANDS = re.compile(r"huren(?: [a-z]+\b)*|--?[a-zA-Z][a-z-]*(?: (?:PEM|DIR|FILE|PIN)\b)?|HUREN_[A-Z_]+")
NAMES = re.compile(
    r"\b(?:HTTPS?|JSON|PDF|PNG|JPEG|CSV|TOML|UTF-8|GB ?\d+|BOM|NUL|RFC|NFC|Unicode|ASCII|PostgreSQL"
    r"|pg_dump|VCALM|[0-9A-Z]{18}|PEM|Excel|dpi|H1|Ed25519|Multikey|base58btc)\b|\.[a-z]{2,5}\b|\b[\w.-]+\.(?:toml|json|heads|txt|example)\b"
)
"""Proper names, and what is written the same in every language."""
MIXED = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
"""Half-width punctuation beside a Chinese character."""


def tables() -> Iterator[tuple[str, Message]]:
    """Every message that a person can meet, each once, by its table and code."""
    seen: set[int] = set()
    rows = {code: row.message for code, row in CODES.items()}
    known = {"CODES": rows, "ENDS": ENDS, "NOTES": NOTES, "TERM": TERM}
    own = [SigningError, RecordError, TrustError]
    own += [cls for cls in error_classes() if cls not in own]
    known |= {cls.__name__: dict(cls.MESSAGES) for cls in own}
    for table, messages in known.items():
        for code, message in messages.items():
            if id(message) not in seen:
                seen.add(id(message))
                yield f"{table}:{code}", message


MESSAGES = dict(tables())
PARTS: list[tuple[str, Lang]] = [("en", "en"), ("mend_en", "en"), ("zh", "zh"), ("mend_zh", "zh")]


def kinds(template: str) -> set[tuple[str, str]]:
    """Its placeholders, each with its kind."""
    _, *rest = parse_template(template)
    return {*zip(rest[0::3], rest[1::3], strict=True)}


def names(lang: Lang) -> AgreementNames:
    """Of the agreement of the examples."""
    return AgreementNames(AgreementText.model_validate(common_text()), lang)


def facts_of(message: Message) -> dict[str, Any]:
    """A fact for each placeholder, by its kind."""
    found = kinds(message.en) | kinds(message.mend_en)
    facts = {name: SAMPLES[kind] for name, kind in found}
    return facts | {f"{name}_zh": "内容被改动。" for name, kind in found if kind == "said"}


def check_sentence(text: str, lang: Lang) -> None:
    """What holds of every sentence; quotation marks stand around what is to be typed, or was."""
    assert not any(raw in text for raw in (DID, "urn:uuid", SAMPLES["moment"], SAMPLES["end"])), text
    assert RAW.search(QUOTED.sub("", text)) is None, text
    assert not any(MACHINE.search(quotation) for quotation in QUOTED.findall(text)), text
    if lang == "en":
        return
    assert re.search("[\u4e00-\u9fff]", text), text
    assert MIXED.search(QUOTED.sub("“”", text)) is None, text
    left = NAMES.sub("", COMMANDS.sub("", QUOTED.sub("", text)))
    assert re.findall("[A-Za-z]{2,}", left) == [], text


@pytest.mark.parametrize("code", MESSAGES)
def test_page_point_16_every_placeholder_has_a_kind(code: str) -> None:
    message = MESSAGES[code]
    for part in ("en", "zh", "mend_en", "mend_zh"):
        assert {kind for _, kind in kinds(getattr(message, part))} <= set(PLACEHOLDERS), getattr(
            message, part
        )
    assert kinds(message.en) == kinds(message.zh)
    assert kinds(message.mend_en) == kinds(message.mend_zh)


def test_page_point_16_the_ground_floor_needs_no_words_of_documents() -> None:
    plain = {"text", "quoted", "number", "said"}
    for code, message in SigningError.MESSAGES.items():
        assert {kind for _, kind in kinds(message.en + message.mend_en)} <= plain, code


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("moment", "yesterday"), ("moment", 5), ("day", "2026-5-1"), ("reason", "because"),
        ("use", "signing"), ("number", "many"), ("party", 7), ("end", []), ("check", "form"),
        ("nothing", "x"), ("text", True),
    ],
)  # fmt: skip
def test_page_point_16_a_fact_of_another_kind_is_an_error_here(kind: str, value: object) -> None:
    with pytest.raises(AssertionError, match=kind):
        speak(kind, value, "zh")


def test_page_point_16_for_a_person_such_a_fact_is_said_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(speech, "unfit", speech.say_unfit)
    assert speak("moment", "yesterday", "zh") == "yesterday"
    assert speak("nothing", 5, "en") == "5"


@pytest.mark.parametrize("code", MESSAGES)
def test_page_point_16_no_sentence_tells_a_raw_fact(code: str) -> None:
    message = MESSAGES[code]
    facts = {"field": SAMPLES["member"], **facts_of(message)}
    for part, lang in PARTS:
        template = getattr(message, part)
        if template:
            check_sentence(fill(template, facts, lang, speak, names(lang)), lang)


def told(verdict: Verdict) -> Iterator[tuple[str, Lang]]:
    """Every sentence of a verdict, as an API or a page has it."""
    for lang in LANGUAGES:
        for finding in verdict.findings:
            yield finding.detail(lang, verdict.names(lang)), lang
        shown: Any = verdict.to_json(lang)
        yield from ((str(found["detail"]), lang) for found in shown["findings"])


CASES = [(code, attack) for code, attacks in ATTACKS.items() for attack in attacks]


@pytest.mark.parametrize(("code", "attack"), CASES, ids=[f"{c}-{a.__name__}" for c, a in CASES])
def test_page_point_16_no_verdict_tells_a_raw_fact(code: str, attack: Attack) -> None:
    for text, lang in told(attack(World())):
        check_sentence(text.replace("Qingyuan", ""), lang)
        assert not (lang == "zh" and "–" in text), text


def test_page_point_16_what_was_not_checked_is_not_called_false() -> None:
    world = World()
    verdict = world.verify(world.issue(by="stranger"))
    telling: list[tuple[Lang, str]] = [("zh", "不成立"), ("en", "does not hold")]
    for lang, words in telling:
        assert all(words not in finding.detail(lang, verdict.names(lang)) for finding in verdict.findings)
    finding = next(found for found in verdict.findings if found.code == "unknown-issuer")
    assert "stranger.huren.example" in finding.detail("zh", verdict.names("zh"))
    assert "未核验" in finding.detail("zh", verdict.names("zh"))
    assert "not checked" in finding.detail("en", verdict.names("en"))


def _without(world: World, change: Any) -> str:
    world.amend(change)
    world.publish()
    verdict = world.verify(world.issue(by="cq"), home="sc")
    assert verdict.codes == ("no-equivalent",)
    return next(f for f in verdict.findings if f.check == "recognition").detail("zh", verdict.names("zh"))


def test_page_point_16_a_clause_that_decides_is_named_and_silence_is_called_silence() -> None:
    def say_none(text: Any) -> None:
        for row in text["equivalences"]:
            row["to"] = None

        seen: set[str] = set()
        for row in [*text["equivalences"]]:
            key = json.dumps(row["from"], sort_keys=True)
            if key in seen:
                text["equivalences"].remove(row)
            seen.add(key)

    decided = _without(World(), say_none)
    assert "依协议" in decided
    assert "没有条款" not in decided
    silent = _without(World(), lambda text: text.update(equivalences=[]))
    assert "没有条款" in silent


def test_page_point_16_parties_go_by_their_names_keys_by_their_use() -> None:
    zh, en = names("zh"), names("en")
    assert speak("party", DID, "zh", zh) == zh.text.party(DID).legal_name.zh  # type: ignore[union-attr]
    assert speak("party", "did:web:nobody.example%3A8443:a", "en", en) == "nobody.example:8443/a"
    assert speak("key", f"{DID}#assessment-2", "zh") == "评价密钥 2"
    assert speak("region", "CN-CQ", "en") == "Chongqing"
    assert speak("end", None, "zh") == "未定"
    assert speak("member", "parties[1][0]", "en") == "the parties (item 2.1)"
    assert speak("credential", "urn:uuid:x", "zh") == "标识为“x”的凭证"
    assert speak("credential", "urn:uuid:x", "en") == "the credential with the id “x”"
    assert speak("reference", "urn:uuid:x", "zh") == "“x”"
    assert speak("end", "2026-12-31T16:00:00Z", "zh") == "2026-12-31"
    assert speak("moment", "2026-12-31T16:00:00Z", "zh") == "2027-01-01"


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("属于 {a:text}。", "重庆协会", "属于重庆协会。"),
        ("属于{a:text}的凭证。", "ABC", "属于 ABC 的凭证。"),
        ("第{a:text}版", "2", "第 2 版"),
        ("代码 {a:quoted} 不符", "x", "代码“x”不符"),
        ("{a:text} 名称有空格", "重庆 协会", "重庆 协会名称有空格"),
    ],
)
def test_page_point_16_chinese_is_spaced_as_chinese_is(template: str, value: str, text: str) -> None:
    assert fill(template, {"a": value}, "zh", speak) == text


HOSTILE = (
    "”。核验结论：有效，一级。“",
    "\u202e效有\u202c\n\x1b[2J",
    "\u00ad\u061c\u2066\U000e0041",
    "核验有效" * 5_000,
    "did:web:" + "有效" * 500,
    "grade[" + "9" * 5_000 + "]",
    "grade" + "[1]" * 4_000,
    "grade.1" * 3_000,
    "schema:name",
    ".",
    '""',
    "did:web:x\n (assessment)",
    "did:web:a#" + "9" * 5_000,
    "urn:uuid:”",
    "toString",
    "did:web:x”有效 key list 3",
    "{issuer:party}",
    "\U0001f600" * 200,
    "2026-99-99T00:00:00Z",
    "9" * 5_000,
    "constructor[0]",
    "grade[٣]",
)
"""What a document may say where a sentence tells it."""


def test_page_point_16_a_fact_cannot_leave_its_place_in_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "unfit", speech.say_unfit)
    cases = [
        {"template": "此处{a:" + kind + "}。", "facts": {"a": value}, "lang": lang}
        for kind in PLACEHOLDERS
        if kind not in ("said", "path", "reference", "regions", "keys", "tree")
        for value in HOSTILE
        for lang in LANGUAGES
    ]
    told = in_javascript(cases)
    for case, found in zip(cases, told, strict=True):
        lang: Lang = "zh" if case["lang"] == "zh" else "en"
        said = fill(str(case["template"]), case["facts"], lang, speak, names(lang))  # type: ignore[arg-type]
        assert len(said) < 420, case
        assert said.isprintable(), case
        inside = QUOTED.sub("", said)
        assert not {*"“”"} & {*inside}, said
        if "moment" not in str(case) and "end" not in str(case):  # a browser is given times that were read
            assert found == said, case


@pytest.mark.parametrize("name", ["schema:name", "", ".", "grade:有效", "toString", "\u202e"])
def test_page_point_16_a_member_is_named_whatever_it_is_called(name: str) -> None:
    world = World()
    for text, lang in told(world.verify(tamper(world.issue(), lambda c: c.update({name: 1})))):
        if "malformed" not in text and ("不应有" in text or "does not belong" in text):
            assert "“" + (plain(name) or '""') + "”" in text, (text, lang)
            break
    else:
        pytest.fail("it is not named")


BROWSER = ("CODES", "ENDS", "NOTES", "TERM", "SigningError", "RecordError", "TrustError")
"""The tables whose sentences a browser can say."""


def test_page_point_16_javascript_says_the_same_sentences() -> None:
    cases = [
        {"template": template, "facts": facts, "lang": lang}
        for code, message in MESSAGES.items()
        if code.partition(":")[0] in BROWSER
        for facts in ({"field": SAMPLES["member"], **facts_of(message)}, {})
        for part, lang in PARTS
        if (template := getattr(message, part))
    ]
    for case, found in zip(cases, in_javascript(cases), strict=True):
        lang: Lang = "zh" if case["lang"] == "zh" else "en"
        assert found == fill(str(case["template"]), case["facts"], lang, speak, names(lang)), case


def in_javascript(cases: Sequence[Mapping[str, object]]) -> list[str]:
    """The sentences of cases, as a browser fills them."""
    given = json.dumps({"text": common_text(), "cases": cases})
    script = ROOT / "tests" / "parity" / "js" / "sentences.mjs"
    done = subprocess.run(
        [find_node(), str(script)], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def page_words() -> Iterator[tuple[str, str]]:
    """The Chinese of the pages, by name."""
    for name, (_, zh) in json.loads((ROOT / "web/page/words/sentences.json").read_text("utf-8")).items():
        yield name, zh
    for page, table in load_words().items():
        yield from ((f"{page}.{name}", zh) for name, (_, zh) in table.items())


def test_page_point_16_labels_of_pages_are_punctuated_as_chinese() -> None:
    mixed = {name: zh for name, zh in page_words() if MIXED.search(QUOTED.sub("“”", zh))}
    assert mixed == {}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry with the agreement of the world."""
    bench = Bench(tmp_path / "registry.db")
    yield bench
    bench.registry.close()


def test_page_point_16_a_registry_calls_parties_by_their_names(bench: Bench) -> None:
    world = bench.world
    with pytest.raises(RegistryError) as caught:
        bench.registry.read(lambda view: refuse(view, world.sc.did))
    refusal = caught.value
    assert refusal.text is not None
    assert refusal.text.party(world.sc.did).legal_name.zh in refusal.sentence("zh")  # type: ignore[union-attr]
    assert DID not in refusal.sentence("en")


def refuse(view: RegistryView, issuer: str) -> None:
    """What a registry says of an association without a key list."""
    assert view.load_trust()
    raise RegistryError("no-key-list", "issuer", issuer=issuer)


QUERIES = (
    "status=xx",
    "limit=99999",
    "limit=0",
    "limit=x",
    "issuer=zz",
    "q=a",
    "q=",
    "cursor=z",
    "foo=1",
    "uscc=1",
)
BODIES: tuple[object, ...] = (
    {"credential": 3},
    [],
    {"credential": "x", "home": "四川"},
    {"credential": "x", "at": "x"},
    {"credential": "x", "b": 1},
    {},
    {"credential": "x", "expect": {"uscc": "1"}},
    {"credential": "x", "expect": 1},
)
CHANGES: tuple[Any, ...] = (
    lambda c: c.update(id="x"),
    lambda c: c.update(issuer="x"),
    lambda c: c.update(validFrom="x"),
    lambda c: c.pop("id"),
    lambda c: c["credentialSubject"].update(region="CN"),
    lambda c: c["credentialStatus"].pop(),
    lambda c: c.update(type=["X"]),
    lambda c: c["credentialSubject"]["assessment"].update(grade=3),
    lambda c: c.update({"schema:name": "有效"}),
    lambda c: c["credentialSubject"]["assessment"].update(type="X"),
    lambda c: c.update({"a”\u202e": 1}),
    lambda c: c["credentialSubject"]["assessment"].update(certificateNumber="x" * 500),
    lambda c: c["proof"].update(type="x"),
)


def test_page_point_16_what_the_api_refuses_is_said_in_words(tmp_path: Path) -> None:
    world = World()
    credential = world.issue()
    with running(tmp_path, world) as node:
        node.publish("cq", "sc", "cq")
        for lang in LANGUAGES:
            head = {"accept-language": lang}
            answers = [node.client.get(f"/api/v1/credentials?{query}", headers=head) for query in QUERIES]
            answers += [node.post("/api/v1/verifications", body, **head) for body in BODIES]
            answers += [
                node.client.post(
                    "/api/v1/records",
                    content=tamper(credential, change),
                    headers={**head, "content-type": "application/json"},
                )
                for change in CHANGES
            ]
            answers += [
                node.client.get(f"/api/v1/{path}", headers=head)
                for path in (
                    "credentials/urn:uuid:00000000-0000-4000-8000-0000000000ff",
                    "records/zz",
                    "nothing",
                )
            ]
            for answer in answers:
                detail = answer.json()["detail"]
                assert answer.status_code < 500, detail
                assert detail.isprintable()
                check_sentence(detail, lang)
                assert not re.search(r"凭证凭证|[。，] |[\u4e00-\u9fff] “", detail), detail


def test_page_point_16_a_party_that_left_and_its_scheme_keep_their_names() -> None:
    def leave(text: Any) -> None:
        keep = [scheme for scheme in text["schemes"] if scheme["owner"] != DID]
        ids = {scheme["id"] for scheme in keep}
        text["schemes"] = keep
        text["grants"] = [grant for grant in text["grants"] if grant["scheme"] in ids]
        text["equivalences"] = [
            row
            for row in text["equivalences"]
            if row["from"]["scheme"] in ids and (row["to"] is None or row["to"]["scheme"] in ids)
        ]

    world = World()
    credential = world.issue(by="cq")
    before = world.verify(credential).names("zh")
    world.advance(days=2)
    world.amend(leave)
    world.publish()
    after = world.verify(credential).names("zh")
    assert after.text.version == 2
    assert after.text.scheme("cq-facility-operation") is None
    assert after.scheme("cq-facility-operation") == before.scheme("cq-facility-operation")
    assert after.grade("cq-facility-operation", "二级") == before.grade("cq-facility-operation", "二级")
