"""Every member of a document in turn, and the comparison of recorded answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.harness.node import run_parity
from tests.parity.parity import Recorder, differences

VALUES: tuple[Any, ...] = (..., "", 1, [], {"x": 1}, "0")


def check(recorder: Recorder, folder: Path) -> None:
    result = run_parity(recorder.to_json(), folder)
    assert result["failures"] == [], differences(result)


def paths(value: Any, path: str) -> Iterator[str]:
    """Yield the dotted path of every member, of lists the first item."""
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for name, member in inner:
        yield f"{path}.{name}"
        yield from paths(member, f"{path}.{name}")
