"""Routes of the desk: one router a page or two, each asking first who is there."""

from fastapi import APIRouter

from desk.web.routes import enrolment, login, people, plans, script, statements, today, uploads

ROUTERS: tuple[APIRouter, ...] = (
    script.router,
    login.router,
    enrolment.router,
    today.router,
    uploads.router,
    statements.router,
    plans.router,
    people.router,
)
