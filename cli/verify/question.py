"""Question to the verifier, made from the typed values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.verify.handed_parts import find_parts, load_parts
from cli.verify.inputs import expand_paths
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.times import day_of, first_moment
from credentials.words.days import format_when
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.output import format_moment, plain
from terminal.workspace.log_proofs import find_proofs, load_proofs
from verifier import Expect, Policy, TrustStore

if TYPE_CHECKING:
    from verifier.numbers.registered_log import RegisteredLog


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """Inputs by path, the folders' files left out, and the arguments of `verifier.verify_at`.

    `logs` are the logs of a register, by association; `parts` were given, or found among the files to verify.
    """

    paths: list[str]
    others: list[str]
    policy: Policy
    now: datetime
    at: date | None
    home: str | None
    expect: Expect | None
    proofs: tuple[bytes, ...] = ()
    logs: "Mapping[str, RegisteredLog]" = field(default_factory=dict)
    through: date | None = None
    parts: tuple[bytes, ...] = ()

    def check(self, trust: TrustStore) -> None:
        """Check the question; CommandError at-after-now, unless the clock is behind, and home-unknown."""
        at = self.at
        # with a slow clock, the check `clock` of each verdict names the real fault
        if at is not None and first_moment(at) > self.now and not trust.clock_is_behind(self.now):
            day = day_of(first_moment(at)).isoformat()
            raise CommandError("at-after-now", at=format_when(at), now=format_moment(self.now), day=day)
        if self.home is not None and not trust.chain.roots_of(self.home):
            parties = sorted({p.id for version in trust.chain.versions for p in version.text.parties})
            raise CommandError("home-unknown", home=plain(self.home), parties=parties)


def make_question(
    run: Invocation,
    paths: Sequence[str],
    *,
    at: date | None,
    through: date | None,
    home: str | None,
    expect_uscc: str | None,
    max_age: float | None,
    proof: Sequence[Path] = (),
    beside: Sequence[Path] = (),
    require_recognition: bool = False,
) -> TypedQuestion:
    """Return the question as typed; report here all faults that can be found without trust data.

    Raises CommandError: hours-range, option-missing, option-value, and those of files.
    """
    if require_recognition and home is None:
        how, how_zh = "Say by whose grades with --home DID.", "请用 --home DID 指明采用哪个协会的等级。"
        raise CommandError("option-missing", option="--home", how=how, how_zh=how_zh)
    wanted, others = expand_paths(paths)
    # searches both lists: a .tlog-proof in a folder counts as another kind of file
    proofs = find_proofs([*wanted, *others])
    aside = set(proofs)
    wanted = [path for path in wanted if path not in aside]
    if not wanted:
        raise CommandError("nothing-to-verify", path=plain(paths[0]))
    return TypedQuestion(
        paths=wanted,
        others=[path for path in others if path not in aside],
        policy=replace(
            Policy() if max_age is None else _policy(max_age), require_recognition=require_recognition
        ),
        now=run.now,
        at=at,
        through=through,
        home=home,
        expect=None if expect_uscc is None else _expect(expect_uscc),
        proofs=load_proofs(proof, proofs),
        parts=load_parts(beside, find_parts(wanted)),
    )


def _policy(hours: float) -> Policy:
    try:
        return Policy(max_age=timedelta(hours=hours))
    except (ValueError, OverflowError):
        raise CommandError("hours-range", hours=hours) from None


def _expect(code: str) -> Expect:
    code = code.strip()
    try:
        return Expect(parse_uscc(code))
    except RecordError as error:
        how = f"{error.sentence('en')} {error.mend('en')}"
        how_zh = error.sentence("zh") + error.mend("zh")
        text = plain(code[:40])
        raise CommandError(
            "option-value", text=text, option="--expect-uscc", how=how, how_zh=how_zh
        ) from None
