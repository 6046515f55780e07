-- One row per customer, as `crm list` shows it. Money in fen, dates ISO, words as stored. `is_scout`: the visitor came to
-- scout us, as one of the visits says; counts of customers leave such cards out, and nobody follows them up.
create view customer_list as
select c.id, c.code, c.name, c.kind, c.grade, c.need, c.status,
  coalesce(c.importance_set, case when c.amount_fen >=
    (select cast(value as integer) from policy_value where key = 'key_amount_fen') then 'key' else 'ordinary' end) as importance,
  s.name as owner,
  (select number || case extension when '' then '' else '-' || extension end
     from customer_phone p where p.customer_id = c.id order by rank, id limit 1) as phone,
  c.source, c.region, c.industry, c.expected_close_on, c.amount_fen, c.last_contact_on,
  case when exists (select 1 from visit v where v.customer_id = c.id and v.is_scout) then null
    else c.next_follow_up_on end as next_follow_up_on,
  (select group_concat(tag, ';') from (select tag from customer_tag t where t.customer_id = c.id order by tag)) as tags,
  c.archived_on, c.address, c.email, c.wechat, c.birthday, c.birthday_is_lunar, c.id_number, c.licence_number,
  c.preferred_channel, c.preferred_time, c.importance_set, c.registered_on, c.rhythm_from_on, c.agreed_on, c.agreed_reason, c.next_topic,
  c.first_follow_up_from_on, c.first_follow_up_due_on, c.duplicate_accepted_of, c.owner_id, c.rev,
  c.name_folded, c.pinyin_keys, c.met_on, c.met_place, c.met_occasion, c.tier, c.strategic_value, c.standing,
  exists (select 1 from visit v where v.customer_id = c.id and v.is_scout) as is_scout
from customer c join staff s on s.id = c.owner_id;

-- The coming birthdays of customers and of people at them, a row for each day on which one is kept.
create view birthday_list as
select o.on_date, c.id as customer_id, c.code, c.name, coalesce(k.name, c.name) as person, k.position,
  case when k.id is null then c.birthday else k.birthday end as birthday,
  case when k.id is null then c.birthday_is_lunar else k.birthday_is_lunar end as birthday_is_lunar,
  c.grade, c.owner_id
from customer_occasion o join customer c on c.id = o.customer_id left join contact k on k.id = o.contact_id
where o.kind = 'birthday' and c.archived_on is null;

-- An expected close date has passed and nobody said what became of it: asked from the day after.
create view due_close_date_passed as
select 'close_date_passed' as kind, c.id as customer_id, c.code, c.name, c.grade, c.owner_id,
  coalesce(date(c.expected_close_on, '+1 day'), c.expected_close_on) as visible_on,
  coalesce(date(c.expected_close_on, '+1 day'), c.expected_close_on) as due_on, -- 9999-12-31 has no day after
  'close_date_passed' as title, c.amount_fen, c.expected_close_on
from customer c
where c.archived_on is null and c.expected_close_on is not null and c.status in ('potential', 'negotiating')
  and (not exists (select 1 from visit where is_scout)
    or not exists (select 1 from visit x where x.customer_id = c.id and x.is_scout));
