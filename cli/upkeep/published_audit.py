"""Carry out `huren audit --from-tree`."""

from contextlib import closing
from urllib.parse import urlsplit

from carriers.peers.files import TreeFiles
from carriers.peers.web import WebFiles
from cli.sync.peers import check_tree, open_tree
from cli.upkeep.audit import put_problems
from keys_example.keys import EXAMPLE_PUBLIC_KEYS
from registry.upkeep.published_audit import PublishedAudit, audit_published
from signing.plural import format_count
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.progress import progress
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.open_registry import DEMO_MARK
from terminal.workspace.trust_files import load_pin


def run_published_audit(run: Invocation, source: str, *, pin: str | None) -> int:
    """List every wrong file of a published tree; return 1 if there is one, else 0.

    Without `pin`, use the pin of the registry here. Raises CommandError: no-registry, no-agreement,
    pin-missing, file-missing; CarrierError for files that cannot be fetched.
    """
    # never takes the pin from the tree: the tree's author wrote that as well
    trusted_pin = load_pin(pin) if pin is not None else _read_pin(run)
    if urlsplit(source).scheme in ("http", "https"):
        # an address typed without TLS is allowed: the records are verified under the pin
        with closing(WebFiles(source, plain=(urlsplit(source).hostname or "",))) as web:
            audit = _audit(run, web, trusted_pin)
    else:
        check_tree(source)
        audit = _audit(run, open_tree(source), trusted_pin)
    problems = format_count(len(audit.problems), "problems") if audit.problems else "no problems"
    unjudged = say(
        f"; log entries without a file, refused or gone: {audit.unjudged}",
        f"；另有日志项 {audit.unjudged} 项没有文件（未予接收，或已缺失）",
    )
    more = unjudged if audit.unjudged else ""
    for issuer in audit.absent:
        tell(
            say(
                f"{plain(issuer)}: its log is not in the tree: ask whoever wrote it whether it is to be.",
                f"{plain(issuer)}：静态目录中没有其日志：是否应有，请向写出目录者核实。",
            )
        )
    put_problems(
        audit.problems,
        say(
            f"{format_count(audit.records, 'records')} verified, {format_count(audit.files, 'files')} "
            f"compared: {problems}{more}",
            f"已核验记录 {audit.records} 份、比对文件 {audit.files} 个："
            f"发现问题 {len(audit.problems)} 个{more}",
        ),
        {
            "records": audit.records,
            "files": audit.files,
            "unjudged": audit.unjudged,
            "absent": [*audit.absent],
        }
        if run.as_json
        else None,
    )
    return 1 if audit.problems else 0


def _read_pin(run: Invocation) -> str:
    with run.open_registry() as registry:
        pin = registry.read_pin()
    if pin is None:
        raise run.no_agreement()
    return pin


def _audit(run: Invocation, files: TreeFiles, pin: str) -> PublishedAudit:
    demo = (run.folder / DEMO_MARK).exists()
    with progress(say("auditing", "审计"), None) as bar:
        return audit_published(
            files,
            pin,
            now=run.now,
            filings=APARTMENTS.get().filings(),
            demo=demo,
            refused_keys=EXAMPLE_PUBLIC_KEYS,
            progress=bar.reach,
        )
