"""Words of the site's search: English words by their stem, Chinese by pairs of characters.

Sphinx reads Chinese with a dictionary of 19 MB that lacks the terms of this field. Pairs need none, and find
every word of two characters or more. Python splits the pages and JavaScript the query, by the same rule.
"""

import re
from collections.abc import Iterator
from functools import cache

from sphinx.search.en import SearchEnglish

RUN = re.compile(r"[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])\w)+")

SPLIT_QUERY = r"""
function splitQuery(query) {
  const runs = query.match(/[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])[\p{L}\p{N}_])+/gu) ?? [];
  return runs.flatMap((run) =>
    /^[\u4e00-\u9fff]{2}/.test(run)
      ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2))
      : [run],
  );
}
"""


class PairSearch(SearchEnglish):  # type: ignore[misc,unused-ignore]  # untyped without the extra `docs`
    """English with pairs of Chinese characters."""

    lang = "pairs"
    js_splitter_code = SPLIT_QUERY

    def split(self, input: str) -> list[str]:
        """Return the words of a text."""
        return [word for run in RUN.findall(input) for word in _split_run(run)]

    @cache  # noqa: B019  # one of a run; a page repeats its words
    def stem(self, word: str) -> str:
        """Return the stem of an English word; other words are their own."""
        return super().stem(word) if word.isascii() else word


def _split_run(run: str) -> Iterator[str]:
    if len(run) == 1 or not "\u4e00" <= run[0] <= "\u9fff":
        yield run
    else:
        yield from (run[at : at + 2] for at in range(len(run) - 1))
