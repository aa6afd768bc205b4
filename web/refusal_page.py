"""The page of a refusal without a template: of a connection, and of nginx while the node is away.

One page has both languages and loads nothing. It contains the rules that its elements need from the style
sheets, and its policy allows only this style.
"""

import base64
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from web.brand.brand import REGISTRY, plain_emblem
from web.served_page import STYLES, needed_asset

_PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title_zh} · {title_en}</title>
{style}
</head>
<body>
<header><div class="mast"><div class="wrap">
<a class="party" href="/">{emblem}
<span><b>{registry_zh}</b><small class="by" lang="en">{registry_en}</small></span></a>
</div></div></header>
<main id="main">
<h1>{title_zh}</h1>
<p class="note warn">{detail_zh}</p>
<section class="flow" lang="en">
<h2>{title_en}</h2>
<p class="note warn">{detail_en}</p>
</section>
<section class="card">
<p class="row"><a class="btn" href="/">首页 <span lang="en">Front page</span></a></p>
<dl class="facts">
<dt>问题代码 <span lang="en">Problem</span></dt><dd><code>{code}</code></dd>
<dt>请求编号 <span lang="en">Request</span></dt><dd><code>{request_id}</code></dd>
</dl>
</section>
</main>
</body>
</html>
"""
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?<![\w.#:\[=\"-])([a-z][a-z0-9]*)")
_SPACE = re.compile(r"\s+")


class RefusalWords(NamedTuple):
    """The words of the page as HTML: in Chinese and English the title, and a text with the remedy."""

    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
    code: str
    request_id: str


def build_refusal_page(words: RefusalWords) -> str:
    """Return the page as HTML."""
    return _PAGE.format(
        **words._asdict(),
        style=f"<style>{_style()}</style>",
        emblem=plain_emblem(),
        registry_zh=REGISTRY.zh,
        registry_en=REGISTRY.en,
    )


@cache
def refusal_policy() -> str:
    """Return the Content-Security-Policy of the page: its own style and no more."""
    digest = base64.b64encode(sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def _style() -> str:
    return "".join("".join(_fitting(_COMMENT.sub("", _read(path)))) for path in STYLES[:2])


def _read(path: str) -> str:
    return needed_asset(path).data.decode()


def _fitting(sheet: str) -> Iterator[str]:
    """Yield the rules that apply to elements and classes of the page, and the general ones."""
    elements = {*re.findall(r"<(\w+)", _PAGE + plain_emblem())}
    classes = {name for names in re.findall(r'class="([^"]+)"', _PAGE) for name in names.split()}

    def fits(selector: str) -> bool:
        return {*_CLASS.findall(selector)} <= classes and {*_ELEMENT.findall(selector)} <= elements

    for selector, body in _RULE.findall(sheet):
        if selector.strip().startswith("@media"):
            inner = "" if "print" in selector else "".join(_fitting(body))
        else:
            inner = body if any(map(fits, selector.split(","))) else ""
        if inner.strip():
            yield f"{_SPACE.sub(' ', selector).strip()}{{{_SPACE.sub(' ', inner).strip()}}}\n"
