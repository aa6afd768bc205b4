"""A bucket, by the requests that a tree needs: put if absent, put if unchanged, get, find, list, delete.

Keys, region and endpoint come from the environment, in the names that the tools of Amazon use
(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL). What it answers is not trusted.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from carriers.errors import CarrierError
from carriers.objects.extra import SCHEME, require_extra
from signing.plain_text import shown

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SECONDS = 60
"""The time limit of one request, and of its repetitions, which wait longer each time."""
MAX_PREFIX = 200
"""Characters: a key of S3 has at most 1,024, and the path of a record is part of it."""
_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9._-]+)*)/?", re.ASCII)
_ENDPOINT = re.compile(
    r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._-]*)*",
    re.ASCII,
)
_REGION = re.compile(r"[A-Za-z0-9-]{0,64}", re.ASCII)
_SIGNS = {
    "169.254.169.254": "objects-keys-missing",  # asked for keys where the environment has none
    "Missing AccessKeyId": "objects-keys-missing",
    "Missing SecretAccessKey": "objects-keys-missing",
    "RequestTimeTooSkewed": "objects-clock",
    "AuthorizationHeaderMalformed": "objects-region",
    "IllegalLocationConstraint": "objects-region",
    "PermanentRedirect": "objects-region",
    "Received redirect": "objects-region",
    "NoSuchBucket": "objects-missing",
    "403 Forbidden": "objects-refused",
    "AccessDenied": "objects-refused",  # of one object among those to delete: the answer is 200
}
"""Errors by what is in the text of obstore's."""


class BucketObject(NamedTuple):
    """An object's path, its size in bytes and the tag of its content."""

    path: str
    size: int
    tag: str


class Got(NamedTuple):
    """An object; `data` is None if it is unchanged since the caller's tag."""

    data: bytes | None
    tag: str


class Bucket:
    """The objects below a prefix; `requests` and `sent` count requests and the bytes of objects put.

    With `bare_tags` a condition has the tag without its quotes.
    """

    def __init__(self, store: "ObjectStore", address: str) -> None:
        self._store, self.address = store, address
        self.requests = self.sent = 0
        self.bare_tags = False

    @classmethod
    def open(cls, address: str, *, seconds: float = SECONDS) -> Self:
        """Open `s3://bucket/prefix`; nothing is asked yet.

        Raises CarrierError objects-extra-missing, objects-address, objects-setting, objects-keys-missing.
        """
        require_extra()
        from obstore.store import S3Store

        match = _ADDRESS.fullmatch(address)
        parts = match[2].split("/") if match is not None else ["."]
        if match is None or len(match[2]) > MAX_PREFIX or any(part in (".", "..") for part in parts):
            raise CarrierError("objects-address", address=address[:200])
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
        # obstore panics at these, with no exception of Python's
        if endpoint and _ENDPOINT.fullmatch(endpoint) is None:
            raise CarrierError("objects-setting", name="AWS_ENDPOINT_URL", text=endpoint[:200])
        if _REGION.fullmatch(region) is None:
            raise CarrierError("objects-setting", name="AWS_REGION", text=region[:200])
        where = f"{SCHEME}{match[1]}{match[2]}"
        with _explained("", where):
            store = S3Store(
                match[1],
                prefix=match[2].strip("/") or None,
                client_options={
                    # an endpoint typed without TLS is meant: a server in the same house
                    "allow_http": endpoint.startswith("http://"),
                    "timeout": timedelta(seconds=seconds),
                    "connect_timeout": timedelta(seconds=min(10, seconds)),
                },
                retry_config={"max_retries": 1000, "retry_timeout": timedelta(seconds=seconds)},
            )
        return cls(store, where)

    def get(self, path: str, limit: int, tag: str | None = None) -> Got | None:
        """Return an object of at most `limit` bytes; None where there is none.

        Raises CarrierError peer-too-large, and as `find`.
        """
        import obstore
        from obstore.exceptions import NotModifiedError

        self.requests += 1
        with _explained(path, self.address):
            try:
                result = obstore.get(self._store, path, options={"if_none_match": tag} if tag else None)
                data = bytearray()
                for portion in result.stream():
                    data += portion
                    if len(data) > limit:
                        raise CarrierError("peer-too-large", path, limit=limit)
                return Got(bytes(data), result.meta["e_tag"] or "")
            except NotModifiedError:
                return Got(None, tag or "")
            except FileNotFoundError as error:
                self._needs_bucket(error)
                return None

    def find(self, path: str) -> BucketObject | None:
        """Return size and tag of an object; None where there is none.

        Raises CarrierError objects-missing (the bucket), objects-refused, objects-keys-missing,
        objects-region, objects-clock, objects-silent.
        """
        import obstore

        self.requests += 1
        with _explained(path, self.address):
            try:
                meta = obstore.head(self._store, path)
            except FileNotFoundError as error:
                self._needs_bucket(error)
                return None
        return BucketObject(path, meta["size"], meta["e_tag"] or "")

    def add(self, path: str, data: bytes, headers: Mapping[str, str]) -> str | None:
        """Put an object where there is none and return its tag; None where there is one. Raises as `find`."""
        return self._put(path, data, headers, None)

    def swap(self, path: str, data: bytes, tag: str, headers: Mapping[str, str]) -> str | None:
        """Put an object in the place of the one with this tag; None where that has changed. As `add`."""
        return self._put(path, data, headers, tag.strip('"') if self.bare_tags else tag)

    def _put(self, path: str, data: bytes, headers: Mapping[str, str], tag: str | None) -> str | None:
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        self.requests += 1
        self.sent += len(data)
        with _explained(path, self.address):
            try:
                result = obstore.put(
                    self._store,
                    path,
                    data,
                    attributes={**headers},
                    mode="create" if tag is None else {"e_tag": tag},
                    use_multipart=False,
                )
            except (AlreadyExistsError, PreconditionError):
                return None
            except FileNotFoundError as error:
                self._needs_bucket(error)
                return None
        return result["e_tag"] or ""

    def list(self, folder: str) -> Iterator[BucketObject]:
        """Yield every object below a folder, a thousand a request; raises as `find`."""
        import obstore

        with _explained(folder, self.address):
            for page in obstore.list(self._store, folder or None, chunk_size=1000):
                self.requests += 1
                yield from (BucketObject(meta["path"], meta["size"], meta["e_tag"] or "") for meta in page)

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in a folder, in order; raises as `find`."""
        import obstore

        with _explained(folder, self.address):
            listed = obstore.list_with_delimiter(self._store, folder or None)
        paths = [*listed["common_prefixes"], *(meta["path"] for meta in listed["objects"])]
        self.requests += max(1, -(-len(paths) // 1000))
        return sorted(path.rpartition("/")[2] for path in paths)

    def delete(self, paths: Sequence[str]) -> None:
        """Delete objects, absent ones too; raises as `find`."""
        import obstore

        if not paths:
            return
        self.requests += 1
        with _explained(paths[0], self.address):
            obstore.delete(self._store, [*paths])

    def _needs_bucket(self, error: FileNotFoundError) -> None:
        if "NoSuchBucket" in str(error):
            raise CarrierError("objects-missing", address=_without_prefix(self.address)) from None


@contextmanager
def _explained(path: str, address: str) -> Iterator[None]:
    """Turn errors of obstore into CarrierError."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseException as error:
        # obstore panics at some answers, with an exception that no module exports
        if not isinstance(error, BaseError | OSError) and type(error).__name__ != "PanicException":
            raise
        text = str(error)
        code = next((code for sign, code in _SIGNS.items() if sign in text), "objects-silent")
        # "… in 60s, after 11 retries, …  - CAUSE", then what debuggers want
        cause = text.partition("\n")[0].rpartition("  - ")[2]
        why = "404" if isinstance(error, FileNotFoundError) else shown(cause)
        facts = {"why": why} if code == "objects-silent" else {}
        named = _without_prefix(address) if code == "objects-missing" else address
        raise CarrierError(code, path, address=named, **facts) from None


def _without_prefix(address: str) -> str:
    return SCHEME + address.removeprefix(SCHEME).partition("/")[0]
