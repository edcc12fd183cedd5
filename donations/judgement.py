"""A judgement: the history read from the books, put before the law, and its answer in a form that can be kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from compliance import identity, review, wording
from compliance.committee import Committee
from compliance.contribution import CardFacts, Case, CheckFacts, Contribution, Contributor
from compliance.election import Election, designated_or_next
from compliance.finding import Finding, Kind, Outcome
from compliance.money import ZERO, Money
from compliance.text import is_answer
from donations import ledger, registers, verdicts
from donations.desk import Desk
from donations.verdicts import Word

BARRING: Final = frozenset({Kind.PROHIBITED, Kind.EXCESSIVE, Kind.INCOMPLETE})
"""What stops an online gift before its card page, or lets its authorisation go. REVIEW holds, FLAG only shows."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the law says of one gift at one moment, with the gifts it was weighed against."""

    case: Case
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The one outcome: the first that applies."""
        return review.outcome(self.findings)

    @property
    def barred(self) -> bool:
        """Whether the gift may not be taken as it stands."""
        return any(finding.kind in BARRING for finding in self.findings)

    @property
    def held(self) -> bool:
        """Whether a person has to look before it is taken."""
        return not self.barred and any(finding.kind is Kind.REVIEW for finding in self.findings)

    @property
    def rules(self) -> list[str]:
        """The ids of the rules that spoke, each once, as far as the giver may read them.

        What only the history raises, and only for the treasurer to see, stays in the kept decision (ENG-05).
        """
        shown = [each for each in self.findings if not (each.from_history and each.kind is Kind.FLAG)]
        return list(dict.fromkeys(finding.rule for finding in shown))

    @property
    def remaining(self) -> Money | None:
        """What may still be given for the election."""
        return review.remaining(self.case)

    def record(self, stage: str) -> ledger.NewDecision:
        """Put it in the form in which it is kept (ENG-02): figures, ids and rules, no names."""
        totals = review.totals(self.case)
        return ledger.NewDecision(
            stage=stage,
            outcome=self.outcome,
            facts=_facts(self.case),
            sums={
                "election": totals.election.plain,
                "cycle": totals.cycle.plain,
                "calendar_year": totals.calendar_year.plain,
                "remaining_for_election": self.remaining.plain if self.remaining is not None else None,
            },
            findings=[_kept(finding) for finding in self.findings],
            versions=versions(self.case.committee),
        )


def versions(committee: Committee) -> dict[str, str]:
    """The versions of rules, words and configuration that a decision rests on."""
    return {"rules": review.RULES_VERSION, "wording": wording.VERSION, "committee": committee.version}


def keys(contributor: Contributor, card: CardFacts | None = None) -> ledger.Keys:
    """What a person's gifts are found by."""
    return ledger.Keys(
        name=identity.name_key(contributor),
        email=identity.email_key(contributor),
        address=identity.address_key(contributor),
        card=card.fingerprint if card else "",
    )


def judge(  # noqa: PLR0913 - the facts of a case
    session: Session,
    committee: Committee,
    gift: Contribution,
    at: datetime,
    *,
    card: CardFacts | None = None,
    check: CheckFacts | None = None,
    unread_amount: str | None = None,
    unreadable: tuple[str, ...] = (),
    further: Iterable[Finding] = (),
) -> Judgement:
    """Read the history and ask the law. `further` are findings about what was paid, added to the law's own."""
    committee = _owing(session, committee, gift)
    others, words = _others(session, keys(gift.contributor, card), gift.ref)
    told = [identity.Verdict(word.one, word.other, word.same) for word in words]
    history = identity.split(gift, card.fingerprint if card else "", [each.gift for each in others], told)
    case = Case(
        gift=gift,
        committee=committee,
        at=at,
        prior=tuple(history.prior),
        possible=tuple(history.possible),
        card=card,
        check=check,
        unread_amount=unread_amount,
        unreadable=unreadable,
    )
    return Judgement(case, (*review.review(case), *further))


def _owing(session: Session, committee: Committee, gift: Contribution) -> Committee:
    """The committee with what is still owed from a past election: less what has come for it since, from anybody.

    Law: 11 CFR 110.1(b)(3)(iii).
    """
    election = _past_with_debts(committee, gift)
    if election is None:
        return committee
    since = registers.received_after(session, election.code, election.on, gift.ref)
    left = replace(election, net_debts=max(election.net_debts - since, ZERO))
    return replace(committee, elections=tuple(left if each is election else each for each in committee.elections))


def _past_with_debts(committee: Committee, gift: Contribution) -> Election | None:
    election = designated_or_next(committee.elections, gift.election, gift.made_on)
    return election if election and gift.made_on > election.on and election.net_debts else None


def debt_locks(committee: Committee, gifts: Iterable[Contribution]) -> list[str]:
    """What to hold beside the persons: what is owed from a past election is one sum for all who give to it."""
    return [f"debts:{election.code}" for gift in gifts if (election := _past_with_debts(committee, gift))]


def _others(session: Session, wanted: ledger.Keys, but: str) -> tuple[list[ledger.Entry], list[Word]]:
    """Every counted gift that may concern a person, and the treasurer's words on who is who.

    What a word makes one with a record is found as that record's own gifts are, from word to word (IDN-09).
    """
    found: dict[int, ledger.Entry] = {}
    asked: set[ledger.Keys] = set()
    waiting = {wanted}
    words: list[Word] = []
    while waiting:
        for each in waiting:
            found.update({entry.id: entry for entry in registers.others(session, each, but)})
        asked |= {each.record for each in waiting}
        words = verdicts.about(session, {wanted.name, *(entry.keys.name for entry in found.values())})
        waiting = {record for word in words if word.same for record in word.records} - asked
    return [found[number] for number in sorted(found)], words


def hold(desk: Desk, session: Session, keys: Iterable[ledger.Keys], also: Iterable[str] = ()) -> None:
    """Hold whoever these records are of until the transaction ends (LIM-14), and what `also` names.

    Held are their own keys, and those of every record that a treasurer's word makes one with theirs: two records of
    one person are never judged at the same time. A word that is given while this waits is seen once it is held.
    """
    if desk.database.sqlite:  # Whoever writes there is alone.
        return
    records, held = set(keys), set[str]()
    while wanted := {*also, *(lock for each in verdicts.joined(session, records) for lock in each.locks)} - held:
        desk.database.lock(session, wanted)
        held |= wanted
        also = ()


def counted_election(committee: Committee, gift: Contribution) -> str:
    """The code of the election a gift counts for; blank when there is none."""
    election = designated_or_next(committee.elections, gift.election, gift.made_on)
    return election.code if election else ""


def _facts(case: Case) -> dict[str, Any]:
    gift, card = case.gift, case.card
    facts: dict[str, Any] = {
        "amount": gift.amount.plain,
        "currency": gift.currency,
        "method": gift.method,
        "designated": gift.election,
        "election": counted_election(case.committee, gift),
        "made_on": gift.made_on.isoformat(),
        "country": gift.contributor.address.country,
        "work": gift.work,
        "answered": {"occupation": is_answer(gift.occupation), "employer": is_answer(gift.employer)},
        "statements": asdict(gift.attestation) if gift.attestation else None,
        "limit": review.limit_in_force(case.committee, gift.made_on).amount.plain,
        "prior": [each.ref for each in case.prior],
        "possible": [each.ref for each in case.possible],
    }
    if card:
        facts["card"] = {
            "country": card.country,
            "funding": card.funding,
            "brand": card.brand,
            "wallet": card.wallet,
            "cvc_check": card.cvc_check,
            "line1_check": card.line1_check,
            "postal_code_check": card.postal_code_check,
            "risk_level": card.risk_level,
        }
    return facts


def _kept(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "outcome": finding.outcome,
        "field": finding.field,
        "citation": finding.citation,
        "message": finding.message,
        "from_history": finding.from_history,
        "excess": finding.excess.plain if finding.excess else None,
    }
