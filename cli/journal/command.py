"""`huren journal`: signatures by signer, time and key."""

from datetime import datetime
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import OF_ISSUER, STORE, Force, command, new_app, option, parse_moment

app = new_app()


@command(
    app,
    STORE,
    prints="signed issuer key action what digest",
    help=both(
        "List who signed what, when, with which key: the signed records of this registry's own associations, "
        "oldest first.",
        "列出何人于何时以哪把密钥签署了什么：本登记库所属协会已签署的记录，按签署先后排列。",
    ),
)
def journal(
    run: Invocation,
    *,
    since: Annotated[
        datetime | None,
        option("--since", "TIME", "Signed then or later.", "只列出此时及以后签署的。", parser=parse_moment),
    ] = None,
    key: Annotated[
        str | None,
        option(
            "--key",
            "NAME",
            "Signed with this key: assessment-1, its whole id, or the words of the list.",
            "只列出用此密钥签署的：如 assessment-1、完整标识，或列表中的名称。",
        ),
    ] = None,
    action: Annotated[
        str | None,
        option(
            "--action",
            "ACTION",
            "Only this: issue, suspend, reinstate, revoke, supersede, or a kind of record such as key-list, "
            "agreement, manifest, notice. The words of the list do as well.",
            "只列出此类：签发、暂停、恢复、终止、取代，或记录种类，如密钥清单、协议签署件、发布清单、公告。",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        option("--limit", "COUNT", "Only so many, the newest.", "只列出最近若干条。", min=1),
    ] = None,
    issuer: Annotated[str | None, OF_ISSUER] = None,
    xlsx: Annotated[
        str | None, option("--xlsx", "FILE", "Write it as a workbook instead.", "改为写成工作簿。")
    ] = None,
    force: Force = False,
) -> None:
    from cli.journal.run import JournalFilter, list_journal

    list_journal(run, JournalFilter(since, key, action, limit, issuer), xlsx, force=force)
