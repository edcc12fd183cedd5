"""The first page behind the treasurer's door."""

from flask import render_template

from donations.treasurer.auth import Answer, Right, blueprint, needs


@blueprint.get("/")
@needs(Right.READ)
def home() -> Answer:
    """Say who is signed in, and what they may do here."""
    return render_template("treasurer/home.html")
