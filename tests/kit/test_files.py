"""A file is replaced whole or not at all, stays private, and only stands in for an ordinary file."""

import errno
import os
import stat
from pathlib import Path

import pytest

from crmcli.kit.errors import BookUnusable
from crmcli.kit.files import replacing


def write(path: Path | str, content: bytes = b"new") -> None:
    with replacing(path) as file:
        file.write(content)


def write_half(path: Path, error: BaseException) -> None:
    with replacing(path) as file:
        file.write(b"half")
        raise error


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_private(tmp_path: Path) -> None:
    target = tmp_path / "客户.csv"
    write(target)
    assert target.read_bytes() == b"new"
    assert mode_of(target) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    target.chmod(0o644)
    write(target)
    assert (target.read_bytes(), mode_of(target)) == (b"new", 0o644)


def test_a_name_without_a_folder_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), BrokenPipeError()])
def test_an_error_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    with pytest.raises(type(error)):
        write_half(target, error)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EFBIG, "disk is full"), (errno.EIO, "cannot be written")],
)
def test_a_failing_disk_is_a_sentence_with_the_path(tmp_path: Path, code: int, words: str) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(BookUnusable) as refusal, replacing(target):
        raise OSError(code, os.strerror(code))
    assert words in str(refusal.value)
    assert str(target) in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_only_ordinary_files_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    for name in ("link", "dangling", "folder", "pipe"):
        with pytest.raises(BookUnusable, match=name):
            write(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "real").read_bytes() == b"old"


def test_a_link_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(BookUnusable), replacing(target):
        target.symlink_to(tmp_path / "elsewhere")
    assert target.is_symlink()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("path", ["", "/", "a\0b", "\ud800.csv", "x/", "."])
def test_what_is_no_file_name_is_refused(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BookUnusable) as refusal:
        write(path)
    str(refusal.value).encode()


def test_a_missing_folder_names_itself(tmp_path: Path) -> None:
    with pytest.raises(BookUnusable, match=str(tmp_path / "no")):
        write(tmp_path / "no" / "a.csv")
    (tmp_path / "file").touch()
    with pytest.raises(BookUnusable, match=str(tmp_path / "file")):
        write(tmp_path / "file" / "a.csv")


def test_a_read_only_folder_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the system's answer is given here.
    def refuse(*_args: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("crmcli.kit.files.os.open", refuse)
    with pytest.raises(BookUnusable, match=str(tmp_path)):
        write(tmp_path / "a.csv")


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("a" * 255)
    write(target)
    assert target.read_bytes() == b"new"
    with pytest.raises(BookUnusable):
        write(tmp_path / ("a" * 256))
