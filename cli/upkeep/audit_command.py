"""`huren audit`: is everything in the registry still what was signed?"""

from typing import Annotated

import typer

from cli.terminal.language import both
from cli.terminal.options import AsJson, DataDir, new_app

app = new_app()


@app.command(
    help=both(
        "Work out again from the signed bytes what the registry must hold (digests, columns, logs, roots, "
        "status lists) and list all that differs, with what to do. Exit code 1 when anything does.",
        "依据签名内容重新推算登记库应有的全部内容（摘要、各列、日志、根、状态列表），"
        "列出所有不符之处及处理办法。有任何不符时退出码为 1。",
    )
)
def audit(
    *,
    signatures: Annotated[
        bool,
        typer.Option(
            "--signatures",
            help=both(
                "Verify every signature too; takes several times as long.", "同时核验每个签名；耗时数倍。"
            ),
        ),
    ] = False,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from cli.upkeep.audit import run_audit

    raise typer.Exit(run_audit(data, signatures=signatures, as_json=as_json))
