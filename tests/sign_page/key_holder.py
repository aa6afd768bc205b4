"""A key holder's computer: the page as a file, no network, a clock that the test sets; an office's desk."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from credentials.documents.desk.carried import (
    PlanAsSigned,
    PlanToSign,
    StatedPlan,
    format_plan_to_sign,
    parse_signed_plan,
)
from credentials.kinds import parse_any
from signing.data_integrity import check_signature
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from tests.credentials.desk.papers import KeyFile, Value, person
from tests.harness.browser import DESKTOP, open_context
from tests.harness.checkout import ROOT
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import spawn
from tests.verifier.desk.office import Office, unsigned
from verifier.desk.reading.carried import read_carried
from verifier.desk.upload import STORED, judge_upload

VENDOR = ROOT / "web" / "vendor" / "noble"
WORDS = "four plain words"
"""Passphrase of every key."""


@dataclass
class MadeKey(KeyFile):
    """A person's key file, made by the command."""

    made: Ed25519Signer

    @property
    def signer(self) -> Ed25519Signer:
        return self.made


def make_key(path: Path) -> KeyFile:
    """A person's key file, made by the command."""
    did = "did:web:cq.huren.example"
    done = spawn("key", "new", str(path), "--use", "assessment", "--association", did, HUREN_PASSPHRASE=WORDS)
    assert done.returncode == 0, done.stderr
    signer = Ed25519Signer.from_pem(path.read_bytes(), path.stem, WORDS.encode())
    assert path.with_suffix(".pub").read_text().startswith(signer.multikey)
    return MadeKey(path.stem, signer)


class Desk:
    """An office of two whose key files `huren key new` made, and whose plans go to the key holder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clerk, self.chair = (make_key(folder / f"{name}.pem") for name in ("clerk", "chair"))
        self.office = Office()
        entries = person("p1", self.clerk.entry), person("p2", self.chair.entry, roles=["chair"])
        members = {**unsigned(self.office.lists[0].value), "people": [*entries]}
        self.office.lists = [self.office.sign_list(members)]
        self.office.world.publish_key_list("cq", people=self.office.lists[0].digest)
        self.office.world.publish()
        self.office.world.advance(days=1)
        for use in ("assessment", "root", "publication"):
            save_key(folder / f"{use}.pem", self.office.world.cq.signers[use].to_pem(WORDS.encode()))

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.pem"

    def issue(self, count: int = 2, **names: Any) -> list[Value]:
        """Plan certificates to sign."""
        issue = self.office.world.issue
        return [unsigned(issue("cq", certificate_number=f"CQ-{n}", **names)) for n in range(1, count + 1)]

    def decide(self, documents: list[Value], *decisions: str, **changes: Any) -> StatedPlan:
        """Decide on a plan; `make` is the clerk's statement, the others the chair's."""
        changes = {"notice": "skipped", "reasons": "示例：存量证书", **changes}
        plan = self.office.plan(documents, **changes)
        hands = (self.clerk, "p1"), (self.chair, "p2"), (self.chair, "p2")
        decisions = decisions or ("make", "approve")
        stated = [self.office.state(hand, by, plan, what, **_reasons(what))
                  for (hand, by), what in zip(hands, decisions, strict=False) if what]  # fmt: skip
        return StatedPlan(plan, documents, stated)

    def export(self, stated: StatedPlan, name: str = "plan.json", **changes: Any) -> Path:
        """Return the file for the key holder."""
        path = self.folder / name
        path.write_bytes(format_plan_to_sign(self.carry(stated, **changes)))
        return path

    def carry(self, stated: StatedPlan, **changes: Any) -> PlanToSign:
        return self.office.export(stated, **changes)

    def check_stored(self, data: bytes, moment: datetime) -> PlanAsSigned:
        """Check that the registry stores each document of a signed file, signed at `moment`."""
        signed = parse_signed_plan(data)
        question = read_carried(signed, created=moment, now=moment, party=self.office.party).question
        assert {*judge_upload(question, signed.created).values()} == {STORED}
        assert {*signed.created} == {moment}
        for value in signed.documents:
            record = parse_any(canonicalize(value))
            key = self.office.party.key(record.proof.verification_method)
            assert key is not None
            assert check_signature(record.value, record.proof, key.public)
        return signed


def _reasons(decision: str) -> dict[str, str]:
    return {"reasons": "示例：材料不全"} if decision in ("return", "reject") else {}


class KeyHolder:
    """A person before the page, in Chinese."""

    def __init__(self, browser: Any, page: Path, width: int = DESKTOP, **options: Any) -> None:
        self.path = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.context = open_context(browser, width, accept_downloads=True, **options)
        self.context.set_default_timeout(20_000)
        self.context.set_offline(True)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def __enter__(self) -> "KeyHolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open(self, now: datetime, *files: Path, mode: str = "sign", version: object = 1) -> None:
        """Open the page at a time with these files, clock and card compared."""
        self.context.clock.set_fixed_time(now)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.goto(f"{self.path.as_uri()}#{mode}")
        self.page.locator("#main:not([aria-busy])").wait_for()
        self.put(*files)
        self.page.locator("#clock-right").check()
        self.page.locator("#version").fill(str(version))

    def put(self, *files: Path) -> None:
        """Choose files and wait until they are read."""
        if files:
            read = int(self.page.locator("#files").get_attribute("data-read") or 0)
            self.page.locator("#file").set_input_files([str(file) for file in files])
            self.page.locator(f"#files[data-read='{read + 1}']").wait_for()

    def go(self, passphrase: str = WORDS) -> str:
        """Press the button; return the page's answer."""
        self.page.locator("#passphrase").fill(passphrase)
        self.page.locator("#go").click()
        self.page.locator("#done, #told [data-refused]").first.wait_for()
        return self.told

    def open_key(self, passphrase: str = WORDS) -> str:
        """Type the passphrase and leave the field; return what the page says of the key."""
        self.page.locator("#passphrase").fill(passphrase)
        self.page.locator("#passphrase").press("Tab")
        self.page.locator("#key-told > *").wait_for()
        return str(self.page.locator("#key-told").inner_text())

    @property
    def told(self) -> str:
        return str(self.page.locator("#told").inner_text())

    @property
    def answer(self) -> str | None:
        """Return the code against signing, as the page shows it."""
        found = self.page.locator("#answer [data-code]")
        return str(found.get_attribute("data-code")) if found.count() else None

    @property
    def alerts(self) -> str:
        return str(self.page.locator("#alerts").inner_text())

    def save(self) -> bytes:
        """Return the file that the page saves."""
        with self.page.expect_download() as saved:
            self.page.locator("#save").click()
        return Path(saved.value.path()).read_bytes()

    def save_json(self) -> Any:
        return json.loads(self.save())
