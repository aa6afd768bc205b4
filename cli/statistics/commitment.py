"""Carries out `huren statistics survey commit` and `included`."""

import secrets
from pathlib import Path

from cli.statistics.returns import load_returns
from cli.terminal.language import say
from cli.terminal.output import plain, put, put_json, tell
from cli.terminal.progress import progress
from cli.workspace.files import check_free, load_bytes, save_bytes
from signing.jcs import canonicalize
from verifier.survey import SurveyHeading, check_survey_proof, commit_returns, tabulate
from verifier.survey.commitment import MAX_PROOF_BYTES, SEED_BYTES, IndicatorCommitment, parse_commitment

_CONFIDENTIAL = 0o600


def commit_sheet(
    sheet: Path,
    heading: tuple[str, str, str, str],
    out: Path,
    *,
    errors: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Writes the commitment and a proof for each enterprise; CommandError, CarrierError, SurveyError."""
    target = out / "commitment.json"
    about = SurveyHeading(*heading).check()
    check_free(target, force=force)
    returns = load_returns(sheet, errors=errors, as_json=as_json)
    tabulate(returns)  # what no table can be made of is not committed to
    committed = commit_returns(returns, about, seed=secrets.token_bytes(SEED_BYTES))
    with progress(say("writing proofs", "写出证明"), len(committed.proofs)) as bar:
        for enterprise, proof in committed.proofs.items():
            save_bytes(out / "proofs" / f"{enterprise}.json", canonicalize(proof), mode=_CONFIDENTIAL)
            bar.advance()
    save_bytes(target, canonicalize(committed.commitment))
    count, name = len(committed.proofs), plain(str(target))
    if as_json:
        put_json(committed.commitment)
    else:
        put(say(f"committed to the returns of {count} enterprises", f"已对 {count} 家企业的填报数据作出承诺"))
    tell(
        say(
            f"Publish {name}. Give each proof to its enterprise alone; keep them all with the returns.",
            f"请公布 {name}。证明只交给所属企业，并与填报数据一并妥善保存。",
        )
    )


def load_committed(folder: Path) -> tuple[IndicatorCommitment, list[Path]]:
    """What `commit_sheet` wrote: the commitment, and where the proofs lie; CommandError, RecordError."""
    committed = parse_commitment(load_bytes(folder / "commitment.json", limit=MAX_PROOF_BYTES))
    return committed, sorted((folder / "proofs").glob("*.json"))


def check_included(proof: Path, commitment: Path, *, as_json: bool) -> None:
    """Tells what was returned; SurveyError proof-apart, proof-fails, RecordError, CommandError."""
    shown = check_survey_proof(
        load_bytes(proof, limit=MAX_PROOF_BYTES), load_bytes(commitment, limit=MAX_PROOF_BYTES)
    )
    if as_json:
        put_json(shown.returned.model_dump(exclude_none=True))
        return
    count = shown.commitment.count
    put(
        say(
            f"The return of {plain(shown.returned.enterprise)} is among the {count} of the commitment:",
            f"{plain(shown.returned.enterprise)} 的填报数据在承诺所含的 {count} 份之内：",
        )
    )
    for cell in shown.returned.cells:
        put(f"  {plain(cell.row)} / {plain(cell.column)}  {plain(cell.amount)}")
