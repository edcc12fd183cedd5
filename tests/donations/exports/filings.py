"""Filings put together by hand, of invented donors: every kind of entry this system writes, on Form 3P, 3 and 6.

The figures were added up by hand, beside the entries they come from.
"""

from datetime import date

from compliance.committee import Office
from compliance.money import ZERO, Money
from donations.exports import fec_file, layouts
from donations.exports.records import (
    Cover,
    Entry,
    Filer,
    Name,
    Notice,
    Payment,
    Place,
    Refund,
    ScheduleA,
    Statement,
    Status,
    Urgent,
)

PRESIDENT = Filer(
    Office.PRESIDENT, "C00999999", "Example for President", Place("PO Box 3", "", "Des Moines", "IA", "50309")
)
HOUSE = Filer(
    Office.HOUSE, "C00999999", "Example for Congress", Place("PO Box 3", "", "Des Moines", "IA", "50309"), "IA", "03"
)
TREASURER = Name("Doe", "Pat")
START, END, SIGNED = date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 14)

_OCHIENG = Name("Ochieng", "Ben", "Q", "", "Jr"), Place("4 Oak Ave", "Apt 2", "Des Moines", "IA", "503091234")
_MULLER = Name("Müller", "Zoë"), Place("12 Elm St", "", "Springfield", "VA", "22150")
_NG = Name("Ng", "Carol"), Place("88 Bay Rd", "", "Oakland", "CA", "94601")
_PATEL = Name("Patel", "Dev", prefix="Dr"), Place("5 Hill St", "", "Edison", "NJ", "08817")
_FOX = Name("Fox", "Fred"), Place("7 Lake Dr", "", "Erie", "PA", "16501")
_ROY = Name("Roy", "“Kit”"), Place("2 Rue Neuve", "", "Lyon, FR", "ZZ", "69001")
_GARY = Name("Gray", "Gary"), Place("9 Pine Ct", "", "Boise", "ID", "83702")
_GINA = Name("Gray", "Gina"), Place("9 Pine Ct", "", "Boise", "ID", "83702")


def entries(office: Office) -> tuple[Entry, ...]:
    """The first quarter of 2027: $13,775.01 itemized net of the two negative entries; memo entries count nowhere."""
    p, g, line = "P2028", "G2028", fec_file.Body(office, "C00999999")
    a, ocho = line.individuals, ("Self-employed", "Farmer")
    day = date(2027, 1, 20)
    return (
        ScheduleA("C4B", *_FOX, p, date(2027, 1, 3), Money(-300_00), ZERO, purpose="Returned check of 2026-12-15"),
        ScheduleA(
            "C21", *_GARY, p, date(2027, 3, 1), Money(6000_00), Money(6000_00), "Gray & Co", "Owner"
        ),
        ScheduleA(
            "M8F", *_GARY, p, date(2027, 3, 5), Money(-2700_00), Money(3300_00), "Gray & Co", "Owner",
            memo=True, memo_text="Reattribution to Gina Gray", back_reference="C21", back_schedule=a,
        ),
        ScheduleA(
            "C34P", *_GINA, p, date(2027, 3, 5), Money(2700_00), Money(2700_00), "Gray & Co", "Manager",
            memo=True, memo_text="Reattribution from Gary Gray", back_reference="C21", back_schedule=a,
        ),
        # 150.00 and 50.00 before it stand in the unitemized sum; 100.00 was refunded before the last.
        ScheduleA("C17", *_MULLER, p, date(2027, 2, 20), Money(1), Money(200_01), "Straße GmbH", "Engineer"),
        ScheduleA("C19", *_MULLER, p, date(2027, 3, 20), Money(25_00), Money(125_01), "Straße GmbH", "Engineer"),
        ScheduleA("C14", *_NG, p, date(2027, 2, 1), Money(3500_00), Money(3500_00), "None", "Retired"),
        ScheduleA(
            "M7F", *_NG, p, date(2027, 2, 28), Money(-200_00), Money(3500_00), "None", "Retired",
            memo=True, memo_text="Redesignation to G2028", back_reference="C14", back_schedule=a,
        ),
        ScheduleA(
            "M7T", *_NG, g, date(2027, 2, 28), Money(200_00), Money(3500_00), "None", "Retired",
            memo=True, memo_text="Redesignation from P2028", back_reference="C14", back_schedule=a,
        ),
        ScheduleA("C11", *_OCHIENG, p, day, Money(3300_00), Money(3300_00), *ocho),
        ScheduleA("C12", *_OCHIENG, g, day, Money(1000_00), Money(4300_00), *ocho),
        ScheduleA("C10", *_PATEL, p, date(2027, 1, 5), Money(500_00), Money(500_00), "City of Edison", "Teacher"),
        ScheduleA(
            "D5", *_ROY, p, date(2027, 1, 9), Money(-250_00), ZERO, "Information requested", "Information requested",
            purpose="Chargeback of receipt of 2026-12-20",
        ),
        Refund("R3", *_PATEL, p, date(2027, 1, 10), Money(500_00), "Contribution refund"),
        Payment(
            "F202703", "Stripe, Inc.", Place("354 Oyster Point Blvd", "", "South San Francisco", "CA", "94080"),
            date(2027, 3, 31), Money(441_20), "Credit card processing fees",
        ),
        Statement("TF202703", "Fees withheld by the processor; receipts are gross.", line.operating, "F202703"),
    )  # fmt: skip


def about_report(form_type: str) -> Statement:
    """A statement about the whole report."""
    return Statement("T1", "Receipts, refunds and processor fees only — not a complete report.", form_type)


def figures(office: Office) -> dict[tuple[str, str], Money]:
    """Every line of the form, from the entries above and from 325.00 unitemized, 100.00 of it refunded.

    Before the period the cycle had 550.00 itemized and 200.00 not.
    """
    itemized, total = Money(13775_01), Money(14100_01)
    before = {"itemized": Money(14325_01), "unitemized": Money(525_00), "total": Money(14850_01)}
    spent, refunded, fees, close = Money(1041_20), Money(600_00), Money(441_20), Money(14058_81)
    cash, subtotal, unitemized = Money(1000_00), Money(15100_01), Money(325_00)
    if office is Office.PRESIDENT:
        told = {
            "A": {
                "6": cash, "7": total, "8": subtotal, "9": spent, "10": close, "14": Money(14250_01), "15": fees,
                "17ai": itemized, "17aii": unitemized, "17aiii": total, "17e": total, "22": total,
                "23": fees, "28a": refunded, "28d": refunded, "30": spent,
            },
            "B": {
                "17ai": before["itemized"], "17aii": before["unitemized"], "17aiii": before["total"],
                "17e": before["total"], "22": before["total"], "23": fees, "28a": refunded, "28d": refunded,
                "30": spent,
            },
        }  # fmt: skip
    else:
        told = {
            "A": {
                "6a": total, "6b": refunded, "6c": Money(13500_01), "7a": fees, "7c": fees, "8": close,
                "11ai": itemized, "11aii": unitemized, "11aiii": total, "11e": total, "16": total,
                "17": fees, "20a": refunded, "20d": refunded, "22": spent,
                "23": cash, "24": total, "25": subtotal, "26": spent, "27": close,
            },
            "B": {
                "6a": before["total"], "6b": refunded, "6c": Money(14250_01), "7a": fees, "7c": fees,
                "11ai": before["itemized"], "11aii": before["unitemized"], "11aiii": before["total"],
                "11e": before["total"], "16": before["total"], "17": fees, "20a": refunded, "20d": refunded,
                "22": spent,
            },
        }  # fmt: skip
    lines = [column.line for column in layouts.layout(layouts.form(office).form).columns if column.line is not None]
    return {(column, line): told[column].get(line, ZERO) for column, line in lines}


def a_cover(office: Office, status: Status = Status.NEW) -> Cover:
    """The first quarter's cover."""
    primary = office is Office.PRESIDENT
    return Cover(status, "Q1", START, END, TREASURER, SIGNED, figures(office), primary=primary)


def a_report(filer: Filer, status: Status = Status.NEW, *, original: str = "", number: int = 0) -> bytes:
    """A whole report."""
    body = fec_file.Body(filer.office, filer.committee_id)
    told = (*entries(filer.office), about_report(fec_file.form_type(filer, status)))
    return b"".join(
        (
            fec_file.header("Example Ledger", "1.0", original=original, number=number),
            fec_file.cover(filer, a_cover(filer.office, status)),
            *map(body.line, told),
        )
    )


def a_notice() -> bytes:
    """A 48-hour notice of two contributions."""
    body = fec_file.Body(HOUSE.office, HOUSE.committee_id)
    told = Notice(Status.NEW, "H8IA03999", Name("Roe", "Rae"), TREASURER, date(2028, 5, 24))
    return b"".join(
        (
            fec_file.header("Example Ledger", "1.0"),
            fec_file.notice(HOUSE, told),
            body.line(Urgent("C51", *_OCHIENG, date(2028, 5, 23), Money(3300_00), "Self-employed", "Farmer")),
            body.line(Urgent("C52", *_MULLER, date(2028, 5, 23), Money(1000_00), "Straße GmbH", "Engineer")),
        )
    )
