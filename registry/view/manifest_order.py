"""The names under which manifests are stored: they sort as the manifests do."""

from collections.abc import Iterable


def format_order(order: Iterable[int]) -> str:
    """How the name of a manifest of this order begins, before a space."""
    return ".".join(f"{number:016}" for number in order)


def parse_order(name: str) -> tuple[int, int, int]:
    """The order in the name of a manifest."""
    agreement, key_list, version = map(int, name.partition(" ")[0].split("."))
    return agreement, key_list, version
