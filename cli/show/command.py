"""`huren show`: the registry's content, or one credential with its history and recognition."""

from datetime import date
from typing import Annotated, Literal

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import OF_ISSUER, SIGNED, STORE, argument, command, new_app, option, parse_day

app = new_app()

Standings = Literal[
    "active", "suspended", "revoked", "annulled", "cancelled", "given-up", "superseded", "expired",
    "not-yet-valid", "invalid", "unclear",
    "in force", "given up", "not yet valid", "cannot be confirmed",
    "有效", "暂停", "终止", "撤销", "取消", "注销", "被取代", "已到期", "未生效", "无效", "无法确认",
]  # fmt: skip
"""Standing by code or by the word that the list shows; `revoked` is every kind of end."""


def read_standing(word: str | None) -> str | None:
    """Return the code of a typed standing; None for None."""
    from terminal.labels import ACTIONS, STANDINGS

    if word in ACTIONS["revoke"]:
        return "revoked"
    return next((code for code, words in STANDINGS.items() if word in words), word)


@command(
    app,
    STORE,
    prints=f"{SIGNED} digest credential events verdict recognised",
    help=both(
        "List the credentials, or show one: what it says, its status events, what it counts as with the "
        "other "
        "parties, and the verdict by this registry's own data.",
        "列出凭证，或显示一份：内容、状态事件、在其他成员处视同何等级，以及按本登记库数据的核验结论。",
    ),
)
def show(
    run: Invocation,
    *,
    credential: Annotated[
        str | None,
        argument("CREDENTIAL", "Certificate number, id, digest or file.", "证书编号、凭证标识、摘要或文件。"),
    ] = None,
    uscc: Annotated[
        str | None, option("--uscc", "CODE", "List one enterprise only.", "只列出某一企业的凭证。")
    ] = None,
    issuer: Annotated[str | None, OF_ISSUER] = None,
    name: Annotated[
        str | None,
        option(
            "--name",
            "TEXT",
            "List those that all of these words are about, in any order: parts of the enterprise's name "
            "or code, the end of the certificate number, a province, city or county. Several stand in "
            "quotation marks.",
            "只列出与这些词都相符的凭证，先后不限：企业名称或信用代码的一部分、证书编号的末段、省市区县名。"
            "多个词用空格隔开，并加引号。",
        ),
    ] = None,
    status: Annotated[
        Standings | None,
        option(
            "--status",
            "STATUS",
            "List those that stand so now: active, suspended, revoked (or only annulled, cancelled or "
            "given-up), superseded, expired, not-yet-valid, invalid for another reason, unclear: cannot "
            "be confirmed. The words of the list do as well.",
            "只列出当前为此状态的凭证：active 有效、suspended 暂停、revoked 终止（含撤销、取消、注销，"
            "也可只填其中一种）、superseded 被取代、expired 已到期、not-yet-valid 未生效、"
            "invalid 因其他原因无效、unclear 无法确认。也可填列表中的文字。",
        ),
    ] = None,
    expires_before: Annotated[
        date | None,
        option(
            "--expires-before",
            "DATE",
            "List those whose last day is before this.",
            "只列出有效期止于此日之前的凭证。",
            parser=parse_day,
        ),
    ] = None,
    due: Annotated[
        int | None,
        option(
            "--due",
            "DAYS",
            "List what is in force or suspended and ends within so many days: renewals to prepare.",
            "只列出有效或暂停中、有效期将在若干天内届满的凭证，以便准备换发。",
            min=0,
        ),
    ] = None,
    limit: Annotated[
        int | None, option("--limit", "COUNT", "At most so many.", "最多列出的份数。", min=1)
    ] = None,
    proof: Annotated[
        str | None,
        option(
            "--proof", "FILE", "Write its inclusion proof to this file.", "将其日志存在性证明写入此文件。"
        ),
    ] = None,
) -> None:
    from cli.show.listing import Filter, list_all
    from cli.show.run import show_one

    wanted = Filter(issuer, uscc, name, read_standing(status), expires_before, due, limit)
    if credential is None:
        list_all(run, wanted)
    else:
        wanted.refuse_with(credential)
        show_one(run, credential, proof)
