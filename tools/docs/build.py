"""Write the example documents and small tables into the pages: `python -m tools.docs.build`.

In a page, this module writes everything between `<!-- kind: name -->` and `<!-- end -->`. The tests compare,
so a page cannot drift from the code. Long tables stand in the site alone: the repository has their source.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from api.app import openapi_document
from api.errors import ApiError
from api.http.problems import MESSAGES, STATUS, TITLES
from api.settings import RELOADED, Settings
from carriers.spreadsheet import CHANGES
from cli.apartments import load_servings
from credentials.documents.agreement import agreement_digest
from credentials.documents.bundle import BUNDLE_TYPE
from credentials.documents.status_event import KINDS, NOTICE_REASONS, REASONS
from credentials.documents.works.limits.as_typed import format_limit
from credentials.documents.works.limits.limit_sets import LIMIT_SETS
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import QUANTITIES, UNITS
from credentials.errors import RecordError
from credentials.h1 import decode_h1, format_h1_url
from credentials.times import parse_time
from credentials.words.closed_lists import ENDS as END_WORDS
from credentials.words.closed_lists import REASONS as REASON_WORDS
from credentials.words.closed_lists import word_for
from keys_example import CHONGQING, SICHUAN
from registry.errors import RegistryError
from signing.errors import HurenError, Message, SigningError
from signing.jcs import canonicalize
from signing.log.note import format_note
from signing.strict_json import JsonValue
from tools.docs.commands import columns_of, commands_page
from tools.docs.example_history import bundle, checkpoint, common_text, documents, inclusion_proof
from tools.docs.map import map_page
from tools.web.desk_tables import desk_files
from tools.web.list_tables import list_files
from tools.web.nginx_page import nginx_files
from tools.web.page_tables import browser_words
from tools.web.verifier_tables import browser_files
from verifier import Policy, TrustStore, verify
from verifier.codes import CODES, ENDS, NOTES
from verifier.errors import QuestionError, ReceiptError, TrustError
from web.errors import BrandError
from web.sign_page import digest_sign_page

FOLDER = Path(__file__).parents[2] / "docs"
OPENAPI = FOLDER / "reference" / "openapi.json"
PART = re.compile(r"(<!-- (\w+): (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
FLOORS: tuple[type[HurenError], ...] = (
    SigningError,
    RecordError,
    TrustError,
    QuestionError,
    ReceiptError,
    RegistryError,
    BrandError,
    ApiError,
)
"""Classes whose tables `errors.md` shows, lower floors first."""

NOW = "2026-06-20T12:00:00+08:00"
_WIDTH = 108
_KIND = re.compile(r":\w+\}")
"""Kind of a placeholder, which readers need not know."""


def main() -> None:
    """Rewrite the pages that changed."""
    for path in sorted(FOLDER.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        built = build_page(text)
        if built != text:
            path.write_text(built, encoding="utf-8")
    OPENAPI.write_text(format_openapi(), encoding="utf-8")
    for path, text in {
        **browser_files(),
        **browser_words(),
        **desk_files(),
        **list_files(),
        **nginx_files(),
    }.items():
        path.write_text(text, encoding="utf-8")


def build_page(text: str) -> str:
    """Return the page as committed: every marked part made from the code, a long table by its place alone."""
    return PART.sub(lambda m: m[1] + (_LONG.get(m[2]) or _KINDS[m[2]](m[3], m[4])) + m[5], text)


def complete_page(text: str) -> str:
    """Return a committed page as the site has it, with its long tables."""
    return PART.sub(lambda m: m[1] + (_KINDS[m[2]](m[3], m[4]) if m[2] in _LONG else m[4]) + m[5], text)


def _example(name: str, _: str) -> str:
    return f"```json\n{format_json(documents()[name])}\n```\n"


def _bundle(_: str, __: str) -> str:
    return f"```json\n{_format_bundle(json.loads(bundle()))}\n```\n"


def _format_bundle(parts: Mapping[str, JsonValue]) -> str:
    """Format one part on each line, so that a whole bundle stays readable."""
    members = [f'"type": "{BUNDLE_TYPE}"']
    members += [f'"{name}": {_lines(value)}' for name, value in parts.items() if name != "type"]
    return "{" + ",\n".join(members) + "}"


def _lines(parts: JsonValue) -> str:
    if isinstance(parts, list):
        return "[" + ",\n".join(map(_lines, parts)) + "]"
    return canonicalize(parts).decode()


def _seen(_: str, __: str) -> str:
    value = _trust().seen.to_json()
    kept = _format_bundle(value["bundle"])  # type: ignore[arg-type]  # an object
    return f'```json\n{{"type": "{value["type"]}", "pin": "{value["pin"]}",\n"bundle": {kept}}}\n```\n'


def _verdict(name: str, _: str) -> str:
    data = canonicalize(documents()[name])
    verdict = verify(data, _trust(), policy=Policy(), now=parse_time(NOW), home=SICHUAN)
    return f"```json\n{format_json(verdict.to_json())}\n```\n"


def _trust() -> TrustStore:
    return TrustStore.from_bundle(bundle(), pin=agreement_digest(common_text()))


def _h1(name: str, old: str) -> str:
    """Keep the old text while it decodes to the credential: DEFLATE output differs between zlib builds."""
    value = documents()[name]
    try:
        if decode_h1(old.strip("`\n").removeprefix("text\n")) == value:
            return old
    except RecordError:
        pass
    return f"```text\n{format_h1_url(value, 'https://cq.huren.example')}\n```\n"


def _log(name: str, _: str) -> str:
    made = {
        "checkpoint": format_note(checkpoint("cq")),
        "key": f"{_trust().parties[CHONGQING].log_keys()[0]}\n",
        "proof": inclusion_proof().decode(),
    }
    return f"```text\n{made[name]}```\n"


def _checks(check: str, _: str) -> str:
    rows = [
        (f"`{code}`", row.outcome, *_cells(row.message)) for code, row in CODES.items() if row.check == check
    ]
    return format_table(("code", "outcome", "what it says", "what to do", "说明", "处理办法"), rows)


def _errors(name: str, _: str) -> str:
    cls = next(floor for floor in FLOORS if floor.__name__ == name)
    rows = [(f"`{code}`", *_cells(message)) for code, message in own_messages(cls).items()]
    return format_table(("code", "what it says", "what to do", "说明", "处理办法"), rows)


def _problems(_: str, __: str) -> str:
    rows = [
        (f'<a id="{code}"></a>`{code}`', str(status), *_cells(MESSAGES[code]))
        for code, status in sorted(STATUS.items())
    ]
    return format_table(("code", "status", "what it says", "what to do", "说明", "处理办法"), rows)


def _statuses(_: str, __: str) -> str:
    rows = [(str(status), title.en, title.zh) for status, title in TITLES.items()]
    return format_table(("status", "title", "标题"), rows)


def _settings(_: str, __: str) -> str:
    rows = [row for name, field in Settings.model_fields.items() for row in _setting_rows(name, field)]
    return format_table(("setting", "variable", "default", "reloaded", "what it is", "说明"), rows)


def _setting_rows(name: str, field: FieldInfo, within: str | None = None) -> Iterator[tuple[str, ...]]:
    """Yield the row of a setting, and after it those of a table's members."""
    extra = field.json_schema_extra
    zh = str(extra["zh"]) if isinstance(extra, dict) else ""
    value = field.default
    if value is None or isinstance(value, BaseModel):
        default = "–"
    else:
        default = f"`{'[]' if value == () else json.dumps(str(value) if isinstance(value, Path) else value)}`"
    again = "yes" if name.partition(".")[0] in RELOADED else "–"
    variable = within or f"`HUREN_{name.upper()}`"
    yield f"`{name}`", variable, default, again, str(field.description), zh
    if isinstance(value, BaseModel):
        for member, inner in type(value).model_fields.items():
            yield from _setting_rows(f"{name}.{member}", inner, f"in {variable.removeprefix('in ')}")


def _operations(_: str, __: str) -> str:
    rows = [
        (f"`{method.upper()} {path}`", *operation["summary"].split(" · "))
        for path, methods in openapi_document(load_servings())["paths"].items()
        for method, operation in methods.items()
    ]
    return format_table(("request", "what it does", "说明"), rows)


def format_openapi() -> str:
    """Return the OpenAPI document as committed: sorted, so that each change shows."""
    return json.dumps(openapi_document(load_servings()), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cells(message: Message) -> tuple[str, ...]:
    parts = message.en, message.mend_en or "–", message.zh, message.mend_zh or "–"
    return tuple(_KIND.sub("}", part) for part in parts)


def _reasons(_: str, __: str) -> str:
    rows = [
        (f"`{action}`", ", ".join(f"`{reason}`" for reason in reasons)) for action, reasons in REASONS.items()
    ]
    rows += [
        (f"`{action}` (notice)", ", ".join(f"`{reason}`" for reason in reasons))
        for action, reasons in NOTICE_REASONS.items()
    ]
    return format_table(("action", "reasons"), rows)


def _ends(name: str, _: str) -> str:
    if name == "kinds":
        return _sentences(ENDS)
    reasons = [
        (f"`{reason}`", f"`{kind}`", *END_WORDS[kind], word_for(REASON_WORDS, reason, "zh"))
        for reason, kind in KINDS.items()
    ]
    return format_table(("reason of a revoke", "kind", "in words", "称为", "原因"), reasons)


def _notes(_: str, __: str) -> str:
    return _sentences(NOTES)


def _sentences(table: Mapping[str, Message]) -> str:
    rows = [(f"`{kind}`", *_cells(message)) for kind, message in table.items()]
    return format_table(("kind", "what it says", "what to do", "说明", "处理办法"), rows)


def _units(_: str, __: str) -> str:
    rows = [
        (f"`{code}`", unit.en, unit.zh, f"`{unit.quantity}`", *QUANTITIES[unit.quantity], str(unit.factor))
        for code, unit in UNITS.items()
    ]
    return format_table(("code", "printed", "印作", "quantity", "in words", "称为", "factor"), rows)


def _targets(_: str, __: str) -> str:
    rows = [
        (f"`{code}`", target.en, target.zh, ", ".join(f"`{name}`" for name in target.quantities))
        for code, target in TARGETS.items()
    ]
    return format_table(("code", "target", "治理对象", "quantities"), rows)


def _limit_sets(_: str, __: str) -> str:
    rows = [
        (f"`{code}`", limit_set.en, limit_set.zh, format_limit(limit), limit_set.source)
        for code, limit_set in LIMIT_SETS.items()
        for limit in limit_set.limits
    ]
    return format_table(("code", "name", "名称", "limit", "source"), rows)


def _commands(_: str, __: str) -> str:
    return commands_page(format_table)


def _map(_: str, __: str) -> str:
    return map_page(format_table)


def _columns(_: str, __: str) -> str:
    return columns_of(CHANGES, format_table)


def _page(name: str, _: str) -> str:
    return f"```text\n{digest_sign_page()}  {name}\n```\n"


_KINDS: dict[str, Callable[[str, str], str]] = {
    "units": _units,
    "targets": _targets,
    "sets": _limit_sets,
    "example": _example,
    "bundle": _bundle,
    "seen": _seen,
    "verdict": _verdict,
    "h1": _h1,
    "log": _log,
    "checks": _checks,
    "errors": _errors,
    "reasons": _reasons,
    "ends": _ends,
    "notes": _notes,
    "problems": _problems,
    "statuses": _statuses,
    "settings": _settings,
    "operations": _operations,
    "commands": _commands,
    "columns": _columns,
    "map": _map,
    "page": _page,
}

_LONG = {
    "page": "The site has the SHA-256 of this release (`make docs`); `huren desk sign-page` prints it, too.\n"
} | {
    kind: f"The site has this table (`make docs`); here, see {place}.\n"
    for kind, place in {
        "checks": "`verifier/code_rows.py` and `verifier/codes.py`",
        "commands": "`huren --help` and `huren COMMAND --help`",
        "errors": "`MESSAGES` of the class",
        "map": "the README of a folder and the first line of a module",
        "notes": "`NOTES` of `verifier/codes.py`",
        "operations": "[openapi.json](openapi.json)",
        "problems": "`/problems` of a node",
        "sets": "`credentials/documents/works/limits/limit_sets.py`",
        "targets": "`credentials/documents/works/targets.py`",
        "units": "`credentials/documents/works/units.py`",
    }.items()
}
"""Source of each long table, by kind. The pages name only the source, because every new code, option or
module would change a committed copy."""


def own_messages(cls: type[HurenError]) -> dict[str, Message]:
    """Return the rows of an error class that are not copied from a base class: floors pass on the codes of
    floors below."""
    below = FLOORS[: FLOORS.index(cls)]
    return {c: m for c, m in cls.MESSAGES.items() if all(floor.MESSAGES.get(c) != m for floor in below)}


def format_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Format a table in Markdown."""
    lines = [[cell.replace("|", "\\|") for cell in row] for row in (head, *rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def format_json(value: JsonValue, indent: str = "") -> str:
    """Format JSON, with every value on one line if it fits."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= _WIDTH or not isinstance(value, list | dict):
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        items = [format_json(item, inner) for item in value]
        return "[\n" + ",\n".join(inner + item for item in items) + f"\n{indent}]"
    pairs = [f"{json.dumps(key)}: {format_json(item, inner)}" for key, item in value.items()]
    return "{\n" + ",\n".join(inner + pair for pair in pairs) + f"\n{indent}}}"


if __name__ == "__main__":
    main()
