"""What the warm parent has done once before it forks: every operation, so that no child is the first to."""

from tests.crash.office import OPERATIONS, Office
from tests.crash.stage import quick_folder, settled

with quick_folder() as folder, settled("sqlite", folder) as place, Office(place) as office:
    for operation in OPERATIONS.values():
        operation(office)
