"""Transcript of the demo: both languages at once, so that it can be read over a shoulder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cli.demo.desk import DESK, describe_desk
from cli.demo.lay_out import Made
from credentials.documents.agreement_names import AgreementNames
from credentials.words.pin_words import format_pin_words
from keys_example import SICHUAN
from signing.errors import Lang
from signing.plural import format_count
from terminal.labels import COLOURS
from terminal.language import language, say, use_language
from terminal.names import SpokenNames
from terminal.output import coloured, format_moment, put
from terminal.reports.verdict_text import format_notes, format_reason, format_recognised
from verifier import TrustStore, Verdict
from verifier.reasons import headline

_LANGS: tuple[Lang, Lang] = ("zh", "en")


def put_transcript(
    made: Made, trust: TrustStore, verdicts: Sequence[tuple[str, Verdict]], forms: int
) -> None:
    """Print the result, then one verdict a sample with its reason."""
    spoken = language()
    now = verdicts[0][1].now
    text = trust.chain.latest.text
    put(f"huren 互认 · demo {format_moment(now)}")
    put()
    for party in text.parties:
        put(f"  {party.legal_name.zh} · {party.legal_name.en}")
    count = made.counts
    credentials = count["capability"] + count["credit"]
    put(
        f"  {credentials} 份凭证（能力 {count['capability']}、信用 {count['credit']}），"
        f"{count['status-event']} 条状态事件"
    )
    put(
        f"  {format_count(credentials, 'credentials')} ({count['capability']} capability, "
        f"{count['credit']} credit), "
        f"{count['status-event']} status events"
    )
    put(f"  {count['technology']} 项技术、{count['listing']} 份入库意见、{count['notice']} 则公告")
    put(
        f"  {count['technology']} technologies, {count['listing']} listings by the other association, "
        f"{count['notice']} notices"
    )
    version, meetings = text.version, count["resolution"] // len(text.parties)
    put(
        f"  互认协议第 {version} 版、{meetings} 次联席会议的决议、统一标准 {count['standard']} 版、"
        f"统计报告 {count['report']} 份、一项自愿填报及其汇总"
    )
    put(
        f"  version {version} of the agreement, the resolutions of {meetings} joint conferences, "
        f"{count['standard']} versions of a standard, {count['report']} statistics reports, "
        "a voluntary survey and its totals"
    )
    put(f"  信任包 bundle {format_count(made.bundle_bytes, 'bytes')}；指纹 pin {made.pin}")
    for lang in _LANGS:
        put(f"    {format_pin_words(made.pin, lang)}")
    put()
    put("离线核验 · verified offline, with nothing but the bundle and the pin:")
    for name, verdict in verdicts:
        zh, en = (headline(verdict, SICHUAN, AgreementNames(text, lang)) for lang in _LANGS)
        put(f"  {coloured(f'{zh.words} {en.words.upper()}', COLOURS[zh.tone])}  {name}")
        for lang in _LANGS:
            use_language(lang)
            names = SpokenNames.of(trust, now)
            for line in (format_reason(verdict, names), *format_notes(verdict, names)):
                put("      " + line)
            for line in format_recognised(verdict.recognised, names):
                put("      " + say("counts in Sichuan: ", "在四川视同：") + line)
    use_language(spoken)
    put()
    put(
        f"  {len(verdicts)} × {forms} = {len(verdicts) * forms}：JSON、二维码文本、PNG、PDF 证书结论一致 · "
        "JSON, QR text, PNG and PDF certificate agree"
    )


def put_next(made: Made, *, kept: bool) -> None:
    """Print commands to try next."""
    if not kept:
        put(
            say(
                "  Keep the world and play with it: huren demo --data demo",
                "  保留示例世界继续试用：huren demo --data demo",
            )
        )
        return
    folder = made.folder
    put(say("Try next:", "下一步可试用："))
    trust = f"--bundle {folder}/bundle.json --pin {folder}/pin.txt"
    for command in (
        f"huren verify {folder}/samples/suspended.png {trust}",
        f"huren verify {folder}/samples/other-province.json {trust} --home did:web:sc.huren.example "
        "--details",
        f"huren show {made.number} --data {folder}",
        f"huren certificate {made.number} --data {folder} -o certificates",
        f"huren agreement show --data {folder}",
        f"huren doctor --data {folder}",
        f"huren desk serve --data {folder}/{DESK}",
    ):
        put(f"  {command}")
    put_people(folder / DESK, put)


def put_people(desk: Path, put_line: Callable[[str], None]) -> None:
    """Print who works at the example desk, the keys, and what sign.html asks for."""
    for line in describe_desk(desk):
        put_line(f"    {say(*line)}")
