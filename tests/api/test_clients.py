"""Clients generated from the OpenAPI document by third-party generators, against a running node."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import openapi_document
from credentials.record import JsonObject
from keys_example import example_signer
from signing.data_integrity import add_proof
from tests.harness.apartments import SERVINGS
from tests.harness.checkout import ROOT
from tests.harness.groups import require
from tests.harness.node import find_node
from tests.harness.npm import dev_modules
from tests.harness.processes.serving import listening

pytestmark = pytest.mark.built

CLIENTS = Path(__file__).parent / "clients"
NOW = "2026-05-01"
NUMBER = "CQ-FO-2026-9017"

SAID = {
    "submitted": [201, "capability"],
    "refused": [422, "bad-signature"],
    "batch": [0, 1, 1, "ProblemView"],
    "verified": ["valid", [None, "一级", None, "一级"]],
    "verdicts": ["ok"],
    "vcalm": True,
    "presented": True,
    "found": [[NUMBER, "active"]],
    "certificate": "%PDF-",
}
"""What the node answers to both clients. Only the first client submits: a second submission is refused."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a served demo whose time goes on from `NOW`, and the folder of its samples."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    with listening("demo", "--data", folder, "--port", "0", "--now", NOW) as (_, found):
        yield found, folder / "samples"


def documents(samples: Path, number: str, folder: Path) -> list[Path]:
    """Files: a text to verify, a credential that is not submitted yet, and a forged copy of it."""
    sample: Any = json.loads((samples / "valid.json").read_bytes())
    fresh: JsonObject = {name: value for name, value in sample.items() if name != "proof"}
    last = int(number[-4:])
    fresh["id"] = f"urn:uuid:7b1f6c1e-0000-4000-8000-{last:012d}"
    for entry in sample["credentialStatus"]:
        entry |= {"statusListIndex": str(last)}
        entry.pop("id", None)
    sample["credentialSubject"]["assessment"]["certificateNumber"] = number
    signed = add_proof(fresh, example_signer("cq-assessment"), created=f"{NOW}T00:00:00+08:00")
    forged: Any = json.loads(json.dumps(signed))
    forged["id"] = f"urn:uuid:7b1f6c1e-0000-4000-8001-{last:012d}"
    texts = [json.dumps(value, ensure_ascii=False) for value in (signed, signed, forged)]
    paths = [folder / name for name in ("text", "document.json", "forged.json")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def ran(command: list[object], folder: Path, **environment: str) -> str:
    """Run a command, which must succeed, and return what it prints."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.night
def test_a_client_by_openapi_python_client(address: tuple[str, Path], tmp_path: Path) -> None:
    """Generated without a warning and type-checked; verifies, searches, submits, downloads a paper."""
    require("openapi_python_client", "client-generators")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(openapi_document(SERVINGS)), encoding="utf-8")
    made = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"]
    config = CLIENTS / "openapi-python-client.yml"
    ran([*made, "--config", config, "--path", document, "--output-path", "huren_client"], tmp_path)
    strict = ["--strict", "--config-file=", "--cache-dir", ROOT / ".mypy_cache"]
    ran([sys.executable, "-m", "mypy", *strict, "-p", "huren_client"], tmp_path)
    shutil.copy(CLIENTS / "client.py", tmp_path)
    url, samples = address
    said = ran([sys.executable, "client.py", url, *documents(samples, NUMBER, tmp_path)], tmp_path)
    assert json.loads(said) == SAID


def test_no_schema_has_a_member_of_its_own_name() -> None:
    """A generator that names a variable after the class confuses the two."""
    schemas: dict[str, Any] = openapi_document(SERVINGS)["components"]["schemas"]
    found = [
        (name, member)
        for name, schema in schemas.items()
        for member in schema.get("properties", ())
        if member.casefold() == name.casefold()
    ]
    assert found == []


@pytest.mark.night
def test_a_client_by_openapi_typescript(address: tuple[str, Path], tmp_path: Path) -> None:
    """Type-checked strictly against the document; does the same."""
    node, modules = find_node(), dev_modules()
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(openapi_document(SERVINGS)), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    ran([node, modules / "openapi-typescript/bin/cli.js", document, "-o", "huren.d.ts"], tmp_path)
    shutil.copy(CLIENTS / "client.ts", tmp_path)
    checked = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext"]
    checked += ["--moduleResolution", "bundler"]
    ran([node, modules / "typescript/bin/tsc", *checked, "client.ts"], tmp_path)
    url, samples = address
    number = f"{NUMBER[:-1]}8"
    texts = [path.read_text("utf-8") for path in documents(samples, number, tmp_path)]
    (tmp_path / "run.js").write_text(
        'import { ask } from "./client.js";\n'
        f"console.log(JSON.stringify(await ask(...{json.dumps([url, *texts])})));\n"
    )
    said = ran([node, "run.js"], tmp_path)
    assert json.loads(said) == {**SAID, "found": [[number, "active"]]}


def test_one_media_type_a_body_binary_bytes_bounded_integers_ascii_title() -> None:
    document = openapi_document(SERVINGS)
    assert document["info"]["title"].isascii()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for thing in (operation.get("requestBody", {}), *operation["responses"].values()):
                content = thing.get("content", {})
                assert len(content) <= 1, (method, path)
                for media, described in content.items():
                    text = media.startswith("text/") or media.split(";")[0].endswith(("json", "+json"))
                    binary = described["schema"] == {"type": "string", "format": "binary"}
                    assert binary is (media == "application/x-ndjson" or not text), (method, path, media)
    assert [path for path, schema in integers(document, "") if not {"minimum", "maximum"} <= {*schema}] == []


def integers(value: Any, path: str) -> Iterator[tuple[str, JsonObject]]:
    """Return every schema of an integer."""
    if isinstance(value, dict):
        if value.get("type") == "integer":
            yield path, value
        for name, inner in value.items():
            yield from integers(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from integers(inner, f"{path}/{place}")
