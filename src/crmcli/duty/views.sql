-- Due items of every kind that is not a date on the card itself.
create view due_duty as
select d.kind, d.customer_id, d.code, d.name, d.grade, d.owner_id, d.visible_on, d.due_on, d.title, d.amount_fen,
  d.words_en, d.words_zh, d.branch, d.name_zh
from duty d;
