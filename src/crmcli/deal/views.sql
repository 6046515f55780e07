-- Deals that were closed.
create view deal_list as
select d.id, d.customer_id, c.code, c.name, d.outcome, d.amount_fen, d.quantity, d.closed_on, d.reason, s.name as by
from deal d join customer c on c.id = d.customer_id join staff s on s.id = d.by_id;

-- What customers bought: the deals that were won.
create view purchase_list as
select customer_id, closed_on as bought_on, quantity, amount_fen from deal where outcome = 'won';
