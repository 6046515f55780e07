"""Columns chosen by hand, remembered for the next file, or asked for; and the template."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from crmcli.kit.cli import prompts
from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.errors import UsageRefused
from crmcli.transfer.choices import match_of, typed_choices, word_of
from crmcli.transfer.mappings import mapping_path, save_choices, saved_choices
from crmcli.transfer.sources.heading import titles_of
from tests.examples import examples
from tests.inside import Inside
from tests.playbook.own_playbook import column, field, in_force

HEADER = "客户,联系,车型,备用\n"
ROWS = "王小明,13812345678,J7,x\n李四,13912345678,J6,y\n"


def sheet(inside: Inside, text: str = HEADER + ROWS, name: str = "a.csv") -> Path:
    path = inside.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mappings(inside: Inside) -> list[Path]:
    return sorted(inside.config.parent.glob("mappings/*.toml"))


TITLED = "经销商台账,,,\n2026 年,,,\n某甲,某乙,,某丁\n王小明,13812345678,,x\n"


@pytest.mark.parametrize("text", [TITLED, TITLED.replace("678,,x", "678,附,x")])
def test_named_and_remembered_headers_are_found_below_titles(inside: Inside, text: str) -> None:
    path = sheet(inside, text)
    inside.must("import", path, "--map", "某甲=name", "--map", "某乙=mobile")
    assert inside.names("list") == ["王小明"]
    again = inside.must(
        "import", sheet(inside, text.replace("王小明", "李四").replace("1381", "1391"), "b.csv")
    )
    assert "As last time: 某甲, 某乙" in again.err
    assert set(inside.names("list")) == {"李四", "王小明"}
    unused = inside("import", path, "--no-saved-map")
    assert (unused.code, "经销商台账" in unused.err) == (5, True)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "The file has no column 某戊; did you mean 某甲? If the headers stand in another row, --header-row N",
        ),
        ("zh", "文件里没有“某戊”这一列，是不是“某甲”？"),
    ],
)
def test_a_mapped_column_that_is_nowhere(inside: Inside, lang: str, said: str) -> None:
    ran = inside(
        "import", sheet(inside, TITLED), "--map", "某甲=name", "--map", "某戊=mobile", "--lang", lang
    )
    assert ran.code == 2
    assert said in ran.err
    assert "--header-row" in ran.err


def test_objects_have_no_row_of_headers_to_name(inside: Inside) -> None:
    ran = inside("import", sheet(inside, '[{"甲": "王"}]', "a.json"), "--map", "乙=name")
    assert (ran.code, "--header-row" in ran.err) == (2, False)


@pytest.mark.parametrize(
    ("target", "field", "own", "left_out"),
    [
        ("mobile", "mobile", "", False),
        ("手机号码", "mobile", "", False),
        ("Phone number", "phone", "", False),
        ("", None, "", True),
        ("-", None, "", True),
        ("custom:车型", None, "车型", False),
        ("custom:", None, "列", False),
        ('"车型"', None, "车型", False),
        ("“车型”", None, "车型", False),
        ("字段:电话", None, "电话", False),
    ],
)
def test_what_a_column_can_be_chosen_for(target: str, field: str | None, own: str, left_out: bool) -> None:
    match = match_of("列", 3, target)
    assert (match.field, match.own, match.left_out, match.index) == (field, own, left_out, 3)
    again = match_of("列", 3, word_of(match))
    assert (again.field, again.own_name, again.left_out) == (match.field, match.own_name, left_out)


@pytest.mark.parametrize(
    ("header", "target", "scale"),
    [("报价", "amount", 1), ("报价（万元）", "amount", 10_000), ("报价", "预计金额（万元）", 10_000)],
)
def test_the_unit_of_an_amount_is_that_of_either_header(header: str, target: str, scale: int) -> None:
    match = match_of(header, 0, target)
    assert (match.field, match.scale) == ("amount_fen", scale)
    assert match_of(header, 0, word_of(match)).scale == scale


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("联系=mobil", "did you mean Mobile"),
        ("联细=mobile", "did you mean 联系"),
        ("联系", "has no ="),
        ("xyz=mobile", "has no column xyz; there are: 客户"),
        ("车型=客户", "cannot both be"),
    ],
)
def test_a_wrong_choice_is_refused_with_the_nearest(inside: Inside, typed: str, said: str) -> None:
    ran = inside("import", sheet(inside), "--map", typed, "--map", "客户=name")
    assert ran.code == 2
    assert said in ran.err
    assert not inside.book.exists()
    assert mappings(inside) == []


def test_a_header_may_have_an_equals_sign_in_it() -> None:
    assert typed_choices(["a=b", "c"], ["a=b=mobile"])[0].field == "mobile"
    with pytest.raises(UsageRefused):
        typed_choices(["c"], ["a=b=mobile"])


def test_what_was_chosen_is_taken_next_time(inside: Inside) -> None:
    path = sheet(inside)
    inside.must("import", path, "--map", "联系=mobile", "--map", "备用=-", "--map", "车型=custom:卡车")
    assert inside.card("王小明")["fields"] == {"卡车": "J7"}
    [kept] = mappings(inside)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert '"联系" = "mobile"' in kept.read_text(encoding="utf-8")
    later = sheet(inside, " 客户 ,联 系,车型,备用\n赵六,13712345678,J5,z\n".replace("联 系", "联系"), "b.csv")
    ran = inside.must("import", later)
    assert "as last time" in ran.err
    card = inside.card("赵六")
    assert (card["phone"], card["fields"]) == ("+8613712345678", {"卡车": "J5"})


def test_choices_can_be_left_aside_changed_and_forgotten(inside: Inside) -> None:
    path = sheet(inside)
    inside.must("import", path, "--map", "备用=-")
    asked = inside.must("import", path, "--no-saved-map", "--dry-run", "-f", "json").json
    assert "备用" in asked["fields"]
    inside.must("import", path, "--map", "备用=note", "--dry-run")
    assert '"备用" = "-"' in mappings(inside)[0].read_text(encoding="utf-8")
    inside.must("import", path, "--map", "备用=note", "--update")
    assert '"备用" = "note"' in mappings(inside)[0].read_text(encoding="utf-8")
    assert inside.must("import", path, "--forget-map", "-f", "json").json == {"forgotten": True}
    assert mappings(inside) == []
    assert inside.must("import", path, "--forget-map", "-f", "json").json == {"forgotten": False}


@pytest.mark.parametrize("content", ["columns = 3", "[columns]\n客户 =", '[columns]\n"客户" = "namm"', "\0"])
def test_a_broken_file_of_choices_is_named(inside: Inside, content: str) -> None:
    path = sheet(inside)
    inside.must("import", path, "--map", "备用=-")
    mappings(inside)[0].write_text(content, encoding="utf-8")
    ran = inside("import", path)
    assert ran.code == 5
    assert "--no-saved-map" in ran.err
    inside.must("import", path, "--no-saved-map")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody sits at the terminal and types these; questions are collected behind them."""
    typed: list[str] = []

    def answer(question: str) -> str:
        assert len(typed) < 50, typed  # a question that no answer fits would be asked for ever
        typed.append(question)
        return typed.pop(0)

    monkeypatch.setattr(prompts, "_input", answer)
    monkeypatch.setattr(Invocation, "interactive", True)
    return typed


def test_on_a_terminal_each_unknown_column_is_asked_for_once(inside: Inside, answers: list[str]) -> None:
    path = sheet(inside)
    answers[:] = ["mobil", "手机", "", "-", "y"]
    inside.must("import", path)
    assert [question.split(" (")[0] for question in answers[:4]] == ["联系", "联系", "车型", "备用"]
    card = inside.card("王小明")
    assert (card["phone"], card["fields"]) == ("+8613812345678", {"车型": "J7"})
    answers[:] = ["y"]
    inside.must("import", sheet(inside, HEADER + "赵六,13712345678,J5,z\n"))
    assert len(answers) == 1
    assert inside.card("赵六")["phone"] == "+8613712345678"


LISTS = (
    field("cards", "卡", type_="records")
    + column("idn", "卡号", "sensitive = true\n", type_="id_number")
    + field("secret", "密语", "sensitive = true\n")
)


def test_columns_of_a_list_of_the_playbook_are_not_asked_for(inside: Inside, answers: list[str]) -> None:
    in_force(inside, LISTS)
    answers[:] = ["y"]
    path = sheet(inside, "客户,联系手机,卡.0.卡号,cards.1.idn\n赵六,13712345678,11010519491231002X,\n")
    ran = inside.must("import", path)
    assert len(answers) == 1
    assert "11010519491231002X" not in ran.err + ran.out
    assert "卡.0.卡号" in ran.err
    assert "field of your own" not in ran.err
    assert inside.card("赵六")["fields"] == {"cards": [{"record": 0, "idn": "***002X"}]}


def test_a_sensitive_example_is_masked_in_a_question(inside: Inside, answers: list[str]) -> None:
    in_force(inside, LISTS)
    inside.must("playbook", "use", "general")
    answers[:] = ["-", "y"]
    inside.must("import", sheet(inside, "客户,联系手机,密语\n赵六,13712345678,XYZ999988887777\n"))
    assert answers[0] == "密语 (for example ***7777): " or "***7777" in answers[0]
    assert "XYZ9999" not in answers[0]


def test_a_star_makes_fields_of_the_rest(inside: Inside, answers: list[str]) -> None:
    answers[:] = ["mobile", "*", "y"]
    inside.must("import", sheet(inside))
    assert inside.card("王小明")["fields"] == {"车型": "J7", "备用": "x"}


# The template -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_filled_template_imports_without_a_mapping(inside: Inside, lang: str) -> None:
    from xlsxwriter import Workbook

    path = inside.folder / "t.xlsx"
    assert inside("import", "--template", path, lang=lang).code == 0
    workbook = CalamineWorkbook.from_path(str(path))
    headers = workbook.get_sheet_by_index(0).to_python()[0]
    explained = {row[0]: row[2] for row in workbook.get_sheet_by_index(1).to_python()[1:]}
    assert list(explained) == headers
    filled = Workbook(str(inside.folder / "filled.xlsx"))
    first = filled.add_worksheet()
    first.write_row(0, 0, headers)
    first.write_row(1, 0, [explained[header] for header in headers])
    filled.close()
    summary = inside.must("import", inside.folder / "filled.xlsx", "-f", "json").json
    assert (summary["new"], summary["refused"], summary["fields"]) == (1, 0, [])
    [card] = inside.must("export", "customers", "-f", "json").json
    assert card["amount_fen"] == 12_000_000
    assert (card["kind"], card["grade"], card["need"], card["importance_set"]) == (
        "company",
        "B",
        "target",
        "key",
    )
    assert card["next_follow_up_on"] == "2026-11-27" or card["agreed_on"] == "2026-11-27"
    assert len(card["phones"]) == 3


def test_an_empty_template_holds_no_customers(inside: Inside) -> None:
    path = inside.folder / "t.xlsx"
    inside.must("import", "--template", path)
    assert inside.must("import", path, "-f", "json").json["new"] == 0


def test_a_template_has_drop_downs_and_the_staff_of_the_book(inside: Inside) -> None:
    import zipfile

    inside.must("team", "staff", "add", "孙静")
    path = inside.folder / "t.xlsx"
    inside.must("import", "--template", path)
    with zipfile.ZipFile(path) as archive:
        customers = archive.read("xl/worksheets/sheet1.xml").decode()
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert customers.count('type="list"') == 6
    assert customers.count('type="date"') == 3
    assert "孙静" in texts


def test_a_template_never_takes_the_place_of_a_file_unasked(inside: Inside) -> None:
    path = inside.folder / "t.xlsx"
    path.write_bytes(b"mine")
    assert inside("import", "--template", path).code == 5
    assert path.read_bytes() == b"mine"
    inside.must("import", "--template", path, "--dry-run")
    assert path.read_bytes() == b"mine"
    inside.must("import", "--template", path, "--yes")
    assert path.read_bytes()[:2] == b"PK"


def test_a_template_is_a_workbook(inside: Inside) -> None:
    assert inside("import", "--template", inside.folder / "t.csv").code == 2
    assert inside("import").code == 2


# Whatever headers there are ---------------------------------------------------------------------------------


@settings(max_examples=examples(25, 80), deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4),
    st.lists(st.sampled_from(["-", "phone", "custom:", "note", "custom:x", "tags"]), min_size=4, max_size=4),
)
def test_choices_come_back_from_their_file(written: list[str], targets: list[str]) -> None:
    headers = list(dict.fromkeys(filter(None, titles_of(written))))
    chosen = {place: match_of(header, place, targets[place]) for place, header in enumerate(headers)}
    with TemporaryDirectory() as folder:
        path = mapping_path({"XDG_CONFIG_HOME": folder}, headers)
        save_choices(path, "a\nb.csv", headers, chosen)
        found = saved_choices(path, headers)
    told = {place: (match.field, match.left_out, match.own_name) for place, match in chosen.items()}
    assert {place: (match.field, match.left_out, match.own_name) for place, match in found.items()} == told


@pytest.mark.parametrize(
    ("headers", "same"),
    [([" 客户 ", "手机 号"], True), (["客户", "手机號"], False), (["手机号", "客户"], False)],
)
def test_a_signature_is_of_the_folded_headers_in_their_order(headers: list[str], same: bool) -> None:
    known = mapping_path({"XDG_CONFIG_HOME": "/x"}, ["客户", "手机号"])
    assert (mapping_path({"XDG_CONFIG_HOME": "/x"}, headers) == known) is same
