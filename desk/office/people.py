"""People of an association: the lists that are here, read as a chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from credentials.documents.desk.people import ListedPerson, PeopleDocument
from credentials.record import Record
from desk.last_people import save_last
from desk.office.desk import Desk, DeskView
from desk.office.stored import find_deciding, load_people, load_received, seconds
from desk.tables import PEOPLE
from registry.database.bulk import insert_rows
from registry.errors import RegistryError
from verifier.desk.people import PeopleChain
from verifier.desk.reading.people import read_people_chain
from verifier.trust.party_trust import PartyTrust


@dataclass(frozen=True, slots=True)
class OfficePeople:
    """The people lists of an association, oldest first, and the chain that they make."""

    issuer: str
    lists: Mapping[str, Record[PeopleDocument]]
    """Every list that is here, by digest; the chain may end before one."""
    chain: PeopleChain

    @property
    def is_decided_here(self) -> bool:
        """Return whether a list is in force, or one is known: nothing is signed without a decision."""
        return self.chain.is_anchored or self.chain.known is not None

    def in_force(self, now: datetime) -> Record[PeopleDocument] | None:
        """Return the list in force at a moment."""
        people = self.chain.in_force(now)
        return self.lists[people.id] if people is not None else None

    def list_names(self, now: datetime) -> dict[str, str]:
        """Return names by id, of every list that counted by a moment; a later list's name is the name."""
        counted = [self.lists[people.id].body for people in self.chain.lists if people.signed <= now]
        return {person.id: person.name for body in counted for person in body.people}

    def find_key(self, now: datetime, public: str) -> ListedPerson | None:
        """Return the person with this key in the list in force."""
        record = self.in_force(now)
        people = record.body.people if record is not None else ()
        return next((person for person in people if any(key.public == public for key in person.keys)), None)


def party_of(desk: DeskView) -> PartyTrust:
    """Return the association's trust data; RegistryError no-agreement, no-key-list."""
    party = desk.view.load_trust().party(desk.issuer)
    if party is None:
        raise RegistryError("no-key-list", issuer=desk.issuer)
    return party


def find_people(desk: DeskView) -> OfficePeople:
    """Return the people lists that are here; RegistryError no-agreement, no-key-list."""
    records = load_people(desk)
    deciding = find_deciding(desk, [record for record in records if record.body.previous is not None])
    chain = read_people_chain(records, party_of(desk), deciding, known=desk.known, kept=load_received(desk))
    in_chain = [people.id for people in chain.lists]
    by_digest = {record.digest: record for record in records}
    ordered = sorted(by_digest, key=lambda digest: (digest not in in_chain, by_digest[digest].created))
    return OfficePeople(desk.issuer, {digest: by_digest[digest] for digest in ordered}, chain)


def store_people(desk: DeskView, record: Record[PeopleDocument], now: datetime) -> bool:
    """Store a signed list, unless it is here; return whether it is new."""
    if any(listed.digest == record.digest for listed in load_people(desk)):
        return False
    row = (record.digest, desk.issuer, record.body.version, seconds(now), record.data)
    insert_rows(desk.view.connection, PEOPLE, [row])
    return True


def remember_people(desk: Desk) -> None:
    """Put the newest list that counts into the file beside the database, which outlives it."""

    def remember(view: DeskView) -> None:
        newest = _find_newer(view)
        if newest is not None:
            save_last(desk.registry, desk.issuer, newest.digest, newest.body.version)

    if desk.registry.remembers_heads and desk.read(_find_newer) is not None:
        desk.write(remember)


def _find_newer(desk: DeskView) -> Record[PeopleDocument] | None:
    """Return the newest valid list if it is newer than the list that the file names."""
    people = find_people(desk)
    chain = people.chain
    is_old = desk.known is not None and chain.place(desk.known) is None
    if is_old or not chain.is_anchored or not chain.lists or chain.lists[-1].id == desk.known:
        return None
    return people.lists[chain.lists[-1].id]
