"""The arguments of `huren technology issue` and `huren technology find`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from terminal.options import OF_ISSUER, argument, option

Several = list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologySheet:
    """A workbook of technologies, its evidence, and the places for errors and records."""

    sheet: Annotated[Path, argument("SHEET", "The filled workbook.", "填好的工作簿。")]
    evidence: Annotated[
        Path | None,
        option(
            "--evidence",
            "DIR",
            "Folder of the files of evidence (default: that of the workbook). Only their digests are signed.",
            "佐证文件所在文件夹（默认与工作簿相同）。只签署其摘要。",
        ),
    ] = None
    errors: Annotated[
        str | None,
        option("--errors", "FILE", "Write the pages back, with an error column.", "写回各页，并附错误列。"),
    ] = None
    out: Annotated[
        Path | None, option("-o --out", "DIR", "Also write each record as .json.", "同时写出各记录的 .json。")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologyQuestion:
    """Words and limits, and the facets of the technologies that are sought."""

    typed: Annotated[Several, argument("WORDS|LIMIT", "Words, limits.", "文字、限值。")] = None
    medium: Annotated[Several, option("--medium", "WORD", "Of this medium.", "环境介质。")] = None
    target: Annotated[Several, option("--target", "WORD", "Against this.", "治理对象。")] = None
    form: Annotated[Several, option("--form", "WORD", "Of this form.", "技术形式。")] = None
    maturity: Annotated[Several, option("--maturity", "WORD", "This mature.", "成熟度。")] = None
    listing_class: Annotated[Several, option("--class", "CODE", "In this class.", "入库类别。")] = None
    industry: Annotated[Several, option("--industry", "CODE", "For this industry.", "国民经济行业代码。")] = (
        None
    )
    issuer: Annotated[Several, OF_ISSUER] = None
    joint: Annotated[bool, option("--joint", None, "Another association joins.", "仅联合入库。")] = False
    verified: Annotated[
        bool,
        option(
            "--verified",
            None,
            "Verified by a statement in force; only numbers that it confirms meet a limit.",
            "仅验证声明在有效期内的；只有所验证的指标才算符合限值。",
        ),
    ] = False
    tested: Annotated[
        bool, option("--tested", None, "Only tested numbers meet a limit.", "只有实测值才算符合限值。")
    ] = False
    ended: Annotated[
        bool, option("--ended", None, "Those that have ended too.", "也列出已终止或到期的。")
    ] = False
    others: Annotated[
        bool,
        option(
            "--others",
            None,
            "Those too that act on no target of any limit.",
            "也列出不涉及所查治理对象的。",
        ),
    ] = False
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many.", "最多列出的项数。", min=1, max=1000)
    ] = 50
