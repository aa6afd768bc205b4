"""A page and its elements, as a test asks about them; see pages.py."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def matches(pattern: str, url: str) -> bool:
    """Whether an address is of a pattern: `**` is anything, `*` anything but a slash."""
    return re.fullmatch(re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*"), url) is not None


class Told(SimpleNamespace):
    """What a handler is told of."""

    url: str


class Download:
    """A file that the page gives to keep."""

    value: "Download"

    def __init__(self, place: Path) -> None:
        self._place = place
        self.suggested_filename = ""
        self.value = self

    def path(self) -> Path:
        """Where it was kept."""
        return self._place

    def save_as(self, place: Path) -> None:
        """And here."""
        place.write_bytes(self._place.read_bytes())


class Keyboard:
    """The keys of a page."""

    def __init__(self, tab: "Tab") -> None:
        self._tab = tab

    def press(self, key: str) -> None:
        """Where the focus is."""
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
        """`request`, or `pageerror`, which has what is written on the console too."""
        assert event in ("request", "pageerror", "console")
        if event != "console":
            self.context.on({"pageerror": "weberror"}.get(event, event), handler)

    def goto(self, url: str) -> None:
        """Loads an address."""
        self.ask("open", url=url)

    def close(self, *, run_before_unload: bool = False) -> None:
        """It ends, and is not asked whether."""
        assert not run_before_unload
        self.ask("close")
        self.context.pages.tabs.pop(self.number, None)

    @property
    def url(self) -> str:
        """Its address."""
        return str(self.ask("url"))

    def title(self) -> str:
        """Of the document."""
        return str(self.ask("title"))

    def content(self) -> str:
        """The document as HTML."""
        return str(self.ask("content"))

    def evaluate(self, code: str, given: Any = None) -> Any:
        """What an expression comes to in the page; a function is called."""
        return self.ask("evaluate", code=code, given=given)

    def wait_for_url(self, pattern: str) -> None:
        """Until its address is of a pattern."""
        end = time.monotonic() + self.context.timeout / 1000
        while not matches(pattern, self.url):
            assert time.monotonic() < end, (pattern, self.url)

    def reload(self) -> None:
        """Loads it anew."""
        self.ask("reload")

    def wait_for_function(self, code: str) -> None:
        """Until it comes to something true."""
        self.ask("until", code=code, timeout=self.context.timeout)

    def once(self, event: str, handler: Callable[[Any], None]) -> None:
        """What a person will say when the page asks next."""
        assert event == "dialog"
        said: list[bool] = []
        handler(Told(accept=lambda: said.append(True), dismiss=lambda: said.append(False)))
        self.ask("confirms", answers=said)

    def go_back(self) -> None:
        """In its history."""
        self.ask("go", by=-1)

    def go_forward(self) -> None:
        """In its history."""
        self.ask("go", by=1)

    def locator(self, css: str, *, has_text: Any = None, has: "Locator | None" = None) -> "Locator":
        """The elements of a selector."""
        return Locator(self, []).locator(css, has_text=has_text, has=has)

    def get_by_role(self, role: str, **how: Any) -> "Locator":
        """See `Locator.get_by_role`."""
        return Locator(self, []).get_by_role(role, **how)

    def get_by_text(self, text: str) -> "Locator":
        """Elements whose own words are these, or hold them."""
        return Locator(self, [{"css": "*", "own": text}])

    @contextmanager
    def expect_request(self, pattern: str) -> Iterator[None]:
        """That what is done inside asks for an address of a pattern."""
        asked: list[str] = []
        self.context.on("request", lambda request: asked.append(request.url))
        yield
        end = time.monotonic() + self.context.timeout / 1000
        while not any(matches(pattern, url) for url in asked):
            assert time.monotonic() < end, pattern
            self.title()  # what the page asks for is heard beside

    @contextmanager
    def expect_navigation(self) -> Iterator[None]:
        """That what is done inside loads an address."""
        before = self.ask("loads")
        yield
        self.ask("loaded", before=before, timeout=self.context.timeout)

    @contextmanager
    def expect_download(self) -> Iterator[Download]:
        """The file that what is done inside gives to keep."""
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
    """Elements of a page as they are when they are asked about."""

    def __init__(self, tab: Tab, steps: list[dict[str, Any]]) -> None:
        self._tab, self._steps = tab, steps

    def locator(self, css: str, *, has_text: Any = None, has: "Locator | None" = None) -> "Locator":
        """Those of a selector inside them."""
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
        """What is shown and has a role, by what it is called."""
        step = {"css": _ROLES[role] if level is None else f"h{level}", "name": name or "", "exact": exact}
        return Locator(self._tab, [*self._steps, step])

    def nth(self, place: int) -> "Locator":
        """One of them."""
        return Locator(self._tab, [*self._steps, {"nth": place}])

    @property
    def first(self) -> "Locator":
        """The first."""
        return self.nth(0)

    @property
    def last(self) -> "Locator":
        """The last."""
        return self.nth(-1)

    def all(self) -> list["Locator"]:
        """One after the other."""
        return [self.nth(place) for place in range(self.count())]

    def _ask(self, method: str, **args: Any) -> Any:
        return self._tab.ask(method, steps=self._steps, **args)

    def _patient(self, method: str, *given: Any, **args: Any) -> Any:
        return self._ask(method, given=given, timeout=self._tab.context.timeout, **args)

    def count(self) -> int:
        """How many there are now."""
        return int(self._ask("count"))

    def is_visible(self) -> bool:
        """Now, by the sheets of the page."""
        return bool(self._ask("visible"))

    def is_hidden(self) -> bool:
        """Or not there."""
        return not self.is_visible()

    def wait_for(self, state: str = "visible") -> None:
        """Until it is attached, detached, visible or hidden."""
        self._ask("wait", state=state, timeout=self._tab.context.timeout)

    def click(self) -> None:
        """When it is shown and not disabled."""
        self._patient("act", name="click")

    def focus(self) -> None:
        """As `click`."""
        self._patient("act", name="focus")

    def fill(self, text: str) -> None:
        """Types into a field."""
        self._patient("act", text, name="fill")

    def press(self, key: str) -> None:
        """With what a browser does upon Enter and Tab."""
        self._patient("act", key, name="press")

    def select_option(self, value: str) -> None:
        """By value or label, once it is offered."""
        self._patient("act", value, name="select")

    def set_input_files(self, files: Any) -> None:
        """Files or a folder that a person chooses."""
        paths = files if isinstance(files, list | tuple) else [files]
        self._ask("choose", paths=[str(path) for path in paths], timeout=self._tab.context.timeout)

    def inner_text(self) -> str:
        """What is shown of it."""
        return str(self._patient("question", name="inner_text"))

    def text_content(self) -> str:
        """What is in it."""
        return str(self._patient("question", name="text_content"))

    def get_attribute(self, name: str) -> Any:
        """Or None."""
        return self._patient("question", name, name="attribute")

    def input_value(self) -> str:
        """What is in a field."""
        return str(self._patient("question", name="input_value"))

    def is_enabled(self) -> bool:
        """Whether it can be pressed."""
        return bool(self._patient("question", name="enabled"))

    def is_disabled(self) -> bool:
        """Whether it cannot."""
        return not self.is_enabled()

    def evaluate(self, code: str, given: Any = None) -> Any:
        """What a function of the element comes to."""
        return self._patient("question", code, given, name="evaluate")

    def evaluate_all(self, code: str) -> Any:
        """What a function of all of them comes to."""
        return self._ask("evaluate_all", code=code)

    def all_inner_texts(self) -> list[str]:
        """Of each."""
        return list(self._ask("all", name="inner_text"))

    def all_text_contents(self) -> list[str]:
        """Of each."""
        return list(self._ask("all", name="text_content"))
