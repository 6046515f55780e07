"""The plainest TOML is read as tomllib reads it; anything else is left to tomllib."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.flat_toml import flat_strings


@pytest.mark.parametrize(
    ("document", "strings"),
    [
        ("", {}),
        ("# only this\n\n", {}),
        ('db = "a.db"', {"db": "a.db"}),
        ("db='a#b' # here\r\nmine = true # yes\r\n", {"db": "a#b"}),
        ('lang = ""\n', {"lang": ""}),
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
    ],
)
def test_what_is_plain(document: str, strings: dict[str, str] | None) -> None:
    assert flat_strings(document) == strings


@given(st.text("db=\"'#\\ \n\rtrue[]ae3王"))
def test_what_tomllib_reads_is_read_the_same(document: str) -> None:
    found = flat_strings(document)
    try:
        right = tomllib.loads(document)
    except tomllib.TOMLDecodeError:
        return
    assert found is None or found == {key: value for key, value in right.items() if isinstance(value, str)}
