"""Searching a million credentials of 250,000 enterprises by what people type, and enemies."""

import random
import time
from collections.abc import Iterator
from statistics import median

from api.answers.standings.credential_lists import MAX_LOOKED_AT
from bench.measure import Number
from bench.registry.engines import Engine
from credentials.identifiers import uscc_check_character
from registry.lookup.search import search_credentials
from registry.lookup.search_text import SearchText

PAGE = 20
ROUNDS = 21
_FIRST = "清蓝绿碧青澄源泽润沃瑞华恒康嘉宏泰安信达"
_SECOND = "源泉波涛林森岚川江河海洋湖原野峰谷晨曦阳"
_TRADES = (
    "水务",
    "环保科技",
    "环境工程",
    "环境治理",
    "固废处置",
    "检测技术",
    "噪声控制",
    "土壤修复",
    "大气治理",
    "生态",
    "节能",
    "监测",
)
_DIVISIONS = ("500103", "500105", "500112", "500113", "500116", "500151", "500233", "500240")


def name_of(number: int) -> str:
    """The name of an enterprise; 4,800 are different."""
    first, rest = _FIRST[number % 20], number // 20
    return f"重庆示例{first}{_SECOND[rest % 20]}{_TRADES[rest // 20 % 12]}有限公司"


def code_of(number: int) -> str:
    """Its code: an eighth of all in each division."""
    body = f"91{_DIVISIONS[number % 8]}M{number:08}"
    return body + uscc_check_character(body)


def measure_search(place: Engine, enterprises: int) -> Iterator[Number]:
    """Milliseconds of a page by kind of text; each round asks for another enterprise."""
    source = random.Random(9)
    asked = [source.randrange(enterprises) for _ in range(ROUNDS)]
    texts = {
        "code": [code_of(number)[-6:] for number in asked],
        "words": [f"渝北 {name_of(number)[4:6]} {name_of(number)[6:8]}" for number in asked],
        "name": [name_of(number) for number in asked],
        "place": ["渝北"] * ROUNDS,
        "nowhere": [" ".join(source.sample(_TRADES, 2)) for _ in asked],
        "200 characters": [" ".join(source.choices(_TRADES, k=60))[:200] for _ in asked],
    }
    for what, each in texts.items():
        spent = []
        for text in each:
            start = time.perf_counter()
            _search(place, text)
            spent.append((time.perf_counter() - start) * 1e3)
        yield Number(f"search-{what}-{place.name}", median(spent), "ms", 50, True)


def _search(place: Engine, text: str) -> int:
    """How many of a page were found before as much was looked at as one request may cost."""
    cost = found = 0
    for reached in search_credentials(place.registry, SearchText(text)):
        cost += reached.cost
        found += reached.fits
        if found == PAGE or cost >= MAX_LOOKED_AT:
            break
    return found
