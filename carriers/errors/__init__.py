"""All errors of carriers, in both languages: one class and its tables."""

from collections.abc import Mapping
from typing import ClassVar

from carriers.errors.cells import CELL_MESSAGES
from carriers.errors.objects import OBJECT_MESSAGES
from carriers.errors.packs import PACK_MESSAGES
from carriers.errors.papers import PAPER_MESSAGES
from carriers.errors.peers import PEER_MESSAGES
from carriers.errors.reading import READING_MESSAGES
from carriers.errors.seals import SEAL_MESSAGES
from carriers.errors.sheets import SHEET_MESSAGES
from carriers.errors.technologies import TECHNOLOGY_MESSAGES
from carriers.errors.writing import WRITING_MESSAGES
from credentials.name_rules import NAME_MESSAGES
from credentials.words.speech import SpokenError
from signing.errors import Message


class CarrierError(SpokenError):
    """A carrier could not be written or read; `code` is a key of `MESSAGES`."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **WRITING_MESSAGES,
        **READING_MESSAGES,
        **PAPER_MESSAGES,
        **SEAL_MESSAGES,
        **SHEET_MESSAGES,
        **CELL_MESSAGES,
        **TECHNOLOGY_MESSAGES,
        **PACK_MESSAGES,
        **PEER_MESSAGES,
        **OBJECT_MESSAGES,
        **NAME_MESSAGES,
    }
