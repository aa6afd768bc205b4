"""Carry out `huren monitor`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from carriers.errors import CarrierError
from cli.sync.peers import check_tree, choose_peers, find_peers, open_files
from credentials.times import CHINA, format_time
from credentials.words.speech import speak
from registry.monitor.alerts import SHOWN, Alert
from registry.monitor.carried import set_age_aside
from registry.monitor.watch import Passed, watch
from registry.sync.mirror import last_pulls
from registry.sync.pull import pull
from registry.sync.taken import Pulled
from signing.plural import format_count
from terminal.error_report import REFUSED, error_json, format_error
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.configuration import load_settings

if TYPE_CHECKING:
    from api.settings import Settings
    from registry import Registry

UNSEEN = 3


def watch_all(run: Invocation, peer: str | None, folder: str | None, *, no_pull: bool) -> int:
    """Look at each peer's log in turn; return 1 if anything is amiss, UNSEEN if a node did not answer.

    Raises CommandError: file-missing, and as `find_peers`; RegistryError for an old copy of the database.
    """
    settings = load_settings()
    check_tree(folder)
    with run.open_registry() as registry:
        # an old copy of the database would report known entries as news again
        registry.check_heads()
        names = SpokenNames.of_registry(registry, run.now)
        passes = [
            _look(registry, name, folder, settings, run.now, no_pull=no_pull)
            for name in _choose(registry, peer, folder, settings, no_pull=no_pull)
        ]
    for passed in passes:
        if run.as_json:
            put_json(_summary(passed, names))
        else:
            _print(passed, names)
        if passed.error is not None:
            tell(format_error(passed.error, names))
    # an alert matters more than a node that did not answer
    if any(passed.alerts for passed in passes):
        return REFUSED
    return UNSEEN if any(passed.error is not None for passed in passes) else 0


def _choose(
    registry: "Registry", peer: str | None, folder: str | None, settings: "Settings", *, no_pull: bool
) -> Sequence[str]:
    if no_pull:
        return choose_peers(sorted({*settings.peers, *registry.read(last_pulls)}), peer)
    return find_peers(registry, folder, settings, frozenset(), peer)


def _look(
    registry: "Registry",
    issuer: str,
    folder: str | None,
    settings: "Settings",
    now: datetime,
    *,
    no_pull: bool,
) -> Passed:
    pulled = None
    if not no_pull:
        try:
            with open_files(issuer, folder, settings) as files, progress(say("records", "记录"), None) as bar:
                pulled = pull(registry, issuer, files, now=now, progress=bar.reach)
            if folder is not None:
                set_age_aside(registry, pulled)
        except CarrierError as error:  # the peer's address is not allowed
            pulled = Pulled(issuer, error=error)
    with progress(say("entries", "条目"), None) as bar:
        return watch(registry, issuer, now=now, pulled=pulled, progress=bar.reach)


def _print(passed: Passed, names: SpokenNames | None) -> None:
    """Print a line of news, and one for each alert with what to do next."""
    who, news = speak("party", passed.issuer, language(), names), passed.news
    put(
        say(
            f"{who}: entries since the last look: {news.entries} (new certificates: {news.new}, other "
            f"records: {news.others}, changes: {news.changed}, withdrawals: {news.withdrawn}); "
            f"its log has {passed.size}; alerts: {len(passed.alerts)}",
            f"{who}：自上次查看以来新增 {news.entries} 项（证书 {news.new} 份、其他记录 {news.others} 项、"
            f"变更 {news.changed} 项、终止 {news.withdrawn} 项）；"
            f"其日志共 {passed.size} 项；告警 {len(passed.alerts)} 条",
        )
    )
    for alert in passed.alerts:
        when = format_moment(datetime.fromtimestamp(alert.found, UTC))
        error, lang = alert.error, language()
        put(plain(f"! {when} {error.sentence(lang, names)}{say(' ', '')}{error.mend(lang, names)}"))
    if len(passed.alerts) == SHOWN:
        tell(say(f"The newest {format_count(SHOWN, 'alerts are')} shown.", f"仅显示最新的 {SHOWN} 条告警。"))


def _summary(passed: Passed, names: SpokenNames | None) -> dict[str, Any]:
    news = passed.news
    return {
        "issuer": passed.issuer,
        "size": passed.size,
        "entries": news.entries,
        "new": news.new,
        "others": news.others,
        "changed": news.changed,
        "withdrawn": news.withdrawn,
        "alerts": [_alert(alert, names) for alert in passed.alerts],
        **({"error": error_json(passed.error, names)} if passed.error is not None else {}),
    }


def _alert(alert: Alert, names: SpokenNames | None) -> dict[str, Any]:
    when = format_time(datetime.fromtimestamp(alert.found, CHINA))
    return {
        **error_json(alert.error, names),
        "issuer": alert.issuer,
        "found": when,
        "stands": alert.stands,
        "facts": alert.facts,
    }
