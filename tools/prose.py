"""Measure how names, comments and how-tos read: `python -m tools.prose`.

Patterns count words; nothing here understands a sentence. A figure is for comparison with an earlier one.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from tests.harness.checkout import ROOT, tracked_files

VAGUE = frozenset(["found", "told", "held", "one", "said", "asked", "beside"])
"""Names that state neither a thing nor an act."""

_OPENING = re.compile(r"(What|Which|Whether|How|Who|Whose)\b")
_DIRECTIVE = re.compile(r"#\s*(noqa|type:|fmt:|pragma|!|ruff:|mypy:)")
_CODE_BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_APART = re.compile(r"^(#|\||<|\s*$)")  # headings, tables, markup
_SENTENCE_END = re.compile(r"[.!?:](?=\s|$)")
_RELATIVE = re.compile(
    r"\b(?:which|who|whose|whom)\b|(?<=[a-z`)] )that(?= (?:[a-z]+s|are|was|were|has|have|had|it|you)\b)"
)
_YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_IRREGULAR = (
    "made read set kept sent known shown given taken written found held told put built bound left lost seen"
)
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+|\w+ly\s+)?(?:\w+ed|{'|'.join(_IRREGULAR.split())})\b"
)


class ProseFigures(NamedTuple):
    """Figures: shares of 1, comments in a thousand lines, the rest a sentence of the how-tos."""

    question_docstrings: float
    vague_names: float
    comments: float
    relatives: float
    you: float
    passive: float


def measure() -> ProseFigures:
    """Return the figures of the tracked files: code without tests, how-tos in English."""
    sources = [_read(path) for path in tracked_files("*.py") if not path.startswith("tests/")]
    trees = [ast.parse(source) for source in sources]
    openings = [docstring for tree in trees if (docstring := ast.get_docstring(tree)) is not None]
    names = [name for tree in trees for name in _bound_names(tree)]
    comments = sum(1 for source in sources for _ in _comments(source))
    lines = sum(source.count("\n") for source in sources)
    how_tos = [path for path in tracked_files("docs/how-to/*.md") if not path.endswith(".zh.md")]
    text = "\n".join(_running_text(_read(path)) for path in how_tos)
    sentences = len(_SENTENCE_END.findall(text))
    return ProseFigures(
        sum(_OPENING.match(opening) is not None for opening in openings) / len(openings),
        sum(name in VAGUE for name in names) / len(names),
        1000 * comments / lines,
        *(len(pattern.findall(text)) / sentences for pattern in (_RELATIVE, _YOU, _PASSIVE)),
    )


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _bound_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def _comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not _DIRECTIVE.match(token.string):
            yield token.string


def _running_text(page: str) -> str:
    kept = (line for line in _CODE_BLOCK.sub("", page).splitlines() if not _APART.match(line))
    return "\n".join(kept)


def main() -> None:
    """Print the figures."""
    figures = measure()
    for name, value in figures._asdict().items():
        print(f"{name.replace('_', ' '):20} {value:6.3f}")


if __name__ == "__main__":
    main()
