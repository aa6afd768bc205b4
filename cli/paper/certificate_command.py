"""`huren certificate`: credentials as certificates on paper, one PDF each, and labels."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from terminal.language import both
from terminal.options import AsJson, DataDir, NowOption, OutFolder, new_app

app = new_app()


@app.command(
    help=both(
        "Set certificates: an A4 PDF for each credential, with its QR code and the credential attached. "
        "None is set of what is revoked, suspended or expired. HUREN_FONT names a font for rare characters.",
        "制作证书：每份凭证一个 A4 PDF，印有二维码并附带凭证本身。已终止、暂停或到期的不予制作。"
        "生僻字可用 HUREN_FONT 指定字体文件。",
    )
)
def certificate(
    *,
    credentials: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CREDENTIAL",
            help=both("Certificate numbers, ids, digests or files.", "证书编号、凭证标识、摘要或文件。"),
            show_default=False,
        ),
    ] = None,
    out: OutFolder = Path("certificates"),
    every: Annotated[
        bool, typer.Option("--all", help=both("All credentials that are in force.", "全部有效凭证。"))
    ] = False,
    uscc: Annotated[
        str | None,
        typer.Option("--uscc", metavar="CODE", help=both("All of one enterprise.", "某一企业的全部凭证。")),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="DID", help=both("All of one association.", "某一协会的全部凭证。")),
    ] = None,
    label: Annotated[
        Literal["pdf", "svg", "png"] | None,
        typer.Option(
            "--label",
            help=both("Also a label of 70 x 42 mm in this form.", "另制 70 x 42 毫米标签，格式如此。"),
        ),
    ] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.paper.certificates import Wanted, write_certificates

    wanted = Wanted([*(credentials or ())], every=every, uscc=uscc, issuer=issuer)
    refused = write_certificates(wanted, out, label, data, now=now, as_json=as_json)
    raise typer.Exit(1 if refused else 0)
