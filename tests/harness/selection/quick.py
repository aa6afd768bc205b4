"""The loop of a minute: the pure floors' tests, and the tests nearest by imports to what was changed.

`make quick` compares with the last commit, `make quick SINCE=main` with another one. A test that imports a
changed module is at distance 1, one that imports an importer of it at 2. Only the nearest files run, so that
the loop stays short; the last line says how many more the imports tie to the change.
"""

import ast
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

import grimp

from tests.harness.checkout import FLOORS, ROOT

PURE = ("tests/signing", "tests/credentials", "tests/verifier")
LEFT_OUT = "not browser and not built and not histories and not night and not postgresql"
_LONG_FILE = re.compile(r"^pytestmark = .*mark\.(?!javascript|one_database)", re.MULTILINE)
MOST = 20
"""Files of tests beside the pure floors: with them the loop takes 40 seconds on two cores."""


def main() -> int:
    """Run the tests; return the exit code of pytest."""
    since = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    try:
        changed = sorted(_changed(since))
    except subprocess.CalledProcessError:
        print(
            f"git knows no commit {since!r}: give a branch, a tag or a digest, as in `make quick SINCE=main`"
        )
        return 2
    importers = importers_of_all()
    tied = [path for path in rank(changed, importers) if not path.startswith(PURE)]
    long = [path for path in tied if _is_long(path)]
    short = [path for path in tied if path not in long]
    print(
        f"{len(changed)} files changed: the pure floors, and",
        *(short[:MOST] or ["no other tests"]),
        flush=True,
    )
    command = [sys.executable, "-m", "pytest", "-q", "-m", LEFT_OUT, *PURE, *short[:MOST]]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    for files, verb in ((short[MOST:], "make test"), (long, "make test-all")):
        if files:
            print(f"not run: {len(files)} further files of tests that reach the change; `{verb}` runs them")
    untied = [path for path in changed if not rank([path], importers) and not path.endswith(".md")]
    if untied:
        print("no import leads from a test to", *untied)
    return code


def _is_long(path: str) -> bool:
    return _LONG_FILE.search((ROOT / path).read_text(encoding="utf-8")) is not None


def rank(changed: Sequence[str], importers: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the files of tests that reach a changed file by imports, the nearest first."""
    waiting = deque((path, 0) for path in changed)
    distance: dict[str, int] = {}
    while waiting:
        path, far = waiting.popleft()
        if path not in distance:
            distance[path] = far
            waiting.extend((importer, far + 1) for importer in importers.get(path, ()))
    tests = [path for path in distance if Path(path).name.startswith("test_")]
    return sorted(tests, key=lambda path: (distance[path], -_shared_rooms(path, changed), path))


def importers_of_all() -> dict[str, set[str]]:
    """Return for each file of the tree the files that import it, or that read it where it is no Python."""
    importers: dict[str, set[str]] = {}
    graph = grimp.build_graph(*FLOORS, cache_dir=None)
    for module in graph.modules:
        path = find_file(module)
        importers.setdefault(path, set()).update(
            map(find_file, graph.find_modules_that_directly_import(module))
        )
    for test in _tracked("tests"):
        for module in _imported(ROOT / test):
            importers.setdefault(find_file(module), set()).add(test)
    tests = {test for test in _tracked("tests") if Path(test).name.startswith("test_")}
    parity = {test for test in tests if test.startswith("tests/parity/")}
    importers["tests/conftest.py"] = tests
    for command in _git("ls-files", "cli/*/*.py"):  # loaded by name
        importers.setdefault(command, set()).add("cli/main.py")
    for script in _git("ls-files", "registry/database/migrations"):
        importers.setdefault(script, set()).add("registry/database/revisions.py")
    importers.update((values, {"tests/harness/vectors.py"}) for values in _git("ls-files", "tests/vectors"))
    importers.update((template, {"api/app.py"}) for template in _git("ls-files", "api/templates"))
    importers.update((script, parity) for script in _git("ls-files", "web/*.js"))
    return importers


def find_file(module: str) -> str:
    """Return the path of a module, or of the module that holds the name."""
    path = module.replace(".", "/")
    holder = path.rpartition("/")[0]
    tried = (f"{path}.py", f"{path}/__init__.py", f"{holder}.py", f"{holder}/__init__.py")
    return next((name for name in tried if (ROOT / name).is_file()), module)


def _shared_rooms(test: str, changed: Sequence[str]) -> int:
    """Return how many leading folders a test has in common with the nearest changed file."""
    rooms = Path(test).parent.parts[1:]
    pairs = [zip(rooms, Path(path).parts, strict=False) for path in changed]
    return max(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both)) for both in pairs)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _tracked(folder: str) -> list[str]:
    found = _git("ls-files", "--cached", "--others", "--exclude-standard", folder)
    return [path for path in found if path.endswith(".py") and (ROOT / path).is_file()]


def _changed(since: str) -> set[str]:
    found = {*_git("diff", "--name-only", since, "--"), *_git("ls-files", "--others", "--exclude-standard")}
    return {path for path in found if (ROOT / path).is_file() or not path.startswith("tests/")}


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
