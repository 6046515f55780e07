"""What a test process makes once is every test's own to change."""

import pytest

from tests.inside import Inside
from tests.once import made_once

filled_times: list[str] = []


@made_once
def filled(inside: Inside) -> None:
    filled_times.append("once")
    inside.environ["CRM_TODAY"] = "2026-11-20"
    inside.environ["CRM_CONFIG_NOTE"] = str(inside.folder / "note")
    inside.add("王小明", "--grade", "B")


@pytest.mark.parametrize("_turn", range(3))
def test_each_test_has_a_copy_of_its_own(filled: Inside, _turn: int) -> None:
    assert filled_times == ["once"]
    assert filled.names("list") == ["王小明"]
    assert filled.environ["CRM_TODAY"] == "2026-11-20"
    assert filled.environ["CRM_CONFIG_NOTE"] == str(filled.folder / "note")
    filled.environ["CRM_TODAY"] = "2026-11-21"
    filled.add("李丽")
    filled.must("undo")
    filled.add("孙浩")
    assert filled("doctor").code == 0


def test_a_book_that_names_its_folder_is_not_copied(inside: Inside) -> None:
    from tests.once import _Picture

    inside.add("王小明", "--source", str(inside.folder))
    with pytest.raises(AssertionError, match="names its own folder"):
        _Picture.of(inside)
