"""`huren backup` and `huren restore`: a proven copy of the registry, and back."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson, DataDir, new_app
from cli.words import both

app = new_app()


@app.command(
    help=both(
        "Copy the registry to a new file while it is in use, and audit the copy.",
        "在使用中将登记库复制为一个新文件，并对副本进行审计。",
    )
)
def backup(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=both("The backup to write.", "要写出的备份文件。"), show_default=False
        ),
    ],
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from cli.backing_up import write_backup

    write_backup(file, data, as_json=as_json)


@app.command(
    help=both(
        "Put a backup in the place of the registry. Refused where the registry holds what the backup lacks, "
        "unless --yes is given.",
        "用备份替换登记库。若登记库中有备份所缺的内容，则须加 --yes 才会替换。",
    )
)
def restore(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=both("The backup to restore.", "要恢复的备份文件。"), show_default=False
        ),
    ],
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", help=both("Replace the registry whatever it holds.", "无论登记库中有何内容都替换。")
        ),
    ] = False,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from cli.backing_up import read_backup

    read_backup(file, data, yes=yes, as_json=as_json)
