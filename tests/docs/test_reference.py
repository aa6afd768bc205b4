"""The documentation, read as a stranger would: examples verify, code runs, tables are total, links hold."""

import contextlib
import hashlib
import io
import re
from pathlib import Path

import pytest

from credentials.documents.bundle import MAX_BUNDLE_BYTES
from credentials.documents.part import MAX_PART_BYTES
from credentials.documents.status_event import REASONS
from credentials.h1 import decode_h1
from credentials.h1_dictionary import DICTIONARY
from credentials.kinds import KINDS, read_any
from credentials.times import parse_time
from keys_example import EXAMPLE_MULTIKEYS, SICHUAN, example_method_id
from signing.data_integrity import check_proof
from signing.errors import HurenError
from signing.json_profile import JsonValue
from signing.multikey import decode_multikey
from signing.strict_json import parse_json
from tests.harness.checkout import ROOT
from tools.docs.build import FLOORS, build_page, complete_page
from verifier import Policy, TrustStore, Verdict, verify
from verifier.codes import CHECKS, CODES

DOCS = ROOT / "docs"
KIND = re.compile(r":\w+\}")
"""Suffix of a placeholder's name."""
PAGES = {str(path.relative_to(DOCS)): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
REFERENCE = {name: text for name, text in PAGES.items() if name.startswith("reference/")}

MARKED = re.compile(r"<!-- (\w+): (\S+) -->\n```\w+\n(.*?)\n?```\n<!-- end -->", re.DOTALL)
JSON_BLOCK = re.compile(r"^```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
KEYS = {example_method_id(name): decode_multikey(key) for name, key in EXAMPLE_MULTIKEYS.items()}
BLOCKS: dict[tuple[str, str], str] = {
    (kind, name): body for page in PAGES.values() for kind, name, body in MARKED.findall(page)
}
PIN = "050076e0e16ccb21bb49415a0b191c5606a23f8791b3ff1d94d5531f16d2eb3b"
NOW = "2026-06-20T12:00:00+08:00"


def example(name: str) -> bytes:
    """Return the literal text of an example document."""
    return BLOCKS["example", name].encode()


def ask(
    name: str, at: str | None = None, *, trust: TrustStore | None = None, proof: bytes | None = None
) -> Verdict:
    """Return the verdict on an example, from Sichuan with the bundle of the pages."""
    return verify(
        example(name),
        trust or TrustStore.from_bundle(BLOCKS["bundle", "all"].encode(), pin=PIN),
        policy=Policy(),
        now=parse_time(NOW),
        at=parse_time(at) if at is not None else None,
        home=SICHUAN,
        proof=proof,
    )


def signed_documents(value: JsonValue) -> list[dict[str, JsonValue]]:
    """Yield every object with a proof inside a value, itself included."""
    if isinstance(value, dict):
        inner = [found for item in value.values() for found in signed_documents(item)]
        # a person, not an association, signed it
        is_signed = "proof" in value and value.get("type") != "huren-statement/1"
        return [value, *inner] if is_signed else inner
    return [found for item in value for found in signed_documents(item)] if isinstance(value, list) else []


# --- generated pages equal what the code makes ---


@pytest.mark.parametrize("page", PAGES)
def test_examples_and_tables_are_up_to_date(page: str) -> None:
    assert build_page(PAGES[page]) == PAGES[page], "run: python -m tools.docs.build"


@pytest.mark.parametrize("page", REFERENCE)
def test_a_reference_page_opens_with_a_summary_in_chinese_and_a_whole_example(page: str) -> None:
    title, summary, example_or_code, *_ = REFERENCE[page].split("\n\n")
    assert title.startswith("# ")
    assert summary.startswith("> 摘要：")
    # one sentence may come first and say whose document it is
    if not example_or_code.startswith(("<!-- ", "```")):
        example_or_code = REFERENCE[page].split("\n\n")[3]
    assert "```" in example_or_code
    assert "…" not in example_or_code


# --- the examples ---


@pytest.mark.parametrize("page", PAGES)
def test_every_json_block_is_in_the_profile_and_every_signature_in_it_holds(page: str) -> None:
    for block in JSON_BLOCK.findall(PAGES[page]):
        value = parse_json(block.encode(), max_bytes=MAX_BUNDLE_BYTES)
        for document in signed_documents(value):
            record = read_any(document)
            assert check_proof(document, KEYS[record.proof.verification_method]), record


def test_each_kind_of_record_has_an_example_on_a_page() -> None:
    kinds = {
        read_any(parse_json(body.encode())).body.KIND
        for (kind, _), body in BLOCKS.items()
        if kind == "example"
    }
    assert kinds == {*KINDS}


def test_names_in_the_examples_say_that_they_are_examples() -> None:
    def names(value: JsonValue) -> list[JsonValue]:
        if isinstance(value, dict):
            own = [item for key, item in value.items() if key in ("legalName", "legalNameEn")]
            return own + [name for item in value.values() for name in names(item)]
        return [name for item in value for name in names(item)] if isinstance(value, list) else []

    found = [
        name
        for (kind, _), body in BLOCKS.items()
        if kind == "example"
        for name in names(parse_json(body.encode()))
    ]
    assert len(found) >= 6
    assert all("示例" in str(name) or "(Example)" in str(name) for name in found)


BESIDE = (
    *("capability", "credit", "status-list", "technology", "listing", "notice", "list-notice"),
    *("standard", "resolution", "report", "survey", "survey-report"),
)
"""Kinds of documents that no bundle holds."""


def test_the_bundle_holds_the_documents_of_the_other_pages() -> None:
    held = signed_documents(parse_json(BLOCKS["bundle", "all"].encode(), max_bytes=MAX_BUNDLE_BYTES))
    shown = [parse_json(body.encode()) for (kind, name), body in BLOCKS.items()
             if kind == "example" and name not in BESIDE]  # fmt: skip
    assert len(shown) >= 6
    assert all(document in held for document in shown)


@pytest.mark.parametrize(
    ("name", "at", "outcome", "codes"),
    [
        ("capability", "2026-03-02T12:00:00+08:00", "valid", ("reinstated-since",)),
        ("capability", "2026-04-20T12:00:00+08:00", "valid", ("reinstated-since",)),
        ("capability", "2026-06-05T12:00:00+08:00", "invalid", ("suspended", "reinstated-since")),
        ("capability", "2026-06-15T00:00:00+08:00", "valid", ("reinstated",)),
        ("credit", None, "valid", ("no-equivalent",)),
        ("credit", "2026-05-05T12:00:00+08:00", "invalid", ("not-yet-valid", "no-equivalent")),
    ],
)
def test_the_examples_tell_the_story_the_pages_tell(
    name: str, at: str | None, outcome: str, codes: tuple[str, ...]
) -> None:
    verdict = ask(name, at)
    assert verdict.outcome.value == outcome
    assert verdict.codes == codes


def test_without_the_salvage_list_nothing_of_the_example_is_confirmed() -> None:
    text = BLOCKS["bundle", "all"]
    salvage = re.search(r'^"salvage": \[.*\]', text, re.MULTILINE)
    assert salvage is not None
    trust = TrustStore.from_bundle(text.replace(salvage[0], '"salvage": []').encode(), pin=PIN)
    assert "salvage-missing" in ask("capability", trust=trust).codes


def test_the_h1_text_is_the_credential() -> None:
    assert decode_h1(BLOCKS["h1", "capability"]) == parse_json(example("capability"))


def test_the_receipt_dates_the_credential() -> None:
    receipt = BLOCKS["log", "proof"] + "\n"
    log = next(f for f in ask("capability", proof=receipt.encode()).findings if f.check == "log")
    assert (log.outcome.value, log.code) == ("passed", "witnessed")
    assert receipt.endswith(BLOCKS["log", "checkpoint"] + "\n")
    other = next(f for f in ask("credit", proof=receipt.encode()).findings if f.check == "log")
    assert other.code == "not-logged"


# --- code ---


@pytest.mark.parametrize("page", [name for name, text in PAGES.items() if PYTHON_BLOCK.search(text)])
def test_every_python_block_runs_and_prints_the_text_below_it(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for (kind, name), body in BLOCKS.items():
        suffix = {"h1": ".h1.txt", "example": ".json"}.get(kind)
        if suffix is not None:
            (tmp_path / f"{name}{suffix}").write_text(body, encoding="utf-8")
    (tmp_path / "bundle.json").write_text(BLOCKS["bundle", "all"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    for code, expected in PYTHON_BLOCK.findall(PAGES[page]):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page, "exec"), scope)  # noqa: S102
        assert printed.getvalue() == expected, f"{page}:\n{code}"


# --- tables ---


def rows_below(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the tables between this heading and the next."""
    section = re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_table_of_codes_equals_that_of_the_code() -> None:
    page = complete_page(PAGES["reference/checks.md"])
    assert re.findall(r"^\| \[([a-z-]+)\]\(#\1\)", page, re.MULTILINE) == [*CHECKS]
    for check in ("*", *CHECKS):
        rows = [row for row in rows_below(page, "Any check" if check == "*" else check) if len(row) == 6]
        expected = [
            [
                f"`{code}`",
                row.outcome,
                *(KIND.sub("}", part) or "–" for part in (m.en, m.mend_en, m.zh, m.mend_zh)),
            ]
            for code, row in CODES.items()
            for m in [row.message]
            if row.check == check
        ]
        assert rows == expected, check


@pytest.mark.parametrize("cls", FLOORS, ids=lambda cls: cls.__name__)
def test_the_tables_of_errors_are_total(cls: type[HurenError]) -> None:
    page = complete_page(PAGES["reference/errors.md"])
    shown = {
        (row[0].strip("`"), row[1], row[2], row[3], row[4])
        for floor in FLOORS[: FLOORS.index(cls) + 1]
        for row in rows_below(page, floor.__name__)
    }
    messages = {
        (c, *(KIND.sub("}", part) for part in (m.en, m.mend_en, m.zh, m.mend_zh)))
        for c, m in cls.MESSAGES.items()
    }
    assert {tuple(cell.replace("|", "\\|") for cell in row) for row in messages} <= shown


def test_the_page_has_no_error_that_no_class_has() -> None:
    shown = re.findall(r"^\| `([a-z0-9-]+)`", complete_page(PAGES["reference/errors.md"]), re.MULTILINE)
    assert set(shown) == {code for cls in FLOORS for code in cls.MESSAGES}


def test_the_table_of_sizes_equals_the_constants_of_the_code() -> None:
    models = {kind.name: kind.max_bytes for kind in KINDS.values()}
    names = {
        "agreement half": ["agreement"],
        "credential": ["capability", "credit"],
        "salvage list": ["salvage"],
        "statistics report": ["report"],
    }
    found: dict[str, int] = {}
    for cells, size in re.findall(
        r"^\| (\[.*) \| ([0-9,]+) \|$", PAGES["reference/records.md"], re.MULTILINE
    ):
        for name in re.findall(r"\[([^\]]+)\]", cells):
            found |= dict.fromkeys(names.get(name, [name.replace(" ", "-")]), int(size.replace(",", "")))
    assert found == {**models, "bundle": MAX_BUNDLE_BYTES, "part": MAX_PART_BYTES}


def test_the_dictionary_is_the_one_the_page_names() -> None:
    page = PAGES["reference/h1.md"]
    assert f"`{hashlib.sha256(DICTIONARY).hexdigest()}`" in page
    assert f"id 1, {len(DICTIONARY):,} bytes" in page


def test_every_reason_is_in_the_table() -> None:
    rows = rows_below(PAGES["reference/status-event.md"], "Rules")
    shown = {row[0].strip("`"): tuple(re.findall(r"`([a-z-]+)`", row[1])) for row in rows if len(row) == 2}
    assert REASONS.items() <= shown.items()


# --- links ---


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings."""
    plain = [
        re.sub(r"[^\w\- ]", "", heading.lower()) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    ]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES)
def test_relative_links_resolve(page: str) -> None:
    for target in LINK.findall(re.sub(r"^```.*?^```$", "", PAGES[page], flags=re.DOTALL | re.MULTILINE)):
        if target.startswith(("https:", "http:")):
            continue
        path, _, anchor = target.partition("#")
        found = (DOCS / page).parent / path if path else DOCS / page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found.read_text(encoding="utf-8")), target


def test_the_map_leads_to_every_page() -> None:
    """The index of decisions leads to each decision."""
    targets = {target.partition("#")[0] for target in LINK.findall(PAGES["README.md"])}
    decisions = {f"adr/{target}" for target in LINK.findall(PAGES["adr/README.md"])}
    assert targets | decisions >= set(PAGES) - {"README.md"}
