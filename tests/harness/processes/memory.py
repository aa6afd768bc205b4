"""What a process and its children hold, as the kernel counts it (Linux)."""

from pathlib import Path

PROC = Path("/proc")


def family_of(process: int) -> set[int]:
    """The ids of a process and all it started."""
    found = {process}
    for task in (PROC / str(process) / "task").glob("*/children"):
        for child in task.read_text().split():
            found |= family_of(int(child))
    return found


def family_bytes(process: int) -> int:
    """The memory of a process and all it started; pages they share are counted once (PSS)."""
    total = 0
    for member in family_of(process):
        try:
            lines = (PROC / str(member) / "smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def is_ended(process: int) -> bool:
    """Whether it is gone, or only waits to be counted by whoever started it."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
