"""The signs of every page: a name, and the paths of a picture 24 units wide, drawn by strokes of 2.

A sign never stands without its word. `web/page/icons.js` is written from this table.
"""

from typing import NamedTuple


class Icon(NamedTuple):
    """The paths of one sign; if it is `broken`, the first path is drawn with dashes."""

    paths: tuple[str, ...]
    broken: bool = False


_RING = "M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1-19 0"

ICONS = {
    "ok": Icon((_RING, "M7.5 12.5l3 3 6-6.5")),
    "no": Icon((_RING, "M8.5 8.5l7 7m0-7l-7 7")),
    "warn": Icon((_RING, "M7.5 10h9m-9 4.5h9M14.5 7l-5 10.5")),
    "note": Icon((_RING, "M12 7v6.5M12 17v.1")),
    "unk": Icon((_RING, "M9.3 9.3a2.8 2.8 0 1 1 3.9 2.7c-.8.4-1.2.9-1.2 1.8M12 16.9v.1"), broken=True),
    "skip": Icon((_RING, "M8 12h8")),
    "cal": Icon(("M4 6h16v14H4zM4 10.5h16M8.5 3.5v4m7-4v4",)),
    "office": Icon(("M4 9h16M5 9v10m14-10v10M9 9V5h6v4M8 13h8",)),
    "down": Icon(("M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",)),
    "file": Icon(("M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm8 0v5h5",)),
    "find": Icon(("M4 10.5a6.5 6.5 0 1 1 13 0a6.5 6.5 0 1 1-13 0M15.5 15.5L21 21",)),
    "folder": Icon(("M3 7a1 1 0 0 1 1-1h5l2 2.5h9a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",)),
    "key": Icon(("M4 12a4 4 0 1 1 8 0a4 4 0 1 1-8 0", "M12 12h9m-3 0v4m-3.5-4v3")),
    "menu": Icon(("M4 7h16M4 12h16M4 17h16",)),
    "nil": Icon((_RING,), broken=True),
    "pen": Icon(("M4 20l1-4.5L16.5 4 20 7.5 8.5 19z",)),
    "print": Icon(("M7 8V4h10v4M7 17H4v-8h16v8h-3M7 14h10v6H7z",)),
    "rings": Icon(
        ("M3 12a5.5 5.5 0 1 1 11 0a5.5 5.5 0 1 1-11 0M10 12a5.5 5.5 0 1 1 11 0a5.5 5.5 0 1 1-11 0",)
    ),
    "scan": Icon(
        (
            "M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3",
            "M20 16v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3M4 12h16",
        )
    ),
    "stop": Icon((_RING, "M9.5 8.5v7m5-7v7")),
    "up": Icon(("M12 15V4m-4.5 4.5L12 4l4.5 4.5M4 15v5h16v-5",)),
    "user": Icon(("M8 8a4 4 0 1 1 8 0a4 4 0 1 1-8 0", "M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6")),
}


def draw_icon(name: str, shape: str = "i") -> str:
    """Return the sign as SVG of the CSS class `shape`, hidden from screen readers; KeyError where there is
    none."""
    icon = ICONS[name]
    paths = [f'<path d="{path}"/>' for path in icon.paths]
    if icon.broken:
        paths[0] = paths[0].replace("<path", '<path stroke-dasharray="3.6 2.4"')
    return f'<svg class="{shape}" viewBox="0 0 24 24" aria-hidden="true">{"".join(paths)}</svg>'
