"""What two names of one company have in common. Rules: docs/rules.md#duplicates."""

import re

from crmcli.kit.text import fold

# Longest first: what is left of a company's name without its legal form.
_LEGAL_FORMS = (
    "集团股份有限公司", "股份有限责任公司", "集团有限责任公司",
    "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "总公司", "集团公司", "公司", "集团",
)  # fmt: skip
_ENGLISH_FORM = re.compile(r"(?:\b(?:co|company|corp|corporation|inc|llc|ltd|limited|gmbh|group)\b[\s.,]*)+$")
_PUNCTUATION = re.compile(r"[\s()（）\[\]【】「」·.,，、\-_/&]+")


def company_stem(name: str) -> str:
    """The name without its legal form: 河南华信商贸有限公司 and 河南华信商贸 have one stem. A branch keeps its own."""
    text = _ENGLISH_FORM.sub("", name.lower().strip())
    text = fold(_PUNCTUATION.sub("", text))
    if text.endswith("分公司"):
        return text
    for form in _LEGAL_FORMS:
        if text.endswith(form) and len(text) > len(form):
            return text.removesuffix(form)
    return text
