"""Carries out `huren audit`."""

from pathlib import Path

from cli.terminal.language import language, say
from cli.terminal.output import coloured, plain, put, put_json, tell
from cli.terminal.progress import progress
from cli.workspace.open_registry import open_registry
from registry import Registry, RegistryError
from registry.lookup.lookup import counts
from registry.upkeep.audit import audit_registry
from registry.upkeep.health import probe_writing


def run_audit(data: Path | None, *, signatures: bool, as_json: bool) -> int:
    """Lists every problem; 1 when there is one, else 0."""
    with open_registry(data) as registry:
        total = sum(count for kind, count in counts(registry).items() if kind != "plans")
        with progress(say("auditing", "审计"), total * (2 if signatures else 1)) as bar:
            audit = audit_registry(registry, signatures=signatures, progress=bar.reach)
        errors = [*audit.problems, *_find_full(registry)]
    lang = language()
    problems = [(error, error.sentence(lang), error.mend(lang)) for error in errors]
    if as_json:
        listed = [
            {"code": error.code, "where": error.field, "found": found, "mend": mend}
            for error, found, mend in problems
        ]
        put_json({"records": audit.records, "proofs": audit.proofs, "problems": listed})
    else:
        mark = coloured(say("BAD ", "异常"), "red")
        for error, found, mend in problems:
            where = f"{plain(error.field)}{say(': ', '：')}" if error.field else ""
            put(f"{mark}  {where}{plain(found)}")
            put(f"      → {plain(mend)}")
        proofs = say(f", {audit.proofs} signatures verified", f"，已核验签名 {audit.proofs} 个")
        number = len(problems) or say("no", "0")
        put(
            say(
                f"{audit.records} records{proofs if signatures else ''}: {number} problems",
                f"记录 {audit.records} 份{proofs if signatures else ''}：发现问题 {number} 个",
            )
        )
    if not (signatures or problems):
        tell(
            say("Signatures were not verified; --signatures does.", "未核验签名；如需核验请加 --signatures。")
        )
    return 1 if problems else 0


def _find_full(registry: Registry) -> list[RegistryError]:
    """A disk that has no room; one that cannot be written at all is no fault of what is on it."""
    try:
        probe_writing(registry)
    except RegistryError as error:
        return [error] if error.code == "disk-full" else []
    return []
