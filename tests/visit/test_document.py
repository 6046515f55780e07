"""The record as one document: what is written can be read back, whatever somebody said."""

from hypothesis import given
from hypothesis import strategies as st

from crmcli.visit.document import read, written

TITLES = {"summary": "What was said", "concerns": "关注点 *", "budget": "预算"}
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20) | st.sampled_from(
    ["# 井号", "[concerns] 不是标题", "\\反斜杠", "", "[other]", "#"]
)
BLOCK = st.lists(TEXT, max_size=4).map(lambda lines: "\n".join(lines).strip())


@given(st.fixed_dictionaries(dict.fromkeys(TITLES, BLOCK)))
def test_a_document_is_read_back_as_it_was_written(said: dict[str, str]) -> None:
    assert read(written(["[summary] a comment", "another"], TITLES, said), TITLES) == said


def test_comments_and_what_stands_before_the_first_heading_are_left_out() -> None:
    document = "stray\n# c\n[concerns] 关注点\n价格\n#c\n\n  户型  \n[x] done\n[budget]\n"
    assert read(document, TITLES) == {"concerns": "价格\n\n  户型  \n[x] done", "budget": ""}


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert set(read(text, TITLES)) <= set(TITLES)
