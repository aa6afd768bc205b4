"""`huren certificate | seal | qr`: credentials on paper, sealed, and their code alone."""

from pathlib import Path
from typing import Annotated, Literal

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import OF_ISSUER, STORE, Force, Out, OutFolder, argument, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    prints="id files",
    help=both(
        "Set certificates: an A4 PDF for each credential, with its QR code and the credential attached. "
        "None is set of what is revoked, suspended or expired. HUREN_FONT names a font for rare characters.",
        "制作证书：每份凭证一个 A4 PDF，印有二维码并附带凭证本身。已终止、暂停或到期的不予制作。"
        "生僻字可用 HUREN_FONT 指定字体文件。",
    ),
)
def certificate(
    run: Invocation,
    *,
    credentials: Annotated[
        list[str] | None,
        argument(
            "CREDENTIAL", "Certificate numbers, ids, digests or files.", "证书编号、凭证标识、摘要或文件。"
        ),
    ] = None,
    out: OutFolder = Path("certificates"),
    every: Annotated[
        bool, option("--all", None, "All credentials that are in force.", "全部有效凭证。")
    ] = False,
    uscc: Annotated[
        str | None, option("--uscc", "CODE", "All of one enterprise.", "某一企业的全部凭证。")
    ] = None,
    issuer: Annotated[str | None, OF_ISSUER] = None,
    label: Annotated[
        Literal["pdf", "svg", "png"] | None,
        option(
            "--label",
            None,
            "Also a label of 70 x 42 mm in this form.",
            "另制 70 x 42 毫米标签；此处指定格式。",
        ),
    ] = None,
) -> int:
    from cli.paper.certificates import Wanted, write_certificates

    wanted = Wanted([*(credentials or ())], every=every, uscc=uscc, issuer=issuer)
    return 1 if write_certificates(run, wanted, out, label) else 0


@command(
    app,
    "as_json now",
    prints="file error",
    help=both(
        "Put an electronic seal (PAdES) on PDFs: certificates, records of an opening, resolutions. Any PDF "
        "reader checks it; no verdict counts it. Needs pip install 'huren[seal]'.",
        "为 PDF（证书、开标记录、决议）加盖电子签章（PAdES），任何 PDF 阅读器均可核验；核验结论不计签章。"
        "须先安装 pip install 'huren[seal]'。",
    ),
)
def seal(
    run: Invocation,
    *,
    files: Annotated[list[Path], argument("PDF", "PDFs to seal.", "要加盖签章的 PDF。")],
    key: Annotated[
        Path,
        option(
            "--key",
            "FILE",
            "The seal's key and certificate: .p12, .pfx, or pkcs11:… for a token.",
            "签章密钥与证书：.p12 或 .pfx 文件，令牌写 pkcs11:…。",
        ),
    ],
    out: OutFolder = Path("sealed"),
    picture: Annotated[
        Path | None,
        option(
            "--picture",
            "FILE",
            "Show this PNG or JPEG, 40 mm wide, on the last page.",
            "在末页显示此 PNG 或 JPEG 图样，宽 40 毫米。",
        ),
    ] = None,
    tsa: Annotated[
        str | None,
        option("--tsa", "URL", "Add a time-stamp of this authority.", "加入此机构的时间戳。"),
    ] = None,
    root: Annotated[
        list[Path] | None,
        option(
            "--ca",
            "PEM",
            "Root certificate: embed what proves the seal's certificate valid.",
            "根证书：嵌入证明签章证书有效的材料。",
        ),
    ] = None,
    force: Force = False,
) -> int:
    from cli.paper.seal import seal_files

    refused = seal_files(run, files, out, key=key, picture=picture, tsa=tsa, roots=root or [], force=force)
    return 1 if refused else 0


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
