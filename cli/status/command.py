"""`huren suspend | reinstate | revoke | supersede | change`: signed, dated events about credentials."""

from cli.status.request import SheetOfChanges, StatusRequest
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import ROW, SIGNED, command, new_app

_CHANGES = f"{SIGNED} certificateNumber legalName scheme standing made event action falls {ROW}"

app = new_app()

_ORDER = (
    "credentials sheet include_hidden by reason key effective_from until dry_run yes skip_bad_rows errors "
    "template export_unsigned emergency issuer data now as_json"
)


@command(app, _ORDER, without="by template", prints=_CHANGES, help=both("Suspend credentials.", "暂停凭证。"))
def suspend(run: Invocation, request: StatusRequest) -> None:
    from cli.status.run import StatusAct

    StatusAct(run, "suspend", request).carry_out()


@command(
    app,
    _ORDER,
    without="by until template emergency",
    prints=_CHANGES,
    help=both("Reinstate suspended credentials.", "恢复已暂停的凭证。"),
)
def reinstate(run: Invocation, request: StatusRequest) -> None:
    from cli.status.run import StatusAct

    StatusAct(run, "reinstate", request).carry_out()


@command(
    app,
    _ORDER,
    without="by until template emergency",
    prints=_CHANGES,
    help=both(
        "End credentials for ever: annul, cancel or give them up, by the reason.",
        "终止凭证，不可撤回；依原因为撤销、取消或注销。",
    ),
)
def revoke(run: Invocation, request: StatusRequest) -> None:
    from cli.status.run import StatusAct

    StatusAct(run, "revoke", request).carry_out()


@command(
    app,
    _ORDER,
    without="until template emergency",
    prints=_CHANGES,
    help=both("Supersede a credential by another one, for ever.", "以另一份凭证取代，不可撤回。"),
)
def supersede(run: Invocation, request: StatusRequest) -> None:
    from cli.status.run import StatusAct

    StatusAct(run, "supersede", request).carry_out()


@command(
    app,
    _ORDER,
    without="credentials by until emergency",
    prints=_CHANGES,
    help=both(
        "Make the changes of a sheet, each row with its own action, reason and date. Begin with "
        "--template FILE.",
        "按表格逐行办理变更，各行分别写明变更、原因与时间。先用 --template FILE 取得模板。",
    ),
)
def change(run: Invocation, request: SheetOfChanges) -> None:
    from cli.status.run import StatusAct

    StatusAct(run, "", request).carry_out()
