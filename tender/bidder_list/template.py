"""The empty sheet of bidders."""

from collections.abc import Mapping, Sequence

from carriers.spreadsheet.templates import EXAMPLE_CODE, EXAMPLE_NAME, encode_template
from tender.bidder_list.columns import BIDDERS


def write_bidder_template(begun: Sequence[Mapping[str, object]] = ()) -> bytes:
    """Return the .xlsx with an example and help; `begun` are partly known bidders."""
    example = {"number": "1", "name": EXAMPLE_NAME, "uscc": EXAMPLE_CODE, "lots": "L1", "folder": "bids/01"}
    rows = [
        {
            "number": str(bidder["id"]),
            **{name: str(bidder[name]) for name in ("name", "uscc", "folder")},
            "lots": "、".join(bidder["lots"]) if isinstance(bidder["lots"], list) else "",
        }
        for bidder in begun
    ]
    return encode_template(BIDDERS, {**example}, {"lead": ["是", "否"]}, begun=[{**row} for row in rows])
