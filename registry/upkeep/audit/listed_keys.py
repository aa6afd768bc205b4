"""Keys in all stored key lists, also of replaced roots: records that they signed stay stored."""

from collections.abc import Iterator
from contextlib import suppress

from credentials.documents.key_list import Method
from credentials.errors import RecordError
from credentials.kinds import parse_key_list
from registry.view.view import RegistryView
from signing.multikey import decode_multikey


class Listed:
    """Keys of every readable stored list; read once for an audit."""

    def __init__(self, view: RegistryView) -> None:
        self._methods: dict[tuple[str, str], Method] = {}
        for data in view.of_kind("key-list"):
            with suppress(RecordError):
                for method in parse_key_list(data).body.verification_method:
                    self._methods[method.id, method.public_key_multibase] = method

    def keys(self, method_id: str) -> Iterator[bytes]:
        """Yield the public keys with this id: the lists of each root may have another one."""
        return (decode_multikey(key) for name, key in self._methods if name == method_id)

    def publication_keys(self, issuer: str) -> Iterator[bytes]:
        """Yield the keys that signed the association's log heads."""
        own = (m for m in self._methods.values() if m.controller == issuer and m.use == "publication")
        return (decode_multikey(method.public_key_multibase) for method in own)
