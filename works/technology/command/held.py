"""Technologies as they are named on the command line: a file, an id or a digest."""

import os
from typing import TYPE_CHECKING, Any, cast

from credentials.documents.works.technology import TechnologyRecord
from credentials.kinds import kind_of_record, max_judged_bytes, parse_judged
from credentials.record import Record
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.workspace.files import load_bytes
from terminal.workspace.open_registry import needed_record

if TYPE_CHECKING:
    from registry import Registry


def load_technology(run: Invocation, reference: str) -> Record[TechnologyRecord]:
    """Return the technology in a file, else in the registry; a file needs no registry.

    Raises CommandError not-found, no-technology; RecordError for a file that is no record.
    """
    if os.path.isfile(reference):
        return _technology(parse_judged(load_bytes(reference, limit=max_judged_bytes())))
    with run.open_registry() as registry:
        return held_technology(registry, reference)


def held_technology(registry: "Registry", reference: str) -> Record[TechnologyRecord]:
    """Do as `load_technology`, with an open registry."""
    return _technology(needed_record(registry, reference))


def _technology(record: Record[Any]) -> Record[TechnologyRecord]:
    kind = kind_of_record(record)
    if kind.name != TechnologyRecord.KIND:
        raise CommandError("no-technology", found=kind.name)
    return cast("Record[TechnologyRecord]", record)
