"""Fields, groups and sources of a playbook file, and what is compiled of them."""

from pathlib import Path

import pytest

from crmcli.customer.fields import customer_fields
from crmcli.customer.tables import CustomerField
from crmcli.kit.errors import RuleRefused
from crmcli.kit.storage.migrating import empty_book
from crmcli.kit.workdays import WorkCalendar
from crmcli.policy.fields import CardDefinition, card_definition, sources_in_force
from crmcli.policy.rules import CARD_COLUMNS
from crmcli.policy.schema import parse_playbook
from crmcli.policy.service import compile_policy
from tests.desk import TODAY, Desks, register

GRADE = """
name = "own"
title = { en = "Own", zh = "自有" }
lost_grade = "X"
[[grade]]
letter = "X"
cadence = "1w"
meaning = { en = "hot", zh = "热" }
"""
GROUP = """
[[group]]
name = "car"
title = { en = "Cars", zh = "车辆资料" }
"""
FIELDS = (
    GROUP
    + """
[[field]]
name = "housing"
group = "car"
title = { en = "Housing", zh = "住房性质" }
also = ["住房"]
type = "choice"
choices = [{ key = "own", en = "own", zh = "自有" }, { key = "let", en = "rented", zh = "租赁" }]
verification = "static"
class_stated = true
required_when = "kind = person"

[[field]]
name = "vehicles"
group = "car"
title = { en = "Vehicles", zh = "车辆" }
type = "records"
sensitive = true
[[field.column]]
name = "plate"
title = { en = "Plate", zh = "车牌" }

[[source]]
name = "dm"
title = { en = "DM", zh = "DM" }
definition = { en = "saw our mailing before", zh = "以前看到过我们的 DM" }
precedence = "before_others"
"""
)
CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset(), 5)


def put_in_force(desks: Desks, text: str) -> CardDefinition:
    """Compile a playbook of that text; what the book then defines."""
    with desks() as at:
        compile_policy(at.writing, parse_playbook((GRADE + text).encode(), "own.toml"), CALENDAR)
        return card_definition(at.writing.reading())


def test_definitions_come_out_of_the_book_as_the_file_has_them(desks: Desks) -> None:
    card = put_in_force(desks, FIELDS)
    assert [group.title_zh for group in card.groups] == ["车辆资料"]
    housing, vehicles = card.fields()
    assert card.find("住房") is card.find("HOUSING") is card.find("住房性质") is housing
    assert [choice.key for choice in housing.choices] == ["own", "let"]
    assert (housing.verification, housing.class_stated, housing.required_when) == (
        "static", True, "kind = person",
    )  # fmt: skip
    (plate,) = card.columns(vehicles)
    assert (plate.key, plate.sensitive, card.find("车牌", vehicles)) == ("vehicles.plate", True, plate)
    assert (vehicles.verification, vehicles.class_stated) == ("quarterly", False)
    with desks() as at:
        (source,) = sources_in_force(at.writing.reading())
    assert (source.key, source.precedence) == ("dm", "before_others")


def test_a_definition_stays_while_there_are_values_of_it(desks: Desks) -> None:
    put_in_force(desks, FIELDS)
    with desks() as at:
        customer_id = register(at).id or 0
        at.session.add(CustomerField(customer_id=customer_id, field="vehicles.plate", value="沪A12345"))
    card = put_in_force(desks, "")
    assert {key: field.retired for key, field in card.by_key.items()} == {
        "vehicles": True,
        "vehicles.plate": True,
    }
    assert not any(field.retired for field in put_in_force(desks, FIELDS).by_key.values())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('type = "choice"', 'type = "choise"', "field.1.type choise is not one of text, number"),
        ('verification = "static"', 'verification = "quartely"', "did you mean quarterly?"),
        ('verification = "static"', 'verification = "yearly"', "yearly is not one of static"),
        ('verification = "static"', 'verificaton = "static"', "did you mean verification?"),
        (
            'group = "car"\ntitle = { en = "Housing"',
            'group = "cat"\ntitle = { en = "Housing"',
            "no group cat",
        ),
        ('en = "Vehicles"', 'en = "housing"', "vehicles are both called housing"),
        ('required_when = "kind = person"', 'required_when = "kind ="', "field.1.required_when In --where"),
        ('type = "records"', 'type = "text"', "columns belong to the type records"),
        ("choices = [", 'choices = [{ key = "A b", en = "x", zh = "y" }, ', "field.1.choices.1.key"),
        (
            'verification = "static"',
            'verification = "computed"',
            "computed_from belongs to the class computed",
        ),
        ('precedence = "before_others"', 'precedence = "before"', "did you mean before_others?"),
    ],
)
def test_a_wrong_key_or_word_is_named(old: str, new: str, told: str) -> None:
    text = GRADE + FIELDS
    assert old in text
    with pytest.raises(RuleRefused) as refusal:
        parse_playbook(text.replace(old, new, 1).encode(), "own.toml")
    assert told in str(refusal.value)


def test_the_names_of_card_columns_are_fields_of_the_card(tmp_path: Path) -> None:
    fields = customer_fields(empty_book(), TODAY)
    assert [name for name in CARD_COLUMNS if fields.find(name) is None] == []
