"""The last signed log heads, in a file beside the database.

The file outlives the database: when an old copy of the database is put back, its next head would contradict
one that verifiers have seen. So a head is in this file, on disk, before it leaves the transaction, and
nothing is planned or published from a database that does not continue it.

{"did:web:cq.huren.example":{"manifest":3,"root":"<64 hex>","size":12}}

`manifest` is the version of the last manifest that was signed: there may be several to one head.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from credentials.errors import RecordError
from credentials.manifest import LogHead
from credentials.record import Count, JsonObject, Model, parse_document, read_body
from registry.errors import RegistryError
from registry.files import write_file
from registry.trees import RECORDS, TreeView
from signing.jcs import canonicalize

if TYPE_CHECKING:
    from registry.desk import Desk
    from registry.registry import Registry

MAX_BYTES = 1024 * 1024


class LastHead(LogHead):
    """The head that was signed last, and the version of the last manifest."""

    manifest: Count = 0


class _Heads(Model):
    heads: Annotated[dict[str, LastHead], Field(max_length=1024)]


def heads_path(registry_path: Path) -> Path:
    """Where the heads of a registry are: `registry.db.heads` beside `registry.db`."""
    return registry_path.with_name(registry_path.name + ".heads")


def check_head(path: Path, issuer: str, view: TreeView, manifest: int) -> None:
    """The log in `view` and the newest manifest here, 0 for none, continue what was signed last.

    Raises RegistryError log-rewound, manifest-rewound.
    """
    last = load_heads(path).get(issuer)
    if last is None:
        return
    if last.size > view.size or view.root(last.size).hex() != last.root:
        raise RegistryError("log-rewound", issuer=issuer, size=view.size, signed=last.size)
    if last.manifest > manifest:
        raise RegistryError("manifest-rewound", issuer=issuer, version=manifest, signed=last.manifest)


def check_desk(path: Path, desk: "Desk", issuer: str) -> None:
    """`check_head` of what `desk` sees; only where something was signed, for it reads the whole log."""
    if issuer in load_heads(path):
        check_head(path, issuer, desk.tree(issuer, RECORDS), _version(desk, issuer))


def check_newest(registry: "Registry", issuer: str) -> None:
    """Before anything is planned: a database put back from an old copy would give indexes a second time.

    Raises RegistryError log-rewound, manifest-rewound, heads-damaged.
    """
    if registry.remembers_heads:
        path = registry.heads
        registry.read(lambda desk: check_desk(path, desk, issuer))


def find_rewound(registry: "Registry") -> list[RegistryError]:
    """For each association whose last signed head this database does not continue, the refusal."""
    refusals = []
    for issuer in load_heads(registry.heads):
        try:
            check_newest(registry, issuer)
        except RegistryError as error:
            refusals.append(error)
    return refusals


def save_head(path: Path, issuer: str, view: TreeView) -> None:
    """Remembers that the head of `view` is about to be signed; on disk when this returns."""
    heads = load_heads(path)
    manifest = heads[issuer].manifest if issuer in heads else 0
    heads[issuer] = LastHead(size=view.size, root=view.root().hex(), manifest=manifest)
    _save(path, heads)


def save_manifest(registry: "Registry", issuer: str, version: int) -> None:
    """Remembers that this manifest is stored; before it leaves the registry.

    In a write transaction, so that no other process writes the file meanwhile.
    """
    path = registry.heads

    def save(_: "Desk") -> None:
        heads = load_heads(path)
        if issuer in heads and heads[issuer].manifest < version:
            heads[issuer] = heads[issuer].model_copy(update={"manifest": version})
            _save(path, heads)

    registry.write(save)


def _save(path: Path, heads: dict[str, LastHead]) -> None:
    value: JsonObject = {
        name: {"size": head.size, "root": head.root, "manifest": head.manifest}
        for name, head in heads.items()
    }
    write_file(path, canonicalize(value), durable=True)


def _version(desk: "Desk", issuer: str) -> int:
    newest = desk.newest_manifest(issuer)
    return newest.body.credential_subject.version if newest is not None else 0


def load_heads(path: Path) -> dict[str, LastHead]:
    """The heads signed last, by association; none when there is no file yet. RegistryError heads-damaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RegistryError("heads-damaged", str(path)) from error
    try:
        return dict(read_body({"heads": parse_document(data, MAX_BYTES)}, _Heads).heads)
    except RecordError:
        raise RegistryError("heads-damaged", str(path)) from None
