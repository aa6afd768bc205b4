"""House rules of the browser code: rooms, floors, purity, one table of texts, no copied code."""

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT, tracked_files
from tools.web.desk_tables import desk_files
from tools.web.list_tables import list_files
from tools.web.verifier_tables import FLOORS, STATIC, browser_files, sources

MODULES = [*sources()]
GENERATED = {**browser_files(), **desk_files(), **list_files()}
WRITTEN = [path for path in MODULES if path not in GENERATED]
IMPORT = re.compile(r"from '([^']+)'|import\('([^']+)'\)")
NAMED = re.compile(r"^import \{([^}]*)\} from", re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:const|let|function\*?|class) (\w+)", re.MULTILINE)
USERS = [
    *(path for path in sorted(STATIC.rglob("*.js")) if "vendor" not in path.parts),
    *(ROOT / "tests" / "parity").rglob("*.*js"),
    *(ROOT / "bench").rglob("*.mjs"),
    *(ROOT / "docs").rglob("*.md"),
]
IMPURE = re.compile(
    r"Date\.now|new Date\(\)|Math\.random|getRandomValues|performance\.|setTimeout|setInterval"
    r"|\bfetch\(|XMLHttpRequest|WebSocket|localStorage|indexedDB|caches\.|\beval\(|new Function"
    r"|\b(?:window|navigator|location|globalThis\.document)\.|querySelector|createElement|innerHTML"
)


def name_of(path: Path) -> str:
    """Return the path below web/."""
    return path.relative_to(STATIC).as_posix()


def test_a_module_is_one_room_that_names_its_python_twin() -> None:
    for path in WRITTEN:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 300, name_of(path)
        head = text[: text.index("\n\n")]
        assert head.startswith("// "), name_of(path)
        twin = re.search(r"\b((?:signing|credentials|verifier|carriers|tender)/[a-z0-9_/]+\.py)", head)
        if twin is None:
            assert name_of(path) in NO_TWIN, f"{name_of(path)} names no module of Python"
        else:
            assert (ROOT / twin[1]).exists(), f"{name_of(path)}: {twin[1]}"


NO_TWIN = {
    "signing/bytes.js", "signing/hmac.js", "signing/keys/base64url.js", "signing/keys/sha512.js",
    "signing/sha256.js", "signing/split_json.js",
}  # fmt: skip
"""Modules whose Python twin is in the standard library."""


def test_floors_import_only_what_is_below_them() -> None:
    for path in MODULES:
        check_imports(path)


def check_imports(path: Path) -> None:
    floor = FLOORS.index(name_of(path).partition("/")[0])
    for found in IMPORT.findall(path.read_text("utf-8")):
        target = found[0] or found[1]
        assert target.startswith("."), f"{target}: only relative names, so that it works from any folder"
        place = (path.parent / target).resolve()
        below = name_of(place).partition("/")[0]
        assert below in (*FLOORS[: floor + 1], "texts", "vendor"), target
        assert place.exists() or below == "vendor", target
        assert below != "vendor" or found[1], "the libraries are loaded only when needed"


ROOMS = {
    "page": (
        "entry", "main", "in_view", "offline question", "verifying",
        "answers", "input trust progress", "words", "dom",
        "icons polyfills resources inline yielding loading",
    ),
    "sign": (
        "entry", "main", "rows_view act_view", "notice_view plan_view", "signing stating table",
        "opened texts elements",
    ),
    "tender": (
        "entry", "main", "rest acts registers",
        "results_view folders_read documents_view papers_view intake sample form",
        "record lists", "matrix checking", "papers drafts sheet", "elements opening",
    ),
    "packet": ("entry", "making", "view own_files", "cover", "own_row"),
    "verifier": (
        "day tender desk", "numbers", "verify", "checks", "reliance", "trust", "findings term verdict",
        "errors policy",
    ),
    "credentials": (
        "kinds", "drafting", "documents h1", "event_item", "record", "members",
        "identifiers times", "errors",
        "words h1_dictionary inflate kind_rows unit_tables possession",
    ),
}  # fmt: skip
"""Rooms of a floor and modules beside them, from the top down; those on one line do not import each other."""


@pytest.mark.parametrize("floor", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(floor: str) -> None:
    """The rule of import-linter for the Python floors; `import()` counts."""
    heights = {room: -height for height, line in enumerate(ROOMS[floor]) for room in line.split()}
    climbing = []
    for path in (STATIC / floor).rglob("*.js"):
        room = path.relative_to(STATIC / floor).parts[0].removesuffix(".js")
        for target in imported(path):
            if not target.is_relative_to(STATIC / floor):
                continue
            other = target.relative_to(STATIC / floor).parts[0].removesuffix(".js")
            if other != room and heights[other] >= heights[room]:
                climbing.append(f"{name_of(path)} -> {name_of(target)}")
    assert climbing == []


def test_nothing_imports_the_page_of_a_bid_opening() -> None:
    """The page may import the verify page; only a packet, which shows its matrix, may import the page."""
    room, packet = STATIC / "tender", STATIC / "packet"
    lent = (room / "matrix", room / "checking", room / "opening.js")
    for path in STATIC.rglob("*.js"):
        if "vendor" in path.parts or room in path.parents:
            continue
        taken = [one for one in imported(path) if room in one.parents]
        strange = [one for one in taken if not {one, *one.parents} & {*lent}]
        assert (strange if packet in path.parents else taken) == [], name_of(path)


def test_nothing_imports_the_packet_of_an_enterprise() -> None:
    packet = STATIC / "packet"
    others = (
        path for path in STATIC.rglob("*.js") if "vendor" not in path.parts and packet not in path.parents
    )
    assert [name_of(path) for path in others if any(packet in one.parents for one in imported(path))] == []


def imported(path: Path) -> list[Path]:
    """Return the modules of web/ that a module imports, by `import` or `import()`; types do not count."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    names = [first or later for first, later in IMPORT.findall(text)]
    names += re.findall(r"^import '(.+)'", text, re.MULTILINE)
    places = [(path.parent / name).resolve() for name in names]
    return [place for place in places if "vendor" not in place.parts]


def test_no_module_imports_itself_by_way_of_others() -> None:
    waiting = {path: imported(path) for path in STATIC.rglob("*.js") if "vendor" not in path.parts}
    while free := [path for path, others in waiting.items() if not any(other in waiting for other in others)]:
        for path in free:
            del waiting[path]
    assert [name_of(path) for path in waiting] == []


def test_every_import_and_every_export_is_used() -> None:
    users: dict[str, set[Path]] = defaultdict(set)
    for path in USERS:
        for word in {*re.findall(r"\w+", path.read_text("utf-8"))}:
            users[word].add(path)
    for path in MODULES:
        text = path.read_text("utf-8")
        names = [name.strip() for names in NAMED.findall(text) for name in names.split(",") if name.strip()]
        assert [name for name in names if len(re.findall(rf"\b{name}\b", text)) < 2] == [], name_of(path)
        assert [name for name in EXPORT.findall(text) if users[name] <= {path}] == [], name_of(path)


def test_the_core_reads_no_clock_and_opens_nothing() -> None:
    found = {name_of(path): IMPURE.findall(path.read_text("utf-8")) for path in MODULES}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("path", GENERATED, ids=name_of)
def test_texts_and_dictionary_are_those_of_python(path: Path) -> None:
    assert path.read_text("utf-8") == GENERATED[path], "run python -m tools.docs.build"


def test_every_text_an_error_needs_is_there() -> None:
    rows = {
        table: set(
            re.findall(r"^  '([a-z0-9-]+)'", (STATIC / "texts" / table).read_text("utf-8"), re.MULTILINE)
        )
        for table in ("errors.js", "rare_errors.js", "tender/receipt_errors.js", "codes.js")
    }
    of_desk = {*json.loads((STATIC / "texts" / "desk.json").read_bytes())["ERRORS"]}
    for path in WRITTEN:
        text = path.read_text("utf-8")
        raised = set(re.findall(r"(?:Error|refuse|raisedAs)\('([a-z0-9-]+)'", text))
        known = rows["errors.js"] | rows["rare_errors.js"] | rows["tender/receipt_errors.js"] | of_desk
        assert raised <= known, path.name
        assert set(re.findall(r"(?<!skipped\()CHECK, '([a-z0-9-]+)'", text)) <= rows["codes.js"], path.name


def test_no_third_party_code_is_in_git() -> None:
    tracked = "\n".join(tracked_files("web"))
    ignored = ["web/vendor/noble/ed25519.js", "node_modules/x/index.js", ".cache/npm/x"]
    command = ["git", "check-ignore", "--no-index", *ignored]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ignored
    assert "vendor" not in tracked
    assert re.search(r"\.(wasm|min\.\w+|map)$", tracked, re.MULTILINE) is None


def test_the_lock_is_complete_and_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert lock["lockfileVersion"] == 3
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert not name or entry["integrity"].startswith("sha512-"), name
    for version in (*package["dependencies"].values(), *package["devDependencies"].values()):
        assert re.fullmatch(r"(npm:typescript@)?\d+\.\d+\.\d+", version), "exact versions"
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text("utf-8")
    assert "registry=" not in (ROOT / ".npmrc").read_text("utf-8").replace("-registry-", "")
