"""Namesakes: credentials of other associations with the same id or number. Commands mention them wherever
a user names one of them."""

from typing import TYPE_CHECKING, Any

from credentials.record import Record
from terminal.language import say
from terminal.output import plain, tell

if TYPE_CHECKING:
    from registry import Registry


def tell_namesakes(registry: "Registry", record: Record[Any]) -> None:
    """Print the record's association, and how to see each namesake; print nothing if there is none."""
    from registry.lookup.lookup import find_namesakes

    own = plain(record.body.issuer)
    for other in find_namesakes(registry, record):
        issuer = plain(other.body.issuer)
        tell(
            say(
                f"This is that of {own}. {issuer} uses the same id or number for another: "
                f"huren show {other.digest}",
                f"此凭证由 {own} 签发；{issuer} 签发的另一份凭证使用了同一标识或编号："
                f"huren show {other.digest}",
            )
        )
