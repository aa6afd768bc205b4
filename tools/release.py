"""Make the files of a release: `make release` fills dist/ from the commit that is checked out.

Wheel and sdist are built twice: from the commit, and from that sdist under another umask, time zone, language
and hash seed. One byte that differs ends it. The lock file has every package that huren needs with the hashes
of all its files, and no address. An installation by it is listed as the bill of materials (CycloneDX 1.6),
with the packages of npm whose files are in the wheel. SHA256SUMS is made last.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatch_build import FILES, VENDOR, package_of

ROOT = Path(__file__).resolve().parents[1]
FIRST = (0o022, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})
SECOND = (0o077, {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1"})
"""Umask and environment of a build."""


def main() -> None:
    """Fill dist/ anew; raise SystemExit if the checkout has changes, or two builds differ."""
    if _run("git", "status", "--porcelain"):
        raise SystemExit("a release is made of a commit: commit what you changed, or take it back")
    os.environ.pop("HUREN_WITHOUT_SCANNER", None)
    os.environ["SOURCE_DATE_EPOCH"] = _run("git", "log", "-1", "--format=%ct").strip()
    with TemporaryDirectory() as folder:
        work = Path(folder)
        _run("git", "archive", "HEAD", "-o", str(work / "commit.tar"))
        shutil.unpack_archive(work / "commit.tar", work / "commit", filter="data")
        built = build(work / "commit", work / "first", FIRST)
        again = build(unpack(built[1], work), work / "second", SECOND)
        for one, other in zip(built, again, strict=True):
            if found := difference(one, other):
                raise SystemExit(f"{one.name} is not the same in two builds: {found}")
        _describe(work, *built)
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        shutil.copytree(work / "first", ROOT / "dist")
    print((ROOT / "dist" / "SHA256SUMS").read_text("ascii"), end="")


def build(source: Path, folder: Path, machine: tuple[int, dict[str, str]]) -> tuple[Path, Path]:
    """Build wheel and sdist of a source tree into a folder, and return them."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(folder)]
    umask, environment = machine
    done = subprocess.run(  # noqa: S603
        command, cwd=source, env={**os.environ, **environment}, umask=umask, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"the build fails: {done.stderr.decode()[-2000:]}")
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist into a folder, and return its tree."""
    shutil.unpack_archive(sdist, folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


def difference(one: Path, other: Path) -> str:
    """Name the members in which two archives differ, or the container; empty if no byte differs."""
    if one.read_bytes() == other.read_bytes():
        return ""
    names = (name for name, _ in _members(one) ^ _members(other))
    return ", ".join(sorted({*names})) or "the members are the same, their order or packing is not"


def _members(archive: Path) -> set[tuple[str, Any]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {(x.filename, (x.CRC, x.date_time, x.external_attr)) for x in wheel.infolist()}
    with tarfile.open(archive) as sdist:
        read = ((x, sdist.extractfile(x)) for x in sdist.getmembers())
        return {(x.name, (x.mtime, x.mode, x.uname, file and _sha256(file.read()))) for x, file in read}


def _describe(work: Path, wheel: Path, sdist: Path) -> None:
    """Write lock file, bill of materials and sums beside the wheel, which is installed by the lock file."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 - of the extra `release`
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    stem = sdist.name.removesuffix(".tar.gz")
    lock = wheel.with_name(f"{stem}.requirements.txt")
    form = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "-c", "constraints.txt")
    closure = _python("-m", "uv", "pip", "compile", "-q", *form, "pyproject.toml", cwd=work / "commit")
    name, _, version = stem.partition("-")
    own = f"{name}=={version} --hash=sha256:{_sha256(wheel.read_bytes())}\n"
    lock.write_text(without_addresses(f"--find-links .\n{own}{closure}"), "ascii")
    venv.create(work / "installed")
    python = str(work / "installed" / "bin" / "python")
    pip = ("-m", "pip", "--python", python)
    _python(*pip, "install", "-q", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock))
    _python(*pip, "check")
    about = ("--output-reproducible", "--sv", "1.6", "--pyproject", str(work / "commit" / "pyproject.toml"))
    bill = json.loads(_python("-m", "cyclonedx_py", "environment", python, *about))
    add_vendored(bill, json.loads((work / "commit" / "package-lock.json").read_bytes())["packages"], wheel)
    text = json.dumps(bill, indent=1, ensure_ascii=False)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"the bill of materials is not CycloneDX 1.6: {wrong}")
    wheel.with_name(f"{stem}.cdx.json").write_text(text + "\n", "utf-8")
    files = sorted(wheel.parent.iterdir())
    sums = "".join(f"{_sha256(path.read_bytes())}  {path.name}\n" for path in files)
    wheel.with_name("SHA256SUMS").write_text(sums, "ascii")


def without_addresses(lock: str) -> str:
    """Return a lock file as it is; raise SystemExit if a line names where packages come from."""
    found = [line for line in lock.splitlines() if "://" in line or line.startswith(("--index", "--extra"))]
    if found:
        raise SystemExit(f"the lock file names an address: {found[0]}")
    return lock


def add_vendored(bill: dict[str, Any], locked: dict[str, Any], wheel: Path) -> None:
    """Add to the bill the wheel's hash and the packages of npm, each with its files in the wheel."""
    bill["metadata"]["component"]["hashes"] = [{"alg": "SHA-256", "content": _sha256(wheel.read_bytes())}]
    files: dict[str, list[Any]] = {}
    with zipfile.ZipFile(wheel) as opened:
        for source, target in FILES.items():
            path = f"{VENDOR.as_posix()}/{target}"
            hashes = [{"alg": "SHA-256", "content": _sha256(opened.read(path))}]
            entry = {"type": "file", "name": path, "bom-ref": path, "hashes": hashes}
            files.setdefault(package_of(source), []).append(entry)
    for package, its_files in sorted(files.items()):
        entry = locked[f"node_modules/{package}"]
        group, _, name = package.rpartition("/")
        purl = f"pkg:npm/{package.replace('@', '%40')}@{entry['version']}"
        digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
        bill["components"].append(
            {
                "type": "library",
                "bom-ref": purl,
                **({"group": group} if group else {}),
                "name": name,
                "version": entry["version"],
                "purl": purl,
                "licenses": [{"license": {"id": entry["license"], "acknowledgement": "declared"}}],
                "hashes": [{"alg": "SHA-512", "content": digest}],
                "components": its_files,
            }
        )
        (root,) = (x for x in bill["dependencies"] if x["ref"] == bill["metadata"]["component"]["bom-ref"])
        root["dependsOn"].append(purl)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _python(*arguments: str, cwd: Path = ROOT) -> str:
    return _run(sys.executable, *arguments, cwd=cwd)


def _run(*command: str, cwd: Path = ROOT) -> str:
    """Run a program and return what it prints; raise SystemExit with its complaint if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:4])} …: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
