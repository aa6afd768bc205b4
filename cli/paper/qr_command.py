"""`huren qr`: a credential as a QR code, picture or text."""

from typing import Annotated

import typer

from terminal.language import both
from terminal.options import DataDir, Out, new_app

app = new_app()


@app.command(
    help=both(
        "The QR code of a credential, from a file or from the registry: PNG or SVG by the name of -o, "
        "or its text on standard output.",
        "凭证的二维码，取自文件或登记库：按 -o 的文件名写出 PNG 或 SVG；不带 -o 则输出码内文本。",
    )
)
def qr(
    *,
    credential: Annotated[
        str,
        typer.Argument(
            metavar="CREDENTIAL",
            help=both("File, - , certificate number, id or digest.", "文件、-、证书编号、凭证标识或摘要。"),
            show_default=False,
        ),
    ],
    out: Out = None,
    scale: Annotated[
        int,
        typer.Option(
            "--scale", metavar="PIXELS", help=both("Pixels a module in PNG.", "PNG 每个码元的像素数。")
        ),
    ] = 8,
    data: DataDir = None,
) -> None:
    from cli.paper.qr import draw

    draw(credential, out, scale, data)
