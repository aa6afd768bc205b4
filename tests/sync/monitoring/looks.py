"""A monitor's pass over another's log, and its report."""

from typing import Any

from registry.monitor.watch import Passed, watch
from registry.sync.pull import pull
from signing.errors import Lang
from tests.credentials.sentences import check_sentence
from tests.sync.nodes import Node

LANGUAGES: tuple[Lang, Lang] = ("zh", "en")


def look(node: Node, issuer: str, files: Any) -> Passed:
    """Pull, run a pass, and check that every report has sentences."""
    pulled = pull(node.registry, issuer, files, now=node.world.now, cosigners=[node.cosigner])
    passed = watch(node.registry, issuer, now=node.world.now, pulled=pulled)
    for alert in passed.alerts:
        for lang in LANGUAGES:
            check_sentence(alert.error.sentence(lang), lang)
            check_sentence(alert.error.mend(lang), lang)
    return passed


def codes(passed: Passed) -> list[str]:
    return [alert.code for alert in passed.alerts]
