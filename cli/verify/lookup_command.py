"""`huren lookup`: is there a certificate of this number, and what does an enterprise hold; offline too."""

from datetime import date
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, HomeOption, Out, PinOption, argument, command, new_app, option, parse_day

app = new_app()
_EXIT = {"found": 0, "absent": 1, "not-covered": 3}


@command(
    app,
    STORE,
    help=both(
        "Look up a certificate number, or the credit code of an enterprise: in a register file without a "
        "network (huren bundle --with-register), by a proof from a node, or in the registry here. The answer "
        "is found, no such number (proven), or not covered, and says as of when. Exit code 0: found, 1: no "
        "such number, 3: not covered or the data is too old, 2: usage.",
        "按证书编号或企业统一社会信用代码查询：可凭登记数据文件（huren bundle --with-register）离线查询，"
        "可凭节点给出的编号证明，也可查本机登记库。"
        "答复为查到、无此编号（附证明）或不在登记范围，并说明截至何时。"
        "退出码 0：查到；1：无此编号；3：不在登记范围或数据过旧；2：用法有误。",
    ),
)
def lookup(
    run: Invocation,
    *,
    sought: Annotated[
        str, argument("NUMBER|CODE", "Certificate number, or credit code.", "证书编号或统一社会信用代码。")
    ],
    bundle: Annotated[
        Path | None,
        option(
            "--bundle",
            "FILE",
            "The register file, or with --proof any bundle; else the registry here is asked.",
            "登记数据文件；与 --proof 合用时可为任何信任包。不给出则查本机登记库。",
            envvar="HUREN_BUNDLE",
        ),
    ] = None,
    pin: PinOption = None,
    proof: Annotated[
        Path | None,
        option("--proof", "FILE", "Proof of this number, as a node gives it.", "节点就此编号给出的证明。"),
    ] = None,
    scheme: Annotated[
        str | None,
        option("--scheme", "SCHEME", "Scheme of the certificate that was shown.", "所出示证书的评价办法。"),
    ] = None,
    issued: Annotated[
        date | None,
        option(
            "--issued",
            "DATE",
            "Day of issue on the certificate that was shown.",
            "所出示证书上的颁发日期。",
            parser=parse_day,
        ),
    ] = None,
    issuer: Annotated[
        str | None, option("--issuer", "DID", "Ask one association only.", "只查某一协会。")
    ] = None,
    home: HomeOption = None,
    state: Annotated[
        Path | None,
        option(
            "--state",
            "FILE|none",
            "Where this verifier remembers the newest data it has seen, as huren verify does.",
            "本机记录已见最新数据的文件，同 huren verify。",
        ),
    ] = None,
    out: Out = None,
) -> int:
    from cli.verify.lookup import Sought, look_up
    from terminal.workspace.trust_files import TrustFiles, needed

    files = None
    if run.data is None and bundle is not None:
        remember = not run.is_now_typed or state is not None
        files = TrustFiles(bundle, needed(pin, "--pin"), state, remember=remember)
    wanted = Sought(sought, scheme, issued, issuer, home)
    return _EXIT[look_up(run, wanted, files, proof, out=out)]
