"""Carry out `huren doctor`: examine one point after another, and print for each what to do."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from cli.agreement.pending_texts import as_text, find_mismatches, load_pending, mismatch_lines, waiting_line
from cli.upkeep.sources import describe_sign_page, describe_source
from credentials.words.pin_words import format_pin_words
from signing.errors import HurenError
from signing.plural import format_count
from terminal.invocation import Invocation
from terminal.labels import KINDS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, format_end, format_moment, plain, put, put_json
from terminal.workspace.configuration import load_settings

if TYPE_CHECKING:
    from registry import Registry
    from verifier import TrustStore
    from verifier.trust.party_trust import PartyTrust

State = Literal["good", "note", "bad"]
_MARKS = {"good": ("ok", "正常", "green"), "note": ("note", "提醒", "yellow"), "bad": ("BAD", "异常", "red")}
_PACKAGES = {
    "cryptography": "signing",
    "nacl.signing": "verifying",
    "orjson": "JSON",
    "pydantic": "documents",
    "sqlmodel": "the registry",
    "PIL": "pictures",
    "qrcode": "drawing QR codes",
    "zxingcpp": "reading QR codes",
    "typst": "certificates",
    "pypdfium2": "reading PDF",
    "rich": "tables",
}
_COUNTED = {**KINDS, "plans": ("plans", "计划"), "indexes": ("reserved indexes", "已占用的状态索引")}
_SOON = timedelta(days=14)
_AGEING = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Point:
    """Point of the examination: its state, what was found, what to do."""

    state: State
    found: str
    mend: str = ""


def examine(run: Invocation) -> Iterator[Point]:
    """Yield all points, from the machine to the newest publication."""
    yield _python()
    yield _packages()
    yield Point(*describe_sign_page())
    folder = run.folder
    if not run.has_registry():
        yield Point(
            "note",
            say(f"no registry in {plain(str(folder))}", f"{plain(str(folder))} 中没有登记库"),
            say(
                "To verify you need none. To keep one: huren import HALF… (see huren agreement).",
                "核验不需要登记库。要建立登记库：huren import 签署件……（见 huren agreement）。",
            ),
        )
        return
    try:
        yield from _registry(run)
    except HurenError as error:
        yield Point("bad", error.sentence(language()), error.mend(language()))


def put_report(points: Iterator[Point], *, as_json: bool) -> State:
    """Print each point as soon as it is examined; return the worst state among them."""
    examined: list[Point] = []
    for point in points:
        examined.append(point)
        if as_json:
            put_json({"state": point.state, "found": point.found, "mend": point.mend})
            continue
        en, zh, colour = _MARKS[point.state]
        put(f"{coloured(say(f'{en:4}', zh), colour)}  {plain(point.found)}")
        if point.mend:
            put(f"      → {plain(point.mend)}")
    return _worst(examined)


def _worst(points: Sequence[Point]) -> State:
    states = {point.state for point in points}
    return "bad" if "bad" in states else "note" if "note" in states else "good"


def _python() -> Point:
    version = ".".join(map(str, sys.version_info[:3]))
    return Point("good", f"Python {version}")


def _packages() -> Point:
    missing = []
    for name, purpose in _PACKAGES.items():
        try:
            import_module(name)
        except Exception:  # a broken package can raise anything
            missing.append(f"{name} ({purpose})")
    if missing:
        return Point(
            "bad",
            say("packages that do not load: ", "无法加载的软件包：") + ", ".join(missing),
            say("Install huren again.", "请重新安装 huren。"),
        )
    return Point("good", say(f"{len(_PACKAGES)} packages load", f"{len(_PACKAGES)} 个软件包均可加载"))


def _registry(run: Invocation) -> Iterator[Point]:
    from registry.lookup.lookup import counts, find_kept_logs
    from registry.upkeep.health import find_unsound

    now = run.now
    with run.open_registry() as registry:
        totals = counts(registry)
        kinds = [f"{label(_COUNTED, kind)} {count}" for kind, count in totals.items() if count]
        yield Point("good", say(f"registry opens: {', '.join(kinds)}", f"登记库可打开：{'、'.join(kinds)}"))
        for error in find_unsound(registry):
            yield Point("bad", error.sentence(language()), error.mend(language()))
        if totals.get("plans"):
            yield Point(
                "note",
                say(
                    f"{totals['plans']} documents were planned and never came back signed",
                    f"有 {totals['plans']} 份已拟定的文件尚未签回",
                ),
                say(
                    "Sign them (huren sign) and import them, or leave them; their indexes stay reserved.",
                    "请签署（huren sign）后导入；不签署亦可，其状态索引保持占用。",
                ),
            )
        yield from _unfinished(registry)
        yield from _brand(registry, now)
        yield from _peers(registry)
        yield from _publication_keys(registry, now)
        trust, kept = run.trust(registry), find_kept_logs(registry, now)
    yield _clock(trust, now)
    yield _agreement(trust, now)
    words = format_pin_words(trust.pin, language())
    yield Point("good", say(f"pin {trust.pin}: {words}", f"指纹 {trust.pin}：{words}"))
    names = SpokenNames.of(trust, now)
    parties = [party.id for party in trust.chain.in_force_or_last(now).text.parties]
    for did in parties:
        yield from _party(trust, did, names, now)
        if did in kept:
            yield Point(*describe_source(kept[did], names.party(did)))


def _unfinished(registry: "Registry") -> Iterator[Point]:
    """Examine agreement texts that wait for signatures, and those that do not match."""
    pending = load_pending(registry)
    for text in pending:
        how = say("Import the missing halves: huren import.", "请导入所缺的签署件：huren import。")
        yield Point("note", waiting_line(text), how)
    for pair in find_mismatches(map(as_text, pending)):
        how = say(
            "See what differs (huren agreement show) and agree on one text; a redraft names the drafts "
            "that it replaces (huren agreement draft).",
            "请用 huren agreement show 查看差异并商定同一文本；重拟的文本须写明其所取代的"
            "其余草案（huren agreement draft）。",
        )
        yield Point("bad", mismatch_lines(*pair)[0], how)


def _brand(registry: "Registry", now: datetime) -> Iterator[Point]:
    """Examine the brand that the settings name; `huren serve` refuses a brand that fails here."""
    from registry.lookup.speaker import check_brand
    from web.brand.settings import BrandSettings

    settings = load_settings()
    if settings.brand == BrandSettings() and not settings.other_nodes:
        return
    try:
        speaker = check_brand(settings.brand, settings.other_nodes, registry, now).name.text(language())
    except HurenError as error:
        yield Point("bad", error.sentence(language()), error.mend(language()))
        return
    yield Point("good", say(f"the pages speak for {speaker}", f"页面署名：{speaker}"))


def _peers(registry: "Registry") -> Iterator[Point]:
    """Report a peer's log signed here, as after a rebuild without peers: a pull refuses it."""
    from registry.sync.mirror import check_foreign

    for issuer in sorted(load_settings().peers):
        try:
            check_foreign(registry, issuer)
        except HurenError as error:
            if error.code != "heads-damaged":  # reported above
                yield Point("bad", error.sentence(language()), error.mend(language()))


def _publication_keys(registry: "Registry", now: datetime) -> Iterator[Point]:
    """Examine whether the keys named by the settings may sign; a running node logs the same."""
    from registry.errors import RegistryError
    from registry.sync.witness import find_cosigners
    from registry.view.trees import MIRRORED, log_name
    from terminal.workspace.key_files import load_key

    signers = []
    for path in load_settings().publication_keys:
        try:
            signers.append(load_key(path))
        except HurenError as error:
            state: State = "note" if error.code == "passphrase-needed" else "bad"
            yield Point(state, error.sentence(language()), error.mend(language()))
    cosigners, idle = find_cosigners(registry, signers, now)
    for unfit in idle:
        yield Point("bad", unfit.sentence(language()), unfit.mend(language()))
    for cosigner in cosigners:
        if registry.read(lambda view: log_name(view.connection, cosigner.issuer)) == MIRRORED:  # noqa: B023
            copied = RegistryError("log-mirrored", issuer=cosigner.issuer)
            yield Point("bad", copied.sentence(language()), copied.mend(language()))
            continue
        key = cosigner.signer.verification_method
        yield Point("good", say(f"log heads are signed by {key}", f"日志头由 {key} 签署"))


def _clock(trust: "TrustStore", now: datetime) -> Point:
    newest = format_moment(trust.newest)
    if now < trust.newest - timedelta(minutes=5):  # CLOCK_TOLERANCE of the verifier
        return Point(
            "bad",
            say(
                f"the clock says {format_moment(now)}, before the newest signature ({newest})",
                f"时钟为 {format_moment(now)}，早于最新签名（{newest}）",
            ),
            say("Set the clock right before signing or verifying.", "请先校准时钟，再签署或核验。"),
        )
    return Point(
        "good",
        say(
            f"clock {format_moment(now)}, newest signature {newest}",
            f"时钟 {format_moment(now)}，最新签名 {newest}",
        ),
    )


def _agreement(trust: "TrustStore", now: datetime) -> Point:
    text = trust.chain.in_force_or_last(now).text
    until = format_end(text.effective_until)
    title = f"{text.agreement} {text.version}"
    renew = say("Draft the next version: huren agreement draft.", "请起草下一版：huren agreement draft。")
    # tests the fork before the dates: two complete texts have no common term
    if trust.chain.fork is not None:
        return Point(
            "bad",
            say(
                f"two complete texts of version {trust.chain.fork}", f"第 {trust.chain.fork} 版有两份完整文本"
            ),
            say("Ask the parties which one stands.", "请向各方核实以哪一份为准。"),
        )
    if now >= text.effective_until:
        return Point(
            "bad",
            say(f"agreement {title} held until {until}", f"协议 {title} 有效期至 {until}，已终止"),
            renew,
        )
    # twelve weeks' notice: the next version needs every party's signature
    if now >= text.effective_until - 6 * _SOON:
        return Point(
            "note",
            say(f"agreement {title} holds only until {until}", f"协议 {title} 有效期至 {until}，即将终止"),
            renew,
        )
    return Point("good", say(f"agreement {title}, until {until}", f"协议 {title}，有效期至 {until}"))


def _party(trust: "TrustStore", did: str, names: SpokenNames, now: datetime) -> Iterator[Point]:
    party, name = trust.party(did), names.party(did)
    if party is None:
        yield Point(
            "note",
            say(f"{name}: no key list here", f"{name}：本库没有其密钥清单"),
            say(
                "Make it (huren key list --root …), or import the other association's bundle.",
                "请制作（huren key list --root …），或导入对方协会的信任包。",
            ),
        )
        return
    yield _keys(party, name, now)
    yield _manifest(party, name, now)
    yield from _witness(trust, did, name, now)


def _witness(trust: "TrustStore", did: str, name: str, now: datetime) -> Iterator[Point]:
    """Examine whether another association confirms this one's publications: verifiers ask for that."""
    from verifier import Policy
    from verifier.reliance.snapshot import take_snapshot

    party = trust.party(did)
    fresh = take_snapshot(trust, now).reliance(did, None, Policy()).freshness
    if party is not None and party.manifest is not None and fresh.worst_code == "unwitnessed":
        yield Point(
            "note",
            say(
                f"{name}: no other association confirms its publications of late",
                f"{name}：近期没有其他协会印证其发布",
            ),
            say(
                "Give the other association your bundle; when it has imported it and published, import its "
                "bundle. Until then verifiers without your grades as home answer “cannot be confirmed”.",
                "请把信任包交给对方协会；待其导入并发布后，再导入其信任包。在此之前，以他方等级核验者将得到“无法确认”。",
            ),
        )


def _keys(party: "PartyTrust", name: str, now: datetime) -> Point:
    body = party.newest_key_list.body
    until = format_end(body.valid_until)
    renew = say("Renew it: huren key list --root root.pem.", "请续期：huren key list --root root.pem。")
    if now >= body.valid_until:
        return Point(
            "bad",
            say(f"{name}: key list held until {until}", f"{name}：密钥清单有效期至 {until}，已到期"),
            renew,
        )
    if now >= body.valid_until - _SOON:
        return Point(
            "note",
            say(f"{name}: key list holds only until {until}", f"{name}：密钥清单有效期至 {until}，即将到期"),
            renew,
        )
    for method in body.verification_method:
        ending = method.signs_until
        if ending is not None and method.compromised_since is None and now <= ending < now + _SOON:
            key, when = method.id.partition("#")[2], format_end(ending)
            return Point(
                "note",
                say(f"{name}: key {key} signs only until {when}", f"{name}：密钥 {key} 签署期至 {when}"),
                say(
                    "Add its successor: huren key list --add ….", "请加入接替的密钥：huren key list --add …。"
                ),
            )
    left = _left(body.valid_until, now)
    return Point(
        "good",
        say(
            f"{name}: key list holds until {until}, {left}",
            f"{name}：密钥清单有效期至 {until}，{left}",
        ),
    )


def _left(until: datetime, now: datetime) -> str:
    """Return the whole days left."""
    days = (until - now).days
    return say(f"{format_count(days, 'days')} left", f"尚余 {days} 天")


def _manifest(party: "PartyTrust", name: str, now: datetime) -> Point:
    publish = say(
        "Publish (huren publish DIR --key PEM), or import the association's newest bundle.",
        "请发布（huren publish DIR --key PEM），或导入该协会的最新信任包。",
    )
    if party.manifest is None:
        return Point("note", say(f"{name}: never published here", f"{name}：本库没有其发布"), publish)
    body = party.manifest.body
    issued, until = format_moment(party.manifest.created), format_end(body.valid_until)
    if now >= body.valid_until:
        return Point(
            "bad",
            say(
                f"{name}: publication of {issued} is stale (good until {until})",
                f"{name}：{issued} 的发布有效期至 {until}，已过期",
            ),
            publish,
        )
    unpublished = len(party.events.digests) - body.credential_subject.events.count
    if unpublished > 0:
        return Point(
            "note",
            say(
                f"{name}: {format_count(unpublished, 'status events are')} not published yet",
                f"{name}：有 {unpublished} 条状态事件尚未发布",
            ),
            publish,
        )
    left = _left(body.valid_until, now)
    state: State = "note" if now >= party.manifest.created + _AGEING else "good"
    return Point(
        state,
        say(
            f"{name}: publication of {issued}, good until {until}, {left}",
            f"{name}：{issued} 的发布，有效至 {until}，{left}",
        ),
        publish if state == "note" else "",
    )
