"""What is known of a check before it is keyed: from the draft of its form, or from an earlier gift of its donor."""

from typing import Any, Final

from compliance import wording
from compliance.election import Election
from compliance.money import AmountError, Money
from donations import places
from donations.desk import Entry
from donations.drafts import Draft
from donations.treasurer.check_form import CheckForm

_LABELS: Final = {name: words.rstrip("?") for name, words in wording.LABELS.items()}
_TEXTS: Final = tuple(name for name in wording.LABELS if name != "election")


def of_draft(draft: Draft) -> dict[str, Any]:
    """The answers of a draft, as the check's form has them. The amount is not among them: it is read off the check."""
    named = {name: draft.answers.get(name) or "" for name in ("election", *_TEXTS)}
    ticked = {each.field: draft.answers.get(each.field) is True for each in wording.STATEMENTS}
    return {**named, **ticked, "has_form": True, "code": draft.code}


def of_gift(entry: Entry) -> dict[str, Any]:
    """Who gave an earlier gift, to be compared with what the check says. What was stated then is not stated again."""
    gift = entry.gift
    address = gift.contributor.address
    return {
        "first_name": gift.contributor.first_name,
        "middle_name": gift.contributor.middle_name,
        "last_name": gift.contributor.last_name,
        "suffix": gift.contributor.suffix,
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country": address.country,
        "email": gift.contributor.email,
        "phone": entry.phone,
        "work": gift.work or "",
        "occupation": gift.occupation,
        "employer": gift.employer,
    }


def listed(draft: Draft, elections: tuple[Election, ...]) -> list[tuple[str, str]]:
    """A draft's answers in words, to stand beside the check."""
    rows = [("Amount", _amount(draft)), (_LABELS["election"], _election(draft, elections))]
    rows += [(_LABELS[name], _text(draft, name)) for name in _TEXTS]
    left = [str(place) for place, each in enumerate(wording.STATEMENTS, 1) if draft.answers.get(each.field) is not True]
    rows.append(("Statements", f"Not ticked: {', '.join(left)}" if left else "All five ticked"))
    return [(label, text) for label, text in rows if text]


def differences(form: CheckForm, draft: Draft) -> list[tuple[str, str, str]]:
    """Where the check and its draft do not say the same: what it is about, the draft's word, the keyed one."""
    found = []
    keyed, stated = form.stated_amount(), _amount(draft)
    if keyed is not None and stated != str(keyed):
        found.append(("Amount", stated or "nothing", str(keyed)))
    for name in ("election", *_TEXTS):
        one, other = str(draft.answers.get(name) or ""), str(form[name].data)
        if _plain(one) != _plain(other):
            found.append((_LABELS[name], one or "nothing", other or "nothing"))
    for each in wording.STATEMENTS:
        one_ticked, other_ticked = draft.answers.get(each.field) is True, form.has_form.data and form[each.field].data
        if one_ticked != other_ticked:
            said = {True: "ticked", False: "not ticked"}
            found.append((each.paper_text, said[one_ticked], said[other_ticked]))
    return found


def _amount(draft: Draft) -> str:
    typed = str(draft.answers.get("amount") or "")
    try:
        return str(Money.parse(typed))
    except AmountError:
        return typed


def _election(draft: Draft, elections: tuple[Election, ...]) -> str:
    code = draft.answers.get("election")
    found = next((each for each in elections if each.code == code), None)
    return wording.for_election(found) if found else "Not said"


def _text(draft: Draft, name: str) -> str:
    text = str(draft.answers.get(name) or "")
    if name == "work":
        return next((words for work, words in wording.WORK.items() if work == text), text)
    if name == "country":
        return "" if text == places.HOME else places.COUNTRIES.get(text, text)
    return text


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
