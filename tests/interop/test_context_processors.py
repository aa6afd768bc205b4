"""Independent JSON-LD processors expand our documents and compact them to the same again."""

import json
import subprocess
from typing import Any

import pytest

from credentials.record import HUREN_CONTEXT
from tests.harness.groups import require
from tests.harness.node import find_node, run_node
from tests.harness.npm import dev_modules
from tests.harness.selection.by_day import by_day
from tests.interop.contexts import CONTEXTS, MULTIKEY_CONTEXT, load
from tools.docs.example_history import documents

pyld = require("pyld", "independent-implementations")

SECURITY = "https://w3id.org/security#"
SAMPLES: dict[str, Any] = {**documents()}


def with_lists_of_one() -> None:
    """Add lists of one entry, which no sample has: a processor would turn them into the entry."""
    half: Any = json.loads(json.dumps(SAMPLES["agreement-cq"]))
    half["credentialSubject"]["replaces"] = ["0" * 64]
    for name in ("parties", "schemes", "grants", "equivalences"):
        del half["credentialSubject"][name][1:]
    half["credentialSubject"]["grants"][0]["regions"] = ["CN-CQ"]
    for name in ("categories", "grades"):
        del half["credentialSubject"]["schemes"][0][name][1:]
    manifest: Any = json.loads(json.dumps(SAMPLES["manifest-cq"]))
    del manifest["credentialSubject"]["parts"][1:]
    manifest["credentialSubject"]["seen"][0]["loose"] = [
        {"credential": SAMPLES["credit"]["id"], "digest": "1" * 64}
    ]
    credential: Any = json.loads(json.dumps(SAMPLES["capability"]))
    del credential["credentialSubject"]["assessment"]["category"][1:]
    empty: Any = json.loads(json.dumps(SAMPLES["salvage"]))
    empty["credentialSubject"]["keep"] = []
    SAMPLES.update(
        {"half of one": half, "manifest of one": manifest, "one category": credential, "none": empty}
    )


with_lists_of_one()


def expected(document: Any) -> Any:
    """Return the document as it comes back: without its context and the proof's copy of it."""
    proof = {name: value for name, value in document["proof"].items() if name != "@context"}
    return {**document, "proof": proof}


def multikey_context() -> Any:
    """Return the published context as its authors ship it."""
    package = dev_modules() / "@digitalbazaar" / "multikey-context"
    script = f"console.log(JSON.stringify([...require('{package}').contexts]))"
    done = subprocess.run([find_node(), "-e", script], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))[MULTIKEY_CONTEXT]


@pytest.mark.parametrize("name", by_day(SAMPLES, [*SAMPLES][::4]))
def test_pyld_gives_back_every_document_and_drops_nothing(name: str) -> None:
    document: Any = SAMPLES[name]
    dropped: list[Any] = []
    if MULTIKEY_CONTEXT in document["@context"]:
        CONTEXTS.setdefault(MULTIKEY_CONTEXT, multikey_context())
    options = {"documentLoader": load}
    expanded = pyld.jsonld.expand(document, options, on_property_dropped=dropped.append)
    assert dropped == []
    compacted = pyld.jsonld.compact(expanded, document["@context"], options)
    assert {**compacted, "@context": document["@context"]} == expected(document)


def test_a_member_without_a_term_is_reported_as_dropped() -> None:
    dropped: list[str] = []
    value = {**SAMPLES["capability"], "bogus": 1}
    pyld.jsonld.expand(value, {"documentLoader": load}, on_property_dropped=dropped.append)
    assert dropped == ["bogus"]


@pytest.mark.javascript
@pytest.mark.night
def test_jsonld_js_in_safe_mode_gives_back_every_document() -> None:
    given = json.dumps([CONTEXTS, [*SAMPLES.values()]])
    found = run_node("tests/parity/js/linked_data.mjs", dev_modules().parent, given=given)
    for (name, document), compacted in zip(SAMPLES.items(), found, strict=True):
        assert {**compacted, "@context": document["@context"]} == expected(document), name


def test_a_null_target_differs_from_an_absent_one() -> None:
    """JSON-LD drops `null`; as a JSON literal it is kept."""
    target = f"{HUREN_CONTEXT}#target"
    half: Any = SAMPLES["agreement-cq"]
    (expanded,) = pyld.jsonld.expand(half, {"documentLoader": load})
    (subject,) = expanded["https://www.w3.org/2018/credentials#credentialSubject"]
    rows = subject[f"{HUREN_CONTEXT}#equivalences"]
    told = [row[target][0]["@value"] for row in rows]
    assert told == [row["to"] for row in half["credentialSubject"]["equivalences"]]
    assert None in told
    assert {row[target][0]["@type"] for row in rows} == {"@json"}
