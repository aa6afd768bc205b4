"""Memory of a process and its children, as the kernel counts it (Linux)."""

from pathlib import Path

PROC = Path("/proc")


def family_of(process: int) -> set[int]:
    """Return the ids of a process and all its children, their children included."""
    found = {process}
    for task in (PROC / str(process) / "task").glob("*/children"):
        for child in task.read_text().split():
            found |= family_of(int(child))
    return found


def family_bytes(process: int) -> int:
    """Return the memory of a process and all its children; shared pages count once (PSS)."""
    total = 0
    for member in family_of(process):
        try:
            lines = (PROC / str(member) / "smaps_rollup").read_text().splitlines()
        except OSError:  # the process has ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def is_ended(process: int) -> bool:
    """Tell whether the process is gone, or a zombie that its parent has not read."""
    try:
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
