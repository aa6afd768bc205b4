"""What the list of bidders says of papers, compared with the papers: named files, marked pages, archives."""

from collections.abc import Callable

import pytest

from credentials.errors import RecordError
from tests.verifier.tender.named_files import NAMED_FILES, notes
from tests.verifier.tender.opening import (
    Room,
    shown,
    single,
)
from verifier.tender import FoundCode, Paper, read_bidders


@pytest.mark.parametrize("scene", NAMED_FILES, ids=[scene.__name__ for scene in NAMED_FILES])
def test_notes_on_named_files(scene: Callable[[], None]) -> None:
    scene()


@pytest.mark.parametrize(
    "data", [b'{"a":1}', b'{"type":"Bidders/1"}', b'{"@context":["https://a.example"],"type":["A","B"]}']
)
def test_an_unrelated_document_is_listed_and_blocks_nothing(data: bytes) -> None:
    room = Room()
    room.papers = [Paper("清单.json", "0" * 64, (FoundCode(data),), pages=0)]
    room.world.publish()
    found = room.check()
    assert notes(found) == [("清单.json", None, "no-credential-code")]
    assert shown(found) == ("not-met", ["no-credential"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "a"),
        ("a", "A"),
        ("a", "./a/"),
        ("a/b", "a"),
        ("a", "a/B/c"),
        (".", "a"),
        ("É", "e\u0301"),
        ("a//b", "a/./b"),
    ],
)
def test_folders_that_overlap_are_refused_by_name(one: str, other: str) -> None:
    listed = [{**single(), "folder": one}, {**single(), "id": "B2", "folder": other}]
    with pytest.raises(RecordError) as caught:
        read_bidders({"type": "Bidders/1", "version": 1, "bidders": listed})  # type: ignore[dict-item]
    assert caught.value.code == "folders-overlap"
    assert {caught.value.facts["item"], caught.value.facts["other"]} == {one, other}
