"""Deadlines: every date on its last day, and the work that a recorded contribution opens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from compliance import deadlines, review
from compliance.committee import Filer, Reports
from compliance.contribution import AccountKind, Case, Method, Standing, Work
from compliance.deadlines import Deadline, Task, TaskKind
from compliance.election import Election
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from tests.compliance.test_review import cases
from tests.factories import (
    a_case,
    a_check,
    a_committee,
    a_contribution,
    a_contributor,
    a_refund,
    an_address,
    an_attestation,
    an_earlier_gift,
)

RECEIVED = date(2024, 3, 15)
TENTH, THIRTIETH, SIXTIETH = date(2024, 3, 25), date(2024, 4, 14), date(2024, 5, 14)
UNANSWERED: dict[str, Any] = {"work": Work.EMPLOYED, "occupation": "", "employer": ""}
NOBODY = a_contributor(first_name="", last_name="")


def work(case: Case, **known: Any) -> tuple[Task, ...]:
    """The work for a case, with all that the law finds."""
    return deadlines.work_for(case, review.review(case), **known)


def on_paper(amount: str = "$100", facts: Any = None, prior: Any = (), **changes: Any) -> Case:
    """A gift by check."""
    gift = a_contribution(amount, **({"method": Method.CHECK} | changes))
    return a_case(gift, prior, check=facts or a_check())


@pytest.mark.parametrize(
    "deadline, due_on, citation",
    [
        (deadlines.forward(RECEIVED), TENTH, "102.8(a)"),
        (deadlines.deposit(RECEIVED), TENTH, "103.3(a)"),
        (deadlines.best_efforts(RECEIVED), THIRTIETH, "104.7(b)(2)"),
        (deadlines.excess(RECEIVED), SIXTIETH, "103.3(b)(3)"),
        (deadlines.excess_deposit(RECEIVED), TENTH, "103.3(b)(3)"),
        (deadlines.questionable(RECEIVED), THIRTIETH, "103.3(b)(1)"),
        (deadlines.questionable_deposit(RECEIVED), TENTH, "103.3(b)(1)"),
        (deadlines.discovered_illegal(RECEIVED), THIRTIETH, "103.3(b)(2)"),
    ],
)
def test_each_deadline_has_its_day_and_its_law(deadline: Deadline, due_on: date, citation: str) -> None:
    assert deadline.due_on == due_on
    assert citation in deadline.citation
    assert deadline.sentence.endswith(".")


@pytest.mark.parametrize(
    "days_before, falls",
    [(21, False), (20, False), (19, True), (3, True), (2, False), (1, False), (0, False), (-1, False)],
)
@pytest.mark.parametrize("election", [0, 1])
def test_the_notice_is_owed_from_the_19th_to_the_3rd_day_before_any_election(
    days_before: int, falls: bool, election: int
) -> None:
    committee = a_committee()
    wanted = committee.elections[election]

    found = deadlines.notice_election(committee, wanted.on - timedelta(days=days_before))

    assert found == (wanted if falls else None)


def test_of_two_elections_near_the_first_is_named() -> None:
    runoff = Election("R2024", date(2024, 6, 10))
    committee = a_committee(elections=(runoff, *a_committee().elections))

    found = deadlines.notice_election(committee, date(2024, 6, 1))

    assert found is not None
    assert found.code == "P2024"


@pytest.mark.parametrize("filer, owed", [(Filer.QUARTERLY, ["P2024", "G2024"]), (Filer.MONTHLY, ["G2024"])])
def test_a_monthly_filer_owes_no_notices_before_a_primary(filer: Filer, owed: list[str]) -> None:
    committee = a_committee(reports=Reports(filer=filer))

    found = [deadlines.notice_election(committee, each.on - timedelta(days=7)) for each in committee.elections]

    assert [election.code for election in found if election] == owed
    assert deadlines.notice_windows(committee) == tuple(
        (each.on - timedelta(days=19), each.on - timedelta(days=3)) for each in committee.elections if each.code in owed
    )


def test_the_sum_of_the_last_days_is_shown_beside_the_amount_that_calls_for_a_notice() -> None:
    others = [an_earlier_gift("$400", on=LAST_DAYS), an_earlier_gift("$50", on=date(2024, 5, 1))]

    near = a_case(a_contribution("$1,000", on=date(2024, 5, 16)), others)
    far = a_case(a_contribution("$1,000", on=date(2024, 5, 1)), others)

    assert deadlines.notice_sum(near) == Money(1_400_00)
    assert deadlines.notice_sum(far) == Money(1_000_00)
    assert deadlines.notice_from(date(2024, 5, 16)) == Money(1_000_00)


def test_hours_are_elapsed_hours_also_when_clocks_change() -> None:
    before_the_change = datetime(2024, 11, 2, 12, tzinfo=ZoneInfo("America/New_York"))

    due_at = deadlines.notice_due_at(before_the_change)

    assert due_at == datetime(2024, 11, 4, 16, tzinfo=UTC)
    assert due_at.astimezone(ZoneInfo("America/New_York")).hour == 11


LAST_DAYS = date(2024, 5, 20)


@pytest.mark.parametrize(
    "amount, prior, kind",
    [
        pytest.param("$999.99", [], None, id="a cent below"),
        pytest.param("$1,000", [], TaskKind.NOTICE, id="exactly a thousand"),
        pytest.param("$999.99", [an_earlier_gift("$5,000", on=date(2024, 5, 15))], None, id="the other came before"),
        pytest.param("$500", [an_earlier_gift("$499.99", on=LAST_DAYS)], None, id="together a cent below"),
        pytest.param("$500", [an_earlier_gift("$500", on=LAST_DAYS)], TaskKind.NOTICE_OF_SUM, id="together"),
        pytest.param("$500", [an_earlier_gift("$500", on=date(2024, 6, 1))], TaskKind.NOTICE_OF_SUM, id="last day"),
        pytest.param("$500", [an_earlier_gift("$500", on=date(2024, 6, 2))], None, id="the other came after"),
        pytest.param("$1,000", [an_earlier_gift("$500", on=LAST_DAYS)], TaskKind.NOTICE, id="alone and together"),
        pytest.param(
            "$500", [an_earlier_gift("$500", on=LAST_DAYS, adjustments=(a_refund("$1"),))], None, id="less a refund"
        ),
        pytest.param("$500", [an_earlier_gift("$500", on=LAST_DAYS, standing=Standing.FAILED)], None, id="failed"),
    ],
)
def test_a_thousand_dollars_in_the_last_days_calls_for_a_notice(amount: str, prior: Any, kind: TaskKind | None) -> None:
    tasks = deadlines.work_for(a_case(a_contribution(amount, on=date(2024, 5, 16)), prior), ())

    assert [task.kind for task in tasks] == ([kind] if kind else [])
    for task in tasks:
        assert task.rule == "RPT-07"
        assert task.due_at == datetime(2024, 5, 18, 4, tzinfo=UTC)
        assert task.due_on == date(2024, 5, 18)


def test_a_gift_for_another_election_and_the_candidates_own_call_for_it_too() -> None:
    gift = a_contribution("1000", on=date(2024, 5, 16), election="G2024", contributor=a_contributor(is_candidate=True))

    (task,) = deadlines.work_for(a_case(gift), (), received_at=datetime(2024, 5, 16, 20, tzinfo=UTC))

    assert task.due_at == datetime(2024, 5, 18, 20, tzinfo=UTC)
    assert "$1,000" in task.sentence
    assert "primary election" in task.sentence


def test_a_clean_gift_by_card_opens_nothing_and_one_on_paper_its_deposit() -> None:
    assert work(a_case()) == ()

    (task,) = work(on_paper())

    assert (task.kind, task.rule, task.due_on) == (TaskKind.DEPOSIT, "TRE-01", TENTH)
    assert [step.due_on for step in task.earlier] == [TENTH]


def test_the_deposit_counts_from_the_treasurers_receipt_and_the_handing_on_from_the_first() -> None:
    (task,) = work(on_paper(), treasurer_received_on=date(2024, 3, 20))

    assert task.due_on == date(2024, 3, 30)
    assert [step.due_on for step in task.earlier] == [TENTH]


@pytest.mark.parametrize("method", Method)
def test_only_paper_is_deposited_by_hand(method: Method) -> None:
    kinds = {task.kind for task in work(a_case(a_contribution("50", method=method)))}

    assert kinds == ({TaskKind.DEPOSIT} if method in {Method.CHECK, Method.CASH} else set())


@pytest.mark.parametrize(
    "case, kind, rule, due_on, earlier",
    [
        pytest.param(on_paper("5000"), TaskKind.EXCESS, "LIM-01", SIXTIETH, [TENTH], id="over the limit"),
        pytest.param(
            replace(on_paper("10"), committee=a_committee(elections=())),
            TaskKind.LOOK, "LIM-05", TENTH, [], id="an unknown election",
        ),
        pytest.param(
            replace(on_paper("10", election=None), committee=a_committee(elections=())),
            TaskKind.EXCESS, "LIM-06", SIXTIETH, [TENTH], id="for no election ahead",
        ),
        pytest.param(
            on_paper(facts=a_check(account=AccountKind.BUSINESS)),
            TaskKind.SOURCE, "SRC-09", THIRTIETH, [TENTH], id="a business's account",
        ),
        pytest.param(
            on_paper(facts=a_check(foreign_bank=True)), TaskKind.SOURCE, "SRC-07", THIRTIETH, [TENTH], id="bank abroad"
        ),
        pytest.param(
            on_paper(attestation=an_attestation(citizenship=False, age=False)),
            TaskKind.STATEMENTS, "SRC-01", THIRTIETH, [], id="statements left out",
        ),
        pytest.param(
            on_paper("50.01", a_check(has_image=False)), TaskKind.IMAGE, "REC-03", TENTH, [], id="no picture"
        ),
        pytest.param(on_paper(facts=a_check(signers=())), TaskKind.ATTRIBUTION, "LIM-10", TENTH, [], id="unsigned"),
        pytest.param(
            on_paper(facts=a_check(signers=("Robin Sample", "Chris Sample"))),
            TaskKind.ATTRIBUTION, "LIM-10", TENTH, [], id="two signers",
        ),
        pytest.param(
            on_paper("200.01", **UNANSWERED),
            TaskKind.OCCUPATION_AND_EMPLOYER, "IDN-03", THIRTIETH, [], id="occupation and employer",
        ),
        pytest.param(
            on_paper(contributor=a_contributor(address=an_address(line1=""))),
            TaskKind.IDENTIFICATION, "IDN-02", THIRTIETH, [], id="no address",
        ),
        pytest.param(
            replace(on_paper(), possible=(an_earlier_gift("$10"),)),
            TaskKind.SAME_DONOR, "IDN-09", TENTH, [], id="perhaps the same person",
        ),
        pytest.param(
            replace(on_paper(), committee=a_committee(treasurer_in_office=False)),
            TaskKind.RETURN, "SRC-13", TENTH, [], id="no treasurer",
        ),
        pytest.param(
            a_case(a_contribution("150", method=Method.CASH)),
            TaskKind.CURRENCY, "SRC-10", TENTH, [], id="too much currency",
        ),
    ],
)  # fmt: skip
def test_a_finding_opens_its_work_by_its_day(
    case: Case, kind: TaskKind, rule: str, due_on: date, earlier: list[date]
) -> None:
    opened = [task for task in work(case) if task.kind is not TaskKind.DEPOSIT]

    assert [(task.kind, task.rule, task.due_on) for task in opened] == [(kind, rule, due_on)]
    assert [step.due_on for task in opened for step in task.earlier] == earlier
    assert all(task.sentence.endswith(".") and task.citation for task in opened)


def test_the_sentence_tells_the_sum_and_what_is_missing() -> None:
    sentences = {task.kind: task.sentence for task in work(on_paper("5000", **UNANSWERED))}

    assert "$1,700" in sentences[TaskKind.EXCESS]
    assert "occupation and employer" in sentences[TaskKind.OCCUPATION_AND_EMPLOYER]
    case = a_case(a_contribution("150.50", method=Method.CASH))
    assert "$50.50" in {task.kind: task.sentence for task in work(case)}[TaskKind.CURRENCY]


def test_several_findings_of_a_sort_are_one_task() -> None:
    kinds = [task.kind for task in work(on_paper("10", a_check(account=AccountKind.TRUST, foreign_bank=True)))]

    assert kinds == [TaskKind.DEPOSIT, TaskKind.SOURCE]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("rule", ["SRC-99", "XXX-99"])
def test_no_finding_but_a_mere_flag_is_dropped(kind: Kind, rule: str) -> None:
    finding = Finding(kind, rule, Outcome.HELD_FOR_REVIEW, "Text.", "law")

    tasks = deadlines.work_for(a_case(), (finding,))

    assert len(tasks) == (0 if kind is Kind.FLAG else 1)


def test_work_about_nothing_in_particular_is_named_work() -> None:
    finding = Finding(Kind.INCOMPLETE, "IDN-03", Outcome.NEEDS_OCCUPATION_EMPLOYER, "Text.", "law")

    (task,) = deadlines.work_for(a_case(), (finding,))

    assert "the work" in task.sentence


@given(cases)
def test_every_finding_that_bars_or_holds_opens_work_in_the_order_of_its_days(case: Case) -> None:
    findings = review.review(case)

    tasks = deadlines.work_for(case, findings)

    assert [task.due_on for task in tasks] == sorted(task.due_on for task in tasks)
    assert len({task.kind for task in tasks}) == len(tasks)
    assert bool(tasks) or all(finding.kind is Kind.FLAG for finding in findings)
    for task in tasks:
        assert all(step.due_on <= task.due_on for step in task.earlier) or task.kind is TaskKind.DEPOSIT
        assert task.due_on >= case.gift.received_on
        assert case.gift.amount >= Money(1_000_00) or task.kind is not TaskKind.NOTICE
