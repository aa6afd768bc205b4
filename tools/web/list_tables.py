"""Tables from Python by which a bid opening's page reads lists of bidders and releases of OCDS.

`python -m tools.docs.build` writes them. They are committed and compared by a test, so that there is one
table.
"""

import io
import re
import zipfile
from pathlib import Path

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import ERRORS_HEADER, EXAMPLE_MARKS, HELP_PAGE, LISTS_PAGE, Layout
from carriers.spreadsheet.corrections import SENTENCES
from tender.bidder_list import words as bidder_words
from tender.bidder_list.columns import BIDDERS
from tender.bidder_list.template import write_bidder_template
from tender.ocds import words as release_words
from tools.web.verifier_tables import HEAD, STATIC, literal, message_table, table_of

_ROOMS = ("sheet", "lists")
_QUOTED = re.compile(r"'([a-z-]+)'")
_MEMBERS = ("name", "zh", "en", "form", "required", "capitals")


def list_files() -> dict[Path, str]:
    """Return every generated module and its text."""
    return {
        STATIC / "texts" / "lists" / "sheet_words.js": _sheet_words(),
        STATIC / "texts" / "lists" / "list_words.js": _list_words(),
        STATIC / "texts" / "lists" / "bidder_template.js": _template(),
    }


def _sheet_words() -> str:
    """Return the errors of sheets, the notes on adjusted cells, and the columns of bidders."""
    modules = [path.read_text("utf-8") for room in _ROOMS for path in (STATIC / "tender" / room).glob("*.js")]
    raised = {code for text in modules for code in _QUOTED.findall(text)}
    rows = {code: message for code, message in CarrierError.MESSAGES.items() if code in raised}
    return (
        message_table("carriers/errors and tender/bidder_list/columns.py", SHEET_ERRORS=rows)
        + table_of("CORRECTIONS", {str(kind): row for kind, row in SENTENCES.items()})
        + f"export const BIDDERS = {_layout(BIDDERS)};\n"
    )


def _layout(layout: Layout) -> str:
    members: dict[str, object] = {
        "marked": layout.marked,
        "named": layout.named,
        "examples": EXAMPLE_MARKS,
        "errorsHeader": ERRORS_HEADER,
        "ownPages": (HELP_PAGE, LISTS_PAGE),
        "columns": [{name: getattr(column, name) for name in _MEMBERS} for column in layout.columns],
    }
    lines = "".join(f"  {name}: {literal(value)},\n" for name, value in members.items())
    headers = literal(layout.by_spelling)
    return f"{{\n{lines}  headers: /** @type {{Record<string, string>}} */ ({headers}),\n}}"


def _list_words() -> str:
    own = {name: value for name, value in vars(bidder_words).items() if name.isupper()}
    missing = own.pop("MISSING")
    words = {**own, **{name: value for name, value in vars(release_words).items() if name.isupper()}}
    return (
        HEAD.format(source="tender/bidder_list/words.py and tender/ocds/words.py")
        + table_of("LIST_WORDS", words)
        + table_of("MISSING", missing)
    )


def _template() -> str:
    """Return the parts of the sheet to fill: ZIP packing does not depend on their words."""
    with zipfile.ZipFile(io.BytesIO(write_bidder_template())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return HEAD.format(source="tender/bidder_list/template.py") + table_of("BIDDER_TEMPLATE", parts, "string")
