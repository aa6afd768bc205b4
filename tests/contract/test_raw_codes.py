"""No Chinese sentence holds a raw code: tables, pages, the page in the browser, the commands."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.contract.sources import MODULES
from tests.credentials.sentences import QUOTED, RAW, RAW_CODES, TO_TYPE, WORDS, page_words
from tests.harness.checkout import ROOT

HAN = re.compile("[\u4e00-\u9fff]")
TYPED = re.compile(
    r"\b(?:active|suspended|revoked|superseded|expired|not-yet-valid|invalid|unclear) (?=[\u4e00-\u9fff])"
    r"|\b[a-z]+(?==|（|\.(?:json|pem|pub|txt)\b)|did:web:(?=您)|zh 或 en|urn:uuid:…|如 重庆、CN-CQ"
    r"|（\d{4}-\d\d-\d\dT\d\d:\d\d）"
)
"""Texts to type literally: a code with its word behind it, the form of an option, the name of a file."""
QUOTED_TYPED = {
    "proof",
    "type",
    "assertionMethod",
    "home",
    "pin.txt",
    "registry.example/log",
    "huren key new --use officer",
    "previous",
}
"""Literal texts of documents and programs that no word can replace."""


def literal(node: ast.expr) -> str | None:
    """Return the text of a string in the source, with a mark of its own for each inserted value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(part.value if isinstance(part, ast.Constant) else "×" for part in parts)  # type: ignore[misc]
        case ast.BinOp(left=left, right=right):
            texts = literal(left), literal(right)
            return None if None in texts else "".join(map(str, texts))
    return None


@cache
def all_sentences() -> list[tuple[str, str]]:
    """Yield the sentences of the code and of the pages, with their place."""
    return [*sentences_in_code(), *page_words()]


def sentences_in_code() -> Iterator[tuple[str, str]]:
    """Yield every Chinese text beside its English twin: in a call, or in a row of a table."""
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if HAN.search(source) else ():
            parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", ())
            for part in parts if len(parts) > 1 else ():
                text = literal(part)
                if text is not None and HAN.search(QUOTED.sub("", text)):
                    chinese = " · ".join(side for side in text.split(" · ") if HAN.search(side))
                    yield f"{path.relative_to(ROOT)}:{part.lineno}", chinese


def raw_codes(text: str) -> set[str]:
    """Return the raw codes in a sentence, except text that is quoted or to be typed."""
    bare = re.sub(r"\{[^}]*\}", "", TYPED.sub("", TO_TYPE.sub("", QUOTED.sub("", text))))
    found = {word for word in WORDS.findall(bare) if word in RAW_CODES}
    return found | {match[0] for match in RAW.finditer(bare)}


def quoted_codes(text: str) -> set[str]:
    """Return quoted texts with a code; an inserted value is checked where its text is made."""
    quotations = {re.sub(r"\{[^}]*\}", "", quotation).strip("“”") for quotation in QUOTED.findall(text)}
    return {said for said in quotations - QUOTED_TYPED if {*WORDS.findall(said)} & RAW_CODES}


def test_quotation_marks_hide_no_code() -> None:
    assert quoted_codes("“until”只用于“suspend”，“proof”须有，“{action:action}”") == {"until", "suspend"}
    assert {where: quoted_codes(text) for where, text in all_sentences() if quoted_codes(text)} == {}


def test_the_check_finds_a_raw_code() -> None:
    assert raw_codes("因 issued-in-error 终止") == {"issued-in-error"}
    assert raw_codes("由 did:web:a 签发") == {"did:"}
    assert raw_codes("“issued-in-error”：错误签发") == set()


def test_no_chinese_sentence_holds_a_raw_code() -> None:
    assert len(all_sentences()) > 1500
    assert {where: raw_codes(text) for where, text in all_sentences() if raw_codes(text)} == {}
