"""Settings of the desk by scheme: shown to everybody, changed by a chair."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from desk.office.desk import DeskView
from desk.office.settings import SCHEME_SETTINGS, change_settings, list_schemes, load_settings
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, DeskForm, read_form
from desk.web.pages import desk_page, go_to
from desk.web.visits import DeskVisit, begin_act, begin_visit
from registry import RegistryError

router = APIRouter()


@router.get("/settings", dependencies=costs(rows=300, kib=128))
async def show_settings(request: Request) -> Response:
    """Show the settings of each scheme of the association."""
    visit = await begin_visit(request)
    text = visit.service.desk.registry.text(visit.now)
    if text is None:
        raise RegistryError("no-agreement")
    stored = await visit.read(load_settings)
    own = list_schemes(text, visit.service.desk.issuer)
    schemes = {scheme: _values_of(stored, scheme) for scheme in own}
    return desk_page(
        visit,
        "settings",
        schemes=schemes,
        versions={scheme: _version_of(values) for scheme, values in schemes.items()},
        may_set=_may_set(visit),
    )


@router.post("/settings", dependencies=costs(rows=300, parts=FORM_PARTS))
async def change(request: Request) -> Response:
    """Set the numbers of a scheme."""
    visit = await begin_act(request)
    form = await read_form(request)
    if not _may_set(visit):
        raise DeskWebError("chair-sets")
    scheme = form.text("scheme")
    values = {name: _read_days(form, name) for name in SCHEME_SETTINGS}

    def keep(desk: DeskView) -> None:
        # another chair may have set them since the form was opened
        if _version_of(_values_of(load_settings(desk), scheme)) != form.text("version"):
            raise DeskWebError("form-stale")
        change_settings(desk, scheme, values, visit.now, by=visit.me.id)

    await visit.write(keep)
    return go_to(visit, "/settings")


def _may_set(visit: DeskVisit) -> bool:
    """True for a chair whom a passkey signed in: a shorter notice lets plans be signed earlier."""
    return visit.is_chair and visit.is_by_passkey and visit.is_private


def _values_of(stored: Mapping[tuple[str, str], int], scheme: str) -> dict[str, int]:
    return {name: stored.get((name, scheme), setting.default) for name, setting in SCHEME_SETTINGS.items()}


def _version_of(values: Mapping[str, int]) -> str:
    """Return what a form says of the settings it was made for."""
    return "-".join(map(str, values.values()))


def _read_days(form: DeskForm, name: str) -> int:
    text = form.text(name)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise DeskWebError("field-value", name=name)
    return int(text)
