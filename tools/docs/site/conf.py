"""Settings of Sphinx for the site of `docs/`: `python -m sphinx -W -c tools/docs/site docs build/site`."""

import re
from pathlib import Path

from sphinx.application import Sphinx

from tools.docs.build import complete_page
from tools.docs.site.pair_search import PairSearch

project = "huren 互认"
extensions = ["myst_parser"]
root_doc = "README"
language = "en"
html_theme = "furo"  # the fonts of the reader's system; nothing is loaded from elsewhere
html_title = project
html_search_language = PairSearch.lang
html_copy_source = False
html_use_index = False
smartquotes = False  # what is typed stays as it is typed
html_show_copyright = False
myst_heading_anchors = 4  # links to headings work here as in the repository
suppress_warnings = [
    "toc.not_included"
]  # the first page links to all pages; a tree of links beside each page takes a third of a run

SIDE_BAR = """
```{toctree}
:hidden:

All pages 全部文档 <self>
tutorial
glossary
adr/README
```
"""
DIAGRAM = re.compile(r"^```mermaid$", re.MULTILINE)
HOME = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=README.html">\n'


def setup(app: Sphinx) -> None:
    """Complete each page before it is parsed, and give the site a first page by the usual name."""
    app.add_search_language(PairSearch)
    app.connect("source-read", complete_source)
    app.connect("build-finished", write_home)


def complete_source(_: Sphinx, name: str, source: list[str]) -> None:
    """Fill in the tables that are not committed; the first page gets the side bar."""
    text = complete_page(source[0])
    text = DIAGRAM.sub("```text", text)  # to draw a diagram, the page would need a script of three megabytes
    if name == root_doc:
        text += SIDE_BAR
    source[0] = text


def write_home(app: Sphinx, _: Exception | None) -> None:
    """Lead from `index.html` to the first page."""
    (Path(app.outdir) / "index.html").write_text(HOME, encoding="utf-8")
