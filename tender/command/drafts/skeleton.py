"""Carries out `huren tender new` and `example`: files to fill in, and an opening to try."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path

from credentials.documents.agreement import Scheme
from credentials.times import CHINA, format_time
from tender.example import list_example, read_moment
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import plain, put, tell
from terminal.workspace.files import file_exists, save_bytes
from terminal.workspace.trust_files import TrustFiles, load_trust, needed
from verifier import TrustStore

_DAYS = 30
_Choices = Mapping[str, tuple[str, str]]
_REGIMES: _Choices = {
    "mandatory": ("tendering required by law", "依法必须招标"),
    "government": ("government procurement", "政府采购"),
    "voluntary": ("any other", "其他"),
}
_USES: _Choices = {
    "qualification": ("a condition of taking part", "资格条件"),
    "scoring": ("points are given for it", "评分"),
    "information": ("to be told only", "仅供了解"),
}
_HOLDERS: _Choices = {
    "bidder": (
        "the bidder; of a consortium those who share the work, the lower grade",
        "投标人；联合体为承担同一工作内容的成员，就低认定",
    ),
    "any-member": ("any member of a consortium", "联合体任一成员"),
    "every-member-on-item": ("every member that does the work item", "承担该工作内容的每一成员"),
}
_DATES: _Choices = {
    "opening": ("at the bid opening", "开标时"),
    "award": ("at the award", "定标时"),
    "contract-end": ("to the last day of the contract", "直至合同最后一日"),
    "all": ("all three", "以上三者"),
}


def write_skeleton(
    run: Invocation, folder: Path, *, home: str | None, bundle: Path | None, pin: str | None
) -> None:
    """Write both files, but never over an existing file.

    Raises CommandError file-exists, file-unwritable, home-unknown, trust-missing; TrustError.
    """
    files = TrustFiles(needed(bundle, "--bundle"), needed(pin, "--pin"), None, remember=not run.is_now_typed)
    trust = load_trust(files)
    parties = sorted(trust.chain.members)
    if home not in parties:
        raise CommandError("home-unknown", home=plain(home or ""), parties=parties)
    texts = {
        folder / "tender.toml": format_tender(trust, home, run.now),
        folder / "bidders.toml": format_bidders(),
    }
    for path in texts:
        if path.exists():
            raise file_exists(path)
    for path, text in texts.items():
        save_bytes(path, text.encode())
        put(plain(str(path)))
    tell(
        say(
            "Fill them in, then look the tender over: huren tender lint.",
            "填写后请检查招标要求：huren tender lint。",
        )
    )


def write_example(folder: Path) -> None:
    """Write the sample opening into a new or empty folder; CommandError file-exists, file-unwritable."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise file_exists(folder)
    for name, path in list_example():
        save_bytes(folder / name, path.read_bytes())
    place = plain(str(folder))
    words = (
        f"huren tender check {place}/tender.json {place}/bidders.json --now {read_moment()} -o {place}/record"
    )
    put(place)
    tell(say(f"Check it as of its own day: {words}", f"按示例当日核验：{words}"))


def format_tender(trust: TrustStore, home: str, now: datetime) -> str:
    """Return a valid example of a tender: one lot, one requirement by the first scheme of `home`."""
    names = SpokenNames.of(trust, now)
    text = trust.chain.in_force_or_last(now).text
    schemes = [scheme for scheme in text.schemes if scheme.owner == home]
    if not schemes:
        raise CommandError("home-unknown", home=plain(home), parties=sorted(trust.chain.members))
    opening = datetime.combine((now + timedelta(days=_DAYS)).date(), time(9, 30), CHINA)
    begin, end = opening.date() + timedelta(days=_DAYS), opening.date() + timedelta(days=_DAYS + 364)
    return "\n".join(
        [
            *_comment(
                say(
                    "What the tender asks of certificates. What stands here is an example: replace it.",
                    "招标文件对证书的要求。以下内容为示例，请逐项替换。",
                )
            ),
            'type = "Tender/1"',
            f'number = "{say("TENDER-NO", "招标编号")}"',
            "version = 1",
            f'title = "{say("Title of the tender", "招标项目名称")}"',
            f'buyer = "{say("Buyer", "招标人")}"',
            f'home = "{home}"',
            *_choices(_REGIMES),
            'regime = "voluntary"',
            f"openingAt = {format_time(opening)}",
            "",
            "[contract]",
            f"from = {begin}",
            f"until = {end}",
            "",
            "[consortium]",
            "allowed = false",
            "",
            "[[lots]]",
            'id = "L1"',
            f'title = "{say("Lot 1", "第一标段")}"',
            "",
            *_comment(
                say(
                    "A criterion holds where one of its groups does, a group where all in it do.",
                    "一项条件中，各组之间为“或”，组内各项要求为“且”。",
                )
            ),
            "[[criteria]]",
            'id = "C1"',
            f'title = "{say("Criterion 1", "条件一")}"',
            *_choices(_USES),
            'use = "qualification"',
            "",
            "[[criteria.groups]]",
            'id = "g1"',
            "",
            "[[criteria.groups.requirements]]",
            'id = "R1"',
            *_requirement(schemes[0]),
            *_choices(_HOLDERS),
            'holder = "bidder"',
            *_choices(_DATES),
            'validAt = "opening"',
            f'text = "{say("The sentence of the tender", "招标文件原文")}"',
            "",
            *_comment(
                say(
                    "Schemes of the association, their categories, and their grades, the best first:",
                    "本协会的评价办法、类别与等级（由高到低）：",
                )
            ),
            *(line for scheme in schemes for line in _describe(scheme, names)),
            "",
        ]
    )


def format_bidders() -> str:
    """Return a valid list of one bidder, and a consortium to uncomment."""
    return "\n".join(
        [
            *_comment(
                say(
                    "Who bids, for which lots, and the folder of each below the one of this file.",
                    "投标人、所投标段，以及各投标人文件夹（在本文件所在的文件夹之下）。",
                )
            ),
            'type = "Bidders/1"',
            "version = 1",
            "",
            "[[bidders]]",
            'id = "B1"',
            f'name = "{say("Example Ltd.", "示例有限公司")}"',
            'uscc = "91500100MA000AAAAP"',
            'lots = ["L1"]',
            f'folder = "{say("bidder 1", "1号")}"',
            "",
            *_comment(say("A consortium has members in place of name and code:", "联合体填写成员：")),
            "# [[bidders]]",
            '# id = "B2"',
            '# lots = ["L1"]',
            f'# folder = "{say("bidder 2", "2号")}"',
            f'# jointAgreement = "{say("agreement.pdf", "联合体协议.pdf")}"',
            "# members = [",
            '#   {name = "…", uscc = "…", lead = true, workItems = ["W1"]},',
            '#   {name = "…", uscc = "…", workItems = ["W2"]},',
            "# ]",
            "",
        ]
    )


def _requirement(scheme: Scheme) -> Iterator[str]:
    yield f'scheme = "{scheme.id}"'
    if scheme.categories:
        yield f'categories = {{anyOf = ["{scheme.categories[0]}"]}}'
    yield f'minGrade = "{scheme.grades[min(1, len(scheme.grades) - 1)].code}"'


def _describe(scheme: Scheme, names: SpokenNames) -> Iterator[str]:
    yield f"# {scheme.id}  {plain(names.scheme(scheme.id))}"
    if scheme.categories:
        yield f"#   {'、'.join(map(plain, scheme.categories))}"
    yield f"#   {' > '.join(plain(grade.code) for grade in scheme.grades)}"


def _comment(text: str) -> list[str]:
    return [f"# {text}"]


def _choices(choices: _Choices) -> Iterator[str]:
    yield from (f"#   {code}: {say(*words)}" for code, words in choices.items())
