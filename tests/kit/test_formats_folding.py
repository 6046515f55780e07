"""Text folds to a width: Chinese between characters, other words between words."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.formats.folding import fitted, wrapped
from crmcli.kit.formats.terminal import Terminal, terminal_of
from crmcli.kit.shown import display_width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("短", 10, ["短"]),
        ("带上新车型资料，问首付", 10, ["带上新车型", "资料，问首", "付"]),
        ("带上新车型，问首付", 10, ["带上新车", "型，问首付"]),
        ("华信商贸（集团）公司", 10, ["华信商贸", "（集团）公", "司"]),
        ("Ask about the loan", 9, ["Ask about", "the loan"]),
        ("看B户型 then go", 6, ["看B户", "型", "then", "go"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("一\n二", 10, ["一", "二"]),
        ("宽", 1, ["宽"]),
    ],
)
def test_folding(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(st.text(st.sampled_from("张王，。（）aB1 -é"), max_size=60), st.integers(2, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) == 1 or all(display_width(line) <= width for line in lines)


@pytest.mark.parametrize("text", ["x" * 200_000, "张" * 100_000, "a " * 100_000, "，" * 100_000])
def test_a_very_long_text_folds(text: str) -> None:
    assert "".join(wrapped(text, 40)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("natural", "may_fold", "room", "widths"),
    [
        ([5, 20, 30], [False, True, True], 60, [5, 20, 30]),
        ([5, 20, 30], [False, True, True], 45, [5, 20, 20]),
        ([5, 10, 30], [False, True, True], 35, [5, 10, 20]),
        ([5, 30, 30], [True, True, True], 45, [5, 20, 20]),
        ([20, 20], [False, False], 20, [10, 10]),
        ([20, 20], [True, True], 1, [4, 4]),
    ],
)
def test_the_widest_columns_give_way_first(
    natural: list[int], may_fold: list[bool], room: int, widths: list[int]
) -> None:
    assert fitted(natural, may_fold, room) == widths


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "width", "colour", "ascii_only"),
    [
        ({}, 80, True, False),
        ({"COLUMNS": "132"}, 132, True, False),
        ({"COLUMNS": "0"}, 80, True, False),
        ({"COLUMNS": "wide"}, 80, True, False),
        ({"COLUMNS": "9" * 5000}, 80, True, False),
        ({"NO_COLOR": "1"}, 80, False, False),
        ({"NO_COLOR": ""}, 80, True, False),
        ({"TERM": "dumb"}, 80, False, False),
        ({"CRM_ASCII": "1"}, 80, True, True),
        ({"CRM_ASCII": "0"}, 80, True, False),
    ],
)
def test_what_the_terminal_can_show(
    environ: dict[str, str], width: int, colour: bool, ascii_only: bool
) -> None:
    seen = terminal_of(Screen(), environ)
    assert (seen.width, seen.colour, seen.ascii, seen.is_tty) == (width, colour, ascii_only, True)


def test_a_pipe_is_no_terminal() -> None:
    seen: Terminal = terminal_of(io.StringIO(), {"COLUMNS": "100"})
    assert (seen.is_tty, seen.colour, seen.width) == (False, False, 100)
