"""`huren desk people`: who decides."""

from datetime import date
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, argument, command, new_app, option, parse_day

people = new_app(
    no_args_is_help=True, help=both("People who decide, and their keys.", "有权决定的人员及其密钥。")
)

PersonArgument = Annotated[
    str, argument("PERSON", "The person's id in the list, such as p1.", "人员在名单中的代号，如 p1。")
]
LastDay = Annotated[
    date | None,
    option("--until", "DAY", "Last day of the term.", "任期最后一日。", parser=parse_day),
]
Site = Annotated[
    str | None,
    option(
        "--origin",
        "URL",
        "Address of the desk, to which passkeys are bound: https, or http on localhost.",
        "工作台网址，通行密钥与之绑定：须为 https；本机可用 http。",
    ),
]


@command(
    people,
    f"issuer {STORE}",
    prints="digest version validUntil people warnings",
    help=both(
        "Show the people list in force, and from when it could not decide.",
        "显示现行人员名单，以及何时起将无法作出决定。",
    ),
)
def show(run: Invocation) -> None:
    from desk.command.people import show_people

    show_people(run)


@command(
    people,
    f"issuer {STORE}",
    prints="code person expires",
    help=both(
        "Invite a person to enrol keys or set a password anew: the code is shown once, and ends in 15 "
        "minutes. A person of the list is known by id alone.",
        "邀请人员登记密钥或重设密码：邀请码只显示一次，15 分钟内有效。已在名单中的人员只须填写代号。",
    ),
)
def invite(
    run: Invocation,
    *,
    person: PersonArgument,
    name: Annotated[str | None, argument("[NAME]", "The person's name.", "姓名。")] = None,
    role: Annotated[
        list[str] | None,
        option(
            "--role",
            "ROLE",
            "clerk, reviewer, chair or auditor; several are allowed.",
            "角色：clerk（经办）、reviewer（复核）、chair（负责人）、auditor（监督）；可多选。",
        ),
    ] = None,
) -> None:
    from desk.command.people import invite_person

    invite_person(run, person, name, role or ())


@command(
    people,
    f"issuer {STORE}",
    prints="person public",
    help=both("Enrol the public half of a key file by an invitation code.", "凭邀请码登记密钥文件的公钥。"),
)
def enrol(
    run: Invocation,
    *,
    code: Annotated[str, argument("CODE", "The invitation code.", "邀请码。")],
    public: Annotated[
        str,
        argument(
            "FILE.pub", "The public half, as huren key new wrote it.", "公钥文件，由 huren key new 写出。"
        ),
    ],
) -> None:
    from desk.command.people import enrol_file

    enrol_file(run, code, public)


@command(
    people,
    f"key export_unsigned issuer {STORE}",
    prints="plan operation documents state code waitsFor day digest",
    help=both(
        "Begin: make a plan of the first list of all who enrolled; once each has stated, --plan with "
        "--export-unsigned writes it for the machine with the key, and --plan with --key signs it here. The "
        "root then names it: huren key list --root PEM --people DIGEST.",
        "启用：将已登记的全部人员列为首份名单并立方案；各人表态后，以 --plan 与 --export-unsigned "
        "导出交持钥人签署，或以 --plan 与 --key 就地签署。再由根密钥指明："
        "huren key list --root PEM --people 摘要。",
    ),
)
def init(
    run: Invocation,
    *,
    plan: Annotated[str | None, option("--plan", "PLAN", "The plan to sign.", "要签署的方案。")] = None,
    alone: Annotated[
        bool, option("--alone", None, "One person decides everything.", "由一人决定全部事项。")
    ] = False,
    until: LastDay = None,
    origin: Site = None,
) -> None:
    from desk.command.people import begin_people

    begin_people(run, plan, alone=alone, until=until, origin=origin)


@command(
    people,
    f"issuer {STORE}",
    name="add-key",
    prints="plan operation documents state code waitsFor day",
    help=both(
        "Make a plan of the next list with the keys that a person enrolled; a new person joins with them.",
        "立方案：将某人新登记的密钥列入下一版名单；新人员随之加入。",
    ),
)
def add_key(run: Invocation, *, person: PersonArgument) -> None:
    from desk.command.people import plan_list

    plan_list(run, add=[person])


@command(
    people,
    f"issuer {STORE}",
    prints="plan operation documents state code waitsFor day",
    help=both(
        "Make a plan of the next list without a person; with --until, with the last day of the term instead.",
        "立方案：在下一版名单中移除某人；加 --until 则改为写明其任期最后一日。",
    ),
)
def remove(run: Invocation, *, person: PersonArgument, until: LastDay = None) -> None:
    from desk.command.people import plan_list

    if until is not None:
        plan_list(run, ends={person: until})
    else:
        plan_list(run, remove=[person])


@command(
    people,
    f"issuer {STORE}",
    prints="plan operation documents state code waitsFor day",
    help=both(
        "Make a plan of the next list as it is, valid for 180 days more.",
        "立方案：名单照旧换发，有效期再延 180 天。",
    ),
)
def renew(run: Invocation, *, origin: Site = None) -> None:
    from desk.command.people import plan_list

    plan_list(run, origin=origin)


@command(
    people,
    f"issuer {STORE}",
    name="import",
    prints="new digest version",
    help=both(
        "Bring a people list: signed, or in a file that carried a plan, with what decided it.",
        "导入人员名单：已签署的名单，或曾携带方案、内含各版名单及其决定的文件。",
    ),
)
def import_(run: Invocation, *, file: Annotated[Path, argument("FILE", "The file.", "文件。")]) -> None:
    from desk.command.people import import_people_file

    import_people_file(run, file)
