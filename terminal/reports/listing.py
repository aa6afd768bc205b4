"""Lists: items as rows of a table or as JSON, then their number and whether there are more."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import put_json, put_table, tell

T = TypeVar("T")
Both = tuple[str, str]

MORE: Both = ("; there are more (--limit)", "；另有更多（--limit）")


def put_list(
    run: Invocation,
    items: Iterable[T],
    limit: int | None,
    *,
    title: Both,
    columns: Sequence[Both],
    row: Callable[[T], Sequence[str]],
    data: Callable[[T], Any],
    first: Both,
    every: Both,
    more: Both = MORE,
) -> None:
    """Print at most `limit` items, then the sentence `every`, or `first` and `more` if items were left out;
    `{}` stands for the number.

    The function sees that there are more by one item beyond the limit, so pass at least that many.
    """
    rows: list[Sequence[str]] = []
    count = 0
    left = iter(items)
    for item in islice(left, limit):
        count += 1
        if run.as_json:
            put_json(data(item))
        else:
            rows.append(row(item))
    is_cut = limit is not None and next(left, None) is not None
    if not run.as_json:
        put_table(say(*title), [say(*column) for column in columns], rows)
    tell(say(*first).format(count) + say(*more) if is_cut else say(*every).format(count))
