"""How entries are chained."""

from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from crmcli.change.rules import canonical, entry_digest, payload_digest

texts = st.text(max_size=20)
entries = st.tuples(texts, texts, texts, texts, st.none() | texts, texts)
rows = st.lists(
    st.tuples(texts, st.integers(), st.none() | st.integers(), st.none() | texts, st.none() | texts),
    max_size=4,
)


@given(entries, entries)
def test_two_entries_have_two_digests(one: Any, other: Any) -> None:
    assert (entry_digest(*one) == entry_digest(*other)) == (one == other)


@given(rows, rows)
def test_two_payloads_have_two_digests(one: Any, other: Any) -> None:
    assert (payload_digest(one) == payload_digest(other)) == (one == other)


@given(texts, texts)
def test_words_do_not_run_into_each_other(one: str, other: str) -> None:
    assume(other)
    assert entry_digest("", one, other, "", None, "") != entry_digest("", one + other, "", "", None, "")
    assert entry_digest("", one, other, "", "", "") != entry_digest("", one, other, "", None, "")


def test_a_row_is_written_the_same_every_time() -> None:
    first = {"name": "王小明", "registered_on": date(2026, 11, 22), "grade": None, "rev": 1}
    assert canonical(first) == canonical(dict(reversed(first.items())))
    assert canonical(first) == '{"grade":null,"name":"王小明","registered_on":"2026-11-22","rev":1}'
