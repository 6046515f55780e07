"""What `crm _complete` answers, to any shell and whatever is wrong with the book."""

import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.inside import Inside
from tests.program import Program, Ran


def offered(program: Program, *words: str, lang: str = "en") -> list[str]:
    """The candidates, without what is said of them."""
    ran = program("_complete", "zsh", *words, lang=lang)
    assert (ran.code, ran.err) == (0, "")
    return [line.partition("\t")[0] for line in ran.lines]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("show wxm", ["王小明"]),
        ("show wangxiao", ["王小明"]),
        ("show 王", ["王小明"]),
        ("show 小明", ["王小明"]),
        ("show 1381", ["王小明"]),
        ("show 138", []),
        ("show c2", ["C0002"]),
        ("show C0001", ["C0001"]),
        ("show lil", ["C0003", "C0002"]),
        ("show 李雷", ["C0003", "C0002"]),
        ("show zj", []),
        ("archive zj", []),
        ("archive --back zj", ["赵旧"]),
        ("archive --back wxm", []),
        ("visit wxm --grade", ["--grade"]),
        ("visit wxm --grade ?", ["A", "B", "C", "D", "E"]),
        ("grade wxm b", ["B"]),
        ("card resource wxm --tier ?", ["core", "important", "ordinary", "occasional"]),
        ("card list --state f", ["filed"]),
        ("card clean --problem s", ["stale", "stale_values"]),
        ("card met --by i", ["industry"]),
        ("greet wxm --occasion spring", ["spring_festival"]),
        ("greet wxm --occasion b", ["birthday"]),
        ("list --columns name,reg", ["name,region"]),
        ("playbook new mine --from ret", ["retail"]),
        ("deal wxm l", ["lost"]),
        ("add x --need ?", ["target", "potential", "none"]),
        ("visit x --kind ph", []),
        ("visit x --kind ca", ["call"]),
        ("due o", ["overdue"]),
        ("due --kind first", ["first_follow_up", "first_visit_by_two"]),
        ("due --owner ?", ["me", "lily"]),
        ("due --owner=l", ["--owner=lily"]),
        ("--as l", ["lily"]),
        ("due -f j", ["json", "jsonl"]),
        ("list --tag ?", ["重点"]),
        ("tag wxm ?", ["重点"]),
        ("tag --where grade=B 重", ["重点"]),
        ("contact ?", ["add", "edit", "drop"]),
        ("contact drop C0005 ?", ["孙丽"]),
        ("team staff ?", ["add", "list", "edit", "leave"]),
        ("playbook use g", ["general"]),
        ("config p", ["playbook"]),
        ("config mine ?", ["true", "false"]),
        ("config lang ?", ["zh", "en"]),
        ("completion ?", ["bash", "zsh", "fish"]),
        ("help contact e", ["edit"]),
        ("help pla", ["plan", "playbook"]),
        ("nonsense ?", []),
        ("show -- --", []),
        ("show wxm ?", []),
    ],
)
def test_what_is_offered(seller: Program, words: str, first: list[str]) -> None:
    assert offered(seller, *("" if word == "?" else word for word in words.split())) == first


def test_the_code_that_is_meant_comes_first(seller: Program) -> None:
    assert offered(seller, "show", "c1")[:3] == ["C0001", "C0010", "C0011"]


def test_what_is_said(seller: Program) -> None:
    assert seller("_complete", "fish", "show", "wxm").out == "王小明\tC0001 B 13812345678\n"
    assert seller("_complete", "fish", "show", "lilei").lines[0] == "C0003\t李雷 13712345678"


def test_chinese_users_type_chinese(seller: Program) -> None:
    assert offered(seller, "due", "", lang="zh")[:6] == ["今天", "逾期", "明天", "本周", "这周", "本月"]
    assert offered(seller, "due", "今", lang="en") == []
    assert "登记" in seller("_complete", "zsh", "ad", lang="zh").out
    assert offered(seller, "--lang", "zh", "due", "今") == ["今天"]


@pytest.mark.parametrize("words", ["import ?", "show --db ?", "--db x", "demo ?"])
def test_files_are_the_shells_business(seller: Program, words: str) -> None:
    ran = seller("_complete", "zsh", *("" if word == "?" else word for word in words.split()))
    assert ran.out == "\tfiles\n"


def test_a_name_that_means_another_customer_is_offered_by_code(crm: Program) -> None:
    for name in ("王小明", "C0001", "-x", "二 华信", "二华信"):
        Inside(crm).add("--", name)
    assert offered(crm, "show", "") == ["C0005", "C0004", "C0003", "C0002", "王小明"]


def test_no_more_than_a_screenful(crm: Program, tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text("name\n" + "".join(f"王{number}号\n" for number in range(120)), encoding="utf-8")
    Inside(crm).must("import", table)
    assert len(offered(crm, "show", "w")) == 50


def test_which_book_is_asked(crm: Program, tmp_path: Path) -> None:
    for name in ("in-config", "in-environment", "typed"):
        Inside(crm).must("--db", tmp_path / f"{name}.db", "add", name)
    crm.config.write_text(f'# mine\ndb = "{tmp_path}/in-config.db"  # here\nlang = "en"\n', encoding="utf-8")
    assert offered(crm, "show", "") == ["in-config"]
    crm.config.write_text(f'db = """{tmp_path}/in-config.db"""\n', encoding="utf-8")
    assert offered(crm, "show", "") == ["in-config"]
    crm.environ["CRM_DB"] = f"{tmp_path}/in-environment.db"
    assert offered(crm, "show", "") == ["in-environment"]
    assert offered(crm, "--db", f"{tmp_path}/typed.db", "show", "") == ["typed"]


def test_whoever_has_left_is_told_nothing(crm: Program) -> None:
    """As in `crm show`: by the environment, the option or the config."""
    crm.environ["CRM_TODAY"] = "2026-11-20"
    must = Inside(crm).must
    for words in (
        "team staff add 刘燕",
        "team staff add 老王",
        "add 利民店 --owner 刘燕",
        "team staff leave 刘燕 --successor 老王",
    ):
        must(*words.split(), "--yes")
    crm.environ["CRM_TODAY"] = "2026-11-23"
    for words in ("show 利", "list --owner ?", "show --as 老王 利"):
        typed = ["" if word == "?" else word for word in words.split()]
        assert offered(crm, *typed) != []
        told = crm("_complete", "zsh", "--as", "刘燕", *typed) if "--as" not in typed else None
        assert told is None or nothing(told)
    crm.config.write_text('user = "刘燕"\n', encoding="utf-8")
    assert offered(crm, "show", "利") == []
    assert offered(crm, "show", "--as", "老王", "利") == ["利民店"]
    crm.environ["CRM_USER"] = "老王"
    assert offered(crm, "show", "利") == ["利民店"]
    crm.environ["CRM_USER"] = "刘燕"
    assert offered(crm, "show", "利") == []
    assert offered(crm, "sho") == ["show"]


def test_a_team_tells_nothing_to_a_name_that_nobody_has(crm: Program) -> None:
    must = Inside(crm).must
    for words in ("team staff add 刘燕 --role manager", "add 利民店", "config policy team --as 刘燕"):
        must(*words.split())
    assert offered(crm, "--as", "刘燕", "show", "利") == ["利民店"]
    assert offered(crm, "--as", "张三", "show", "利") == []


def nothing(ran: Ran) -> bool:
    return ran == Ran(0, "", "")


def test_a_book_is_never_made(crm: Program) -> None:
    assert nothing(crm("_complete", "zsh", "show", "w"))
    assert sorted(path.name for path in crm.folder.iterdir()) == ["home"]


@pytest.mark.parametrize("spoil", ["empty", "no database", "newer", "folder", "locked"])
def test_trouble_is_silent(crm: Program, book: Path, spoil: str) -> None:
    Inside(crm).add("王小明")
    holder = sqlite3.connect(book, isolation_level=None)
    if spoil == "locked":
        holder.execute("begin exclusive")
    elif spoil == "newer":
        holder.execute("pragma user_version = 99")
    else:
        book.unlink()
        book.mkdir() if spoil == "folder" else book.write_text("" if spoil == "empty" else "text" * 5000)
    assert nothing(crm("_complete", "zsh", "show", "w"))
    holder.close()


@pytest.mark.parametrize(
    "request_",
    [
        [],
        ["bash"],
        ["bash", "crm show w", "w"],
        ["zsh"],
        ["tcsh", "x"],
        ["zsh", "show", b"\xff\xfe"],
        ["zsh", "due", "--x", ""],
    ],
)
def test_a_request_that_makes_no_sense_is_silent(seller: Program, request_: list[str | bytes]) -> None:
    ran = seller("_complete", *request_)
    assert (ran.code, ran.err) == (0, "")


def test_a_broken_config_file_is_silent(seller: Program, crm: Program) -> None:
    crm.config.write_bytes(b"db = \xff [[")
    assert nothing(crm("_complete", "zsh", "show", "w"))


def test_nothing_is_written(seller: Program) -> None:
    before = seller.book.read_bytes()
    offered(seller, "show", "w")
    assert seller.book.read_bytes() == before
    assert sorted(path.name for path in seller.book.parent.iterdir()) == ["crm.db"]


def bash_offers(program: Program, line: str, word: str, kind: int = 9, name: str = "crm") -> list[str]:
    """COMPREPLY after bash has called the function that it was given for `crm`."""
    script = (
        'eval "$(crm completion bash)"; complete -p crm >/dev/null; '
        f'COMP_LINE=$1 COMP_POINT=${{#1}} COMP_TYPE={kind}; _crm_complete {name} "$2"; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    ended = subprocess.run(
        ["bash", "-c", script, "bash", line, word],
        capture_output=True,
        text=True,
        env={**program.environ, "LC_ALL": "C.UTF-8"},
        cwd=program.folder,
        check=True,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "word", "replies"),
    [
        ("crm show wxm", "wxm", ["王小明"]),
        ("crm show hx", "hx", ["华信\\ O\\'Brien\\ \\(商贸\\)"]),
        ("crm show 'hx", "hx", ["华信 O'\\''Brien (商贸)"]),
        ('crm show "hx', "hx", ["华信 O'Brien (商贸)"]),
        ("crm list --region=", "", ["郑州"]),
        ("crm show lil", "lil", ["C0003  李雷 13712345678", "C0002  李雷 13912345678", " "]),
        ("crm due --exi", "--exi", ["--exit-code"]),
        ("crm list > ho", "ho", ["home"]),
    ],
)
def test_bash_is_given_words_that_are_quoted(
    seller: Program, line: str, word: str, replies: list[str]
) -> None:
    assert bash_offers(seller, line, word) == replies


def test_an_alias_is_completed_in_bash(seller: Program) -> None:
    assert bash_offers(seller, "c show wxm", "wxm", name="c") == ["王小明"]


def test_bash_never_inserts_what_is_said(seller: Program) -> None:
    assert bash_offers(seller, "crm show lil", "lil", kind=37) == ["C0003", "C0002"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_for_both_names(crm: Program, shell: str) -> None:
    ran = crm("completion", shell)
    assert ran.code == 0
    assert "crm crmcli" in ran.out


def test_an_unknown_shell_is_refused(crm: Program) -> None:
    ran = crm("completion", "tcsh")
    assert (ran.code, ran.out) == (2, "")
    assert "bash, zsh, fish" in ran.err


def test_fields_of_the_playbook_and_spot_checks_are_offered(inside: Inside) -> None:
    inside.must("playbook", "use", "retail", "--yes")
    inside.add("小明便利店", "--set", "车型=J7")
    inside.must("card", "spot-check", "--n", "1", "--seed", "1")
    program = inside.program
    assert offered(program, "edit", "小明便利店", "--set", "车") == ["车型="]
    assert offered(program, "edit", "小明便利店", "--unset", "车") == ["车型"]
    titles = offered(program, "edit", "小明便利店", "--set", "", lang="zh")
    assert "经营范围=" in titles
    assert not any(title.startswith("平均") for title in titles)  # computed
    assert offered(program, "list", "--columns", "name,车") == ["name,车型"]
    assert offered(program, "card", "checks", "") == ["1"]


def test_own_playbooks_are_offered_with_their_titles(inside: Inside) -> None:
    for name in ("mine", "broken"):
        inside.must("playbook", "new", name, "--from", "retail")
    (inside.config.parent / "playbooks" / "broken.toml").write_text("title = [", encoding="utf-8")
    (inside.config.parent / "playbooks" / "loan.toml").write_text('title = { en = "Ours" }', encoding="utf-8")
    for words in (("playbook", "use"), ("playbook", "show"), ("playbook", "check"), ("config", "playbook")):
        lines = inside.program("_complete", "zsh", *words, "").out.splitlines()
        told = dict(line.split("\t") for line in lines)
        assert (told["mine"], told["broken"], told["loan"]) == ("Retail (mine)", "", "Ours")
        assert len(lines) == len(told) >= 7
    assert "mine\t零售" in inside.program("_complete", "zsh", "playbook", "use", "m", lang="zh").out
