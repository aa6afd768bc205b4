"""A process that runs `huren`, or draws up the record of a large opening, and says what memory it took.

`python -m tests.bounds.openings.peak_memory huren tender check …` and `… opening FILES CRITERIA` print, as
the last line, the most that it and all it started held at once, its own peak, and that of its largest child,
in bytes.
"""

import json
import os
import resource
import sys
from pathlib import Path
from threading import Event, Thread

from cli.main import run
from tests.harness.processes.memory import family_bytes

STATUS = Path("/proc/self/status")
_TURN = 0.1


class Family:
    """Greatest memory of this process and all its children at one time, sampled ten times a second."""

    def __init__(self) -> None:
        self.most, self._ended = 0, Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Family":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_TURN):
            self.most = max(self.most, family_bytes(os.getpid()))


def main(words: list[str]) -> int:
    """Run the command and return its exit code."""
    with Family() as family:
        if words[0] == "huren":
            code = run(words[1:])
        else:
            # imported here: a reading process imports this module, too, and has little memory
            from tests.bounds.openings.large_opening import draw_up_large

            code = 0
            draw_up_large(Path(words[1]), int(words[2]), int(words[3]))
    (own,) = (line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    # RUSAGE_SELF would begin with the peak of the parent
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"family": family.most, "own": int(own) * 1024, "child": child * 1024}))
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
