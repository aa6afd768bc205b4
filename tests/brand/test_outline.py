"""Of an emblem something must lie within its view, and be large enough there to be seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.brand.drawings import RING, refused, svg
from tests.harness.browser import chromium
from web.brand.emblem import rebuild_emblem
from web.brand.outline import find_outline

OUTSIDE = [
    '<circle cx="40" cy="12" r="9"/>', '<rect x="-30" y="2" width="20" height="20"/>',
    '<path d="M 30 2 h 9 v 9 z"/>', '<path d="m 3 3 m 40 0 a 5 5 0 1 0 .1 0 z"/>',
    '<polygon points="0 30 9 30 9 40"/>', '<line x1="30" x2="40" y1="4" y2="9" stroke="#fff"/>',
    '<path d="M-9 4 c0 0 -5 5 -9 9 s-5 5 0 9 q -3 3 -9 0 t -9 0 V 9 z" fill="#fff"/>',
    f'<g transform="translate(24)">{RING}</g>', f'<g transform="translate(-40 0)">{RING}</g>',
    f'<g transform="rotate(180)">{RING}</g>',
    f'<g transform="translate(60)"><g transform="scale(2)">{RING}</g></g>',
    f'<g transform="matrix(1 0 0 1 0 99)">{RING}</g>',
]  # fmt: skip
COLLAPSED = [
    f'<g transform="scale(0)">{RING}</g>', f'<g transform="scale(1 0)">{RING}</g>',
    f'<g transform="rotate(45) scale(0 1)">{RING}</g>', f'<g transform="matrix(1 1 1 1 0 0)">{RING}</g>',
    f'<g transform="scale(.001)">{RING}</g>',
    f'<g transform="scale(.1)"><g transform="scale(.1)">{RING}</g></g>',
    '<circle cx="12" cy="12" r=".001"/>', '<path d="M2 2h9" fill="#fff"/>',
    f'<g transform="skewX(90) scale(.00001)">{RING}</g>',
]  # fmt: skip


@pytest.mark.parametrize("inside", OUTSIDE + COLLAPSED)
def test_attack_a_drawing_that_is_not_within_its_view(inside: str) -> None:
    error = refused(svg(inside))
    assert error.code == "emblem-outside"
    assert "0 0 24 24" in error.sentence("zh")
    assert "viewBox" in error.mend("en")
    assert rebuild_emblem(svg(inside + RING).encode()), "beside what is seen it may stand"


@pytest.mark.parametrize(
    "inside",
    [
        f'<g transform="translate(40) translate(-40)">{RING}</g>',
        f'<g transform="scale(-1 1)"><g transform="translate(-24)">{RING}</g></g>',
        f'<g transform="rotate(90 12 12)">{RING}</g>',
        f'<g transform="scale(1e-4)"><g transform="scale(1e4)">{RING}</g></g>',
        '<path d="M-90-90H90V90z"/>', '<path d="M40 12 a9 9 0 0 0 -40 0"/>', '<path d="M30 12 q -20 0 0 9"/>',
        '<path d="M30 12 c 0 0 -40 9 0 9 s -40 9 0 9"/>',
        '<line x2="24" y1="25" y2="25" stroke="#fff" stroke-width="4"/>',
        '<path d="M12 3 a 9 9 0 0110 4z"/>', '<ellipse cx="12" cy="12" rx="9"/>',
        '<path d="M9 9h3l" stroke="#fff"/>',
    ],
)  # fmt: skip
def test_a_drawing_that_reaches_into_its_view_is_taken(inside: str) -> None:
    assert rebuild_emblem(svg(inside).encode())


TAKES = {"M": 4, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
"""Numbers of a command; a move is followed by a line, for a browser counts a bare one in."""
NUMBER = st.floats(-60, 60).map(lambda number: f"{number:.3f}")
PATHS = st.lists(
    st.one_of(
        *(
            st.tuples(st.sampled_from(name + name.lower()), st.lists(NUMBER, min_size=takes, max_size=takes))
            for name, takes in TAKES.items()
        ),
        st.builds(
            lambda name, radii, flags, end: (name, [*radii, *flags, *end]),
            st.sampled_from("Aa"),
            st.lists(NUMBER, min_size=3, max_size=3),
            st.lists(st.sampled_from("01"), min_size=2, max_size=2),
            st.lists(NUMBER, min_size=2, max_size=2),
        ),
    ),
    min_size=1,
    max_size=5,
).map(lambda steps: "M 1 1 2 3 " + " ".join(" ".join([name, *numbers]) for name, numbers in steps))


@pytest.mark.browser
def test_the_points_of_a_path_are_those_around_what_a_browser_draws() -> None:
    """Points that Chromium finds on a path lie within their box."""
    found = []

    @given(PATHS)
    @settings(max_examples=100, database=None, deadline=None)
    def draw(path: str) -> None:
        found.append(path)

    draw()
    with chromium() as browser:
        page = browser.new_page()
        drawn = page.evaluate(
            """paths => paths.map(d => {
              const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
              path.setAttribute("d", d);
              const part = path.getTotalLength() / 40;
              return part ? [...Array(41)].map((_, i) => path.getPointAtLength(i * part)) : [];
            }).map(points => points.map(({x, y}) => [x, y]))""",
            found,
        )
    assert sum(map(bool, drawn)) > len(drawn) / 2
    for path, points in zip(found, drawn, strict=True):
        if not points:
            continue
        for around, on_it in zip(
            zip(*find_outline("path", {"d": path}), strict=True), zip(*points, strict=True), strict=True
        ):
            room = 0.01 + 1e-3 * max(map(abs, around))
            assert min(around) - room <= min(on_it) <= max(on_it) <= max(around) + room, path
