"""Every path that signs or stores, found in the code: it asks the gate, or cannot be an own decision.

Admission is not asked: a peer's node could not ask either. `huren audit --desk` names records that no
decision covers.
"""

import ast
from collections.abc import Iterator
from functools import cache

from tests.harness.checkout import ROOT

SIGNING = {"sign_canonical", "add_proof", "sign_note"}
STORING = {
    "store_records", "admit_record", "admit_many", "admit_in_turns", "admit", "take_records", "store_in_view",
    "store_planned",
}  # fmt: skip
WHERE = ("cli", "api", "works", "tender", "desk", "terminal", "registry")

GATED = {
    "cli/agreement/sign.py:sign_text",
    "cli/key/mark.py:_make",
    "cli/key/next_list.py:_make",
    "registry/issuing/issue.py:issue_in_portions",
    "registry/issuing/issue.py:issue_documents",
    "registry/issuing/store_signed.py:store_signed",
}
"""Functions that ask `check_gates` themselves."""
ASKS = GATED | {"registry/issuing/plan_events.py:sign_changes"}
"""Functions with inner functions that sign and store."""

BEHIND = {
    "cli/key/mark.py:_keep": "_make",
    "registry/issuing/issue.py:_sign": "issue_in_portions, issue_documents",
    "registry/issuing/plan_events.py:keep": "sign_changes",
    "registry/issuing/plan_events.py:_sign": "sign_changes",
    "registry/issuing/store_signed.py:store": "store_planned",
    "registry/issuing/store_signed.py:store_in_view": "store_planned, and the desk's upload",
}
"""Functions that only the gated ones call."""

DECIDED = {
    "desk/office/upload.py:_store_together": "judged by judge_upload, row by row",
    "desk/people/first_list.py:sign_first": "a first list, which the root must name",
    "cli/offline/documents.py:sign_documents": "where the key is: judge_plan, or a file of no desk",
}

OF_NO_DECISION = {
    "cli/agreement/recognition.py:sign_recognition": "the root key repeats what the agreement says",
    "registry/issuing/plan_documents.py:_check": "measures a document with 64 bytes that are no signature",
    "registry/publishing/log_head.py:sign_head": "the publication key",
    "registry/publishing/publish.py:_sign": "the publication key",
    "registry/publishing/publish.py:run": "what the publication key signed",
}

ADMISSION = {
    "api/answers/submissions.py:admit_all",
    "cli/offline/import_files.py:_admit_all",
    "cli/offline/import_files.py:finish",
    "registry/admission/admit.py:_take",
    "registry/admission/admit.py:admit_record",
    "registry/admission/settling.py:settle",
    "registry/admission/turns.py:_admit_anew",
    "registry/admission/turns.py:take_turn",
    "registry/registry.py:admit",
    "registry/registry.py:admit_many",
    "registry/sync/pull.py:_take_manifests",
    "registry/sync/pull.py:_take_trust",
    "registry/sync/take_log.py:_admit_as_of",
    "registry/sync/take_log.py:admit_all",
    "registry/upkeep/storing.py:_admit_all",
    "registry/upkeep/storing.py:_admit_in_order",
    "registry/upkeep/storing.py:_count",
    "registry/upkeep/storing.py:_try",
    "registry/upkeep/storing.py:store_rest",
}
"""Functions that store records signed by others or elsewhere."""

DEMO = "cli/demo/"


def functions_of(source: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield every function, inner functions by themselves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node


def own_calls(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function itself calls."""
    found: set[str] = set()
    waiting: list[ast.AST] = [*ast.iter_child_nodes(function)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            called = node.func
            found.add(called.id if isinstance(called, ast.Name) else getattr(called, "attr", ""))
        waiting += ast.iter_child_nodes(node)
    return found


@cache
def list_functions() -> dict[str, set[str]]:
    """Return each function with all that it calls."""
    found: dict[str, set[str]] = {}
    for floor in WHERE:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for name, function in functions_of(path.read_text(encoding="utf-8")):
                found.setdefault(f"{path.relative_to(ROOT)}:{name}", set()).update(own_calls(function))
    return {name: calls for name, calls in found.items() if not name.startswith(DEMO)}


def test_every_path_is_known_and_no_other() -> None:
    """A new path must be added to one of the lists here."""
    known = GATED | {*BEHIND} | {*DECIDED} | {*OF_NO_DECISION} | ADMISSION
    found = {name for name, calls in list_functions().items() if calls & (SIGNING | STORING)}
    assert found == known


def test_every_path_that_signs_here_asks_the_gate() -> None:
    functions = list_functions()
    assert {name for name in ASKS if "check_gates" not in functions[name]} == set()


def test_works_sign_by_the_one_class_that_asks() -> None:
    """`Signing` of the terminal calls `issue_documents` and `change_status`, which ask."""
    source = (ROOT / "terminal" / "signing.py").read_text(encoding="utf-8")
    assert source.count("issue_documents(") == source.count("change_status(") == 1
    assert "sign_canonical" not in source


def test_the_search_finds_a_new_path() -> None:
    source = "def quick(registry):\n    def inner():\n        admit_record(1)\n    registry.admit(2)\n"
    assert {name: own_calls(node) for name, node in functions_of(source)} == {
        "quick": {"admit"},
        "inner": {"admit_record"},
    }
