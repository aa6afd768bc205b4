"""Whose root signs, and which key list its next one continues: the newest, or that a new root is told to."""

from datetime import datetime
from typing import TYPE_CHECKING

from credentials.documents.key_list import KeyList
from credentials.record import EventCount, Record
from signing.log.merkle import merkle_root
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import tell

if TYPE_CHECKING:
    from verifier import TrustStore
    from verifier.trust.party_trust import PartyTrust


def find_continued(party: "PartyTrust | None", root_key: str, after: int | None) -> Record[KeyList] | None:
    """The list before the next one; None where there is none. A new root is told whose list it continues.

    `after` names another than the newest: the thief of a root has signed those after it. Raises CommandError
    option-value where there is no such version, or this root has signed a list already.
    """
    newest = party.newest_key_list if party is not None else None
    is_new = party is not None and party.key_list(root_key) is None
    if after is not None:
        chosen = party.lists_by_version.get(after) if party is not None and is_new else None
        if chosen is None:
            how = (
                "It is for the first list of a new root, and names a version that is here.",
                "仅用于新根密钥的首份清单，且须为本库已有的版本。",
            )
            raise CommandError("option-value", text=str(after), option="--after", how=how[0], how_zh=how[1])
        return chosen
    if newest is not None and is_new:
        version = newest.body.version
        tell(
            say(
                f"This continues version {version}, which the root before signed. If that root was stolen, "
                "continue the last version you signed yourself: --after VERSION.",
                f"此清单接续前一根密钥签署的第 {version} 版。若该根密钥已失窃，请接续本会自行签署的最后一版："
                "--after VERSION。",
            )
        )
    return newest


def find_owner(trust: "TrustStore", root_key: str, now: datetime) -> str:
    """Whose root it is; CommandError root-unknown."""
    issuer = next((p.id for p in trust.chain.answering(now) if p.root_key == root_key), None)
    if issuer is None:
        raise CommandError("root-unknown", key=root_key)
    return issuer


def count_events(party: "PartyTrust | None") -> EventCount:
    """What the association has counted: the floor of its next list."""
    if party is None:
        return EventCount(count=0, root=merkle_root([]).hex())
    return EventCount(count=party.order.size, root=party.order.tree.root().hex())
