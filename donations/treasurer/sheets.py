"""Lists for spreadsheets: chosen on the page of the reports, handed out piece by piece as they are made."""

from flask import Response, request

from donations import spreadsheets
from donations.context import current
from donations.spreadsheets import LISTS, Asked, CannotList
from donations.treasurer import days
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.days import NotADay
from donations.treasurer.reports import overview_page
from donations.treasurer.righting_forms import Problems, text

_FIELDS = ("list", "list-from", "list-to", "exact")


@blueprint.post("/reports/lists")
@needs(Right.EXPORT)
def download_list() -> Answer:
    """Hand out a list; that it was taken out is kept on record."""
    here, problems = current(), Problems()
    found = {}
    for name in ("list-from", "list-to"):
        try:
            found[name] = days.read(request.form.get(name, ""))
        except NotADay:
            problems[name] = f"Enter the day as {days.HINT[0].lower()}{days.HINT[1:]}, or leave it blank."
    chosen = request.form.get("list", "")
    if chosen not in LISTS:
        problems["list"] = "Choose a list."
    typed = {name: text(request.form, name, 40) for name in _FIELDS}
    if problems:
        return overview_page(here, typed, problems), 422
    asked = Asked(chosen, found["list-from"], found["list-to"], request.form.get("exact") == "yes")
    try:
        pieces = spreadsheets.stream(here.desk, asked, by=current_staff().name, now=here.now())
    except CannotList as fault:
        return overview_page(here, typed, {"list": str(fault)}), 422
    answer = Response(pieces, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{asked.file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
