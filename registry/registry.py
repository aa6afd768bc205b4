"""The registry as its callers see it: a thin handle over the store."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from credentials.agreement import AgreementText
from credentials.key_list import Method
from registry.errors import RegistryError
from verifier.agreements import AgreementChain
from verifier.trust import TrustStore


@dataclass(frozen=True, slots=True)
class Admitted:
    """A record that is stored now; `already` when it was before. `notes` are codes such as `backdated`."""

    kind: str
    digest: str
    issuer: str
    already: bool
    notes: tuple[str, ...] = ()


class Registry:
    """A registry in one SQLite file. Safe to use from several threads and processes."""

    @classmethod
    def open(cls, path: Path, *, demo: bool = False, refused_keys: frozenset[str] = frozenset()) -> Self:
        """The registry at `path`, made with its tables if the file is absent.

        `refused_keys` are multikeys (keys_example's) that no key list or agreement may hold unless `demo`.
        Raises RegistryError: not-a-registry, database-busy, disk-full, storage-failed.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Gives the file back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pin(self) -> str | None:
        """The digest of agreement version 1; None until its first half is admitted."""
        raise NotImplementedError

    def text(self, now: datetime) -> AgreementText | None:
        """The agreement in force at `now`, else the last complete one; None while version 1 is pending."""
        raise NotImplementedError

    def chain(self) -> AgreementChain | None:
        """The complete versions; None while version 1 is pending."""
        raise NotImplementedError

    def trust(self) -> TrustStore:
        """What admission believes: agreements, key lists, salvage. RegistryError no-agreement before that."""
        raise NotImplementedError

    def method_id(self, public_multikey: str, use: str, now: datetime) -> tuple[str, str] | None:
        """Whose key this is: (association, method id), if it may sign for `use` at `now`."""
        raise NotImplementedError

    def methods(self, issuer: str, use: str, now: datetime) -> tuple[Method, ...]:
        """The association's keys that may sign for `use` at `now`."""
        raise NotImplementedError

    def admit(self, data: bytes, *, now: datetime) -> Admitted:
        """Verifies and stores one signed record of whatever kind; RegistryError says why not."""
        raise NotImplementedError

    def admit_many(
        self,
        items: Iterable[bytes],
        *,
        now: datetime,
        progress: Callable[[int], None] | None = None,
    ) -> list[Admitted | RegistryError]:
        """Like `admit` for each, in order; a refusal stops nothing. `progress` gets the number done so far."""
        raise NotImplementedError
