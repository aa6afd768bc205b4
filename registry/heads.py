"""The last signed log heads, in a file beside the database.

The file outlives the database: when an old copy of the database is put back, its next head would contradict
one that verifiers have seen. So a head is in this file, on disk, before it leaves the transaction.

{"did:web:cq.huren.example":{"root":"<64 hex>","size":12}}
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from credentials.errors import RecordError
from credentials.manifest import LogHead
from credentials.record import JsonObject, Model, parse_document, read_body
from registry.errors import RegistryError
from registry.files import write_file
from registry.trees import TreeView
from signing.jcs import canonicalize

MAX_BYTES = 1024 * 1024


class _Heads(Model):
    heads: Annotated[dict[str, LogHead], Field(max_length=1024)]


def heads_path(registry_path: Path) -> Path:
    """Where the heads of a registry are: `registry.db.heads` beside `registry.db`."""
    return registry_path.with_name(registry_path.name + ".heads")


def check_head(path: Path, issuer: str, view: TreeView) -> None:
    """The log in `view` continues the head that was signed last; RegistryError log-rewound otherwise."""
    last = load_heads(path).get(issuer)
    if last is not None and (last.size > view.size or view.root(last.size).hex() != last.root):
        raise RegistryError("log-rewound", issuer=issuer, size=view.size, signed=last.size)


def save_head(path: Path, issuer: str, view: TreeView) -> None:
    """Remembers that the head of `view` is about to be signed; on disk when this returns."""
    heads = load_heads(path)
    heads[issuer] = LogHead(size=view.size, root=view.root().hex())
    value: JsonObject = {name: {"size": head.size, "root": head.root} for name, head in heads.items()}
    write_file(path, canonicalize(value), durable=True)


def load_heads(path: Path) -> dict[str, LogHead]:
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
