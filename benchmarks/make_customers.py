"""Make a CSV of N customers in the shape of tests/data/customers.csv: `make_customers.py 100000 big.csv`.

Names, mobiles and codes are all different; everything else varies as it does in the sample.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "tests" / "data" / "customers.csv"
BAD_CODE = "KH9"  # the sample's rows that cannot be taken
CODE, NAME, MOBILE = 0, 1, 4
# An odd number that shares no factor with 10^9 spreads the mobiles over the whole range, each once.
STRIDE = 387_420_489
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
SYLLABLES = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建文思嘉宇浩然子轩梓涵雨欣"


def rows(count: int) -> Iterator[list[str]]:
    """The header of the sample and `count` rows."""
    with SAMPLE.open(encoding="gb18030", newline="") as file:
        header, *sample = csv.reader(file)
    good = [
        row for row in sample if len(row) == len(header) and row[CODE] and not row[CODE].startswith(BAD_CODE)
    ]
    yield header
    for number in range(1, count + 1):
        yield _varied(good[number % len(good)], number)


def _varied(row: Sequence[str], number: int) -> list[str]:
    mobile = f"1{3 + number % 7}{number * STRIDE % 10**9:09d}"
    given = SYLLABLES[number % 41 % len(SYLLABLES)] + SYLLABLES[number // 41 % len(SYLLABLES)]
    varied = list(row)
    varied[CODE] = f"KH{number:06d}"
    varied[NAME] = (
        f"{SURNAMES[number % len(SURNAMES)]}{given}{number}" if len(row[NAME]) < 5 else f"{row[NAME]}{number}"
    )
    varied[MOBILE] = _dressed(mobile, number)
    return varied


def _dressed(mobile: str, number: int) -> str:
    """The mobile in one of the clothes that the sample has."""
    return (
        mobile,
        f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
        f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        f"86-{mobile}",
        f"0086{mobile}",
        mobile.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    )[number % 6]


def main() -> None:
    """Write the file that the command line names."""
    count, path = int(sys.argv[1]), Path(sys.argv[2])
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows(count))


if __name__ == "__main__":
    main()
