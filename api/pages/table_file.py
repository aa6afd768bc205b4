"""A table for spreadsheet programs."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from api.http.responses import bytes_response
from carriers.spreadsheet.csv_text import format_text


def table_response(request: Request, rows: Iterable[Sequence[str | int]], name: str) -> Response:
    """Answer with `name.csv`: UTF-8 with BOM; no cell can act as a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [format_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    # without a byte order mark Excel assumes the local code page
    data = out.getvalue().encode("utf-8-sig")
    return bytes_response(request, data, media="text/csv; charset=utf-8", headers=headers)
