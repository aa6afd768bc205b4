"""Random tables of returns, and what may be published of them."""

from hypothesis import strategies as st

from verifier.errors import SurveyError
from verifier.survey import SurveyReturn, SurveyTable, find_pattern, tabulate
from verifier.survey.table import CellPlace

CONTRIBUTORS = st.dictionaries(st.integers(0, 11), st.integers(0, 60), max_size=10)


@st.composite
def tables(draw: st.DrawFn, most: int = 5) -> SurveyTable:
    """Up to `most` rows and columns; enterprises return in several cells, some belong to one group."""
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    grouped = draw(st.sets(st.integers(0, 11), max_size=4))
    returns = [
        SurveyReturn(f"E{one:02}", f"r{row}", f"c{column}", str(amount), "g" if one in grouped else None)
        for row in range(height)
        for column in range(width)
        for one, amount in draw(CONTRIBUTORS).items()
    ]
    rows, columns = [f"r{n}" for n in range(height)], [f"c{n}" for n in range(width)]
    return tabulate(returns or [SurveyReturn("E00", "r0", "c0", "1")], rows=rows, columns=columns)


def pattern_of(table: SurveyTable) -> frozenset[CellPlace] | None:
    """The pattern; None where the table is not to be published."""
    try:
        return find_pattern(table)
    except SurveyError:
        return None
