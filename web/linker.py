"""Linker of many ES modules into one script, or into a few: a page is then one request, and fits a file.

It knows modules written as those of `static/` are: `import {…}` and `import * as` by relative names at the
beginning of a line, exports by declaration, no default, no cycle, changing bindings by `* as` alone. Every
module becomes a function that is called when it is first needed, by `import()` perhaps never. Comments,
indentation, the spaces beside punctuation and the line ends after it are left out. Anything else is refused.
The same modules give the same text.

A browser loads each further script when `import()` first asks for one of the modules named for it. The script
holds those modules and their needs that no script before it has. It imports other needs from the earlier
scripts. From the first it imports under a name with the version of all, so that it never joins a script of
another version.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from hashlib import sha256
from itertools import count

from web.assets import find_asset

_FROM = r"'(\.{1,2}/[A-Za-z0-9_./-]+)'"
_IMPORT = re.compile(rf"^import\s*(?:\* as (\w+)|\{{([^}}]*)\}})\s*from\s*{_FROM};\n", re.MULTILINE)
_PASSED_ON = re.compile(rf"^export\s*\{{([^}}]*)\}}\s*from\s*{_FROM};\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(const|let|(?:async )?function\*?|class) (\w+))", re.MULTILINE)
_LAZY = re.compile(rf"\bimport\(\s*{_FROM}\s*\)")
_LEFT = re.compile(r"^(?:import|export|await)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE)
_TYPE = re.compile(r"/\*\* @type [^*\n]*\*/ ?")
_REMARK = re.compile(r" // [^'\"`\n]*$", re.MULTILINE)
_SPACE = re.compile(r"^\s+|[ \t]+$", re.MULTILINE)
_PUNCTUATION = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[`/].*|[ ]*(=>|[{}()\[\],;:=<>?&|!*%]+)[ ]*(?:(?<![)\]}])\n)?"""
)
"""Punctuation with the spaces around it, and the line end after it unless a statement may end there. Other
alternatives: a string, or the rest of a line from a template or division on."""
_ONCE = "const $ = (make) => { let made; return () => (made ??= make()); };\n"
"""Makes the scope of a module once, at its first call."""
FOREIGN = "vendor/"
"""The browser libraries: never taken apart, and loaded when they are needed."""
VERSION = "%version%"
"""Placeholder in a script for the digest of everything linked with it; a page also recognises by it the
results kept by an earlier visit."""
FIRST = "linked.js"
"""The script that a browser runs at once; the further scripts are served from the same folder."""

Scripts = dict[str, str]
"""Scripts by file name, the first script first."""


class LinkError(ValueError):
    """A module that the linker does not understand: a mistake of the programmer, never of an input."""


def link(
    entry: str,
    *,
    foreign: Callable[[str], str],
    instead: dict[str, str] | None = None,
    later: Mapping[str, Collection[str]] | None = None,
) -> Scripts:
    """Return the scripts of `entry` and everything it imports; paths are below `static/`.

    `foreign` gives the name by which a browser library is imported. `instead` maps modules to their
    replacements. `later` gives, in order, the modules of each further script by the file name of the script.
    Raises LinkError, FileNotFoundError.
    """
    linker = _Linker(foreign, instead or {}, later or {})
    linker.parts[FIRST].append(_ONCE)
    linker.add(entry, ())
    linker.add_waiting()
    linker.parts[FIRST].append(f"{linker.names[entry]}();\n")
    for linker.script in later or {}:
        linker.add_waiting()
    made = {script: linker.head(script) + _tighten(parts) + linker.foot(script)
            for script, parts in linker.parts.items() if parts}  # fmt: skip
    digest = sha256("".join(made.values()).encode()).hexdigest()
    return {script: text.replace(VERSION, digest) for script, text in made.items()}


def _tighten(parts: list[str]) -> str:
    return _PUNCTUATION.sub(lambda match: match[1] or match[0], "".join(parts))


def foreign_modules(entry: str) -> list[str]:
    """Return the browser libraries that `entry` may load, if they are installed, and their imports."""
    modules: dict[str, None] = {}
    link(entry, foreign=lambda path: modules.setdefault(path) or "")
    waiting = [*modules]
    while waiting:
        path = waiting.pop()
        asset = find_asset(path)
        if asset is None:
            modules.pop(path, None)
            continue
        modules[path] = None
        waiting += [p for p in library_imports(path, asset.data.decode()) if p not in modules]
    return sorted(modules)


_LIBRARY_IMPORT = re.compile(r"""(?:^|\n)import\b[^"'();]*?["'](\.{1,2}/[A-Za-z0-9_./-]+)["']""")


def library_imports(path: str, text: str) -> Iterator[str]:
    """Yield the imports of a library's module from its own folder."""
    return (_resolve(path, match[1]) for match in _LIBRARY_IMPORT.finditer(text))


def rename_library_imports(path: str, text: str, name: Callable[[str], str]) -> str:
    """Return the library's module with other names for its imports."""
    return _LIBRARY_IMPORT.sub(lambda m: m[0].replace(m[1], name(_resolve(path, m[1]))), text)


class _Linker:
    def __init__(
        self, foreign: Callable[[str], str], instead: dict[str, str], later: Mapping[str, Collection[str]]
    ) -> None:
        self.foreign, self.instead = foreign, instead
        self.script = FIRST
        """The script that is being made."""
        self.roots = {path: script for script, paths in later.items() for path in paths}
        """Modules at whose first use a further script is loaded, each with that script."""
        self.parts: dict[str, list[str]] = {script: [] for script in (FIRST, *later)}
        self.waiting: dict[str, dict[str, str]] = {script: {} for script in self.parts}
        """By script: the modules imported on demand, and the names that their scopes will have."""
        self.exported: dict[str, dict[str, None]] = {script: {} for script in self.parts}
        """By script: the names that other scripts call."""
        self.taken: dict[str, dict[str, dict[str, None]]] = {script: {} for script in self.parts}
        """By script: the names that it imports, by the script that exports them."""
        self.names: dict[str, str] = {}
        """Name of the scope of each module."""
        self.homes: dict[str, str] = {}
        """Script that contains each scope, by the name of the scope."""
        self.lazies = count()
        self.changing: set[tuple[str, str]] = set()
        """Exports that change later; importers see the change only through `import * as`."""

    def head(self, script: str) -> str:
        """Return the imports of a further script: in any case the helper of the first script."""
        if script == FIRST:
            return ""
        named = {FIRST: [f"${VERSION} as $"]}
        for home, names in self.taken[script].items():
            named[home] = [*named.get(home, ()), *names]
        return "".join(f"import {{ {', '.join(names)} }} from './{home}';\n" for home, names in named.items())

    def foot(self, script: str) -> str:
        """Return the exports of a script: empty if it is the only script."""
        names = [*self.exported[script]]
        if script == FIRST and any(self.parts[other] for other in self.parts if other != FIRST):
            names.insert(0, f"$ as ${VERSION}")
        return f"export {{ {', '.join(names)} }};\n" if names else ""

    def add(self, path: str, importers: tuple[str, ...]) -> str:
        """Add a module to `parts`, after all modules that it needs; return the name of its scope."""
        path = self.instead.get(path, path)
        if path in importers:
            raise LinkError(f"{path} imports itself by way of {', '.join(importers)}")
        if path not in self.names:
            if self.roots.get(path, self.script) != self.script:
                raise LinkError(f"{path} is loaded on demand, yet {importers[-1]} needs it at once")
            scope = self._scope(path, (*importers, path))
            name = self.waiting[self.script].pop(path, "") or f"${len(self.names)}"
            self.names[path], self.homes[name] = name, self.script
            self.parts[self.script].append(f"const {name} = $(() => {{\n{scope}}});\n")
        return self._called(self.names[path])

    def add_waiting(self) -> None:
        """Add the modules of this script that are imported on demand, after everything else."""
        while waiting := self.waiting[self.script]:
            self.add(next(iter(waiting)), ())

    def _called(self, name: str) -> str:
        home = self.homes[name]
        if home != self.script:
            self.taken[self.script].setdefault(home, {})[name] = None
            self.exported[home][name] = None
        return name

    def _scope(self, path: str, importers: tuple[str, ...]) -> str:
        text = _read(path)
        exported: list[str] = []

        def bind(match: re.Match[str]) -> str:
            target = _resolve(path, match[3])
            scope = self.add(target, importers)
            for name in (match[2] or "").split(","):
                if (target, name.strip()) in self.changing:
                    raise LinkError(f"{path}: {name.strip()} changes; import it by `* as`")
            wanted = match[1] or "{ " + ", ".join(_renamed(match[2])) + " }"
            return f"const {wanted} = {scope}();\n"

        def pass_on(match: re.Match[str]) -> str:
            scope = self.add(_resolve(path, match[2]), importers)
            exported.extend(name.strip() for name in match[1].split(",") if name.strip())
            return f"const {{ {match[1].strip()} }} = {scope}();\n"

        def declare(match: re.Match[str]) -> str:
            changes = match[1] == "let"
            exported.append(f"get {match[2]}() {{ return {match[2]}; }}" if changes else match[2])
            if changes:
                self.changing.add((path, match[2]))
            return ""

        text = _IMPORT.sub(bind, text)
        text = _PASSED_ON.sub(pass_on, text)
        text = _EXPORT.sub(declare, text)
        text = _LAZY.sub(lambda match: self._on_demand(_resolve(path, match[1])), text)
        if (left := _LEFT.search(text)) is not None:
            raise LinkError(f"{path}: {left[0]}")
        return _SPACE.sub("", text) + f"return {{ {', '.join(exported)} }};\n"

    def _on_demand(self, path: str) -> str:
        path = self.instead.get(path, path)
        if path.startswith(FOREIGN):
            return f"import('{self.foreign(path)}')"
        home = self.roots.get(path, self.script)
        name = self.names.get(path) or self.waiting[home].get(path)
        if name is None:
            name = self.waiting[home][path] = f"$lazy{next(self.lazies)}"
        if home != self.script:
            self.exported[home][name] = None
            return f"import('./{home}').then((later) => later.{name}())"
        return f"Promise.resolve().then({self._called(name) if name in self.homes else name})"


def _read(path: str) -> str:
    """Return the module without comments; its indentation may go as well, since no text spans lines."""
    asset = find_asset(path)
    if asset is None:
        raise FileNotFoundError(path)
    text = _TYPE.sub("", _REMARK.sub("", _COMMENT.sub("", asset.data.decode())))
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise LinkError(f"{path}: a template over several lines")
    return text


def _resolve(importer: str, specifier: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))


def _renamed(names: str) -> list[str]:
    """Return `a as b` of an import list as `a: b` of a pattern."""
    return [name.strip().replace(" as ", ": ") for name in names.split(",") if name.strip()]
