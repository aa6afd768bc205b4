"""Carry out `huren audit`."""

from collections.abc import Sequence

from credentials.record import JsonObject
from registry import Registry, RegistryError
from registry.lookup.lookup import counts
from registry.upkeep.audit import audit_registry
from registry.upkeep.health import probe_writing
from signing.errors import HurenError
from signing.plural import format_count
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import coloured, plain, put, put_json, tell
from terminal.progress import progress


def run_audit(run: Invocation, *, signatures: bool, desk: bool) -> int:
    """List every problem; return 1 if there is one, else 0."""
    with run.open_registry() as registry:
        # a plan is not a record
        total = sum(count for kind, count in counts(registry).items() if kind != "plans")
        with progress(say("auditing", "审计"), total * (2 if signatures else 1)) as bar:
            audit = audit_registry(registry, signatures=signatures, progress=bar.reach)
        errors: list[HurenError] = [*audit.problems, *_find_full(registry)]
        if desk:
            errors += _audit_desks(registry)
    proofs = say(f", {format_count(audit.proofs, 'signatures')} verified", f"，已核验签名 {audit.proofs} 个")
    problems = format_count(len(errors), "problems") if errors else "no problems"
    put_problems(
        errors,
        say(
            f"{format_count(audit.records, 'records')}{proofs if signatures else ''}: {problems}",
            f"记录 {audit.records} 份{proofs if signatures else ''}：发现问题 {len(errors)} 个",
        ),
        {"records": audit.records, "proofs": audit.proofs} if run.as_json else None,
    )
    if not (signatures or errors):
        tell(
            say("Signatures were not verified; --signatures does.", "未核验签名；如需核验请加 --signatures。")
        )
    return 1 if errors else 0


def put_problems(errors: Sequence[HurenError], summary: str, counts: JsonObject | None) -> None:
    """Print each problem with its place and mend, then the summary; with `counts` as one JSON object."""
    lang = language()
    if counts is not None:
        listed = [
            {"code": e.code, "where": e.field, "found": e.sentence(lang), "mend": e.mend(lang)}
            for e in errors
        ]
        put_json({**counts, "problems": listed})
        return
    mark = coloured(say("BAD ", "异常"), "red")
    for error in errors:
        where = f"{plain(error.field)}{say(': ', '：')}" if error.field else ""
        put(f"{mark}  {where}{plain(error.sentence(lang))}")
        put(f"      → {plain(error.mend(lang))}")
    put(summary)


def _audit_desks(registry: Registry) -> Sequence[HurenError]:
    from desk.checking.audit import audit_desks

    try:
        return audit_desks(registry)
    except RegistryError as error:  # without a valid agreement nothing of a desk can be proven
        return [error]


def _find_full(registry: Registry) -> list[RegistryError]:
    """Return a full disk as a problem; other failures to write are not faults of the content."""
    try:
        probe_writing(registry)
    except RegistryError as error:
        return [error] if error.code == "disk-full" else []
    return []
