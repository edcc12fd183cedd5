"""Receipt: what a contributor keeps. One page, black only, the same hand as the donor's page.

The same receipt gives the same bytes, so that a copy made years later can be compared with the first.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final, Self

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from compliance import wording
from compliance.committee import Committee
from compliance.contribution import Attestation, Contribution, Contributor
from compliance.election import designated_or_next
from compliance.money import Money
from donations.paper.lettering import SANS, SERIF, fitting, lines, settable
from donations.paper.sheet import HEIGHT, LEFT, ROOM, Face, Sheet

_LABEL: Final = 96.0
_ABROAD: Final = "ZZ"
_SIZES: Final = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts of one received contribution. `contributor` is the name, then the lines of the address.

    `card` says with what it was paid ("Visa ending in 4242"); `test` marks a receipt for which no real money moved.
    """

    committee: Committee
    contributor: tuple[str, ...]
    amount: Money
    election_words: str
    made_on: date
    reference: str
    card: str
    statements: tuple[str, ...]
    test: bool = False

    @classmethod
    def of(
        cls, committee: Committee, contribution: Contribution, reference: str, card: str, *, test: bool = False
    ) -> Self:
        """Gather the receipt of a contribution; an undesignated one names the election that it counts for."""
        election = designated_or_next(committee.elections, contribution.election, contribution.made_on)
        return cls(
            committee=committee,
            contributor=_lines_of(contribution.contributor),
            amount=contribution.amount,
            election_words=wording.for_election(election) if election else "",
            made_on=contribution.made_on,
            reference=reference,
            card=card,
            statements=_stated(contribution.attestation),
            test=test,
        )

    @property
    def facts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the page lists: a word, and what stands beside it."""
        listed = (
            ("To", (self.committee.name,)),
            ("For", (self.election_words,)),
            ("Date", (wording.long_date(self.made_on),)),
            ("From", self.contributor),
            ("Paid with", (self.card,)),
            ("Reference", (self.reference,)),
        )
        return tuple((word, told) for word, texts in listed if (told := tuple(text for text in texts if text)))


def receipt_pdf(receipt: Receipt) -> bytes:
    """Set the receipt on one page of US Letter and give the PDF."""
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=letter, invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle(f"Receipt {settable(receipt.reference)}")
    canvas.setAuthor(settable(receipt.committee.name))
    canvas.setSubject("Contribution receipt")
    canvas.setCreator("donations")
    sheet = Sheet(canvas)
    _facts(sheet, receipt, _head(sheet, receipt), _foot(sheet, receipt))
    sheet.draw()
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _lines_of(contributor: Contributor) -> tuple[str, ...]:
    parts = (contributor.first_name, contributor.middle_name, contributor.last_name, contributor.suffix)
    home = contributor.address
    state = "" if home.state == _ABROAD else home.state
    place = ", ".join(filter(None, (home.city, " ".join(filter(None, (state, home.postal_code))))))
    country = "" if home.country == "US" else home.country
    return tuple(x for x in (" ".join(filter(None, parts)), home.line1, home.line2, place, country) if x)


def _stated(attestation: Attestation | None) -> tuple[str, ...]:
    return tuple(
        statement.text
        for statement in wording.STATEMENTS
        if attestation and getattr(attestation, statement.field.removeprefix("attest_"))
    )


def _head(sheet: Sheet, receipt: Receipt) -> float:
    """Set the committee, the title and the sum; answer where the next thing may begin."""
    y = HEIGHT - 60
    sheet.rule(y, 6)
    if receipt.test:
        sheet.put(y + 12, Face(SERIF, 11), "TEST - no real money")
    y -= 10
    name = Face(SERIF, fitting(receipt.committee.name, SERIF, (14, 12, 10), ROOM))
    for text in lines(receipt.committee.name, *name, ROOM)[:3]:
        y -= name.size * 1.3
        sheet.put(y, name, text)
    address = receipt.committee.address
    where = [*(address.lines if address else ()), receipt.committee.fec_id and f"FEC ID {receipt.committee.fec_id}"]
    for text in lines(" · ".join(filter(None, where)), SANS, 9, ROOM)[:2]:
        y -= 13
        sheet.put(y, Face(SANS, 9), text)
    y -= 10
    sheet.rule(y, 0.75)
    sheet.put(y - 46, Face(SERIF, 26), "Receipt")
    sheet.put(y - 100, Face(SERIF, 44), str(receipt.amount))
    return y - 122


def _facts(sheet: Sheet, receipt: Receipt, top: float, bottom: float) -> None:
    """Set the list of facts between two heights, in the largest size at which all of it fits."""
    size, rows = _fitted(receipt, top - bottom)
    y = top
    for word, texts in rows:
        sheet.rule(y, 0.5)
        y -= size * 0.55
        for index, text in enumerate(texts):
            y -= size * 1.35
            if y < bottom:
                return
            if not index:
                sheet.put(y, Face(SANS, size), word)
            sheet.put(y, Face(SANS, size), text, x=LEFT + _LABEL)
        y -= size * 0.75
    sheet.rule(y, 0.5)


def _fitted(receipt: Receipt, height: float) -> tuple[float, list[tuple[str, list[str]]]]:
    for size in _SIZES:
        rows = [
            (word, [line for text in texts for line in lines(text, SANS, size, ROOM - _LABEL)])
            for word, texts in receipt.facts
        ]
        if sum(size * (1.35 * len(texts) + 1.3) for _, texts in rows) <= height:
            break
    return size, rows


def _foot(sheet: Sheet, receipt: Receipt) -> float:
    """Set, from the bottom up, who pays, the notices and the statements; answer the height that is left above."""
    payer = lines(wording.paid_for_by(receipt.committee), SERIF, 12, ROOM - 24)[:4]
    y = 66.0 + 16 * len(payer)
    sheet.box(54, y)
    for index, text in enumerate(payer):
        sheet.put(y - 18 - 16 * index, Face(SERIF, 12), text, x=None)
    y += 14
    for notice in (wording.BEST_EFFORTS, wording.NOT_DEDUCTIBLE):
        y = sheet.up(y, Face(SANS, 9.5), lines(notice, SANS, 9.5, ROOM)) + 6
    y += 8
    for statement in reversed(receipt.statements):
        y = sheet.up(y, Face(SANS, 10), lines(statement, SANS, 10, ROOM - 20), x=LEFT + 20)
        sheet.tick(y - 14.5)
        y += 4
    if receipt.statements:
        y += 6
        sheet.put(y, Face(SERIF, 12), "Stated by the contributor")
        y += 22
        sheet.rule(y, 3)
    return y + 16
