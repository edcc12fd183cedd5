"""Webhook endpoints: the configured one, and others made over the API. All of them on this machine."""

from urllib.parse import urlsplit

from donations.sandbox import ids, shapes_after
from donations.sandbox.account import CONFIGURED_ENDPOINT, Account, merge_metadata
from donations.sandbox.errors import Json, invalid, not_played
from donations.sandbox.events import API_VERSION

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SECRET_LENGTH = 32


def is_local(url: str) -> bool:
    """Answer whether the address is a plain HTTP one on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def configure(account: Account, url: str | None, secret: str) -> None:
    """Put the address and secret the sandbox was started with into force; raises ValueError for one elsewhere."""
    if url is not None and not is_local(url):
        raise ValueError(f"The sandbox delivers webhooks to this machine only, over http: not to {url}")
    with account.store.transaction():
        endpoint = account.store.get(CONFIGURED_ENDPOINT)
        if endpoint is None:
            endpoint = shapes_after.webhook_endpoint(CONFIGURED_ENDPOINT, "", "", account.time())
            account.store.insert(endpoint)
        endpoint.update(url=url or "", status="enabled" if url else "disabled", secret=None, api_version=API_VERSION)
        account.store.save(endpoint)
        account.store.save_note(CONFIGURED_ENDPOINT, {"secret": secret})


def create(account: Account, _id: str, params: Json) -> Json:
    """Add an endpoint; its secret is told this once."""
    for param in params:
        if param not in ("url", "enabled_events", "api_version", "description", "metadata", "expand"):
            raise not_played(param)
    if not is_local(params["url"]):
        raise invalid(
            "Invalid URL: the sandbox delivers webhooks to http addresses on this machine only.", "url", "url_invalid"
        )
    if params.get("api_version", API_VERSION) != API_VERSION:
        raise not_played(f"api_version={params['api_version']}")
    secret = f"whsec_{ids.token(_SECRET_LENGTH)}"
    endpoint = shapes_after.webhook_endpoint(ids.new("we"), params["url"], secret, account.time())
    endpoint.update(
        api_version=params.get("api_version"),
        description=params.get("description") or None,
        enabled_events=params["enabled_events"],
    )
    merge_metadata(endpoint, params)
    account.store.insert({**endpoint, "secret": None}, {"secret": secret})
    return endpoint


def update(account: Account, endpoint_id: str, params: Json) -> Json:
    """Change which events an endpoint hears, or switch it off."""
    for param in params:
        if param not in ("enabled_events", "disabled", "description", "metadata", "expand"):
            raise not_played(param)
    endpoint = account.find("webhook_endpoint", endpoint_id, "webhook_endpoint")
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    if "enabled_events" in params:
        endpoint["enabled_events"] = params["enabled_events"]
    if "description" in params:
        endpoint["description"] = params["description"] or None
    merge_metadata(endpoint, params)
    account.store.save(endpoint)
    return endpoint


def secret_of(account: Account, endpoint_id: str) -> str:
    """Answer the secret that signs what this endpoint hears."""
    return str(account.store.note(endpoint_id)["secret"])
