"""Key list for people: keys with use and times, declines, and the list's term."""

from credentials.documents.key_list import KeyList, Method
from signing.plural import format_count
from terminal.invocation import Invocation
from terminal.labels import SERVICES, USES, label
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_moment, format_period, put, put_json, put_table, tell


def show_key_lists(run: Invocation, association: str | None) -> None:
    """Show the newest key list of each association, or of one."""
    with run.open_registry() as registry:
        trust = run.trust(registry)
        if association is not None:
            run.choose_issuer(registry, association, "--association")
    names = SpokenNames.of(trust, run.now)
    shown = [party for did, party in trust.parties.items() if association in (None, did)]
    for party in shown:
        if run.as_json:
            put_json(party.newest_key_list.value)
        else:
            put_key_list(party.newest_key_list.body, names)
    if not shown:
        tell(
            say(
                "No key list yet. Make one: huren key list --root root.pem --add assessment=… --add "
                "publication=…",
                "还没有密钥清单。请制作：huren key list --root root.pem --add assessment=… --add "
                "publication=…",
            )
        )


def put_key_list(body: KeyList, names: SpokenNames) -> None:
    """Print one key list as a table."""
    title = f"{names.party(body.id)} ({body.id})"
    version = say(f"key list {body.version}", f"密钥清单第 {body.version} 版")
    columns = [
        say("key", "密钥"),
        say("use", "用途"),
        say("signs", "签署期"),
        say("state", "状态"),
        say("public key", "公钥"),
    ]
    rows = [
        [
            method.id.partition("#")[2],
            label(USES, method.use),
            format_period(method.valid_from, method.signs_until),
            _state(method),
            method.public_key_multibase,
        ]
        for method in body.verification_method
    ]
    put_table(f"{title} · {version} · {format_period(body.valid_from, body.valid_until)}", columns, rows)
    for decline in body.declines:
        scheme = (
            names.scheme(decline.scheme) if decline.scheme is not None else say("all schemes", "全部评价办法")
        )
        period = format_period(decline.since, decline.until)
        put(
            say(
                f"declines {names.party(decline.issuer)}, {scheme}, {period}",
                f"暂停认可 {names.party(decline.issuer)}，{scheme}，{period}",
            )
        )
    for service in body.service or ():
        days = service.answer_days
        term = (
            say(f", answers within {format_count(days, 'days')}", f"，{days} 日内答复")
            if days is not None
            else ""
        )
        put(f"{label(SERVICES, service.type)}: {service.service_endpoint}{term}")
    if body.people is not None:
        put(say(f"list of people: {body.people}", f"人员名单：{body.people}"))
    put(say(f"status events counted: {body.events.count}", f"已计入的状态事件：{body.events.count}"))


def _state(method: Method) -> str:
    if method.compromised_since is None:
        return say("good", "正常")
    since = format_moment(method.compromised_since)
    return say(f"COMPROMISED since {since}", f"自 {since} 起失密")
