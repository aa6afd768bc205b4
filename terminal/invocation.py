"""One run of a command: the typed shared options, and access to what they name.

Every command imports this module to be declared, so everything else is imported on demand.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credentials.documents.agreement import AgreementText
    from credentials.record import Record
    from registry import Registry
    from terminal.errors import CommandError
    from terminal.names import SpokenNames
    from verifier import TrustStore


@dataclass(frozen=True, slots=True)
class Invocation:
    """Registry, clock, form of the output, and way of signing.

    Options that the command lacks keep their defaults.
    """

    now: datetime
    """Time at which the run began; after a question to the user, use `moment`, which is later."""
    is_now_typed: bool = False
    data: Path | None = None
    as_json: bool = False
    key: Path | None = None
    dry_run: bool = False
    include_hidden: bool = False
    export_unsigned: str | None = None
    issuer: str | None = None
    yes: bool = False

    def moment(self) -> datetime:
        """Return the typed time, else the clock's: the user may have taken minutes to answer."""
        from terminal import clock

        return self.now if self.is_now_typed else clock.read_clock()

    @property
    def folder(self) -> Path:
        """Folder of the registry."""
        from terminal.workspace.configuration import data_folder

        return data_folder(self.data)

    def has_registry(self) -> bool:
        """Return whether `open_registry` would find one."""
        from terminal.workspace.configuration import database_url
        from terminal.workspace.open_registry import DATABASE

        return database_url() is not None or (self.folder / DATABASE).exists()

    @contextmanager
    def open_registry(self, *, create: bool = False) -> "Iterator[Registry]":
        """Open the registry of this machine, as `open_at`."""
        from terminal.workspace.configuration import database_url
        from terminal.workspace.open_registry import open_at

        with open_at(self.folder, database_url(), create=create) as registry:
            yield registry

    def text(self, registry: "Registry") -> "AgreementText":
        """Return the agreement in force, else the last one; CommandError no-agreement."""
        text = registry.text(self.now)
        if text is None:
            raise self.no_agreement()
        return text

    def names(self, registry: "Registry") -> "SpokenNames":
        """Return the names that `text` defines; CommandError no-agreement."""
        from terminal.names import SpokenNames

        return SpokenNames(self.text(registry))

    def trust(self, registry: "Registry") -> "TrustStore":
        """Return the trust data that this registry would publish to an officer; CommandError no-agreement."""
        from registry.publishing.publish import build_bundle
        from verifier import TrustStore

        pin = registry.read_pin()
        if pin is None or registry.chain() is None:
            raise self.no_agreement()
        return TrustStore.from_bundle(build_bundle(registry), pin=pin)

    def no_agreement(self) -> "CommandError":
        """Return the error for a registry without an agreement."""
        from terminal.errors import CommandError
        from terminal.output import plain

        return CommandError("no-agreement", path=plain(str(self.folder)))

    def choose_issuer(self, registry: "Registry", typed: str | None = None, option: str = "--issuer") -> str:
        """Return the association typed, else the only one with keys here.

        Raises CommandError: issuer-ambiguous, option-value, no-agreement.
        """
        from terminal.errors import CommandError
        from terminal.output import plain

        typed = self.issuer if typed is None else typed
        parties = [party.id for party in self.text(registry).parties]
        if typed is not None:
            if typed not in parties:
                known = ", ".join(parties)
                how, how_zh = f"Use one of the parties: {known}.", f"请使用下列成员之一：{known}。"
                raise CommandError("option-value", text=plain(typed), option=option, how=how, how_zh=how_zh)
            return typed
        own = [did for did in parties if registry.methods(did, "assessment", self.now)]
        # guessing among several could sign in the wrong association's name
        if len(own) != 1:
            raise CommandError("issuer-ambiguous", issuers=own or parties, option=option)
        return own[0]

    def put_records(self, records: "Iterable[Record[Any]]", *, by: str = "digest") -> None:
        """Print the signed records as JSON, else one line for each: digest or id, and title."""
        from terminal.output import plain, put, put_json

        for record in records:
            if self.as_json:
                put_json(record.value)
            else:
                name = record.digest if by == "digest" else record.body.id
                put(f"{name}  {plain(record.body.title)}")
