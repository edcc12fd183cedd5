"""Screening: described gifts in, outcomes out; the same engine, and no document keeps the next from being judged."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import review, wording
from compliance.finding import Outcome
from donations import screening

COMMITTEE: dict[str, Any] = {
    "name": "Example for Congress",
    "office": "H",
    "timezone": "America/New_York",
    "treasurer_in_office": True,
    "cycle": {"start": "2022-11-09", "end": "2024-11-05"},
    "cap": "3300.00",
    "minimum": "1.00",
    "prepaid_cards": "hold",
    "elections": [{"code": "P2024", "date": "2024-06-04"}, {"code": "G2024", "date": "2024-11-05"}],
    "net_debts_outstanding": {"P2024": "0.00"},
}
DONOR: dict[str, Any] = {
    "first": "Robin",
    "middle": "",
    "last": "Sample",
    "suffix": "",
    "email": "robin@example.org",
    "address": {
        "line1": "1 Test Road",
        "line2": "",
        "city": "Columbus",
        "state": "OH",
        "zip": "43215",
        "country": "US",
    },
}
ELSEWHERE: dict[str, Any] = {"line1": "9 Far Lane", "city": "Reno", "state": "NV", "zip": "89501"}
PAYMENT: dict[str, Any] = {
    "method": "card",
    "card_country": "US",
    "card_funding": "credit",
    "cvc_check": "pass",
    "avs_street": "pass",
    "avs_postal": "pass",
    "card_fingerprint": "fp_1",
    "name_on_card": "Robin Sample",
}
STATEMENTS = ("citizenship", "own_funds", "personal_card", "age", "not_contractor")


def a_document(**contribution: Any) -> dict[str, Any]:
    """A lawful gift of $250 before payment, without history."""
    document = {
        "committee": COMMITTEE,
        "now": "2024-03-15T15:00:00-04:00",
        "history": [],
        "contribution": {
            "channel": "online_card",
            "amount": "250.00",
            "currency": "USD",
            "election": "P2024",
            "donor": DONOR,
            "work": "employed",
            "occupation": "Carpenter",
            "employer": "Example Joinery",
            "attestations": dict.fromkeys(STATEMENTS, True),
        }
        | contribution,
    }
    return copy.deepcopy(document)


def an_entry(amount: Any = "3200.00", **changes: Any) -> dict[str, Any]:
    """An entry of the history, by the same donor."""
    entry: dict[str, Any] = {
        "ref": "g1",
        "amount": amount,
        "authorized_at": "2024-01-10T12:00:00-05:00",
        "election": "P2024",
        "channel": "online_card",
        "status": "completed",
        "donor": "same_as_contribution",
        "refunds": [],
        "dispute": None,
    }
    return copy.deepcopy(entry | changes)


def outcome(document: dict[str, Any]) -> str:
    """The outcome alone."""
    return str(screening.screen(document)["outcome"])


def rules(document: dict[str, Any]) -> list[str]:
    """The rules of the findings."""
    return [finding["rule"] for finding in screening.screen(document)["findings"]]


def with_history(*entries: dict[str, Any], **contribution: Any) -> dict[str, Any]:
    """A gift with history."""
    return a_document(**contribution) | {"history": list(entries)}


def with_committee(**changes: Any) -> dict[str, Any]:
    """A gift to another committee."""
    return a_document() | {"committee": copy.deepcopy(COMMITTEE) | changes}


def test_the_worked_example_comes_out_as_worked() -> None:
    refund = {"amount": "100.00", "status": "succeeded", "at": "2024-02-01T12:00:00-05:00"}

    result = screening.screen(with_history(an_entry(refunds=[refund]), payment=PAYMENT))

    (finding,) = result.pop("findings")
    versions = result.pop("versions")
    assert result == {
        "outcome": "rejected_over_cap",
        "remaining_for_election": "200.00",
        "totals": {"election": "3100.00", "cycle": "3100.00", "calendar_year": "3100.00"},
    }
    assert "$200" in finding.pop("message")
    assert finding == {
        "rule": "LIM-01",
        "kind": "EXCESSIVE",
        "field": "amount",
        "citation": "11 CFR 110.1(b)(1)",
        "excess": "50.00",
    }
    assert versions.keys() == {"rules", "wording", "committee"}
    assert (versions["rules"], versions["wording"]) == (review.RULES_VERSION, wording.VERSION)


def test_a_file_with_input_and_output_is_read_at_its_input() -> None:
    assert outcome({"input": a_document(), "output": {}}) == "accepted"


@pytest.mark.parametrize("payment", [{}, {"payment": None}, {"payment": {"method": "card"}}, {"payment": PAYMENT}])
def test_a_lawful_gift_is_accepted_before_and_after_payment(payment: dict[str, Any]) -> None:
    assert screening.screen(a_document(**payment))["findings"] == []


OUTCOMES: dict[str, dict[str, Any]] = {
    "intake_closed": with_committee(treasurer_in_office=False),
    "invalid_amount": a_document(amount="1.234"),
    "below_minimum": a_document(amount="0.99"),
    "invalid_input": a_document(election="R2024"),
    "needs_identification": a_document(donor=DONOR | {"last": "n/a"}),
    "rejected_attestation": a_document(attestations={"citizenship": True}),
    "rejected_ineligible": a_document(donor=DONOR | {"first": "Acme", "last": "LLC"}),
    "not_accepted_for_past_election": a_document() | {"now": "2024-06-05T00:01:00-04:00"},
    "rejected_over_cap": a_document(amount="3300.01"),
    "needs_occupation_employer": a_document(employer="n/a"),
    "rejected_payment_method": a_document(payment=PAYMENT | {"cvc_check": "fail"}),
    "needs_evidence": a_document(payment=PAYMENT | {"card_country": "CA"}),
    "held_for_review": a_document(payment=PAYMENT | {"name_on_card": "Acme LLC"}),
    "accepted_flagged": a_document(payment=PAYMENT | {"name_on_card": "Robin Jones"}),
    "accepted": a_document(),
}


@pytest.mark.parametrize("expected", Outcome)
def test_every_outcome_can_be_reached(expected: Outcome) -> None:
    assert outcome(OUTCOMES[expected]) == expected


@pytest.mark.parametrize(
    "amount", [250, 250.0, None, True, ["250.00"], {"amount": "1"}, "", "1e3", float("inf")], ids=str
)
def test_an_amount_that_is_no_text_or_no_amount_is_an_invalid_amount(amount: object) -> None:
    assert outcome(a_document(amount=amount)) == "invalid_amount"


def test_each_missing_statement_is_named() -> None:
    assert rules(a_document(attestations=dict.fromkeys(STATEMENTS))) == [f"SRC-0{number}" for number in range(1, 6)]
    assert rules(a_document(attestations=None)) == [f"SRC-0{number}" for number in range(1, 6)]
    assert rules(a_document(attestations=None, channel="offline_check")) == []


@pytest.mark.parametrize(
    "status, counts",
    [
        ("completed", True), ("authorized", True), ("held", True), ("failed", False), ("cancelled", False),
        ("expired", False), ("bounced", False), ("returned_undeposited", False), (None, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("channel", ["online_card", "offline_check", "cash", "in_kind", "loan", "earmarked"])
def test_what_counts_depends_on_status_and_never_on_channel(status: str | None, channel: str, counts: bool) -> None:
    result = screening.screen(with_history(an_entry("100.00", status=status, channel=channel)))

    assert result["totals"]["election"] == ("100.00" if counts else "0.00")
    assert result["remaining_for_election"] == ("3200.00" if counts else "3300.00")


@pytest.mark.parametrize("dispute, total", [(None, "100.00"), ("open", "100.00"), ("won", "100.00"), ("lost", "0.00")])
def test_a_lost_dispute_counts_nothing_and_others_are_flagged(dispute: str | None, total: str) -> None:
    document = with_history(an_entry("100.00", dispute={"status": dispute} if dispute else None))

    assert screening.screen(document)["totals"]["election"] == total
    assert rules(document) == (["REF-02"] if dispute in {"open", "won"} else [])


@pytest.mark.parametrize(
    "donor, total, told",
    [
        pytest.param(DONOR, "3200.00", ["LIM-01"], id="written out"),
        pytest.param(DONOR | {"address": ELSEWHERE, "email": "ROBIN+x@example.org"}, "3200.00", ["LIM-01"], id="moved"),
        pytest.param(DONOR | {"first": "Robyn"}, "0.00", ["IDN-09"], id="possible"),
        pytest.param(DONOR | {"first": "Chris"}, "0.00", [], id="the spouse"),
        pytest.param({"first": "Robin", "last": "Sample"}, "0.00", [], id="the name alone"),
    ],
)
def test_a_donor_in_the_history_is_told_apart(donor: dict[str, Any], total: str, told: list[str]) -> None:
    document = with_history(an_entry(donor=donor))

    assert screening.screen(document)["totals"]["election"] == total
    assert rules(document) == told


def test_a_possible_match_holds_where_it_would_change_the_decision() -> None:
    assert outcome(with_history(an_entry(donor=DONOR | {"first": "Robyn"}))) == "held_for_review"
    assert outcome(with_history(an_entry("10.00", donor=DONOR | {"first": "Robyn"}))) == "accepted_flagged"


@pytest.mark.parametrize("where", [{"card_fingerprint": "fp_1"}, {"payment": {"card_fingerprint": "fp_1"}}])
def test_one_card_under_unrelated_names_is_told(where: dict[str, Any]) -> None:
    stranger = {"first": "Chris", "last": "Jones", "email": "x@example.com", "address": ELSEWHERE}

    assert rules(with_history(an_entry("10.00", donor=stranger, **where), payment=PAYMENT)) == ["SRC-12"]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(a_document(authorized_at=None), id="instant"),
        pytest.param(a_document(work=None), id="work"),
        pytest.param(a_document(work=""), id="empty work"),
        pytest.param(a_document(payment=PAYMENT | {"cvc_check": ""}), id="empty check"),
        pytest.param(a_document() | {"input": None}, id="input"),
        pytest.param(a_document() | {"history": None}, id="history"),
    ],
)
def test_null_is_as_good_as_absent_and_so_is_a_choice_left_empty(document: dict[str, Any]) -> None:
    assert outcome(document) == "accepted"


def test_an_earlier_gift_of_nobody_named_is_the_same_donors() -> None:
    assert screening.screen(with_history(an_entry(donor=None)))["totals"]["election"] == "3200.00"


@pytest.mark.parametrize(
    "status, total",
    [("succeeded", "0.00"), (None, "0.00"), ("pending", "100.00"), ("failed", "100.00"), ("canceled", "100.00"),
     ("cancelled", "100.00"), ("requires_action", "100.00")],
)  # fmt: skip
def test_only_a_refund_that_succeeded_lowers_a_total(status: str | None, total: str) -> None:
    document = with_history(an_entry("100.00", refunds=[{"amount": "100.00", "status": status}]))

    assert screening.screen(document)["totals"]["election"] == total


def test_work_on_file_is_used() -> None:
    unanswered = {"occupation": "", "employer": ""}
    on_file = {"occupation": "Carpenter", "employer": "Example Joinery", "work": "employed"}

    assert outcome(with_history(an_entry("10.00"), **unanswered)) == "needs_occupation_employer"
    assert outcome(with_history(an_entry("10.00", **on_file), **unanswered)) == "accepted"


@pytest.mark.parametrize(
    "now, expected",
    [
        pytest.param("2024-06-04T23:59:00-04:00", "accepted", id="a minute before midnight"),
        pytest.param("2024-06-05T00:01:00-04:00", "not_accepted_for_past_election", id="a minute after"),
        pytest.param("2024-06-05T03:59:00Z", "accepted", id="the same, in UTC"),
        pytest.param("2024-06-05T04:01:00Z", "not_accepted_for_past_election", id="after, in UTC"),
    ],
)
def test_the_day_of_a_gift_is_the_committees_own(now: str, expected: str) -> None:
    assert outcome(a_document() | {"now": now}) == expected
    assert outcome(a_document(authorized_at=now)) == expected


@pytest.mark.parametrize("at, year", [("2023-12-31T23:59:00-05:00", "0.00"), ("2024-01-01T00:01:00-05:00", "100.00")])
def test_the_year_of_an_earlier_gift_is_the_committees_own(at: str, year: str) -> None:
    result = screening.screen(with_history(an_entry("100.00", authorized_at=at)))

    assert result["totals"] == {"election": "100.00", "cycle": "100.00", "calendar_year": year}


def test_the_laws_figure_binds_a_higher_cap() -> None:
    document = with_committee(cap="9999.00")

    assert screening.screen(document)["remaining_for_election"] == "3300.00"


def test_a_past_election_takes_its_net_debts() -> None:
    document = with_committee(net_debts_outstanding={"P2024": "250.00"}) | {"now": "2024-06-05T12:00:00-04:00"}

    assert outcome(document) == "accepted"


def test_the_candidate_has_no_limit_and_nothing_remaining_is_told() -> None:
    document = a_document(amount="99999", donor=DONOR | {"is_candidate": True})

    assert (outcome(document), screening.screen(document)["remaining_for_election"]) == ("accepted", None)


def test_every_optional_key_may_be_left_out() -> None:
    committee = {key: COMMITTEE[key] for key in ("cycle", "elections")}
    document = {"committee": committee, "now": "2024-03-15T15:00:00-04:00", "contribution": {}}

    assert outcome(document) == "invalid_amount"
    entry = {"amount": "100.00", "authorized_at": "2024-01-10T12:00:00-05:00"}
    assert screening.screen(document | {"history": [entry]})["totals"]["cycle"] == "100.00"


def test_the_committees_version_is_its_contents_in_any_order() -> None:
    shuffled = a_document() | {"committee": dict(reversed(COMMITTEE.items()))}

    version = screening.screen(a_document())["versions"]["committee"]

    assert screening.screen(shuffled)["versions"]["committee"] == version
    assert screening.screen(with_committee(cap="3299.99"))["versions"]["committee"] != version


def without(document: dict[str, Any], key: str) -> dict[str, Any]:
    """The document without one of its keys."""
    return {name: value for name, value in document.items() if name != key}


@pytest.mark.parametrize(
    "document, reason",
    [
        pytest.param([], "the document is not an object", id="a list"),
        pytest.param(None, "the document is not an object", id="nothing"),
        pytest.param({"input": 1}, "input is not an object", id="input is no object"),
        pytest.param(without(a_document(), "committee"), "committee is not an object", id="no committee"),
        pytest.param(without(a_document(), "now"), "now is not an instant", id="no instant"),
        pytest.param(without(a_document(), "contribution"), "contribution is not an object", id="no contribution"),
        pytest.param(a_document() | {"now": "2024-03-15T15:00:00"}, "time zone", id="naive instant"),
        pytest.param(a_document() | {"now": "yesterday"}, "now is not an instant", id="no instant at all"),
        pytest.param(a_document() | {"now": 5}, "now is not a text", id="instant as a number"),
        pytest.param(a_document() | {"now": "0001-01-01T00:00:00+00:00"}, "calendar", id="before the calendar"),
        pytest.param(
            a_document() | {"now": "2014-11-04T12:00:00-05:00"}, "no published figure", id="before the figures"
        ),
        pytest.param(a_document() | {"history": {}}, "history is not a list", id="history no list"),
        pytest.param(a_document() | {"history": [1]}, "history[0] is not an object", id="entry no object"),
        pytest.param(with_history(an_entry(status="lost")), "status is none of completed", id="unknown status"),
        pytest.param(with_history(an_entry(status="offered")), "status is none of", id="not a status of a history"),
        pytest.param(with_history(an_entry(channel="barter")), "channel is none of", id="unknown channel"),
        pytest.param(with_history(an_entry(amount=3200)), "amount is not a text", id="amount as a number"),
        pytest.param(with_history(an_entry(amount="x")), "amount is not an amount", id="no amount"),
        pytest.param(with_history(an_entry(donor="me")), "donor is not an object", id="unknown donor"),
        pytest.param(with_history(an_entry(dispute={"status": "failed"})), "status is none of", id="no dispute status"),
        pytest.param(
            with_history(an_entry(refunds=[{"amount": "1", "status": "won"}])),
            "status is none of",
            id="no refund status",
        ),
        pytest.param(with_history(an_entry(authorized_at="2024-01-10")), "time zone", id="entry with a bare date"),
        pytest.param(a_document(channel="x"), "channel is none of", id="unknown channel of the gift"),
        pytest.param(a_document(work="pirate"), "work is none of", id="unknown work"),
        pytest.param(a_document(donor=[]), "donor is not an object", id="donor a list"),
        pytest.param(a_document(donor=DONOR | {"first": 1}), "first is not a text", id="name as a number"),
        pytest.param(a_document(attestations={"age": "yes"}), "neither true nor false", id="statement as a text"),
        pytest.param(a_document(payment=PAYMENT | {"cvc_check": "maybe"}), "cvc_check is none of", id="unknown check"),
        pytest.param(with_committee(office="X"), "office is none of", id="unknown office"),
        pytest.param(with_committee(timezone="Mars/Olympus"), "timezone is not known", id="unknown zone"),
        pytest.param(with_committee(timezone="../etc"), "timezone is not known", id="a path for a zone"),
        pytest.param(with_committee(timezone="America"), "timezone is not known", id="a folder for a zone"),
        pytest.param(with_committee(cycle={"start": "2024"}), "start is not a date", id="no date"),
        pytest.param(with_committee(elections=[{"code": "X1", "date": "2024-06-04"}]), "FEC's letters", id="no letter"),
        pytest.param(with_committee(cap="-1"), "cap is not an amount", id="negative cap"),
    ],
)
def test_a_document_that_does_not_say_what_it_should_is_unreadable(document: object, reason: str) -> None:
    result = screening.screen(document)

    assert result["outcome"] == "unreadable"
    assert reason in result["reason"]


BAD_LINES = [
    pytest.param("garbage", "not JSON", id="no JSON"),
    pytest.param('{"a": 1, "a": 2}', "twice", id="a key twice"),
    pytest.param('{"a": NaN}', "NaN", id="NaN"),
    pytest.param('{"a": -Infinity}', "-Infinity", id="infinity"),
    pytest.param("[" * 100_000, "nested too deeply", id="deep"),
    pytest.param("9" * 5_000, "not JSON", id="a number without end"),
    pytest.param('{"a": "\udcff"}', "not UTF-8", id="no UTF-8"),
    pytest.param("[1]", "not an object", id="a list"),
]


@pytest.mark.parametrize("line, reason", BAD_LINES)
def test_one_unreadable_line_does_not_keep_the_others_from_being_judged(line: str, reason: str) -> None:
    good = json.dumps(a_document())

    results = screening.screen_text(f"{good}\n\n{line}\r\n  \n{good}\n")

    assert [result["outcome"] for result in results] == ["accepted", "unreadable", "accepted"]
    assert reason in results[1]["reason"]


@pytest.mark.parametrize("line, reason", BAD_LINES)
def test_one_unreadable_document_alone_is_told_so(line: str, reason: str) -> None:
    (result,) = screening.screen_text(line)

    assert reason in result["reason"]


def test_a_document_nested_too_deeply_in_its_committee_is_unreadable() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"deeper": deep}

    assert screening.screen(_deepened(deep))["outcome"] == "unreadable"


def _deepened(deep: dict[str, Any]) -> dict[str, Any]:
    document = a_document()
    document["committee"]["extra"] = deep
    return document


def test_one_document_may_lie_over_many_lines() -> None:
    (result,) = screening.screen_text("\ufeff" + json.dumps(a_document(), indent=2))

    assert result["outcome"] == "accepted"


def test_one_broken_document_over_many_lines_is_one_unreadable_document() -> None:
    (result,) = screening.screen_text(json.dumps(a_document(), indent=2)[:-5])

    assert result["outcome"] == "unreadable"


def test_a_line_separator_inside_a_text_parts_no_lines() -> None:
    line = json.dumps(a_document(message="one\u2028two\x85three"), ensure_ascii=False)

    assert [result["outcome"] for result in screening.screen_text(f"{line}\n{line}")] == ["accepted", "accepted"]


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t\n", "\ufeff"], ids=ascii)
def test_a_file_in_which_nothing_stands_is_unreadable(content: str) -> None:
    assert screening.screen_text(content) == [{"outcome": "unreadable", "reason": "nothing is described"}]


@pytest.mark.parametrize("broken", ["{", "[", "}", '{"input":', "{ "])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_broken_line_anywhere_does_not_take_the_good_ones_with_it(broken: str, at: int) -> None:
    lines = [json.dumps(a_document()), json.dumps({"input": a_document(amount="?")})]
    lines.insert(at, broken)
    expected = ["accepted", "invalid_amount"]
    expected.insert(at, "unreadable")

    assert [result["outcome"] for result in screening.screen_text("\n".join(lines))] == expected


def test_an_object_on_a_line_of_a_broken_document_is_no_gift() -> None:
    broken = '{\n"committee": {"elections": [\n{"code": "P2024", "date": "2024-06-04"}\n]}'

    (result,) = screening.screen_text(broken)

    assert result["outcome"] == "unreadable"


def run(path: str, content: bytes = b"") -> tuple[int, str]:
    """Run the command, and give its code and what it wrote."""
    stdout = io.StringIO()
    return screening.main(path, io.BytesIO(content), stdout), stdout.getvalue()


def test_one_document_over_several_lines_is_answered_with_indented_json() -> None:
    code, written = run("-", json.dumps(a_document(), indent=1).encode() + b"\n")

    assert code == 0
    assert written.startswith('{\n  "outcome": "accepted"')
    assert json.loads(written)["outcome"] == "accepted"


@pytest.mark.parametrize("around", [b"", b"\n", b"\r\n \n"])
def test_one_line_is_answered_with_one_line(around: bytes) -> None:
    code, written = run("-", around + json.dumps(a_document()).encode() + around)

    assert code == 0
    assert written.startswith('{"outcome":"accepted"')
    assert written.count("\n") == 1


def test_a_blank_file_is_answered_too() -> None:
    code, written = run("-", b" \n")

    assert code == 0
    assert json.loads(written) == {"outcome": "unreadable", "reason": "nothing is described"}


def test_many_are_answered_with_one_line_each_in_order() -> None:
    lines = [a_document(), a_document(amount="?"), a_document(amount="0.50")]

    code, written = run("-", b"\xff{}\n" + "\n".join(map(json.dumps, lines)).encode())

    assert code == 0
    assert [json.loads(line)["outcome"] for line in written.splitlines()] == [
        "unreadable",
        "accepted",
        "invalid_amount",
        "below_minimum",
    ]


def test_a_file_is_read_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gift.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"input": a_document()}, indent=4).encode())

    assert json.loads(run(str(path))[1])["outcome"] == "accepted"
    code, written = run(str(tmp_path / "missing.json"))
    assert (code, json.loads(written)["outcome"]) == (2, "unreadable")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    ("committee",), ("now",), ("history",), ("contribution",), ("contribution", "donor"), ("contribution", "payment"),
    ("contribution", "attestations"), ("contribution", "work"), ("contribution", "election"),
    ("committee", "elections"),
    ("committee", "cycle"), ("committee", "cap"), ("committee", "timezone"), ("contribution", "donor", "address"),
]  # fmt: skip


@given(st.sampled_from(PLACES), json_values)
def test_anything_anywhere_is_judged_or_unreadable_and_never_fails(place: tuple[str, ...], value: object) -> None:
    document = a_document()
    part: Any = document
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value

    result = screening.screen(document)

    assert result["outcome"] in {*Outcome, "unreadable"}
    assert json.loads(json.dumps(result)) == result


@given(st.text())
def test_any_text_is_answered(content: str) -> None:
    for result in screening.screen_text(content):
        assert result["outcome"] == "unreadable"


@given(st.binary())
def test_any_bytes_are_answered(content: bytes) -> None:
    code, written = run("-", content)

    assert code == 0
    assert "accepted" not in written
