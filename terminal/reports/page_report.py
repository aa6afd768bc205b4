"""Report on a workbook of several pages: corrections, errors by page, and the workbook to return."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from carriers.spreadsheet import Layout, RowError
from carriers.spreadsheet.corrections import Adjusted
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put_json, tell
from terminal.reports.row_report import error_json_of, put_errors
from terminal.workspace.files import save_bytes

PageErrors = Mapping[Layout, Sequence[RowError]]


def tell_corrections(corrections: Iterable[tuple[Layout, Adjusted]]) -> None:
    """Tell which cells were adjusted, each with its page."""
    for page, adjusted in corrections:
        tell(f"{page.page}{say(': ', '：')}{plain(adjusted.sentence(language()))}")


def report_pages(
    run: Invocation,
    by_page: PageErrors,
    errors: str | None,
    write: Callable[[], bytes],
    names: object = None,
) -> None:
    """Print the errors of each page that has some, and write the workbook with them to the file `errors`."""
    for page, problems in by_page.items():
        if run.as_json:
            for problem in problems:
                put_json({"page": page.page, **error_json_of(problem, names)})
        elif problems:
            put_errors(problems, page, page.page, names)
    if errors is not None:
        save_bytes(errors, write())
        name = plain(errors)
        tell(say(f"The pages with their errors: {name}", f"各页及其错误：{name}"))


def refuse_pages(
    run: Invocation, path: str | Path, by_page: PageErrors, errors: str | None, write: Callable[[], bytes]
) -> CommandError:
    """Report the errors, and return the refusal of the whole workbook: CommandError workbook-cells."""
    report_pages(run, by_page, errors, write)
    return CommandError("workbook-cells", path=plain(str(path)), count=sum(map(len, by_page.values())))
