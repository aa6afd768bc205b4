"""`huren qr`: a credential as a QR code, picture or text."""

from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import Out, argument, command, new_app, option

app = new_app()


@command(
    app,
    "data",
    help=both(
        "The QR code of a credential, from a file or from the registry: PNG or SVG by the name of -o, "
        "or its text on standard output.",
        "凭证的二维码，取自文件或登记库：按 -o 的文件名写出 PNG 或 SVG；不带 -o 则输出码内文本。",
    ),
)
def qr(
    run: Invocation,
    *,
    credential: Annotated[
        str,
        argument(
            "CREDENTIAL", "File, - , certificate number, id or digest.", "文件、-、证书编号、凭证标识或摘要。"
        ),
    ],
    out: Out = None,
    scale: Annotated[
        int, option("--scale", "PIXELS", "Pixels a module in PNG.", "PNG 每个码元的像素数。")
    ] = 8,
) -> None:
    from cli.paper.qr import draw

    draw(run, credential, out, scale)
