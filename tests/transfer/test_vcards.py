"""Contacts of phones and address books, into a book and out again."""

import io
import os
import stat
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from crmcli.kit.content_lines import FOLDED_OCTETS
from crmcli.transfer.sources import RowProblem, open_table
from tests.inside import Inside

DATA = Path(__file__).parents[1] / "data"
SAMPLES = DATA / "vcards"


def rows(text: str | bytes, format: str | None = "vcf") -> list[dict[str, object]]:
    """What a source gives for each card, empty cells left out; `problem` for a card that is refused."""
    octets = text.encode() if isinstance(text, str) else text
    with open_table("-", encoding=None, format=format, stdin=io.BytesIO(octets)) as table:
        found = []
        for row in table.rows:
            entry = {key: cell for key, cell in zip(table.headers, row.cells, strict=False) if cell}
            found.append(entry | ({"problem": str(row.reason)} if isinstance(row, RowProblem) else {}))
        return found


def card(*lines: str) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


def brief(inside: Inside) -> list[tuple[object, ...]]:
    """Name, kind, phones with whose they are, and people of every customer."""
    cards = inside.must("export", "customers", "-f", "json").json
    return [
        (
            each["name"],
            each["kind"],
            {(phone["number"], phone["extension"], phone["contact"]) for phone in each["phones"]},
            [(person["name"], person["position"], person["birthday"]) for person in each["contacts"]],
        )
        for each in cards
    ]


def test_the_sample(inside: Inside) -> None:
    assert inside.must("import", DATA / "contacts.vcf").out == "30 new\n"
    cards = inside.must("export", "customers", "-f", "json").json
    assert sum(each["kind"] == "company" for each in cards) == 6
    first, company = cards[0], cards[4]
    assert (first["name"], first["phone"]) == ("刘国一", "+8613074391500")
    assert (company["name"], company["contacts"][0]["name"], company["phones"][0]["contact"]) == (
        "佛山博雅华信建材有限责任公司",
        "邹艳新",
        "邹艳新",
    )
    assert inside.must("import", DATA / "contacts.vcf").out == "0 new, 30 unchanged\n"


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        (
            "ios",
            [
                ("王小明", "person", {("+8613812345601", "", None), ("+862162345601", "", None)}, []),
                (
                    "郑州宏达运输有限公司",
                    "company",
                    {("+8637162345600", "", None), ("+8613912345602", "", "李丽")},
                    [("李丽", "采购部 采购经理", "1985-10-02")],
                ),
                ("John Smith", "person", {("+14155552671", "", None)}, []),
            ],
        ),
        (
            "android",
            [
                (
                    "郑州东方建材贸易有限责任公司第二分公司",
                    "company",
                    {
                        ("+8613712345603", "", "赵敏"),
                        ("+861062345603", "", "赵敏"),
                        ("+863715551234", "", "赵敏"),
                    },
                    [("赵敏", "会计", "05-17")],
                ),
                ("孙强", "person", {("+8613612345604", "", None)}, []),
                ("洛阳新城物流公司", "company", {("+8637962345605", "", None)}, []),
            ],
        ),
        (
            "outlook",
            [
                (
                    "上海远航商贸有限公司",
                    "company",
                    {
                        ("+862162345606", "", "周杰"),
                        ("+8613512345606", "", "周杰"),
                        ("+8613412345607", "", "钱多"),
                    },
                    [("周杰", "销售部 总监", "1979-05-17"), ("钱多", None, None)],
                )
            ],
        ),
        (
            "google",
            [
                (
                    "上海远航商贸有限公司",
                    "company",
                    {("+8613312345608", "", "吴磊"), ("+862162345608", "801", "吴磊")},
                    [("吴磊", None, "1990-02-28")],
                ),
                ("郑十三", "person", {("+8613212345609", "", None)}, []),
            ],
        ),
        (
            "version4",
            [
                (
                    "宏达",
                    "company",
                    {
                        ("+8637162345611", "", None),
                        ("+8637162345610", "801", "冯涛"),
                        ("+8613112345610", "", "冯涛"),
                    },
                    [("冯涛", "仓库 主管", "02-29")],
                )
            ],
        ),
    ],
)
def test_exports_of_phones_and_programs(
    inside: Inside, sample: str, expected: list[tuple[object, ...]]
) -> None:
    inside.must("import", SAMPLES / f"{sample}.vcf")
    assert brief(inside) == expected
    assert "unchanged" in inside.must("import", SAMPLES / f"{sample}.vcf").out
    written = inside.folder / "out.vcf"
    inside.must("export", "-o", written)
    other = inside.must("--db", inside.folder / "other.db", "import", written)
    assert other.out == f"{len(expected)} new\n"
    cards = brief(inside)
    inside.environ["CRM_DB"] = str(inside.folder / "other.db")
    assert brief(inside) == cards


def test_the_rest_of_a_card(inside: Inside) -> None:
    inside.must("import", SAMPLES / "ios.vcf")
    found = inside.card("王小明")
    wanted = {
        "email": "xiaoming@example.com",
        "wechat": "wx_xiaoming",
        "address": "河南省郑州市花园路1号 450000",
        "birthday": "05-17",
        "fields": {"Website": "https://example.com/xiaoming", "QQ": "12345601"},
    }
    assert {key: found[key] for key in wanted} == wanted
    assert found["notes"][0]["text"] == "喜欢喝茶\n周末不接电话, 晚上可以"  # type: ignore[index]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sample", ["ios", "android", "outlook"])
def test_own_fields_come_back_in_either_language(inside: Inside, sample: str, language: str) -> None:
    inside.environ["CRM_LANG"] = language
    inside.must("import", SAMPLES / f"{sample}.vcf")
    before = [each["fields"].get("QQ") for each in inside.must("export", "-f", "json").json]
    assert any(before) == (sample != "outlook")
    written = inside.folder / "out.vcf"
    inside.must("export", "-o", written)
    seen = [each["fields"] for each in inside.must("export", "-f", "json").json if not each["contacts"]]
    inside.environ["CRM_DB"] = str(inside.folder / "other.db")
    inside.must("import", written)
    assert [
        each["fields"] for each in inside.must("export", "-f", "json").json if not each["contacts"]
    ] == seen


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("ios", ["1 photo was left out.", "Left out of the cards: X-ABRELATEDNAMES."]),
        ("google", ["1 photo was left out.", "Left out of the cards: NICKNAME."]),
        ("version4", ["1 group of contacts was left out."]),
    ],
)
def test_what_is_left_out_is_said(inside: Inside, sample: str, said: list[str]) -> None:
    told = inside.must("import", SAMPLES / f"{sample}.vcf").err
    assert [sentence for sentence in said if sentence not in told] == []


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["FN:王 小明", "N:王;小明;;;"], {"name": "王小明"}),
        (["N:王;小明;;;"], {"name": "王小明"}),
        (["N:Smith;John;;Dr.;"], {"name": "Dr. John Smith"}),
        (["ORG:宏达"], {"name": "宏达", "kind": "company"}),
        (["FN:a", "ORG:;"], {"name": "a", "kind": "person"}),
        (["NICKNAME:老郑"], {"name": "老郑"}),
        (["FN:a", "TEL:021-62345678,801"], {"phones": [{"number": "021-62345678", "extension": "801"}]}),
        (["FN:a", "TEL:tel:8001;phone-context=+86-371"], {"phones": [{"number": "+86-371-8001"}]}),
        (["FN:a", "TEL:1", "TEL;PREF:2"], {"phones": [{"number": "2"}, {"number": "1"}]}),
        (["FN:a", "a.TEL:1", "a.X-ABLabel:_$!<HomeFAX>!$_"], {"fields": {"Fax": "1"}}),
        (["FN:a", "BDAY:1980-05-17T00:00:00Z"], {"birthday": "1980-05-17"}),
        (["FN:a", "BDAY:---17"], {}),
        (["FN:a", "IMPP;X-SERVICE-TYPE=Skype:skype:a"], {"fields": {"Messages": "skype:a"}}),
        (["FN:a", "X-WECHAT:w", "X-WEIXIN:v"], {"wechat": "w", "fields": {"Other WeChat": "v"}}),
        (
            ["FN:a", "ADR:;;1 Main St;Springfield;IL;62701;USA"],
            {"address": "1 Main St, Springfield, IL 62701, USA"},
        ),
        (["FN:a", "CATEGORIES:VIP,myContacts"], {"tags": ["VIP"]}),
    ],
)
def test_a_property(lines: list[str], wanted: dict[str, object]) -> None:
    [found] = rows(card(*lines))
    assert "problem" not in found
    assert {key: found.get(key) for key in wanted} == wanted


def test_the_people_of_one_company_are_together() -> None:
    found = rows(
        card("FN:a", "ORG:宏达", "NOTE:x")
        + card("FN:b")
        + card("FN:宏达", "ORG:宏达", "TEL:1", "ADR:;;路;;;;")
        + card("FN:c", "ORG:宏达")
    )
    assert [entry["name"] for entry in found] == ["宏达", "b"]
    people = found[0]["contacts"]
    assert isinstance(people, list)
    assert [(person["name"], person["is_key"]) for person in people] == [("a", True), ("c", False)]
    assert (found[0]["notes"], found[0]["address"]) == (["a: x"], "路")


def test_a_broken_card_is_a_row_that_is_refused(inside: Inside) -> None:
    path = inside.folder / "broken.vcf"
    path.write_text(card("FN:a", "no line") + card("FN:b", "TEL:13812345678"), encoding="utf-8")
    refused = inside("import", path)
    assert refused.code == 5
    assert "Line 4 is no line of a card" in refused.err
    assert inside.must("import", path, "--skip-bad").out.startswith("1 new")


@pytest.mark.parametrize(
    "content",
    ["", "\n\n", "not a card\nat all", "name,phone\n王小明,13812345678"],
)
def test_no_contacts_at_all(inside: Inside, content: str) -> None:
    path = inside.folder / "empty.vcf"
    path.write_text(content, encoding="utf-8")
    refused = inside("import", path)
    assert (refused.code, "holds no contacts" in refused.err) == (5, True)


def test_an_encoding_that_there_is_not(inside: Inside) -> None:
    refused = inside("import", DATA / "contacts.vcf", "--encoding", "nonsense")
    assert (refused.code, "There is no encoding nonsense" in refused.err) == (2, True)


def test_contacts_are_known_by_their_content(inside: Inside) -> None:
    text = "\ufeff\r\n" + card("FN:王小明", "TEL:13812345678")
    assert inside.must("import", "-", stdin=text).out == "1 new\n"
    named_otherwise = inside.folder / "contacts.txt"
    named_otherwise.write_text(text, encoding="utf-16")
    assert inside.must("import", named_otherwise).out == "0 new, 1 unchanged\n"


@given(st.binary(max_size=400))
def test_any_bytes_make_rows(content: bytes) -> None:
    rows(b"BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\n" + content)


_VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
_NAMES = st.sampled_from(
    "FN N ORG TEL EMAIL ADR BDAY IMPP URL CATEGORIES X-SOCIALPROFILE KIND X-ABLABEL TITLE".split()
)


@given(st.lists(st.tuples(_NAMES, _VALUES)))
def test_any_values_make_a_row(properties: list[tuple[str, str]]) -> None:
    for found in rows(card("FN:a", *(f"{name}:{value}" for name, value in properties))):
        assert "problem" not in found


# Written ----------------------------------------------------------------------------------------------------


def test_the_file_that_is_written(inside: Inside) -> None:
    inside.add("长" * 60, "--phone", "13812345678", "--birthday", "05-17", "--address", "路,1;2\\3")
    path = inside.folder / "x.vcf"
    told = inside.must("export", "customers", "-o", path)
    assert told.err == f"Contacts in {path}: 1.\n"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    octets = path.read_bytes()
    assert octets.replace(b"\r\n", b"").count(b"\n") == 0
    assert all(len(line) <= FOLDED_OCTETS and line.decode() is not None for line in octets.split(b"\r\n"))
    assert b"ADR;TYPE=HOME:;;\xe8\xb7\xaf\\,1\\;2\\\\3;;;;" in octets
    assert inside.must("export", "-f", "vcf").out.encode() == octets


def test_another_program_reads_what_is_written(inside: Inside) -> None:
    inside.must("import", SAMPLES / "ios.vcf")
    cards = {card.fn.value: card for card in vobject.readComponents(inside.must("export", "-f", "vcf").out)}
    assert list(cards) == ["王小明", "郑州宏达运输有限公司", "李丽", "John Smith"]
    assert cards["王小明"].adr.value.street == "河南省郑州市花园路1号 450000"
    assert (cards["李丽"].org.value, cards["李丽"].tel.value) == (["郑州宏达运输有限公司"], "+8613912345602")
    assert (cards["John Smith"].n.value.given, cards["John Smith"].n.value.family) == ("John", "Smith")


def test_a_company_without_phones_of_its_own_gives_its_people(inside: Inside) -> None:
    company = inside.add("宏达", "--kind", "company", "--contact", "李丽", "--phone", "13812345678")
    inside.must("tag", company, "重点")
    written = inside.must("export", "-f", "vcf").out
    assert written.count("BEGIN:VCARD") == 1
    assert "FN:李丽\r\nORG:宏达\r\n" in written
    assert "CATEGORIES:重点" in written
    inside.must("edit", company, "--phone", "0371-62345678")
    written = inside.must("export", "-f", "vcf").out
    assert written.count("BEGIN:VCARD") == 2
    assert "ORG:宏达\r\nX-ABSHOWAS:COMPANY\r\nTEL;TYPE=WORK,VOICE:+8637162345678" in written


def test_a_person_at_a_person_stays_one(inside: Inside) -> None:
    inside.add("王小明", "--phone", "13812345678")
    inside.must("contact", "add", "王小明", "李丽", "--birthday", "1982年闰四月初一")
    path = inside.folder / "x.vcf"
    inside.must("export", "-o", path)
    before = brief(inside)
    inside.environ["CRM_DB"] = str(inside.folder / "other.db")
    inside.must("import", path)
    assert brief(inside) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "visits", "-o", "x.vcf"], 2),
        (["export", "customers", "-o", "x.ics"], 2),
        (["export", "due", "-f", "vcf"], 2),
        (["list", "-f", "vcf"], 2),
        (["-f", "ics", "list"], 2),
        (["add", "a", "-f", "vcf"], 2),
    ],
)
def test_formats_that_do_not_fit(inside: Inside, words: list[str], code: int) -> None:
    inside.add("王小明")
    refused = inside(*words)
    assert (refused.code, refused.out) == (code, "")
    assert inside.names("list") == ["王小明"]


def test_only_those_asked_for(inside: Inside) -> None:
    inside.add("王小明", "--grade", "A")
    inside.add("李丽", "--grade", "B")
    assert "FN:李丽" not in inside.must("export", "--grade", "A", "-f", "vcf").out
