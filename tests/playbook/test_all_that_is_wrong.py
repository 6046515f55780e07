"""Everything that is wrong with a playbook file is told at once, and nothing that only follows from it."""

from pathlib import Path

import pytest

from crmcli.kit.errors import RuleRefused
from crmcli.policy.schema import parse_playbook
from tests.inside import Inside

HEAD = """
name = "mine"
title = { en = "Mine", zh = "自有" }
lost_grade = "X"
[[grade]]
letter = "X"
cadence = "1w"
meaning = { en = "hot", zh = "热" }
[[group]]
name = "shop"
title = { en = "Shop", zh = "店铺" }
"""
FIELD = """
[[field]]
name = "{name}"
group = "{group}"
title = {{ en = "{name} en", zh = "{title}" }}
{more}
"""
CHOICES = 'type = "choice"\nchoices = [ {one}, {two} ]'


def field(name: str, title: str, more: str = "", group: str = "shop") -> str:
    return FIELD.format(name=name, title=title, more=more, group=group)


def problems(text: str) -> list[str]:
    """What is told of a file, line by line."""
    with pytest.raises(RuleRefused) as refusal:
        parse_playbook(text.encode(), "mine.toml")
    return str(refusal.value).splitlines()


@pytest.fixture
def own(inside: Inside) -> Inside:
    """Somebody whose playbook folder is there."""
    (inside.config.parent / "playbooks").mkdir()
    return inside


def written(own: Inside, text: str) -> Path:
    path = own.config.parent / "playbooks" / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


WRONG = (
    HEAD.replace(
        'lost_grade = "X"', 'lost_grade = "Q"\nchecklists = ["nothing"]\nafter_sale_cadence = "soon"'
    )
    + field("one", "栏一", 'required_when = "nosuch = 1"', group="nowhere")
    + field("two", "栏一", "min = 5\nmax = 3")
    + field("two", "栏二", 'type = "choice"\nsensitve = true')
    + field("region", "栏四", 'typ = "choice"')
    + '[greetings]\nbirthday = "nosuch = 1"\n[greetings.festivals]\nmid_autum = "always"\nnew_year = "grade = F"\n'
)


def test_every_stage_is_told_in_one_go(own: Inside) -> None:
    written(own, WRONG)
    for words in (("check",), ("use",)):
        ran = own("playbook", *words, "mine")
        assert ran.code == 5
        for told in (
            "field.3.sensitve is not a key here",
            "field.4.typ is not a key here",
            "after_sale_cadence",
            "lost_grade Q is not among the grades",
            "there is no group nowhere",
            "one and two are both called 栏一",
            "two is defined twice",
            "min and max belong to the types",
            "min is more than max",
            "two: choices belong to the types",
            "checklists.1: there is no checklist nothing",
            "field.1: required_when: In --where",
            "field.4: region is a field of every card",
            'greetings.birthday: In --where, at character 1: no field is called "nosuch"',
            "greetings.festivals.mid_autum: there is no festival mid_autum; did you mean mid_autumn?",
            "greetings.festivals.new_year: In --where",
        ):
            assert told in ran.err, ran.err
        assert not own.book.exists()


def test_nothing_is_told_that_only_follows_from_something_else() -> None:
    assert problems(HEAD.replace("lost_grade", "lost_grad").replace('"X"', '"E"', 0)) == [
        "mine.toml: lost_grad is not a key here; did you mean lost_grade?"
    ]
    assert len(problems(HEAD.replace('letter = "X"', 'letter = "x"'))) == 1  # of lost_grade nothing is known
    assert len(problems(HEAD.replace('name = "shop"', 'nam = "shop"') + field("one", "一"))) == 1
    assert (
        len(
            problems(
                HEAD + field("one", "一", 'typ = "choice"\nchoices = [ { key = "a", en = "a", zh = "b" } ]')
            )
        )
        == 1
    )
    assert len(problems(HEAD + field("one", "一").replace("title", "titel") + field("two", "二"))) == 1


def test_of_a_condition_on_a_wrong_field_nothing_is_known(own: Inside) -> None:
    more = field("one", "面积", 'type = "nmber"') + field("two", "二", 'required_when = "面积 > 5"')
    written(own, HEAD + more)
    ran = own("playbook", "check", "mine")
    assert ran.code == 5
    assert len(ran.err.splitlines()) == 1
    assert "nmber" in ran.err


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        (("a", "A", "甲"), ("a", "B", "乙"), "one: the choice a is defined twice"),
        (("a", "A", "甲"), ("b", "B", "甲"), "one: the choices a and b are both called 甲"),
        (("a", "Same", "甲"), ("b", "same", "乙"), "one: the choices a and b are both called same"),
        (("a", "x", "甲"), ("x", "B", "乙"), "one: the choices a and x are both called x"),
    ],
)
def test_no_two_choices_go_by_one_word(one: tuple[str, ...], two: tuple[str, ...], told: str) -> None:
    choices = ['{{ key = "{}", en = "{}", zh = "{}" }}'.format(*words) for words in (one, two)]
    more = CHOICES.format(one=choices[0], two=choices[1])
    (line,) = problems(HEAD + field("one", "一", more))
    assert told in line


def test_a_choice_may_be_called_the_same_in_both_languages() -> None:
    more = CHOICES.format(one='{ key = "a", en = "A", zh = "a" }', two='{ key = "b", en = "B", zh = "乙" }')
    assert parse_playbook((HEAD + field("one", "一", more)).encode(), "mine.toml").field[0].choices


def test_columns_of_lists_have_no_two_choices_of_one_word() -> None:
    choices = 'choices = [ { key = "a", en = "A", zh = "甲" }, { key = "b", en = "B", zh = "甲" } ]'
    column = '[[field.column]]\nname = "c"\ntitle = { en = "C", zh = "丙" }\ntype = "choice"\n' + choices
    (line,) = problems(HEAD + field("one", "一", 'type = "records"\n' + column))
    assert "one.c: the choices a and b are both called 甲" in line


def test_very_many_faults_are_counted() -> None:
    lines = problems(HEAD + "".join(field(f"f{place}", f"栏{place}", group="no") for place in range(30)))
    assert len(lines) == 21
    assert lines[-1] == "… and 10 more"


def test_greetings_may_ask_for_what_the_book_and_the_playbook_know(own: Inside) -> None:
    own.add("王小明", "--set", "爱好=茶")
    own.must("playbook", "new", "theirs", "--from", "Retail")
    conditions = '[greetings]\nbirthday = "grade = X and 爱好 = 茶 and 一 = 甲"\n'
    choices = CHOICES.format(
        one='{ key = "a", en = "A", zh = "甲" }', two='{ key = "b", en = "B", zh = "乙" }'
    )
    written(own, HEAD + field("one", "一", choices) + conditions)
    own.must("playbook", "check", "mine")
    own.must("playbook", "use", "自有")


def test_a_wrong_file_of_festivals_is_told_with_the_rest(own: Inside) -> None:
    (own.config.parent / "festivals").mkdir()
    (own.config.parent / "festivals" / "ours.toml").write_text("[[festival]]\nname = 1\n", encoding="utf-8")
    written(own, HEAD.replace('lost_grade = "X"', 'lost_grade = "Q"'))
    ran = own("playbook", "check", "mine")
    assert ran.code == 5
    assert "ours.toml" in ran.err
    assert "lost_grade Q" in ran.err


@pytest.mark.parametrize("source", ["零售", "Retail", "retail"])
def test_a_playbook_is_made_from_one_by_its_title(own: Inside, source: str) -> None:
    told = own.must("playbook", "new", "shops", "--from", source, "-f", "json").json
    assert told["from"] == "retail"
    own.must("playbook", "check", "shops")
    assert own("playbook", "new", "other", "--from", "零").code == 3
