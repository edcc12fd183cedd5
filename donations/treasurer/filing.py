"""Filing: a report's file made, taken home, marked as filed and amended; the amounts from outside that it states."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from compliance import cover
from compliance.money import Money
from donations import exporting, periods, reports
from donations.context import Context, current
from donations.periods import Kept, Standing
from donations.reports import Asked, CannotReport, NotFiled
from donations.treasurer import days
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.report_forms import FiledForm, OutsideForm, SignForm
from donations.treasurer.reports import of, shown


@blueprint.get("/reports/<start>/<end>/file")
@needs(Right.READ)
def report_file(start: str, end: str) -> Answer:
    """Show what became of a period: its file, its filing, its amendments."""
    return _page(current(), *of(current(), start, end))


@blueprint.post("/reports/<start>/<end>/file")
@needs(Right.EXPORT)
def export(start: str, end: str) -> Answer:
    """Begin to make the file. It is kept, so that whoever closes the browser meanwhile finds it later."""
    here = current()
    standing, asked = of(here, start, end)
    form = SignForm.read(request.form, today=here.today())
    if form.problems or form.on is None:
        return _page(here, standing, asked, problems=form.problems, typed=form.values), 422
    wanted = Asked(asked.start, asked.end, asked.code, signed_on=form.on, signer=form.signer, amends=asked.amends)
    folder = here.settings.instance / "exports"
    run = exporting.start(here.desk, wanted, folder, by=current_staff().name, clock=here.now)
    if run and run.fault:
        return _page(here, standing, asked, fault=run.fault, refs=run.refs, typed=form.values), 422
    done = "export" if run and run.ended_at else None
    return redirect(url_for("treasurer.report_file", start=asked.start, end=asked.end, done=done), 303)


@blueprint.post("/reports/<start>/<end>/filed")
@needs(Right.EXPORT)
def mark_filed(start: str, end: str) -> Answer:
    """Mark the last export as filed; asked once more with its sums before the period is locked."""
    here = current()
    standing, asked = of(here, start, end)
    form = FiledForm.read(request.form, today=here.today())
    export = standing.to_file
    if export is None:
        return _page(here, standing, asked, fault="Export it first: what is filed is the file of the last export."), 422
    problems = dict(form.problems)
    if form.on and form.on < asked.end:
        problems["filed_on"] = "A period is filed after its end."
    if problems or form.on is None:
        return _page(here, standing, asked, problems=problems, typed=form.values), 422
    if request.form.get("sha256") not in {None, export.sha256}:
        told = "It was exported anew since you opened this page. Look whether the FEC has that file."
        return _page(here, standing, asked, fault=told, typed=form.values), 422
    if request.form.get("sure") != "yes":
        return _page(here, standing, asked, sure=form, typed=form.values)
    wanted = Asked(asked.start, asked.end, str(export.counts.get("code", asked.code)), amends=asked.amends)
    try:
        reports.mark_filed(
            here.desk,
            wanted,
            number=form.number,
            filed_on=form.on,
            by=current_staff().name,
            now=here.now(),
            sha256=request.form.get("sha256", ""),
        )
    except (CannotReport, NotFiled) as fault:
        return _page(here, standing, asked, problems={"number": str(fault)}, typed=form.values), 422
    return redirect(url_for("treasurer.report_file", start=asked.start, end=asked.end, done="filed"), 303)


def _page(here: Context, standing: Standing, asked: Asked, **told: Any) -> str:
    committee = here.settings.committee
    export = standing.export
    typed: Mapping[str, str] = {
        "signer": committee.reports.signer or committee.treasurer,
        "signed_on": _signed_on(here, standing),
        "filed_on": days.write(here.today()),
        "number": "",
        **told.pop("typed", {}),
    }
    return render_template(
        "treasurer/report_file.html",
        **{"problems": {}, "fault": "", "refs": (), "sure": None, "done": request.args.get("done", ""), **told},
        typed=typed,
        day=days.HINT,
        export_totals={
            name: Money(cents) for name, cents in (export.counts.get("totals", {}) if export else {}).items()
        },
        run=exporting.last(here.desk, asked.start, asked.end, here.now()),
        export_signed_on=date.fromisoformat(export.counts["signed_on"]) if export else None,
        number=len(standing.amendments) + 1,
        stated=periods.complete(here.desk, standing.others),
        **shown(here, standing, asked),
    )


def _signed_on(here: Context, standing: Standing) -> str:
    """The day on which the last export was signed while it is not filed, so that the same books give the same file."""
    last = standing.to_file
    return days.write(date.fromisoformat(last.counts["signed_on"]) if last else here.today())


# Files ---------------------------------------------------------------------------------------------------------------


@blueprint.get("/reports/<start>/<end>/download")
@needs(Right.EXPORT)
def download_export(start: str, end: str) -> Response:
    """Hand out the file of the last export, piece by piece."""
    here = current()
    standing, _ = of(here, start, end)
    return _handed(periods.exported_file(here.desk, standing.start, standing.end))


@blueprint.get("/reports/filed/<public_id>")
@needs(Right.EXPORT)
def download_filed(public_id: str) -> Response:
    """Hand out a report as it was filed, byte for byte."""
    return _handed(periods.filed_file(current().desk, public_id))


def _handed(kept: Kept | None) -> Response:
    if kept is None:
        abort(404)
    answer = Response(kept.pieces, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    answer.headers["Content-Length"] = str(kept.size)
    answer.headers["Cache-Control"] = "no-store"
    return answer


# Amounts from outside ------------------------------------------------------------------------------------------------


@blueprint.get("/reports/<start>/<end>/outside")
@needs(Right.READ)
def outside(start: str, end: str) -> Answer:
    """Show the amounts from outside this system that were stated for a period."""
    here = current()
    standing, asked = of(here, start, end)
    kept = standing.others.figures if standing.others else {}
    return _outside_page(here, standing, asked, OutsideForm.of(kept))


@blueprint.post("/reports/<start>/<end>/outside")
@needs(Right.EXPORT)
def key_outside(start: str, end: str) -> Answer:
    """Keep what was stated; what was stated before stays on record."""
    here = current()
    standing, asked = of(here, start, end)
    rows = cover.stated(here.settings.committee.office)
    form = OutsideForm.read(request.form, rows, periods.largest(here.desk))
    if form.problems:
        return _outside_page(here, standing, asked, form), 422
    by = current_staff().name
    periods.key_figures(here.desk, asked.start, asked.end, form.amounts, by=by, now=here.now())
    code = asked.code if asked.code != standing.code else None
    return redirect(url_for("treasurer.outside", start=asked.start, end=asked.end, report=code, done="kept"), 303)


def _outside_page(here: Context, standing: Standing, asked: Asked, form: OutsideForm) -> str:
    return render_template(
        "treasurer/report_outside.html",
        rows=cover.stated(here.settings.committee.office),
        cash=next(row for row in cover.stated(here.settings.committee.office) if row.key == periods.cash(here.desk)),
        form_typed=form,
        doubts=() if form.problems else cover.doubts(here.settings.committee.office, form.amounts),
        done=request.args.get("done", ""),
        **shown(here, standing, asked),
    )
