"""`huren audit`: is everything in the registry still what was signed?"""

from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, PinOption, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    help=both(
        "Work out again from the signed bytes what the registry must hold (digests, columns, logs, roots, "
        "status lists) and list all that differs, with what to do. Exit code 1 when anything does.\n\n"
        "With --from, audit what a node has published: rebuild the node from its tree, in a temporary "
        "folder, and name the first wrong byte of every file that it would not publish so.",
        "依据签名内容重新推算登记库应有的全部内容（摘要、各列、日志、根、状态列表），"
        "列出所有不符之处及处理办法。有任何不符时退出码为 1。\n\n"
        "使用 --from 时审计节点已发布的内容：在临时文件夹中由静态目录重建节点，"
        "并指出每个不符文件的首个错误字节。",
    ),
)
def audit(
    run: Invocation,
    *,
    signatures: Annotated[
        bool,
        option(
            "--signatures",
            None,
            "Verify every signature too; takes several times as long.",
            "同时核验每个签名；耗时数倍。",
        ),
    ] = False,
    source: Annotated[
        str | None,
        option(
            "--from",
            "DIR|URL",
            "The published tree: its folder, or the address under which its bundle.json is.",
            "已发布的静态目录：文件夹，或其 bundle.json 所在的网址。",
        ),
    ] = None,
    pin: PinOption = None,
) -> int:
    if source is not None:
        from cli.upkeep.published_audit import run_published_audit

        return run_published_audit(run, source, pin=pin)
    from cli.upkeep.audit import run_audit

    return run_audit(run, signatures=signatures)
