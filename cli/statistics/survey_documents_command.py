"""`huren statistics survey`: draft, definition, commitment, report: what of a survey is signed."""

from pathlib import Path
from typing import Annotated

import typer

from cli.terminal.language import both
from cli.terminal.options import (
    AsJson,
    DataDir,
    DryRun,
    ExportUnsigned,
    Force,
    Issuer,
    KeyFile,
    NowOption,
    Yes,
    new_app,
)

app = new_app()


@app.command(
    help=both(
        "Write a definition to fill in (TOML), its members explained.",
        "写出待填写的填报方案（TOML），并说明各项含义。",
    )
)
def draft(
    *,
    out: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=both("Where to write it; - is standard output.", "写到何处；- 表示标准输出。"),
        ),
    ],
    force: Force = False,
    now: NowOption = None,
) -> None:
    from cli.statistics.survey_documents import write_draft

    write_draft(out, force=force, now=now)


@app.command(
    help=both(
        "Sign what is asked of enterprises that answer of their own accord. It acts once a resolution adopts "
        "it.",
        "签署填报方案并入库，经决议通过后实施。自愿填报，非政府统计。",
    )
)
def definition(
    *,
    draft: Annotated[
        Path,
        typer.Argument(
            metavar="DRAFT",
            help=both("The filled draft: TOML or JSON.", "填好的草稿：TOML 或 JSON。"),
            show_default=False,
        ),
    ],
    key: KeyFile = None,
    dry_run: DryRun = False,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.survey_documents import define
    from cli.workspace.signing_choice import Signing

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    define(draft, signing, data=data, now=now, as_json=as_json)


@app.command(
    help=both(
        "Sign one commitment to all returns under a definition, from what “huren statistics survey commit” "
        "wrote for each question.",
        "由“huren statistics survey commit”为各指标写出的承诺合成一份，签署后入库。",
    )
)
def commitment(
    *,
    definition: Annotated[
        str,
        typer.Argument(
            metavar="DEFINITION",
            help=both("The digest of the definition.", "填报方案的摘要。"),
            show_default=False,
        ),
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both("The commitment.json of each question.", "各指标的 commitment.json。"),
            show_default=False,
        ),
    ],
    key: KeyFile = None,
    dry_run: DryRun = False,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.survey_documents import commit_to
    from cli.workspace.signing_choice import Signing

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    commit_to(definition, files, signing, data=data, now=now, as_json=as_json)


@app.command(
    help=both(
        "Sign published tables as the next edition of the report on a commitment.",
        "签署已隐去处理的汇总表，作为就某份承诺作出的下一次报告。",
    )
)
def report(
    *,
    commitment: Annotated[
        str,
        typer.Argument(
            metavar="COMMITMENT",
            help=both("The digest of the signed commitment.", "已签署承诺的摘要。"),
            show_default=False,
        ),
    ],
    tables: Annotated[
        list[Path],
        typer.Argument(
            metavar="TABLE",
            help=both(
                "The table of each question: .csv or .xlsx, of “huren statistics survey protect”.",
                "各指标的汇总表：.csv 或 .xlsx，由“huren statistics survey protect”写出。",
            ),
            show_default=False,
        ),
    ],
    committed: Annotated[
        list[Path],
        typer.Option(
            "--committed",
            metavar="FOLDER",
            help=both(
                "What “huren statistics survey commit” wrote for each question, with all proofs: the "
                "table must be that of these returns, and safe.",
                "“huren statistics survey commit”为各指标写出的文件夹，证明须齐全："
                "汇总表须由这些填报数据得出，且不泄露填报者。",
            ),
            show_default=False,
        ),
    ],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier",
            metavar="FOLDER",
            help=both(
                "The same for each earlier report on the same indicator, period and area: the two tables "
                "together must give nobody away.",
                "同一指标、期间、地区此前发布过报告的，给出各次报告的上述文件夹：两表对照不得泄露填报者。",
            ),
            show_default=False,
        ),
    ] = None,
    key: KeyFile = None,
    dry_run: DryRun = False,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.survey_documents import report as sign_report
    from cli.workspace.signing_choice import Signing

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    sign_report(commitment, tables, committed, earlier or [], signing, data=data, now=now, as_json=as_json)
