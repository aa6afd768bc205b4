"""`huren show`: what the registry holds, or one credential with its history and what it counts as."""

from typing import Annotated

import typer

from cli.options import AsJson, DataDir, NowOption, new_app
from cli.words import both

app = new_app()


@app.command(
    help=both(
        "List the credentials, or show one: what it says, its status events, what it counts as with the "
        "other "
        "parties, and the verdict by this registry's own data.",
        "列出凭证，或显示一张：内容、状态事件、在其他成员处视同何等级，以及按本登记库数据的核验结论。",
    )
)
def show(
    *,
    credential: Annotated[
        str | None,
        typer.Argument(
            metavar="CREDENTIAL",
            help=both("Certificate number, id, digest or file.", "证书编号、凭证标识、摘要或文件。"),
        ),
    ] = None,
    uscc: Annotated[
        str | None,
        typer.Option(
            "--uscc", metavar="CODE", help=both("List one enterprise only.", "只列出某一企业的凭证。")
        ),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer", metavar="DID", help=both("List one association only.", "只列出某一协会的凭证。")
        ),
    ] = None,
    proof: Annotated[
        str | None,
        typer.Option(
            "--proof",
            metavar="FILE",
            help=both("Write its inclusion proof to this file.", "将其日志存在性证明写入此文件。"),
        ),
    ] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.showing import list_all, show_one

    if credential is None:
        list_all(data, issuer=issuer, uscc=uscc, as_json=as_json)
    else:
        show_one(credential, proof, data, now=now, as_json=as_json)
