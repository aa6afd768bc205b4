"""SIGHUP: a running node takes new values of the settings that may change, or keeps the old ones."""

import logging
from collections.abc import Callable

import orjson

from api.http.middleware import LOGGER
from api.node import Node
from api.paper.cache import check_font
from api.settings import RELOADED, Settings
from registry.lookup.speaker import check_brand
from signing.errors import HurenError


def reload_settings(node: Node, load: Callable[[], Settings]) -> None:
    """Read the settings again; log the changes made, the changes that need a restart, or the error."""
    try:
        new = load()
        check_font(new.font)
        check_brand(new.brand, new.other_nodes, node.registry, node.now())
    except HurenError as error:
        _tell(logging.ERROR, "reload-refused", message=error.sentence("en"), message_zh=error.sentence("zh"))
        return
    changed = [name for name in Settings.model_fields if getattr(new, name) != getattr(node.settings, name)]
    taken = [name for name in changed if name in RELOADED]
    node.adopt(node.settings.model_copy(update={name: getattr(new, name) for name in taken}))
    waiting = [name for name in changed if name not in RELOADED]
    _tell(logging.WARNING if waiting else logging.INFO, "reloaded", changed=taken, after_restart=waiting)
    logging.getLogger().setLevel(node.settings.log_level.upper())


def _tell(level: int, code: str, **facts: object) -> None:
    LOGGER.log(level, "%s", orjson.dumps({"code": code, **facts}).decode())
