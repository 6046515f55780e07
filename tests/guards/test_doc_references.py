"""What the reference pages list is what the program has: playbook keys, settings, variables, exit codes, JSON keys."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from crmcli.customer.listing import LIST_KEYS
from crmcli.due.arms import ARMS, KEYS
from crmcli.kit import errors
from crmcli.kit.cli import boundary
from crmcli.kit.formats import FORMATS
from crmcli.kit.settings import DEFAULTS, Settings
from crmcli.kit.toml_models import Wording
from crmcli.policy.schema import Playbook
from tests.inside import Inside

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
UNUSED = {"python-dateutil"}  # declared, imported by icalendar only: nothing of ours needs it
FOREIGN = re.compile(
    r"\.\./shared|/work/|/root/|/tmp/|\bDOMAIN\.md|\bDESIGN\.md|\bCLI\.md|\bFINDINGS\.md|\bFACTS\.md"
)
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    """The first cell of every row of every table, header lines left out."""
    rows = re.findall(r"^\| *([^|]*?) *\|", text, re.MULTILINE)
    return [cell for cell in rows if cell and not set(cell) <= set("-: ")]


def code_words(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def playbook_keys(model: type[BaseModel] = Playbook, prefix: str = "") -> Iterator[str]:
    """Every key of a playbook file, `grade.letter` for one inside a table."""
    for name, field in model.model_fields.items():
        below = [part for part in _parts(field.annotation) if issubclass(part, BaseModel)]
        if below and below[0] is Wording:
            yield from (f"{prefix}{name}.{language}" for language in Wording.model_fields)
            continue
        if not below or name in ("grade", "first_follow_up"):
            yield prefix + name
        for section in below:
            yield from playbook_keys(section, f"{prefix}{name}.")


def _parts(annotation: object) -> list[type]:
    """The classes that a type is made of: `list[GradeSection]` and `FirstFollowUpSection | None` hold one each."""
    inside = getattr(annotation, "__args__", ())
    return [part for part in (inside or (annotation,)) if isinstance(part, type)]


def keys_table(text: str) -> list[str]:
    return [word for cell in first_cells(text.partition("## Keys")[2]) for word in code_words(cell)]


def test_every_key_of_a_playbook_is_listed_and_no_other() -> None:
    assert sorted(keys_table(page("playbooks.md"))) == sorted(playbook_keys())


def test_defaults_of_a_playbook_are_as_listed() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", page("playbooks.md"), re.MULTILINE)
    assert rows, "the table of keys has no defaults"
    assert rows == [(key, str(Playbook.model_fields[key].default)) for key, _default in rows]


def test_the_example_of_a_playbook_is_right() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", page("playbooks.md"), re.DOTALL | re.MULTILINE)
    assert Playbook.model_validate(tomllib.loads(example)).lost_grade == "C"


def test_every_setting_is_listed_with_its_default() -> None:
    table = page("config.md").partition("## More of the environment")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| *([^|]*?) *\|[^|]*\|$", table, re.MULTILINE))
    assert sorted(rows) == sorted(DEFAULTS)
    assert rows["playbook"] == f"`{Settings().playbook}`"


def test_every_variable_of_the_environment_is_listed() -> None:
    used = set(re.findall(r"\b(CRM_[A-Z_]+|XDG_[A-Z]+_HOME|NO_COLOR)\b", SOURCE))
    assert sorted(used - set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", page("config.md")))) == []


def test_exit_codes_are_those_of_the_refusals() -> None:
    listed = {
        kind: int(code)
        for code, kinds in re.findall(r"^\| (\d+) \| ([^|]*) \|", page("exit-codes.md"), re.MULTILINE)
        for kind in code_words(kinds)
    }
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CrmError)
    ]
    assert listed == {kind.__name__: kind.exit_code for kind in kinds}


def test_exit_codes_of_the_boundary_are_listed() -> None:
    listed = [int(cell) for cell in first_cells(page("exit-codes.md")) if cell.isdigit()]
    assert {0, 1, boundary.FAULT, boundary.INTERRUPTED, boundary.TERMINATED} <= set(listed)
    assert listed == sorted(set(listed))


def test_every_format_is_listed() -> None:
    table = page("scripting.md").partition("## Keys")[0]
    assert sorted(word for cell in first_cells(table) for word in code_words(cell)) == sorted(FORMATS)


def test_every_key_of_a_list_is_listed() -> None:
    words = set(code_words(page("scripting.md")))
    assert [key for key in (*KEYS, *LIST_KEYS, *ARMS) if key not in words] == []


def _keys(item: object) -> list[str]:
    return list(item) if isinstance(item, dict) else []


def test_every_key_of_a_card_is_listed(inside: Inside) -> None:
    words = set(code_words(page("scripting.md")))
    inside.add("王小明", "--phone", "13812345678", "--contact", "李丽", "--note", "x")
    inside.must("deal", "C0001", "won")
    inside.must("visit", "C0001", "看样品", "--grade", "B")
    card = inside.card("C0001")
    inner = [key for part in card.values() if isinstance(part, list) for item in part for key in _keys(item)]
    assert [key for key in (*card, *inner) if key not in words] == []


@pytest.mark.parametrize("kind", ARMS)
def test_the_rules_tell_every_kind_of_due_item(kind: str) -> None:
    assert f"| `{kind}` |" in page("rules.md").partition("## Due")[2]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]]
    reasons = [cell.split()[0] for cell in first_cells(page("decisions/0006-dependencies.md"))]
    assert sorted({*needed} - UNUSED) == sorted(reason for reason in reasons if reason != "package")


def test_decisions_are_all_in_the_index() -> None:
    pages = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    assert re.findall(r"^\| \[\d{4}\]\(([^)]+)\)", page("decisions/README.md"), re.MULTILINE) == pages


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))],
    ids=lambda path: path.name,
)
def test_pages_stand_alone(path: Path) -> None:
    assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


def test_the_architecture_names_every_folder() -> None:
    folders = [path.parent.name for path in (ROOT / "src" / "crmcli").glob("*/__init__.py")]
    text = page("architecture.md")
    assert [folder for folder in folders if f"{folder}/" not in text] == []
