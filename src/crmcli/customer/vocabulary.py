"""Stored words and how people write them, in both languages. The first of each language is the one to show.

Source of the divisions: docs/rules.md#divisions.
"""

from unicodedata import normalize

from crmcli.customer.visit_words import VISIT_WORDS
from crmcli.kit.errors import ValueRefused
from crmcli.kit.i18n import N_, _, language
from crmcli.kit.remembered import cache, lru_cache
from crmcli.kit.shown import excerpt

Written = dict[str, dict[str, tuple[str, ...]]]  # stored word -> language -> as people write it


def _written(en: str, zh: str) -> dict[str, tuple[str, ...]]:
    return {"en": tuple(en.split(", ")), "zh": tuple(zh.split(", "))}


VOCABULARIES: dict[str, Written] = {
    "checklist_state": {
        "open": _written("papers missing", "缺资料"),
        "gathered": _written("to be verified", "待核实"),
        "complete": _written("complete", "已齐全并核实"),
        "closed": _written("closed", "已结束"),
    },
    "campaign_state": {
        "open": _written("open", "待走访"),
        "late": _written("late", "逾期"),
        "done": _written("done", "已走访"),
        "missed": _written("missed", "未走访"),
        "dropped": _written("dropped", "已移出"),
    },
    "opinion_kind": {
        "praise": _written("praise, thanks", "表扬, 感谢, 好评, 满意"),
        "complaint": _written("complaint, complain", "投诉, 抱怨, 不满, 差评"),
        "suggestion": _written("suggestion, proposal, opinion", "建议, 意见"),
        "need": _written("need, wish, request", "需求, 需要, 要求"),
    },
    "kind": {
        "company": _written(
            "company, business, enterprise, organization, organisation, corporate, org, firm",
            "企业, 公司, 单位, 企业客户, 公司客户, 单位客户, 法人, 机构, 团体, 集团, 对公",
        ),
        "person": _written(
            "person, individual, private, personal",
            "个人, 自然人, 个人客户, 私人, 散客, 零售客户",
        ),
    },
    "need": {
        "target": _written(
            "clear need, target, clear, yes, now",
            "有明显需求, 明确需求, 明显需求, 需求明确, 有需求, 有明确需求, 目标, 目标客户, 有, 现实需求",
        ),
        "potential": _written(
            "potential need, potential, maybe, later",
            "潜在需求, 潜在, 潜在客户, 有潜在需求, 可能有, 以后有",
        ),
        "none": _written(
            "no need, none, no, dead",
            "无需求, 没有需求, 无, 没有, 暂无需求, 无明显需求, 死亡客户",
        ),
    },
    "status": {
        "potential": _written(
            "potential, prospect, lead, new, open",
            "潜在, 潜在客户, 未成交, 意向, 意向客户, 新客户",
        ),
        "negotiating": _written(
            "negotiating, in negotiation, in progress, negotiation, active",
            "正在谈判, 洽谈中, 谈判中, 洽谈, 谈判, 正在洽谈, 跟进中, 商谈中, 进行中",
        ),
        "won": _written(
            "won, closed won, customer, signed, closed",
            "已成交, 成交, 已签单, 已签约, 赢单, 成交客户, 老客户, 已购买",
        ),
        "lost": _written(
            "lost, closed lost, given up",
            "流失, 已流失, 输单, 丢单, 失败, 放弃, 流失客户, 战败",
        ),
    },
    "importance": {
        "key": _written(
            "key, important, high, vip, yes, true",
            "重点, 重点客户, 重要, 重要客户, 大客户, 核心, 高, 是",
        ),
        "ordinary": _written(
            "ordinary, normal, standard, medium, low, no, false",
            "普通, 一般, 普通客户, 一般客户, 非重点, 中, 低, 否",
        ),
    },
    "card_state": {
        "draft": _written("draft", "草稿, 待填"),
        "submitted": _written("submitted, waiting", "已提交, 待审"),
        "returned": _written("returned", "已退回, 退回"),
        "filed": _written("filed", "已归档, 归档"),
    },
    "check_result": {
        "open": _written("not looked at", "未查"),
        "sound": _written("sound", "无误"),
        "finding": _written("to mend", "待改正"),
        "mended": _written("mended", "已改正"),
    },
    "tier": {
        "core": _written("core, first, 1, a", "核心, 一级, 一类, 核心资源"),
        "important": _written("important, second, 2, b", "重要, 二级, 二类"),
        "ordinary": _written("ordinary, third, 3, c", "一般, 三级, 三类, 普通"),
        "occasional": _written("occasional, fourth, 4, d", "零星, 四级, 四类"),
    },
    "urgency": {
        "urgent": _written(
            "urgent",
            "紧急",
        ),
        "soon": _written(
            "soon",
            "缓急, 较急",
        ),
        "not_urgent": _written(
            "not urgent",
            "不紧急",
        ),
        "slow": _written(
            "slow",
            "可慢, 慢, 可慢反应",
        ),
    },
    "outcome": {
        "won": _written(
            "won",
            "成交",
        ),
        "lost": _written(
            "lost",
            "流失",
        ),
    },
    "contact_kind": {
        "visit": _written(
            "visit, meeting, face to face, site visit",
            "拜访, 上门, 上门拜访, 登门, 面谈, 走访, 外访, 会面, 实地拜访",
        ),
        "reception": _written(
            "reception, walk in, showroom visit",
            "接待, 来访, 到访, 来店, 进店, 到店",
        ),
        "call": _written(
            "call, phone, phone call, telephone, tel",
            "电话, 电话拜访, 电话沟通, 电话回访, 电话联系, 电话跟进, 致电, 来电, 去电, 手机",
        ),
        "message": _written(
            "message, sms, text, chat, im, whatsapp, qq",
            "短信, 信息, 消息, QQ, 钉钉, 网络, 在线沟通",
        ),
        "email": _written(
            "email, electronic mail",
            "邮件, 电子邮件, 邮箱, 电邮",
        ),
        "fax": _written(
            "fax",
            "传真",
        ),
        "mail": _written(
            "mail, letter, post",
            "信函, 信件, 邮寄, 寄信",
        ),
        "wechat": _written(
            "WeChat, weixin, wecom",
            "微信, 微信沟通, 企业微信, 企微",
        ),
        "other": _written(
            "other",
            "其他, 其它",
        ),
    },
    "owed_kind": {
        "promise": _written("promise, commitment", "承诺, 答应, 许诺"),
        "complaint": _written("complaint", "投诉, 抱怨, 客诉"),
        "suggestion": _written("suggestion, advice, proposal", "建议, 意见"),
        "message": _written("message, belongings, left behind", "留言, 遗留物, 遗失物, 转达, 口信"),
    },
    "owed_state": {
        "open": _written("open", "未办"),
        "answered": _written("answered", "已答复"),
        "told": _written("told", "已告知"),
        "closed": _written("closed, done", "已结"),
        "dropped": _written("dropped", "已撤销"),
    },
    "yes_no": {
        "yes": _written(
            "yes, y, true, t, 1, on, x",
            "是, 有, 对, 真, √, ✓",
        ),
        "no": _written(
            "no, n, false, f, 0, off",
            "否, 无, 没有, 不是, 非, 假, ×",
        ),
    },
    **{
        vocabulary: {word: _written(en, zh) for word, (en, zh) in words.items()}
        for vocabulary, words in VISIT_WORDS.items()
    },
}

_REFUSALS = {
    "kind": N_("{typed} is no kind of customer; it is one of: {valid}."),
    "need": N_("{typed} says nothing known about the need; it is one of: {valid}."),
    "status": N_("{typed} is no status of a customer; it is one of: {valid}."),
    "importance": N_("{typed} is no importance; it is one of: {valid}."),
    "card_state": N_("{typed} is no state of a card; it is one of: {valid}."),
    "check_result": N_("{typed} is no result of a spot check; it is one of: {valid}."),
    "tier": N_("{typed} is no tier of the resource list; it is one of: {valid}."),
    "urgency": N_("{typed} says nothing known about the time to act; it is one of: {valid}."),
    "campaign_state": N_("{typed} is no state of a customer in a campaign; it is one of: {valid}."),
    "opinion_kind": N_("{typed} is no kind of opinion; it is one of: {valid}."),
    "checklist_state": N_("{typed} is no state of a checklist; it is one of: {valid}."),
    "outcome": N_("A deal is won or lost, not {typed}; it is one of: {valid}."),
    "contact_kind": N_("{typed} is no kind of contact; it is one of: {valid}."),
    "visit_aspect": N_("{typed} is no part of the record of a visit; it is one of: {valid}."),
    "visit_purpose": N_("{typed} is none of the purposes of a visit; it is one of: {valid}."),
    "owed_kind": N_("{typed} is nothing that can be owed; it is one of: {valid}."),
    "owed_state": N_("There is no state {typed}; there are: {valid}."),
    "yes_no": N_("{typed} is neither yes nor no; it is one of: {valid}."),
}
_LONGEST_TYPED = 40
_SYMBOLS = "√✓×"  # a tick and a cross are symbols, and yet words


def labels(vocabulary: str) -> dict[str, str]:
    """Stored word to the word to show, in the language in force."""
    return {word: written[language()][0] for word, written in VOCABULARIES[vocabulary].items()}


def stored_word(vocabulary: str, typed: str) -> str:
    """The stored word that was meant: `stored_word("kind", "企业")` is "company". Raises ValueRefused."""
    word = known_word(vocabulary, typed)
    if word is None:
        valid = [
            word if label in (word, word.replace("_", " ")) else f"{word} ({label})"
            for word, label in labels(vocabulary).items()
        ]
        raise ValueRefused(_(_REFUSALS[vocabulary]), typed=excerpt(typed), valid=", ".join(valid))
    return word


def known_word(vocabulary: str, typed: str) -> str | None:
    """The stored word that was meant; None where the words are somebody's own."""
    return _stored_word(vocabulary, typed) if len(typed) <= _LONGEST_TYPED else None


def typed_words(vocabulary: str) -> dict[str, str]:
    """Everything that may be typed to the stored word."""
    return {
        typed: word
        for word, written in VOCABULARIES[vocabulary].items()
        for typed in (*written["en"], *written["zh"], word)
    }


# A column of a spreadsheet has few words and many rows.
@lru_cache(maxsize=4096)
def _stored_word(vocabulary: str, typed: str) -> str | None:
    return _folded_words(vocabulary).get(fold_word(typed))


@cache
def _folded_words(vocabulary: str) -> dict[str, str]:
    return {fold_word(typed): word for typed, word in typed_words(vocabulary).items()}


def fold_word(typed: str) -> str:
    """A word as it is compared: width, case, spaces and punctuation make no difference."""
    text = normalize("NFKC", typed).casefold()
    return "".join(character for character in text if character.isalnum() or character in _SYMBOLS)
