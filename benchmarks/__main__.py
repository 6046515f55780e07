"""Make books, measure, write docs/benchmarks.md: `python -m benchmarks`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from time import monotonic

from benchmarks.books import PLACE, ROOT, Installed, book_of, copy_of, customers_csv, customers_xlsx, install
from benchmarks.cards import book_of_cards
from benchmarks.commands import CARD_READS, READS, WRITES, command, yardstick
from benchmarks.page import Bulk, page
from benchmarks.peers import peers
from benchmarks.timing import Measured, in_turns, once

SIZES, REPEAT, BULK_ROWS, EXPORTED = (1_000, 100_000, 1_000_000), 21, 100_000, 1_000_000
PEER_SIZES, CARD_SIZES = (1_000, 10_000), (1_000, 100_000)


def main() -> None:
    """Everything in order, with a line on what is going on."""
    options = _options()
    start = monotonic()
    PLACE.mkdir(parents=True, exist_ok=True)
    program = install()
    reads, writes = {}, {}
    for size in options.sizes:
        book = book_of(program, size)
        print(f"{size:,} customers: reading")
        reads[size] = _shown(
            in_turns(
                yardstick(program, "sqlite3"), [command(program, book, ask) for ask in READS], options.repeat
            )
        )
        print(f"{size:,} customers: writing")
        written = copy_of(book)
        writes[size] = _shown(
            in_turns(
                yardstick(program, "sqlmodel"),
                [command(program, written, ask) for ask in WRITES],
                max(options.repeat // 2, 3),
            )
        )
        written.unlink()
    cards = {size: _cards(program, size, options.repeat) for size in options.card_sizes}
    bulk = [] if options.no_bulk else _bulk(program, max(options.sizes))
    others = _others(program, options.peer_sizes, options.repeat)
    minutes = max(1, round((monotonic() - start) / 60))
    options.output.write_text(
        page(date.today().isoformat(), reads, writes, cards, bulk, others, minutes), encoding="utf-8"
    )
    print(f"wrote {options.output}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes", type=_numbers, default=SIZES, help="customers in the books, between commas"
    )
    parser.add_argument("--peer-sizes", type=_numbers, default=PEER_SIZES, help="the same for other programs")
    parser.add_argument("--card-sizes", type=_numbers, default=CARD_SIZES, help="the same, of full cards")
    parser.add_argument("--repeat", type=int, default=REPEAT, help="turns of each command")
    parser.add_argument("--no-bulk", action="store_true", help="leave import and export out")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",") if part))


def _shown(found: Sequence[Measured]) -> Sequence[Measured]:
    for each in found:
        print(f"  {each.least:6.2f} ({each.ratio:.2f})  {each.least_ms:8.1f} ms  {each.name}")
    return found


def _cards(program: Installed, size: int, repeat: int) -> Sequence[Measured]:
    print(f"{size:,} full cards: reading")
    book = book_of_cards(program, size)
    commands = [command(program, book, ask) for ask in CARD_READS]
    return _shown(in_turns(yardstick(program, "sqlite3"), commands, repeat))


def _bulk(program: Installed, largest: int) -> list[Bulk]:
    """Imports into a new book, exports of the largest one."""
    found = []
    for path, budget in (
        (customers_csv(BULK_ROWS), "10 s, 400 MB"),
        (customers_xlsx(BULK_ROWS), "15 s"),
    ):
        book = PLACE / "import.db"
        book.unlink(missing_ok=True)
        words = [program.crm, "--db", str(book), "--yes", "import", str(path)]
        found.append(
            Bulk(f"import of {BULK_ROWS:,} rows, {path.suffix[1:]}", once(words, program.environ), budget)
        )
        book.unlink()
    for size in sorted({BULK_ROWS, largest}):
        book = book_of(program, size)
        words = [program.crm, "--db", str(book), "export", "customers", "-o", str(PLACE / "export.csv")]
        found.append(Bulk(f"export of {size:,} customers, csv", once(words, program.environ), "flat memory"))
    for each in found:
        print(f"  {each.done.seconds:6.1f} s  {each.done.peak_mb:6.0f} MB  {each.name}")
    return found


def _others(program: Installed, sizes: Sequence[int], repeat: int) -> Mapping[int, Mapping[str, Measured]]:
    found: dict[int, dict[str, Measured]] = {}
    for size in sizes:
        print(f"{size:,} records: others")
        book = book_of(program, size)
        ours = command(program, book, READS[0])
        names, commands = ["crm"], [ours]
        for name, each in peers(book, size):
            names.append(name)
            commands.append(each)
        measured = _shown(in_turns(yardstick(program, "sqlite3"), commands, repeat))[1:]
        found[size] = dict(zip(names, measured, strict=True))
    return found


if __name__ == "__main__":
    main()
