"""Plans printed for people and programs."""

from functools import partial

from credentials.times import format_time
from desk.command.opening import open_desk
from desk.office.plans import OfficePlan, list_plans
from terminal.invocation import Invocation
from terminal.output import plain, put, put_json


def put_plans(run: Invocation) -> None:
    """Print the plans of the last weeks."""
    with open_desk(run) as desk:
        for plan in desk.read(partial(list_plans, now=run.now)):
            _put(run, plan)


def _put(run: Invocation, plan: OfficePlan) -> None:
    facts, wait = plan.question.plan, plan.wait
    waits = [*wait.persons, *([wait.other] if wait.other is not None else [])] if wait is not None else []
    day = format_time(wait.day) if wait is not None and wait.day is not None else None
    if run.as_json:
        put_json(
            {
                "plan": facts.digest,
                "operation": facts.operation,
                "state": plan.state,
                "waitsFor": waits,
                **({"day": day} if day is not None else {}),
            }
        )
    else:
        put(plain(f"{facts.digest[:12]}  {facts.operation}  {plan.state}  {', '.join([*waits, day or ''])}"))
