"""Pages as files of the published tree: answers of the node, made at the publication.

A page is made again when its record or status changed, and in any case within REFRESH: a page may be read for
`api.visit.PAGE_LIFE`. A publication closes the pages, and opens them when all are made (`readable`).
"""

import asyncio
import json
from collections.abc import Callable, Set
from datetime import datetime
from pathlib import Path

from api.published.addresses import FOLDER
from api.published.reader import open_reader
from api.serving import Servings
from api.settings import Settings
from cli.publish.page_turn import LANGUAGES, MADE, LogMade, PageFile, PagesMade, PageTurn
from cli.publish.readable import close_pages
from registry import Registry
from registry.database.whole_files import only_writer, write_file


def write_pages(
    registry: Registry,
    settings: Settings,
    servings: Servings,
    folder: Path,
    *,
    address: str,
    now: datetime,
    whole: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the pages that changed below `folder`, as read at `address`; return their number.

    Raises RegistryError write-failed, disk-full; ApiError nothing-to-trust.
    """

    async def write() -> int:
        alone = settings.model_copy(
            update={
                "batch_workers": 0,
                "rate_per_minute": 0,
                "trust_poll_seconds": 3600.0,
                "search_url": None,
            }
        )
        number = 0
        async with open_reader(alone, registry, servings.all, address=address, now=now) as reader:
            turn = PageTurn(reader, servings, _load(folder), address=address, now=now, whole=whole)
            written = set()
            async for file in turn.pages():
                written.add(folder / file.path)
                number += _write(folder, file)
                if progress is not None:
                    progress(number)
            if turn.whole:
                _sweep(folder, written)
            for file in turn.ending():
                number += _write(folder, file)
        return number

    with only_writer(folder / FOLDER, search=whole):
        close_pages(folder)
        return asyncio.run(write())


def _write(folder: Path, file: PageFile) -> bool:
    path = folder / file.path
    if file.data is None:
        path.unlink(missing_ok=True)
        return False
    if path.is_file() and path.stat().st_size == len(file.data) and path.read_bytes() == file.data:
        return False
    write_file(path, file.data, published=True)
    return True


def _sweep(folder: Path, kept: Set[Path]) -> None:
    """Remove the pages of which nothing is known any more: of a lost state, of records that went."""
    for part in ("any", *LANGUAGES):
        for path in [*(folder / FOLDER / part).rglob("*")]:
            if path not in kept and not path.is_dir():
                path.unlink()


def _load(folder: Path) -> PagesMade | None:
    """Return the state at the last writing; None where there is none or another release wrote it."""
    try:
        made = PagesMade(**json.loads((folder / MADE).read_bytes()))
        return made._replace(logs={issuer: LogMade(*log) for issuer, log in made.logs.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
