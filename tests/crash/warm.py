"""Warm-up of the parent before it forks: it runs every operation once, so that no child has to."""

from tests.crash.office import OPERATIONS, Office
from tests.crash.stage import quick_folder, settled

with quick_folder() as folder, settled("sqlite", folder) as place, Office(place) as office:
    for operation in OPERATIONS.values():
        operation(office)
