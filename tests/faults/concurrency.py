"""Many programs at one book, started together. `python -m tests.faults.concurrency [FILE]` measures how they wait."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.desk import Desks, register
from tests.faults.clients import CUSTOMERS, FIELD

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    """What the clients said, and what the book says afterwards."""

    errors: list[str]
    writer_waits: list[float]
    reader_waits: list[float]
    visits: int
    counted: int


def make_book(folder: Path) -> Desks:
    """A book with the customers that every writer goes round."""
    desks = Desks(folder)
    with desks(command="add") as at:
        for number in range(CUSTOMERS):
            register(at, f"客户{number}", "B")
    return desks


def run_clients(
    desks: Desks,
    writers: int,
    visits: int,
    *,
    readers: int = 2,
    weak: bool = False,
    import_file: Path | None = None,
) -> Outcome:
    """Let writers and readers (and an import) loose on the book; what came of it."""
    more = ["weak"] if weak else []
    with (
        _clients(
            [["writer", str(desks.path), f"w{number}", str(visits), *more] for number in range(writers)]
        ) as writing,
        _clients([["reader", str(desks.path)]] * readers) as reading,
    ):
        for client in writing:
            _say(client, "go\n")
        if import_file is not None:
            _import(desks, import_file)
        written = [_answer(client) for client in writing]
        read = [_answer(client) for client in reading]
    answers = [*written, *read]
    return Outcome(
        [error for answer in answers for error in answer["errors"]],
        [wait for answer in written for wait in answer["waits"]],
        [wait for answer in read for wait in answer["waits"]],
        desks.row("select count(*) from visit where logged_at is not null and summary like 'w%'")[0],
        desks.row("select coalesce(sum(value), 0) from customer_field where field = ?", FIELD)[0],
    )


@contextmanager
def _clients(wordings: Sequence[Sequence[str]]) -> Iterator[list[subprocess.Popen[str]]]:
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.clients", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for words in wordings
    ]
    try:
        for client in clients:
            assert client.stdout is not None
            assert client.stdout.readline() == "ready\n"
        yield clients
    finally:
        for client in clients:
            client.kill()
            client.communicate()


def _say(client: "subprocess.Popen[str]", words: str) -> None:
    assert client.stdin is not None
    client.stdin.write(words)
    client.stdin.flush()


def _answer(client: "subprocess.Popen[str]") -> Any:
    out, _err = client.communicate(timeout=600)
    return json.loads(out)


def _import(desks: Desks, file: Path) -> None:
    crm = Path(sys.executable).with_name("crm")
    words = [str(crm), "--db", str(desks.path), "--as", "lily", "import", str(file)]
    subprocess.run(words, check=True, capture_output=True, cwd=desks.path.parent)


def _percentile(waits: list[float], share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * share))]


if __name__ == "__main__":
    large = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        outcome = run_clients(make_book(Path(folder)), 8, 200, readers=2, import_file=large)
    print(
        f"visits {outcome.visits}, counted {outcome.counted}, errors {len(outcome.errors)} {outcome.errors[:2]}"
    )
    for name, waits in (("lock wait", outcome.writer_waits), ("reading", outcome.reader_waits)):
        p50, p99, most = (_percentile(waits, share) for share in (0.5, 0.99, 1))
        print(f"{name}: {len(waits)} times, median {p50:.3f} s, p99 {p99:.3f} s, longest {most:.3f} s")
