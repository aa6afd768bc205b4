"""Names of stored manifests, which sort in the order of the manifests."""

from collections.abc import Iterable


def format_order(order: Iterable[int]) -> str:
    """Return the beginning of such a manifest's name, before a space."""
    return ".".join(f"{number:016}" for number in order)


def parse_order(name: str) -> tuple[int, int, int]:
    """Return the order in the name of a manifest."""
    agreement, key_list, version = map(int, name.partition(" ")[0].split("."))
    return agreement, key_list, version
