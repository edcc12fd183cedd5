"""On which day a gift on paper was made: the postmark, if its record is kept, else delivery (DAT-01, DAT-03)."""

from datetime import date


def made_on(received_on: date, postmarked_on: date | None, *, envelope_kept: bool) -> date:
    """Give the day on which the contributor let go of a gift on paper.

    The postmark counts only while the envelope, or a picture of it, is kept. One that cannot be read (None), or that
    lies behind the day on which the gift was in hand, is no evidence, and the day of delivery counts.

    Law: 11 CFR 110.1(b)(6), 110.1(l)(4).

    >>> made_on(date(2024, 6, 7), date(2024, 6, 4), envelope_kept=True)
    datetime.date(2024, 6, 4)
    >>> made_on(date(2024, 6, 7), date(2024, 6, 4), envelope_kept=False)
    datetime.date(2024, 6, 7)
    """
    if postmarked_on is None or not envelope_kept:
        return received_on
    return min(postmarked_on, received_on)
