"""Tabs of one browser: what they remember, and memory that is slow."""

from pathlib import Path
from typing import Any

from tests.verify_page.page_visit import Site, verdict_of

HERE = "delete globalThis.Worker;"
"""Then the verifier runs in the page itself."""


COUNTED = """
    const begin = IDBDatabase.prototype.transaction;
    let writes = 0;
    const looking = [];
    IDBDatabase.prototype.transaction = function (table, mode) {
      const found = begin.call(this, table, mode);
      const count = () => { writes += 1; looking.forEach((look) => look()); };
      if (mode === 'readwrite') found.addEventListener('complete', count);
      return found;
    };
    globalThis.wrote = (times) => new Promise((resolve) => {
      looking.push(() => writes >= times && resolve());
      looking[looking.length - 1]();
    });
"""
"""`wrote(times)` is when so many transactions that may write have ended."""


class Lag:
    """A node that gives a page what it had at some time; `hold` keeps its bundle back for `release`."""

    def __init__(self, site: Site) -> None:
        self.trust = site.node.client.get("/api/v1/trust").json()
        self.bundle = site.node.client.get("/api/v1/bundle").content
        self.held: list[Any] = []

    def answer(self, page: Any, *, hold: bool = False) -> None:
        """From now on this page hears the node of that time."""
        page.route("**/api/v1/trust", lambda route: route.fulfill(json=self.trust))
        page.route(
            "**/api/v1/bundle",
            lambda route: self.held.append(route) if hold else route.fulfill(body=self.bundle),
        )

    def release(self) -> None:
        """What was held arrives."""
        for route in self.held:
            route.fulfill(body=self.bundle)


def revoke(site: Site, credential: Path, person: Any) -> None:
    """An hour later the credential is revoked, and both nodes have published."""
    site.world.advance(hours=1)
    site.world.revoke(credential.read_bytes())
    site.publish()
    person.context.clock.set_fixed_time(site.world.now)


def blank(person: Any, *scripts: str, has_worker: bool = False) -> Any:
    """A tab that has loaded nothing yet; the scripts run where its verifier does."""
    page = person.context.new_page()
    if not has_worker:
        page.add_init_script("\n".join((HERE, COUNTED, *scripts)))
        return page
    first = "if (globalThis.document === undefined) {" + "\n".join((COUNTED, *scripts)) + "}\n"
    page.route(
        "**/linked.js",
        lambda route: route.fulfill(response=(got := route.fetch()), body=first + got.text()),
    )
    return page


def ready(page: Any) -> Any:
    page.locator("#trust .ages li").first.wait_for()
    return page


def is_revoked(person: Any, page: Any, credential: Path) -> bool:
    person.verify(page, credential)
    return verdict_of(page) == ("invalid", "revoked")
