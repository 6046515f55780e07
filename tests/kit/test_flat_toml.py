"""The plainest TOML is read as tomllib reads it; anything else is left to tomllib."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.flat_toml import flat_values


@pytest.mark.parametrize(
    ("document", "values"),
    [
        ("", {}),
        ("# only this\n\n", {}),
        ('db = "a.db"', {"db": "a.db"}),
        ("db='a#b' # here\r\nmine = true # yes\r\n", {"db": "a#b", "mine": True}),
        ('\ufefflang = ""\nnotify_names=false\n', {"lang": "", "notify_names": False}),
        ('db = "a"\ndb = "a"', None),
        ('db = "a\tb"', {"db": "a b"}),
        ('db = "a\\tb"', None),
        ('db = """a"""', None),
        ("[table]", None),
        ("[table] # a = b", None),
        ("db = 3", None),
        ('db = "a" x', None),
        ('db = "a', None),
        ('"db" = "a"', None),
        ("nonsense", None),
        ('= "a"', None),
        ('db = "a\x00b"', None),
        ('db = "a\rb"', None),
    ],
)
def test_what_is_plain(document: str, values: dict[str, str | bool] | None) -> None:
    assert flat_values(document.encode()) == values


def test_other_bytes_than_text_are_left_to_tomllib() -> None:
    assert flat_values('user = "刘燕"'.encode("gb18030")) is None


@given(st.text("db=\"'#\\ \n\r\ttrue[]ae3王\x00\ufeff"))
def test_what_is_read_is_what_tomllib_reads(document: str) -> None:
    found = flat_values(document.encode())
    assert found is None or found == tomllib.loads(document.removeprefix("\ufeff"))
