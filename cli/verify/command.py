"""`huren verify | lookup`: a verdict on each input, and the answer to a number; both offline."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import (
    OF_ISSUER,
    STORE,
    VERDICT,
    BundleOption,
    HomeOption,
    Out,
    PinOption,
    argument,
    command,
    new_app,
    option,
    parse_day,
    parse_when,
)

app = new_app()


_VERIFIED = {"valid": 0, "invalid": 1, "indeterminate": 3}


@command(
    app,
    "now home require_recognition expect_uscc max_age proof beside event state details as_json",
    prints=f"input number pages seals {VERDICT}",
    help=both(
        "Verify credentials offline: JSON, QR text or URL (its host is never contacted), PNG, JPEG or PDF, "
        "parts beside a bundle, folders, - for standard input. Exit code 0: all valid, 1: one invalid, 3: "
        "one that cannot be confirmed, 2: usage.",
        "离线核验凭证：JSON、二维码文本或网址（绝不联网）、PNG、JPEG 或 PDF 文件、信任包旁的记录文件、"
        "文件夹，- 表示标准输入。"
        "退出码 0：全部有效；1：有无效的；3：有无法确认的；2：用法有误。",
    ),
)
def verify(
    run: Invocation,
    *,
    paths: Annotated[list[str], argument("PATH", "What to verify.", "要核验的内容。")],
    bundle: BundleOption = None,
    pin: PinOption = None,
    at: Annotated[
        date | None,
        option(
            "--at",
            "DATE|TIME",
            "The time asked about, such as the bid opening (2026-05-03T09:30); a date: the whole day.",
            "核验基准时间，如开标时间（2026-05-03T09:30）；只写日期则指当日全天。",
            parser=parse_when,
        ),
    ] = None,
    through: Annotated[
        date | None,
        option(
            "--through",
            "DATE",
            "Also say whether the term reaches this day, such as a contract's end.",
            "另答有效期能否覆盖到此日，如合同到期日。",
            parser=parse_day,
        ),
    ] = None,
    home: HomeOption = None,
    require_recognition: Annotated[
        bool,
        option(
            "--require-recognition",
            None,
            "Pass only what counts as a grade of --home.",
            "仅当可视同 --home 的等级时才算通过。",
        ),
    ] = False,
    expect_uscc: Annotated[
        str | None,
        option(
            "--expect-uscc",
            "CODE",
            "Unified Social Credit Code of the enterprise it must be about.",
            "凭证应属企业的统一社会信用代码。",
        ),
    ] = None,
    max_age: Annotated[
        float | None,
        option(
            "--max-age",
            "HOURS",
            "Oldest trust data to accept, at most 168.",
            "可接受的信任数据最长时限，最多 168。",
        ),
    ] = None,
    proof: Annotated[
        list[Path] | None,
        option(
            "--proof",
            "FILE",
            "Log proof of a credential (huren log proof); may be repeated. Those among what is verified "
            "(.tlog-proof, .txt) are taken, too.",
            "凭证的日志存在性证明（huren log proof）；可多次使用。"
            "待核验内容中的证明文件（.tlog-proof、.txt）也会采用。",
        ),
    ] = None,
    beside: Annotated[
        list[Path] | None,
        option(
            "--beside",
            "FILE",
            "Records that an association publishes beside the bundle (technologies.json), which tell of "
            "what is verified: who joins or objects; may be repeated. Those among what is verified are "
            "taken, too.",
            "协会随信任包公布的记录文件（technologies.json），据以说明是否联合入库或有异议；"
            "可多次使用。待核验内容中的此类文件也会采用。",
        ),
    ] = None,
    event: Annotated[
        list[Path] | None,
        option(
            "--event",
            "FILE",
            "A status event newer than the bundle, as one was handed to you; may be repeated.",
            "您另外收到的、比信任包更新的状态事件；可多次使用。",
        ),
    ] = None,
    state: Annotated[
        Path | None,
        option(
            "--state",
            "FILE|none",
            "Where this verifier remembers the newest data it has seen (default: "
            "huren/seen-<pin>.json in XDG_STATE_HOME, else ~/.local/state; on Windows LOCALAPPDATA); "
            "none: nowhere, and an older bundle is not noticed.",
            "本机记录已见最新数据的文件（默认：XDG_STATE_HOME 或 ~/.local/state 下的 "
            "huren/seen-<指纹>.json，Windows 为 LOCALAPPDATA）；none 表示不记录，"
            "也就无从发现旧的信任包。",
        ),
    ] = None,
    details: Annotated[bool, option("--details", None, "List every check.", "列出每项检查。")] = False,
) -> int:
    from cli.verify.question import make_question
    from cli.verify.run import verify_all
    from terminal.workspace.log_proofs import load_logs
    from terminal.workspace.trust_files import TrustFiles, load_trust, needed

    question = make_question(
        run,
        paths,
        at=at,
        through=through,
        home=home,
        expect_uscc=expect_uscc,
        max_age=max_age,
        proof=proof or (),
        beside=beside or (),
        require_recognition=require_recognition,
    )
    files = TrustFiles(
        needed(bundle, "--bundle"),
        needed(pin, "--pin"),
        state,
        # a typed --now must not touch the verifier's own memory; a named --state file may change
        remember=not run.is_now_typed or state is not None,
        events=event or (),
    )
    trust = load_trust(files)
    question = replace(question, logs=load_logs(files.bundle, trust, question.now))
    outcomes = verify_all(question, trust, as_json=run.as_json, details=details)
    # `invalid` outranks `indeterminate`: exit code 3 would hide a known failure
    worst = next((word for word in ("invalid", "indeterminate") if word in outcomes), "valid")
    return _VERIFIED[worst]


_LOOKED_UP = {"found": 0, "absent": 1, "not-covered": 3}


@command(
    app,
    STORE,
    prints=f"number issuer state why manifest count coverage problem detail {VERDICT}",
    help=both(
        "Look up a certificate number, or the credit code of an enterprise: in a register file without a "
        "network (huren bundle --with-register), by a proof from a node, or in the registry here. The answer "
        "is found, no such number (proven), or not covered, and says as of when. Exit code 0: found, 1: no "
        "such number, 3: not covered or the data is too old, 2: usage.",
        "按证书编号或企业统一社会信用代码查询：可凭登记数据文件（huren bundle --with-register）离线查询，"
        "也可凭节点给出的编号证明，或查询本机登记库。"
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
    issuer: Annotated[str | None, OF_ISSUER] = None,
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
    return _LOOKED_UP[look_up(run, wanted, files, proof, out=out)]
