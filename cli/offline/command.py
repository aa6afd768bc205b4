"""`huren sign | import`: sign where the key is, admit where the registry is."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, Force, Out, argument, command, new_app, option

app = new_app()


@command(
    app,
    "key out bundle pin yes now",
    help=both(
        "Sign a file that `--export-unsigned` or the desk wrote, on a machine with nothing but the key. "
        "Bring the result back with `huren import`.",
        "签署由 --export-unsigned 或工作台导出的文件，所在机器只需有密钥。签署结果用 huren import 导回。",
    ),
)
def sign(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE", "The unsigned file.", "待签文件。")],
    out: Out = None,
    bundle: Annotated[
        Path | None,
        option(
            "--bundle",
            "FILE",
            "Trust data: who the events are about is checked, though an earlier key signed it.",
            "信任包：用以核对状态事件所指的企业，即使其凭证由此前的密钥签署。",
        ),
    ] = None,
    pin: Annotated[
        str | None,
        option(
            "--pin",
            "FILE|HEX",
            "With --bundle: digest of agreement version 1, a file with it, or the text you signed.",
            "与 --bundle 同用：所签协议第 1 版的摘要（指纹）、含摘要的文件，或贵方所签文本。",
        ),
    ] = None,
    people_version: Annotated[
        int | None,
        option(
            "--people-version",
            "N",
            "For a plan of the desk: version of the people list on your card; else it is asked.",
            "用于工作台的方案：您卡片上人员名单的版次；不填则询问。",
            min=1,
        ),
    ] = None,
    force: Force = False,
) -> None:
    from cli.offline.sign import sign_file

    sign_file(run, file, out, bundle=bundle, pin=pin, people_version=people_version, force=force)


@command(
    app,
    STORE,
    name="import",
    prints="input kind digest issuer already notes completed actsFrom effects",
    help=both(
        "Admit signed records: agreement halves, key lists, credentials, events, the file that `huren sign` "
        "wrote, another association's bundle, a part beside it. Each is verified first.",
        "接收已签署的记录：协议签署件、密钥清单、凭证、状态事件、huren sign 写出的文件、其他协会的信任包"
        "及其旁的记录文件。逐一核验后入库。",
    ),
)
def import_(
    run: Invocation,
    *,
    files: Annotated[
        list[Path], argument("FILE", "Files, or - for standard input.", "文件；- 表示标准输入。")
    ],
    pin: Annotated[
        str | None,
        option(
            "--pin",
            "PIN",
            "Before agreement version 1, once: its digest, a file with it, or the text you signed.",
            "在导入协议第 1 版之前设定一次：其摘要、含摘要的文件，或贵方所签文本。",
        ),
    ] = None,
) -> None:
    from cli.offline.import_files import admit_files

    admit_files(run, files, pin=pin)
