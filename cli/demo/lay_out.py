"""Layout of the example world in a folder: registry, bundle, pin, keys, samples, static tree."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from cli.apartments import load_filings
from cli.demo.desk import DESK, lay_desk
from cli.demo.opening import OPENING, pack_opening
from cli.demo.samples import EXPECTED, Calendar
from cli.demo.world import CREDENTIALS, World
from credentials.kinds import parse_credential
from credentials.times import format_time
from keys_example import (
    ASSOCIATIONS,
    EXAMPLE_MULTIKEYS,
    EXAMPLE_PUBLIC_KEYS,
    SICHUAN,
    example_method_id,
    example_pem,
)
from registry import Registry
from registry.lookup.lookup import counts
from registry.lookup.printable import find_paper
from registry.publishing.publish import build_bundle, write_tree
from signing.jcs import canonicalize
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain
from terminal.progress import progress
from terminal.workspace.credential_files import write_carriers, write_certificate
from terminal.workspace.files import save_bytes
from terminal.workspace.open_registry import DATABASE, DEMO_MARK
from verifier import TrustStore

SEED = 2021
_ABOUT = (
    "This folder holds a demo made by huren. Every name is fictional, and the private keys are public:\n"
    "the registry beside this file accepts them, no other registry does.\n\n"
    "本文件夹是 huren 生成的演示。名称均为虚构，私钥均已公开：只有本文件夹中的登记库接受这些密钥。\n"
)
_OWN = (
    f"{DATABASE}*",
    "bundle.json",
    "pin.txt",
    "keys",
    "public",
    "samples",
    DESK,
    "sheets",
    "cq",
    "sc",
    "conflicts",
)


@dataclass(frozen=True, slots=True)
class Made:
    """Result: the folder, the pin, the number of records of each kind, the size of the bundle.

    `number` is the number of a certificate with a history.
    """

    folder: Path
    pin: str
    counts: dict[str, int]
    bundle_bytes: int
    number: str


def make_demo(folder: Path, now: datetime) -> Made:
    """Make the demo in `folder`, in place of an earlier one; CommandError demo-folder for any other."""
    begin_folder(folder)
    with (
        Registry.open(
            folder / DATABASE, filings=load_filings(), demo=True, refused_keys=EXAMPLE_PUBLIC_KEYS
        ) as registry,
        progress(say("making the example world", "生成示例世界"), CREDENTIALS) as bar,
    ):
        world = World(registry, folder, Calendar(now), Random(SEED), bar.advance)  # noqa: S311 - the same each time
        world.build()
        world.report()
        bundle = build_bundle(registry)
        write_tree(registry, folder / "public")
        totals = counts(registry)
    save_bytes(folder / "bundle.json", bundle)
    save_bytes(folder / "pin.txt", world.pin.encode() + b"\n")
    _write_keys(folder / "keys")
    lay_desk(folder, world)
    trust = TrustStore.from_bundle(bundle, pin=world.pin)
    for name in EXPECTED:
        value = world.samples[name]
        write_carriers(folder / "samples", name, value)
        record = parse_credential(canonicalize(value))
        write_certificate(folder / "samples", name, find_paper(record, trust, now=now, example=True))
    save_bytes(folder / "samples" / OPENING, pack_opening())
    _write_expected(folder / "samples", now)
    subject: Any = world.samples["reinstated"]["credentialSubject"]
    return Made(folder, world.pin, totals, len(bundle), subject["assessment"]["certificateNumber"])


@contextmanager
def demo_folder(data: Path | None) -> Iterator[Path]:
    """Yield `data`, or a temporary folder that is deleted after the demo."""
    if data is not None:
        yield data
        return
    with TemporaryDirectory(prefix="huren-demo-") as name:
        yield Path(name)


def begin_folder(folder: Path) -> None:
    """Make an empty demo folder, in place of an earlier one; CommandError demo-folder for any other."""
    _clear(folder)
    save_bytes(folder / DEMO_MARK, _ABOUT.encode())


def _clear(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CommandError("demo-folder", path=plain(str(folder)))
    # a mistyped --data must not empty a folder that is no demo
    if folder.exists() and any(folder.iterdir()) and not (folder / DEMO_MARK).exists():
        raise CommandError("demo-folder", path=plain(str(folder)))
    # deletes only files that a demo makes; a person's own files stay
    for path in [path for pattern in _OWN for path in folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _write_keys(folder: Path) -> None:
    """Write the example keys as files, and `keys.json`: method id -> file, use, association."""
    listed = {}
    for name in EXAMPLE_MULTIKEYS:
        association, _, use = name.partition("-")
        file = f"{name}-example.pem"
        # 0600 although the keys are public: load_key refuses any other mode
        save_bytes(folder / file, example_pem(name), mode=0o600)
        listed[example_method_id(name)] = {
            "file": file,
            "use": use.partition("-")[0],
            "association": ASSOCIATIONS[association],
        }
    _save_json(folder / "keys.json", listed)


def _write_expected(folder: Path, now: datetime) -> None:
    samples = {}
    for name, expected in EXPECTED.items():
        samples[name] = {"outcome": expected.outcome, "code": expected.code}
        if expected.at_home:
            samples[name]["home"] = SICHUAN
    _save_json(folder / "expected.json", {"now": format_time(now), "samples": samples})


def _save_json(path: Path, value: object) -> None:
    save_bytes(path, json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")
