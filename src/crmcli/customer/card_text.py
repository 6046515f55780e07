"""What `crm find` looks at on a card itself, as SQL: the columns one after another, by which an index is made.

SQLite goes through that index in place of the cards, a third as long; it keeps the index in step by itself, whoever
writes. A question must say the very same thing to be answered from there. No imports: every search pays for this.
"""

NUMBERS = ("code", "id_number", "licence_number")  # nothing but ASCII
COMPARED = ("name_folded", "pinyin_keys")  # folded, as names are compared
TEXTS = ("region", "industry", "address", "source", "email", "wechat")
INDEX = "ix_customer_card_text"
# The code comes first: cards are registered in its order, and so the index is made without much sorting.
_COLUMNS = (*NUMBERS, *COMPARED, *TEXTS)
CARD_TEXT = f"printf('{' '.join(['%s'] * len(_COLUMNS))}', {', '.join(_COLUMNS)})"
