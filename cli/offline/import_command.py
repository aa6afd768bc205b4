"""`huren import`: signed records from elsewhere into the registry; each is verified before it is stored."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, argument, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    name="import",
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
