"""Groups of tests that need something a machine may lack: a package, a browser, a database."""

import importlib
import os
from types import ModuleType
from typing import NoReturn

import pytest


def skip_group(group: str, reason: str) -> NoReturn:
    """Skip the test, or the whole module if called at its top, and name the group.

    With HUREN_REQUIRE_ALL=1 the skip is a failure.
    """
    message = f"group {group}: {reason}"
    if os.environ.get("HUREN_REQUIRE_ALL") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message, allow_module_level=True)


def require(module: str, group: str) -> ModuleType:
    """Return the module of an optional package, or `skip_group`; another failure of the import raises."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
    skip_group(group, f"the package {module.partition('.')[0]} is not installed")
