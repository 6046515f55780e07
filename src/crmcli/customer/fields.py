"""What `--where`, `list` and `export` may ask of a customer: names, words and SQL in one registry."""

from __future__ import annotations

from crmcli.customer.computed import always_computed, birthday_field, computed_field
from crmcli.customer.sources import source_meant
from crmcli.customer.vocabulary import typed_words
from crmcli.field.filtering import filter_field, free_field
from crmcli.field.naming import Meant, named_field, sole_column
from crmcli.kit.phones import parse_phone
from crmcli.kit.where import Field, Fields
from crmcli.kit.where.fields import folded
from crmcli.policy.fields import card_definition, sources_in_force
from crmcli.policy.queries import policy_in_force
from crmcli.policy.rules import Policy

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date

    from crmcli.policy.fields import CardDefinition, SourceDefinition

# The view `customer_list` is called l in every query that uses this registry.
_SET = "exists (select 1 from (select {column} as value from {table} s where s.customer_id = l.id) where {{test}})"
_TAGS = _SET.format(column="tag", table="customer_tag")
_PHONES = _SET.format(column="number", table="customer_phone")
_DIGITS = _SET.format(column="digits", table="customer_phone")
_CONTACTS = _SET.format(column="name", table="contact")
_NOTES = _SET.format(column="text", table="customer_note")
# What stands on the customer's own card or on that of a person there.
_MET = (
    "exists (select 1 from (select {column} as value from customer c where c.id = l.id"
    " union all select {column} from contact k where k.customer_id = l.id) where {{test}})"
)
_MET_ON = "coalesce(met_on, (select max(met_on) from contact k where k.customer_id = l.id))"
_CAMPAIGNS = _SET.format(
    column="name",
    table="(select m.customer_id, k.name from campaign_member m join campaign k on k.id = m.campaign_id"
    " where m.dropped_on is null)",
)
# By code and by name.
_REFERRERS = (
    "(select r.customer_id, o.code as who from customer_relation r join customer o on o.id = r.other_id"
    " where r.relation = 'referred_by' and r.other_id <> r.customer_id union all"
    " select r.customer_id, coalesce(o.name, r.who) from customer_relation r"
    " left join customer o on o.id = r.other_id where r.relation = 'referred_by'"
    " and r.other_id is not r.customer_id)"
)
_SCOUT = "(case when is_scout then 'yes' else 'no' end)"
_OWED = _SET.format(column="text", table="owed")
_GRADE_NAMES = ("客户等级", "等级", "级别")


def customer_fields(connection: sqlite3.Connection, today: date) -> Fields:
    """The registry: the card, the fields of the playbook in force, what is computed, and the user's own fields."""
    return registry_with(None, connection, today)


def registry_with(
    card: CardDefinition | None,
    connection: sqlite3.Connection,
    today: date,
    policy: Policy | None = None,
    sources: Sequence[SourceDefinition] | None = None,
) -> Fields:
    """The same as it would be with that card, policy and sources; None for what is in force, read when asked for."""
    fields_of_policy = _fields_of_policy(policy or policy_in_force(connection), today)
    built_in = [*_FIXED, _source(connection, sources), *fields_of_policy, *always_computed(today)]
    return _Registry(connection, today, built_in, card).fields


def _source(connection: sqlite3.Connection, sources: Sequence[SourceDefinition] | None) -> Field:
    """A source of the playbook is kept under its key and asked for by any of its names."""

    def stored(typed: str) -> str:
        return source_meant(sources_in_force(connection, retired=True) if sources is None else sources, typed)

    return Field(
        "source",
        "source",
        "text",
        ("来源", "客户来源", "认知途径"),
        normalise=stored,
    )


class _Registry:
    """Finds fields of the playbook and of the user's own, and reads their definitions when first asked."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        today: date,
        built_in: list[Field],
        card: CardDefinition | None,
    ) -> None:
        self._connection = connection
        self._today = today
        self._card = card
        self.fields = Fields(
            built_in, custom=self._own, custom_names=self._names, preferred=self._of_playbook
        )

    def _definition(self) -> CardDefinition:
        if self._card is None:
            self._card = card_definition(self._connection)
        return self._card

    def _of_playbook(self, name: str) -> Field | None:
        """What the playbook in force calls so; it may be a column of the card, or counted from other facts."""
        return self._defined(name, retired=False)

    def _defined(self, name: str, *, retired: bool) -> Field | None:
        meant = named_field(self._definition(), name)
        return None if meant is None or (meant.field.retired and not retired) else self._asked(meant)

    def _asked(self, meant: Meant | None) -> Field | None:
        if meant is None:
            return None
        card = self._definition()
        definition = meant.field
        found: Field | None = None
        if definition.card_column is not None:
            found = self.fields.built_in(definition.card_column)
        elif definition.computed_from is not None:
            found = computed_field(definition, self._today)
        else:
            found = filter_field(meant, card.columns(definition), self._today)
        replaced = tuple(self._replaced(card, meant))
        return found._replace(replaced=replaced) if found and replaced else found

    def _replaced(self, card: CardDefinition, meant: Meant) -> Iterator[Field]:
        """What values mean that stand under definitions of before with the same key."""
        for one in card.replaced(meant.leaf):
            parent = card.by_key.get(one.parent_key or "")
            of_list = Meant(parent, meant.record, one) if parent else Meant(one)
            yield filter_field(of_list, card.columns(one), self._today)

    def _own(self, name: str) -> Field | None:
        found = self._defined(name, retired=True)
        if found is not None:
            return found
        known = {folded(one): one for one in own_field_names(self._connection)}.get(folded(name))
        return self._asked(sole_column(self._definition(), name)) if known is None else free_field(known)

    def _names(self) -> list[str]:
        titles = [name for field in self._definition().fields() for name in field.names()]
        return [*titles, *own_field_names(self._connection)]


# One step in the index for each name: `select distinct` would read every value there is.
_NAMES = """
with recursive names(field) as (
  select min(field) from customer_field
  union all
  select (select min(f.field) from customer_field f where f.field > names.field) from names where field is not null
)
select field from names where field is not null
"""


def own_field_names(connection: sqlite3.Connection) -> list[str]:
    """The names of the fields of which there are values: keys of the playbook, and the user's own."""
    return [name for (name,) in connection.execute(_NAMES)]


def urgency_sql(policy: Policy, today: date) -> str:
    """How soon a customer must be dealt with, by the next follow-up: urgent, soon, not_urgent, slow."""
    urgent, soon, not_urgent = policy.time_to_act.bounds(today)
    return (
        f"case when next_follow_up_on <= '{urgent}' then 'urgent' when next_follow_up_on <= '{soon}' then 'soon'"
        f" when next_follow_up_on <= '{not_urgent}' then 'not_urgent'"
        " when next_follow_up_on is not null then 'slow' end"
    )


def _fields_of_policy(policy: Policy, today: date) -> list[Field]:
    urgency = f"({urgency_sql(policy, today)})"
    birthday = (
        "(select min(on_date) from customer_occasion o where o.customer_id = l.id and o.kind = 'birthday'"
        f" and o.on_date >= '{today}')"
    )
    overdue = f"(max(0, julianday('{today}') - julianday(next_follow_up_on)))"
    greeted = (
        f"(select 1 from greeting_list g where g.customer_id = l.id and g.greeted_on >= '{today.year}-01-01')"
    )
    return [
        birthday_field(today),
        Field("greeted", f"(exists {greeted})", "bool", ("greeted_this_year", "今年已问候", "已问候")),
        Field("grade", "grade", "text", _GRADE_NAMES, ordered=True, normalise=policy.parse_grade),
        Field("urgency", urgency, "word", ("time_to_act", "紧急程度", "处理时间"), _words("urgency")),
        Field("next_birthday", birthday, "date", ("下次生日", "next_birthday_on"), direction="future"),
        Field("days_overdue", f"cast({overdue} as integer)", "int", ("overdue", "逾期天数", "逾期")),
    ]


def _words(vocabulary: str) -> dict[str, str]:
    return typed_words(vocabulary)


def _phone(typed: str) -> str:
    return parse_phone(typed).number


_FIXED = (
    Field("code", "code", "text", ("客户编号", "编号", "代码"), ordered=True),
    Field("name", "name", "text", ("客户名称", "名称", "姓名")),
    Field("kind", "kind", "word", ("客户类型", "类型"), _words("kind")),
    Field("need", "need", "word", ("需求",), _words("need")),
    Field("status", "status", "word", ("状态", "成交状态"), _words("status")),
    Field("importance", "importance", "word", ("重要性", "重要程度"), _words("importance")),
    Field("owner", "owner", "text", ("负责人", "业务员", "客户经理")),
    Field("region", "region", "text", ("地区", "区域")),
    Field("industry", "industry", "text", ("行业",)),
    Field("address", "address", "text", ("地址",)),
    Field("email", "email", "text", ("邮箱", "电子邮件")),
    Field("wechat", "wechat", "text", ("微信", "微信号")),
    Field("id_number", "id_number", "text", ("身份证号", "身份证")),
    Field("licence_number", "licence_number", "text", ("licence", "license", "执照号", "统一社会信用代码")),
    Field("preferred_channel", "preferred_channel", "text", ("首选联系方式",)),
    Field("preferred_time", "preferred_time", "text", ("方便时间",)),
    Field("met_on", f"({_MET_ON})", "date", ("met", "认识日期", "相识日期")),
    Field(
        "met_place", "", "set", ("met_at", "认识地点", "相识地点"), exists_sql=_MET.format(column="met_place")
    ),
    Field(
        "met_occasion",
        "",
        "set",
        ("occasion", "认识场合", "相识场合"),
        exists_sql=_MET.format(column="met_occasion"),
    ),
    Field(
        "greeted_on",
        "(select max(greeted_on) from greeting_list g where g.customer_id = l.id)",
        "date",
        ("last_greeted", "最近问候", "问候日期"),
    ),
    Field(
        "confirmed_on",
        "(select max(confirmed_on) from card_confirmation f where f.customer_id = l.id)",
        "date",
        ("card_confirmed_on", "核实日期"),
    ),
    Field(
        "card_state",
        "coalesce((select state from card_filing f where f.customer_id = l.id), 'filed')",
        "word",
        ("card", "资料卡状态"),
        _words("card_state"),
    ),
    Field(
        "knows",
        "",
        "set",
        ("相识的人", "关系人"),
        exists_sql=_SET.format(column="other", table="relation_list"),
    ),
    Field(
        "referred_by",
        "",
        "set",
        ("介绍人", "推荐人"),
        exists_sql=_SET.format(column="who", table=_REFERRERS),
    ),
    Field("tier", "tier", "word", ("资源等级", "资源级别"), _words("tier")),
    Field("strategic_value", "strategic_value", "text", ("资源价值", "战略价值")),
    Field("standing", "standing", "text", ("关系现状", "联系现状")),
    Field("amount_fen", "amount_fen", "money", ("amount", "金额", "预计金额")),
    Field(
        "expected_close_on",
        "expected_close_on",
        "date",
        ("close", "预计成交日期", "成交日期"),
        direction="future",
    ),
    Field("registered_on", "registered_on", "date", ("登记日期", "建档日期")),
    Field("last_contact_on", "last_contact_on", "date", ("last_contact", "最近沟通日期", "最近联系")),
    Field(
        "next_follow_up_on",
        "next_follow_up_on",
        "date",
        ("next", "下次跟进", "下次跟进日期"),
        direction="future",
    ),
    Field("agreed_on", "agreed_on", "date", ("约定日期",), direction="future"),
    Field("scout", _SCOUT, "word", ("is_scout", "踩盘"), _words("yes_no")),
    Field("archived_on", "archived_on", "date", ("封存日期", "归档日期")),
    Field("topic", "next_topic", "text", ("next_topic", "由头")),
    Field("tag", "", "set", ("tags", "标签"), exists_sql=_TAGS),
    Field("phone", "", "set", ("phones", "电话", "手机", "mobile"), exists_sql=_PHONES, normalise=_phone),
    Field("digits", "", "set", ("电话号码包含",), exists_sql=_DIGITS),
    Field("contact", "", "set", ("contacts", "联系人"), exists_sql=_CONTACTS),
    Field("campaign", "", "set", ("campaigns", "走访活动", "活动"), exists_sql=_CAMPAIGNS),
    Field("note", "", "set", ("notes", "备注"), exists_sql=_NOTES),
    Field("owed", "", "set", ("承诺与投诉",), exists_sql=_OWED),
)
