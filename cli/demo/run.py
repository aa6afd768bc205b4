"""Carry out `huren demo`: make the world, verify every sample from its files, print the transcript."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from cli.demo.lay_out import Made, demo_folder, make_demo
from cli.demo.samples import EXPECTED, ExpectedVerdict
from cli.demo.transcript import put_next, put_transcript
from cli.verify.inputs import read_inputs
from cli.verify.question import TypedQuestion
from cli.verify.run import judge_input
from credentials.documents.bundle import MAX_BUNDLE_BYTES
from keys_example import SICHUAN
from terminal.clock import read_clock
from terminal.language import say
from terminal.output import tell
from terminal.workspace.files import load_bytes, load_text
from verifier import Policy, TrustStore, Verdict

_FORMS = (".json", ".h1.txt", ".png", ".pdf")
_DIFFERENT = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """Verdict on one sample's JSON file, and the other forms of the sample whose verdict differs."""

    name: str
    verdict: Verdict
    differing: tuple[str, ...]


def run_demo(data: Path | None, *, now: datetime | None, serve: bool, port: int | None) -> None:
    """Run the demo; exit with code 1 after a wrong verdict on a sample, else serve on request until
    Ctrl-C."""
    moment = now or read_clock()
    with demo_folder(data) as folder:
        made = make_demo(folder, moment)
        trust = TrustStore.from_bundle(
            load_bytes(folder / "bundle.json", limit=MAX_BUNDLE_BYTES),
            pin=load_text(folder / "pin.txt", limit=1024),
        )
        shown = [_show(name, expected, made, trust, moment) for name, expected in EXPECTED.items()]
        put_transcript(made, trust, [(sample.name, sample.verdict) for sample in shown], len(_FORMS))
        # the demo is also a self-test: a wrong verdict on any form of a sample ends it with 1
        different = [f"{sample.name}{form}" for sample in shown for form in sample.differing]
        if different:
            tell(say("NOT AS EXPECTED: ", "与预期不符：") + ", ".join(different))
            raise typer.Exit(_DIFFERENT)
        put_next(made, kept=data is not None)
        if serve:
            from cli.demo.serve import serve_demo

            serve_demo(made, now=now, port=port)


def _show(name: str, expected: ExpectedVerdict, made: Made, trust: TrustStore, now: datetime) -> Shown:
    """Verify the four files of a sample, each as an officer would."""
    home = SICHUAN if expected.at_home else None
    verdicts = {}
    for form in _FORMS:
        path = str(made.folder / "samples" / f"{name}{form}")
        question = TypedQuestion(
            paths=[path], others=[], policy=Policy(), now=now, at=None, home=home, expect=None
        )
        (item,) = read_inputs(question.paths)
        verdicts[form] = judge_input(item, question, trust)
    differing = tuple(form for form, verdict in verdicts.items() if not _fits(verdict, expected))
    return Shown(name, verdicts[".json"], differing)


def _fits(verdict: Verdict, expected: ExpectedVerdict) -> bool:
    counts = any(entry.grade is not None for entry in verdict.recognised)
    return (
        verdict.outcome.value == expected.outcome
        and verdict.code == expected.code
        and (expected.note is None or expected.note in verdict.codes)
        and counts == expected.counts
    )
