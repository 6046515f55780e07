"""`crm playbook`."""

from pathlib import Path

import pytest

from tests.inside import Inside
from tests.once import made_once
from tests.playbook.test_service import SLOW


@made_once
def own(inside: Inside) -> None:
    """Somebody with a playbook of their own and two customers."""
    folder = Path(inside.program.config).parent / "playbooks"
    folder.mkdir()
    (folder / "slow.toml").write_text(SLOW, encoding="utf-8")
    (folder / "wrong.toml").write_text(SLOW.replace("cadence", "cadense"), encoding="utf-8")
    inside.add("王小明", "--grade", "A")
    inside.add("李丽", "--grade", "B")


SHIPPED = ("b2b", "general", "loan", "property", "real-estate", "retail")


def test_own_and_shipped_ones_are_listed(inside: Inside) -> None:
    rows = inside.must("playbook", "list", "-f", "json").json
    assert rows[:2] == [
        {"name": "b2b", "title": "Business to business", "own": False, "in_force": False},
        {"name": "general", "title": "General", "own": False, "in_force": True},
    ]
    assert [row["name"] for row in rows] == [*SHIPPED]


def test_a_wrong_file_of_ones_own_does_not_hide_the_others(own: Inside) -> None:
    ran = own("playbook", "list", "-f", "json")
    assert ran.code == 0
    assert [row["name"] for row in ran.json] == [*SHIPPED, "slow", "wrong"]
    assert "cadense" in ran.err


def test_show_tells_the_rules(own: Inside) -> None:
    shown = own.must("playbook", "show", "slow", "-f", "json").json
    assert shown["grades"] == [
        {
            "letter": "A",
            "cadence": "1w",
            "need": [],
            "meaning": "hot",
            "closes_within": None,
            "on_rest_day": "stay",
        },
        {
            "letter": "D",
            "cadence": "2m",
            "need": [],
            "meaning": "cold",
            "closes_within": None,
            "on_rest_day": "stay",
        },
    ]
    assert (shown["after_sale_cadence"], shown["lost_grade"], shown["first_follow_up"]) == ("90d", "D", None)
    in_force = own.must("playbook", "show", "-f", "json").json
    assert (in_force["name"], [grade["letter"] for grade in in_force["grades"]]) == ("general", list("ABCDE"))
    assert own.must("playbook", "show", "real-estate", "-f", "json").json["first_follow_up"] == {
        "from_day": 3,
        "due_day": 5,
    }


def test_use_moves_the_dates_and_names_the_grades_that_are_no_more(own: Inside) -> None:
    ran = own("playbook", "use", "slow")
    assert (ran.code, ran.out) == (0, "slow is in force; 2 dates moved\n")
    assert "without a rhythm: B" in ran.err
    assert own.card("C0001")["next_follow_up_on"] == "2026-11-29"
    assert own.card("C0002")["next_follow_up_on"] is None
    assert "not among the grades of slow" in own.must("why", "C0002").out


def test_apply_takes_what_has_changed_in_the_file(own: Inside) -> None:
    own.must("playbook", "use", "slow")
    path = Path(own.program.config).parent / "playbooks" / "slow.toml"
    path.write_text(SLOW.replace('"1w"', '"3d"'), encoding="utf-8")
    assert own.card("C0001")["next_follow_up_on"] == "2026-11-29"
    own.must("playbook", "apply")
    assert own.card("C0001")["next_follow_up_on"] == "2026-11-25"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("check", "slow"), 0, ""),
        (("check", "wrong"), 5, "wrong.toml: grade.1.cadense is not a key here; did you mean cadence?"),
        (("check", "nothing"), 3, "b2b, general, loan, property, real-estate, retail, slow, wrong"),
        (("use", "wrong"), 5, "cadence"),
        (("use", "nothing"), 3, "general"),
        (("show", "wrong"), 5, "cadence"),
    ],
)
def test_a_wrong_file_changes_nothing(own: Inside, words: tuple[str, ...], code: int, said: str) -> None:
    before = own.book.read_bytes()
    ran = own("playbook", *words)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert own.book.read_bytes() == before


def test_a_wrong_file_is_refused_in_chinese_too(own: Inside) -> None:
    ran = own("playbook", "check", "wrong", lang="zh")
    assert ran.code == 5
    assert "cadence" in ran.err
    assert "is not a key" not in ran.err


def test_a_dry_run_puts_nothing_in_force(own: Inside) -> None:
    before = own.book.read_bytes()
    assert own("playbook", "use", "slow", "--dry-run").code == 0
    assert own.book.read_bytes() == before


def test_a_first_write_with_a_wrong_playbook_makes_no_book(own: Inside) -> None:
    own.program.config.write_text('playbook = "wrong"\n', encoding="utf-8")
    place = own.book.with_name("new.db")
    ran = own("add", "赵婷", "--db", place)
    assert ran.code == 5
    assert "cadence" in ran.err
    assert not place.exists()


def test_a_playbook_of_ones_own_is_made_from_another_and_works_the_same(inside: Inside) -> None:
    inside.add("甲店", "--set", "营业面积=50")
    path = Path(inside.must("playbook", "new", "my-trade", "--from", "retail").out.strip())
    inside.must("playbook", "check", "my-trade")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# my-trade, made from retail.")
    path.write_text(text.replace('zh = "营业面积"', 'zh = "铺面"', 1), encoding="utf-8")
    inside.must("playbook", "use", "my-trade")
    inside.must("edit", "甲店", "--set", "铺面=60")
    assert inside.must("list", "--where", "铺面 > 55", "-f", "codes").lines == ["C0001"]
    shown = inside.must("playbook", "show", "-f", "json").json
    fields = [field["key"] for group in shown["groups"] for field in group["fields"]]
    assert (shown["name"], shown["checklists"], len(fields)) == ("my-trade", ["customer-archive"], 60)
    assert inside("playbook", "new", "my-trade").code == 5
    assert inside("playbook", "new", "retail").code == 5
    for name in ("C:\\con", "../up", "店", "-x", ""):
        assert inside("playbook", "new", "--", name).code == 5
    assert inside("playbook", "new", "x", "--from", "nothing").code == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"customer-archive"',
            '"customer-archiv"',
            "checklists.1: there is no checklist customer-archiv; did you mean",
        ),
        ('card_column = "code"\n', "", None),
        (
            'name = "business_scope"',
            'name = "region"',
            'field.4: region is a field of every card; say card_column = "region"',
        ),
        (
            'required_when = "always"',
            'required_when = "kindd = company"',
            "field.3: required_when: In --where",
        ),
        ('type = "money"', 'type = "mony"', "field.12.type mony is not one of text"),
    ],
)
def test_what_is_wrong_with_a_file_of_ones_own_is_named(
    inside: Inside, old: str, new: str, told: str | None
) -> None:
    path = Path(inside.must("playbook", "new", "my-trade", "--from", "retail").out.strip())
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    ran = inside("playbook", "check", "my-trade")
    assert ran.code == (0 if told is None else 5)
    assert (told or "") in ran.err
    assert told is None or inside("playbook", "use", "my-trade").code == 5


def test_show_tells_what_is_required_sensitive_and_expires(inside: Inside) -> None:
    groups = inside.must("playbook", "show", "retail", "-f", "json").json["groups"]
    fields = {field["key"]: field for group in groups for field in group["fields"]}
    assert [key for key, field in fields.items() if field["expires"]] == [
        "licence_valid_until",
        "annual_inspection_on",
    ]
    shown = inside("playbook", "show", "retail", lang="zh").out
    (line,) = [one for one in shown.splitlines() if "licence_valid_until" in one]
    assert "到该日失效" in line
    assert "必填" in line
    (line,) = [one for one in shown.splitlines() if "bank_account" in one]
    assert "敏感" in line


def test_values_that_do_not_fit_are_told_with_whose_they_are(inside: Inside) -> None:
    inside.add("王小明", "--set", "营业面积=约60")
    inside.add("李丽", "--set", "营业面积=50")
    ran = inside.must("playbook", "use", "retail")
    assert "on 1 card: C0001" in ran.err
    told = inside.must("playbook", "apply", "-f", "json").json
    assert told["staying_values"] == [{"title": "营业面积", "codes": ["C0001"]}]


def test_no_stored_word_is_shown_to_people(inside: Inside) -> None:
    for name in ("real-estate", "b2b"):
        shown = inside("playbook", "show", name, lang="zh").out
        assert "同等计入" in shown
        assert "among_others" not in shown


def test_a_playbook_is_meant_by_its_title_too(inside: Inside) -> None:
    inside.must("init")
    assert inside.must("playbook", "use", "零售", "-f", "json").json["name"] == "retail"
    inside.must("playbook", "use", "Real estate")
    assert inside.must("playbook", "show", "-f", "json").json["name"] == "real-estate"
    assert inside("playbook", "use", "零").code == 3


def test_a_playbook_of_ones_own_has_a_title_of_its_own(inside: Inside) -> None:
    inside.must("playbook", "new", "mine", "--from", "retail")
    rows = inside.must("playbook", "list", "-f", "json").json
    assert {row["title"] for row in rows if row["name"] in ("mine", "retail")} == {"Retail", "Retail (mine)"}


def test_everything_wrong_with_a_playbook_is_said_at_once(inside: Inside) -> None:
    inside.must("playbook", "new", "mine", "--from", "retail")
    path = Path(inside.program.config).parent / "playbooks" / "mine.toml"
    text = path.read_text(encoding="utf-8").replace('["customer-archive"]', '["customer-archiv", "nothing"]')
    path.write_text(text, encoding="utf-8")
    ran = inside("playbook", "check", "mine")
    assert ran.code == 5
    assert "checklists.1" in ran.err
    assert "checklists.2" in ran.err
    path.write_text(text.replace("lost_grade =", "lost_grad =").replace('"90d"', '"soon"'), encoding="utf-8")
    ran = inside("playbook", "check", "mine")
    assert ran.code == 5
    assert "lost_grad is not a key here" in ran.err
    assert "after_sale_cadence" in ran.err
