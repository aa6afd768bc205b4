"""Facts of the rules as JSON, under the names that JavaScript uses."""

from datetime import date, datetime
from typing import Any

from credentials.times import format_time

_NAMES = {
    "valid_until": "validUntil", "association_keys": "associationKeys", "is_anchored": "isAnchored",
    "not_before": "notBefore", "effective_from": "effectiveFrom", "is_upheld": "isUpheld",
    "is_alone": "isAlone", "is_stock_entered": "isStockEntered",
    "is_offline": "isOffline", "own_copies": "ownCopies",
}  # fmt: skip


def plain(value: Any) -> Any:
    """Return the value as JSON: times in RFC 3339, sets as sorted lists, members under JavaScript's names."""
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {_NAMES.get(name, name): plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return dict(value) if isinstance(value, dict) else value
