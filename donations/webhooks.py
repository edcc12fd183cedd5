"""Stripe's door: verify, translate, hand on. It sends no mail.

It asks Stripe about one payment at most before it answers; whatever takes longer is kept for the sweeper.
"""

import logging
from typing import Final

from flask import Blueprint, Response, request

from donations import sweeper
from donations.context import current
from donations.desk import BadEvent

blueprint = Blueprint("webhooks", __name__)
_LARGEST: Final = 256 * 1024
log = logging.getLogger(__name__)


@blueprint.post("/webhooks/stripe")
def stripe() -> Response:
    """Take one event: 200 when it is kept (also a repeat), 400 when it is not Stripe's."""
    here = current()
    request.max_content_length = _LARGEST
    try:
        event = here.desk.payments.read_event(request.get_data(), request.headers.get("Stripe-Signature"))
    except BadEvent as error:
        log.warning("webhook refused: %s", error)
        return Response("not accepted\n", 400, mimetype="text/plain")
    sweeper.receive(here.desk, event, here.now())
    return Response("kept\n", 200, mimetype="text/plain")
