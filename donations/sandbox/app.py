"""The WSGI application: the API under /v1, the card page under /c/pay, an index under /; for loopback only."""

import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from donations.sandbox.api import Answer, Api, Call
from donations.sandbox.endpoints import LOOPBACK
from donations.sandbox.errors import BAD_REQUEST
from donations.sandbox.events import API_VERSION
from donations.sandbox.page import Pages

_LARGEST_BODY = 256 * 1024


def create(api: Api, pages: Pages, stopping: threading.Event) -> Flask:
    """Answer the application; `stopping` ends a request that is held in silence."""
    app = Flask(__name__, static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.before_request(_refuse_strangers)
    app.after_request(_harden)
    pages.register(app)

    def answer(path: str) -> Response:
        del path
        return _response(api.answer(_call(request, stopping)))

    app.add_url_rule("/v1/<path:path>", "api", answer, methods=["GET", "POST", "DELETE", "PUT", "PATCH"])
    return app


def _refuse_strangers() -> Response | None:
    """Refuse a request that names another host: a page elsewhere may have led a browser here."""
    named = urlsplit(f"//{request.host}").hostname
    if named not in LOOPBACK:
        return Response("This sandbox answers on this machine only.\n", BAD_REQUEST, mimetype="text/plain")
    return None


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _call(asked: Request, stopping: threading.Event) -> Call:
    pairs = parse_qsl(asked.query_string.decode("latin-1"), keep_blank_values=True)
    with contextlib.suppress(HTTPException):
        pairs += parse_qsl(asked.get_data(as_text=True), keep_blank_values=True)
    connection = asked.environ.get("werkzeug.socket")
    return Call(
        method=asked.method,
        path=asked.path,
        pairs=pairs,
        authorization=asked.headers.get("Authorization"),
        idempotency_key=asked.headers.get("Idempotency-Key"),
        version=asked.headers.get("Stripe-Version"),
        hold=_holder(connection, stopping),
        drop=_dropper(connection),
    )


def _holder(connection: socket.socket | None, stopping: threading.Event) -> Callable[[float], None]:
    def hold(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not stopping.wait(0.02):
            if connection is not None and _is_closed(connection):
                return

    return hold


def _is_closed(connection: socket.socket) -> bool:
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


def _dropper(connection: socket.socket | None) -> Callable[[], None]:
    def drop() -> None:
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    return drop


def _response(done: Answer) -> Response:
    response = Response(json.dumps(done.body, indent=2) + "\n", done.status, mimetype="application/json")
    response.headers["Request-Id"] = done.request_id
    response.headers["Stripe-Version"] = API_VERSION
    response.headers["Date"] = formatdate(usegmt=True)
    if done.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
