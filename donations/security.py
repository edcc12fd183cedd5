"""What every answer carries and every request must bring: headers, form tokens, size, and the client's address."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from donations import context, csrf

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_EXEMPT: Final = frozenset({"webhooks.stripe"})
"""Doors with a proof of their own: Stripe signs what it sends."""
_KEEPS_FORM: Final = frozenset({"treasurer.sign_in", "public.give", "public.mail_filled", "public.mail_draft_change"})
"""Doors that answer a bad token themselves, with everything typed kept."""
_KEEPS_FORM_OF_STAFF: Final = frozenset({"treasurer.mend_check", "treasurer.review_check", "treasurer.keep_check"})
"""The same at the desk: a check half keyed is not keyed anew."""
_LARGEST_FORM: Final = 64 * 1024
_UPLOADS: Final = frozenset({"treasurer.keep_check", "treasurer.add_image"})
"""Doors that take pictures of checks, and nothing but staff's."""
LARGEST_UPLOAD: Final = 16 * 1024 * 1024
"""A picture that is too large is told so in a sentence, as long as the whole is not larger than this."""
_UPLOAD_PARTS: Final = 128


def protect(app: Flask, settings: Settings) -> None:
    """Put the guards before every request and the headers on every answer."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM,
        MAX_FORM_PARTS=64,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    policy = content_policy(settings)

    @app.before_request
    def guard() -> None:
        demand_token(settings)

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        if settings.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint not in {"static", "public.theme"}:
            headers.setdefault("Cache-Control", "no-store")
        return response


def demand_token(settings: Settings) -> None:
    """Read the token of a form that was sent into `g.ticket`; refuse what has none and keeps no form of its own."""
    g.ticket = None
    g.token_fault = None
    if request.method in _SAFE or request.endpoint in _EXEMPT or request.endpoint is None:
        return
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        abort(411)  # A body of unknown length would be cut off at the limit, in the midst of a field.
    if request.endpoint in _UPLOADS:
        request.max_content_length = LARGEST_UPLOAD
        request.max_form_parts = _UPLOAD_PARTS
    try:
        g.ticket = csrf.check(context.current().now(), settings.limits.longest_form_hours)
    except csrf.BadToken as fault:
        g.token_fault = fault
        if request.endpoint not in _KEEPS_FORM | _KEEPS_FORM_OF_STAFF:
            abort(400)


def content_policy(settings: Settings) -> str:
    """Say what a page may load and where a form may lead.

    Chromium holds the redirect that follows a form to `form-action` too, so the card page's own address stands there.
    """
    card_page = "https://checkout.stripe.com"
    if settings.stripe_api_base:
        host = urlsplit(settings.stripe_api_base).hostname or ""
        # A policy cannot name an address of IPv6.
        hosts = dict.fromkeys(("127.0.0.1", "localhost", host))
        card_page += " http:" if ":" in host else "".join(f" http://{each}:*" for each in hosts)
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"form-action 'self' {card_page}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def client_address() -> str:
    """Who asks: the whole address of IPv4, the /64 network of IPv6, because one household owns all of that.

    An IPv4 address that a socket for both writes as IPv6 is IPv4: all of them stand in one /64.
    """
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
