"""What a request may reach: settings, desk, mailer, clock."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from config import Settings
from donations.credentials import Argon2Hasher, Hasher
from donations.db import Database
from donations.desk import Desk
from donations.mailer import FolderMailer, Mailer, SmtpMailer
from donations.opening import Clock, utc_now
from donations.payments import Payments
from donations.staff import Gate
from donations.vault import Vault


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a door hands on to a desk."""

    settings: Settings
    desk: Desk
    mailer: Mailer
    clock: Clock
    gate: Gate

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The present date in the committee's own time zone."""
        return self.settings.committee.local_date(self.clock())


def mailer_for(settings: Settings) -> Mailer:
    """The mail server that is configured, or the folder `outbox` where there is none."""
    return SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.instance / "outbox")


def make(
    settings: Settings,
    mailer: Mailer,
    clock: Clock = utc_now,
    *,
    patience: tuple[float, float] = (3, 10),
    hasher: Hasher | None = None,
) -> Context:
    """Open the books and the way to Stripe for these settings; `patience` is for Stripe's connection and answer.

    `hasher` keeps the staff's passwords; a test hands in a quick one.
    """
    database = Database(settings.database_url)
    payments = Payments(
        settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_base, patience=patience
    )
    desk = Desk(database, payments, settings.committee, settings.site_url, Vault(settings.data_key))
    gate = Gate(desk, hasher or Argon2Hasher(), settings.secret_key)
    return Context(settings, desk, mailer, clock, gate)


def current() -> Context:
    """The context of the application that answers this request."""
    context: Context = current_app.extensions["donations"]
    return context
