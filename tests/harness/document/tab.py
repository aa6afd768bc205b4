"""A page and its elements, with the questions that a test may ask; see pages.py."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def matches(pattern: str, url: str) -> bool:
    """Tell whether an address fits a pattern: `**` is anything, `*` anything but a slash."""
    return re.fullmatch(re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*"), url) is not None


class Told(SimpleNamespace):
    """An event as a handler gets it."""

    url: str


class Download:
    """A file that the page saves."""

    value: "Download"

    def __init__(self, place: Path) -> None:
        self._place = place
        self.suggested_filename = ""
        self.value = self

    def path(self) -> Path:
        """Return where the file was saved."""
        return self._place

    def save_as(self, place: Path) -> None:
        """Save the file under another path, too."""
        place.write_bytes(self._place.read_bytes())


class Keyboard:
    """The keyboard of a page."""

    def __init__(self, tab: "Tab") -> None:
        self._tab = tab

    def press(self, key: str) -> None:
        """Press a key where the focus is."""
        self._tab.ask("key", key=key)


class Tab:
    """A page."""

    def __init__(self, context: Any, number: int) -> None:
        self.context, self.number = context, number
        self.keyboard = Keyboard(self)
        self.clock = context.clock
        self.set_default_timeout = context.set_default_timeout

    def ask(self, method: str, **args: Any) -> Any:
        """See `Pages.ask`."""
        return self.context.pages.ask(method, tab=self.number, **args)

    def on(self, event: str, handler: Callable[[Any], None]) -> None:
        """Call the handler at each `request` or `pageerror`, which includes errors on the console."""
        assert event in ("request", "pageerror", "console")
        if event != "console":
            self.context.on({"pageerror": "weberror"}.get(event, event), handler)

    def goto(self, url: str) -> None:
        """Load an address."""
        self.ask("open", url=url)

    def close(self, *, run_before_unload: bool = False) -> None:
        """It ends, and is not asked whether."""
        assert not run_before_unload
        self.ask("close")
        self.context.pages.tabs.pop(self.number, None)

    @property
    def url(self) -> str:
        """Return the page's address."""
        return str(self.ask("url"))

    def title(self) -> str:
        """Return the document's title."""
        return str(self.ask("title"))

    def content(self) -> str:
        """Return the document as HTML."""
        return str(self.ask("content"))

    def evaluate(self, code: str, given: Any = None) -> Any:
        """Return the value of an expression in the page; a function is called."""
        return self.ask("evaluate", code=code, given=given)

    def wait_for_url(self, pattern: str) -> None:
        """Wait until the address fits a pattern."""
        end = time.monotonic() + self.context.timeout / 1000
        while not matches(pattern, self.url):
            assert time.monotonic() < end, (pattern, self.url)

    def reload(self) -> None:
        """Load the page anew."""
        self.ask("reload")

    def wait_for_function(self, code: str) -> None:
        """Wait until the expression is true."""
        self.ask("until", code=code, timeout=self.context.timeout)

    def once(self, event: str, handler: Callable[[Any], None]) -> None:
        """Set the person's answer to the next question of the page."""
        assert event == "dialog"
        said: list[bool] = []
        handler(Told(accept=lambda: said.append(True), dismiss=lambda: said.append(False)))
        self.ask("confirms", answers=said)

    def go_back(self) -> None:
        """Go back in the history."""
        self.ask("go", by=-1)

    def go_forward(self) -> None:
        """Go forward in the history."""
        self.ask("go", by=1)

    def locator(self, css: str, *, has_text: Any = None, has: "Locator | None" = None) -> "Locator":
        """Return the elements of a selector."""
        return Locator(self, []).locator(css, has_text=has_text, has=has)

    def get_by_role(self, role: str, **how: Any) -> "Locator":
        """See `Locator.get_by_role`."""
        return Locator(self, []).get_by_role(role, **how)

    def get_by_text(self, text: str) -> "Locator":
        """Return elements whose own words are these, or contain them."""
        return Locator(self, [{"css": "*", "own": text}])

    @contextmanager
    def expect_request(self, pattern: str) -> Iterator[None]:
        """Check that the block requests an address of a pattern."""
        asked: list[str] = []
        self.context.on("request", lambda request: asked.append(request.url))
        yield
        end = time.monotonic() + self.context.timeout / 1000
        while not any(matches(pattern, url) for url in asked):
            assert time.monotonic() < end, pattern
            self.title()  # the page's requests are heard by a handler

    @contextmanager
    def expect_navigation(self) -> Iterator[None]:
        """Check that the block loads an address."""
        before = self.ask("loads")
        yield
        self.ask("loaded", before=before, timeout=self.context.timeout)

    @contextmanager
    def expect_download(self) -> Iterator[Download]:
        """Return the file that the block saves."""
        before = self.ask("downloads")
        kept = Download(self.context.pages.folder / f"{self.number}-{before}")
        yield kept
        kept.suggested_filename = self.ask(
            "saved", place=before, path=str(kept.path()), timeout=self.context.timeout
        )


_ROLES = {
    "link": "a[href]",
    "button": "button, [type=submit]",
    "heading": "h1, h2, h3, h4, h5, h6",
    "searchbox": "input[type=search]",
}


class Locator:
    """Elements of a page, found anew at each question."""

    def __init__(self, tab: Tab, steps: list[dict[str, Any]]) -> None:
        self._tab, self._steps = tab, steps

    def locator(self, css: str, *, has_text: Any = None, has: "Locator | None" = None) -> "Locator":
        """Return the elements of a selector inside these."""
        steps = self._steps
        *before, last = css.split(" >> ")
        for part in (*before, last):
            step: dict[str, Any] = {"css": part}
            if part.startswith("nth="):
                step = {"nth": int(part[4:])}
            elif part is last and isinstance(has_text, re.Pattern):
                step["pattern"] = [has_text.pattern, "i" if has_text.flags & re.IGNORECASE else ""]
            elif part is last and has_text is not None:
                step["text"] = has_text
            if part is last and has is not None:
                step["has"] = has._steps
            steps = [*steps, step]
        return Locator(self._tab, steps)

    def get_by_role(
        self, role: str, *, name: str | None = None, exact: bool = False, level: int | None = None
    ) -> "Locator":
        """Return visible elements of a role, by their accessible name."""
        step = {"css": _ROLES[role] if level is None else f"h{level}", "name": name or "", "exact": exact}
        return Locator(self._tab, [*self._steps, step])

    def nth(self, place: int) -> "Locator":
        """Return the element at an index."""
        return Locator(self._tab, [*self._steps, {"nth": place}])

    @property
    def first(self) -> "Locator":
        """Return the first element."""
        return self.nth(0)

    @property
    def last(self) -> "Locator":
        """Return the last element."""
        return self.nth(-1)

    def all(self) -> list["Locator"]:
        """Return every element by itself."""
        return [self.nth(place) for place in range(self.count())]

    def _ask(self, method: str, **args: Any) -> Any:
        return self._tab.ask(method, steps=self._steps, **args)

    def _patient(self, method: str, *given: Any, **args: Any) -> Any:
        return self._ask(method, given=given, timeout=self._tab.context.timeout, **args)

    def count(self) -> int:
        """Return the present number of elements."""
        return int(self._ask("count"))

    def is_visible(self) -> bool:
        """Tell whether the element is visible now, by the style sheets of the page."""
        return bool(self._ask("visible"))

    def is_hidden(self) -> bool:
        """Tell whether the element is hidden or absent."""
        return not self.is_visible()

    def wait_for(self, state: str = "visible") -> None:
        """Wait until the element is attached, detached, visible or hidden."""
        self._ask("wait", state=state, timeout=self._tab.context.timeout)

    def click(self) -> None:
        """Click once the element is visible and enabled."""
        self._patient("act", name="click")

    def focus(self) -> None:
        """Focus, under the conditions of `click`."""
        self._patient("act", name="focus")

    def fill(self, text: str) -> None:
        """Type into a field."""
        self._patient("act", text, name="fill")

    def press(self, key: str) -> None:
        """Press a key; Enter and Tab do what they do in a browser."""
        self._patient("act", key, name="press")

    def select_option(self, value: str) -> None:
        """Choose by value or label, once the option exists."""
        self._patient("act", value, name="select")

    def set_input_files(self, files: Any) -> None:
        """Choose files or a folder."""
        paths = files if isinstance(files, list | tuple) else [files]
        self._ask("choose", paths=[str(path) for path in paths], timeout=self._tab.context.timeout)

    def inner_text(self) -> str:
        """Return the visible text."""
        return str(self._patient("question", name="inner_text"))

    def text_content(self) -> str:
        """Return all of the text."""
        return str(self._patient("question", name="text_content"))

    def get_attribute(self, name: str) -> Any:
        """Return the attribute, or None."""
        return self._patient("question", name, name="attribute")

    def input_value(self) -> str:
        """Return the text in a field."""
        return str(self._patient("question", name="input_value"))

    def is_enabled(self) -> bool:
        """Tell whether the element can be pressed."""
        return bool(self._patient("question", name="enabled"))

    def is_disabled(self) -> bool:
        """Tell whether the element cannot be pressed."""
        return not self.is_enabled()

    def evaluate(self, code: str, given: Any = None) -> Any:
        """Return the value of a function of the element."""
        return self._patient("question", code, given, name="evaluate")

    def evaluate_all(self, code: str) -> Any:
        """Return the value of a function of all the elements."""
        return self._ask("evaluate_all", code=code)

    def all_inner_texts(self) -> list[str]:
        """Return the visible text of each element."""
        return list(self._ask("all", name="inner_text"))

    def all_text_contents(self) -> list[str]:
        """Return all of the text of each element."""
        return list(self._ask("all", name="text_content"))
