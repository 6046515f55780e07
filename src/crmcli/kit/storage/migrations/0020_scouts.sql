-- Whoever only scouts us has no next follow-up in lists and is in no count: the views are made anew.
DELETE FROM duty WHERE kind = 'card' AND customer_id IN (SELECT customer_id FROM visit WHERE is_scout);
