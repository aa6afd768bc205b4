"""The time for which published pages may be read: files that whoever serves the pages looks for.

`pages/readable` has an empty file for each span of time in which every page may be read. Without that of the
present none is served, so that old pages end with the publications.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from registry.database.whole_files import empty_folder

READABLE = "pages/readable"

SPAN = 10_000
"""Seconds for which one file stands; its name is the time's first digits."""


def close_pages(folder: Path) -> None:
    """Let no page of the tree be read: until all are made again, some may be older than what is published.

    Raises RegistryError write-failed.
    """
    empty_folder(folder / READABLE)


def name_spans(now: int, end: int) -> Iterator[str]:
    """Yield the files for the spans from `now` on that are over at `end`."""
    yield from (f"{READABLE}/{span}" for span in range(now // SPAN, end // SPAN))


def choose_end(ends: Iterable[int], total: int, now: int, latest: int) -> int:
    """Return the time up to which to serve pages, `latest` at most; those of `ends` before it are left out.

    Of `total` pages few end before all others, and then these are left out; many end on one day of the year,
    and then all end with them. The most pages are served for the longest time.
    """
    in_order = sorted(end for end in ends if end < latest)
    choices = [(end, total - left_out) for left_out, end in enumerate(in_order)]
    choices.append((latest, total - len(in_order)))
    return max(choices, key=lambda choice: (choice[0] - now) * choice[1])[0]
