"""The Flask application that takes contributions: the whole wiring, on one page."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, url_for
from jinja2 import StrictUndefined

from compliance import wording
from config import Settings
from donations import context, csrf, errors, security, webhooks
from donations.credentials import Hasher
from donations.mailer import Mailer
from donations.opening import Clock, utc_now
from donations.public import mail_in, signing  # noqa: F401 - their pages join the public door's
from donations.public import views as public
from donations.treasurer import door as treasurer

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
STATIC: Final = Path(__file__).resolve().parent / "static"


def create_app(
    settings: Settings,
    *,
    mailer: Mailer | None = None,
    clock: Clock = utc_now,
    patience: tuple[float, float] = (3, 10),
    hasher: Hasher | None = None,
) -> Flask:
    """Wire an application for these settings; its database is to be migrated already."""
    app = Flask("donations", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    here = context.make(settings, mailer or context.mailer_for(settings), clock, patience=patience, hasher=hasher)
    app.extensions["donations"] = here
    security.protect(app, settings)
    errors.handle(app)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(treasurer.blueprint)
    app.register_blueprint(webhooks.blueprint)
    app.context_processor(
        lambda: {
            "committee": settings.committee,
            "page": settings.page,
            "wording": wording,
            "testing": not settings.live,
            "csrf_token": csrf.issue,
            "asset": _asset,
        }
    )
    return app


def _asset(name: str) -> str:
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
