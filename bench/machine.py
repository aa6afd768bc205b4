"""Machine of the numbers: a ratio depends on processor, interpreter and load."""

import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.backends.openssl import backend

PACKAGES = ("cryptography", "pynacl", "orjson", "pydantic")


def describe_machine() -> str:
    """Return one JSON line: interpreter, processor, cores, load (1, 5, 15 minutes), relevant packages."""
    machine = {
        "python": f"{platform.python_implementation()} {sys.version}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "packages": {name: version(name) for name in PACKAGES},
        "openssl": backend.openssl_version_text(),
    }
    return json.dumps({"machine": machine}, ensure_ascii=False)


def _cpu() -> str:
    """Return the model by /proc/cpuinfo, with family and number: virtual machines often blur the name."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    pairs = (line.partition(":") for line in text.splitlines())
    rows = {name.strip(): value.strip() for name, _, value in pairs}
    return f"{rows.get('model name')} (family {rows.get('cpu family')}, model {rows.get('model')})"
