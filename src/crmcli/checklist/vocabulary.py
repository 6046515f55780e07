"""The words of checklists: roles of parties, forms of papers, states. Stored in English, read in both languages."""

from crmcli.kit.i18n import N_, _

# Whose paper it is. `self` is whoever hands in the list.
ROLES = {
    "borrower": (N_("borrower"), ("主借人", "借款人")),
    "co-borrower": (N_("co-borrower"), ("共借人", "共同借款人")),
    "guarantor": (N_("guarantor"), ("担保人",)),
    "spouse": (N_("spouse"), ("配偶",)),
    "company": (N_("company"), ("企业", "公司")),
    "shareholder": (N_("shareholder"), ("股东",)),
    "legal-representative": (N_("legal representative"), ("法定代表人", "法人代表", "法人")),
    "actual-controller": (N_("actual controller"), ("实际控制人",)),
    "fleet": (N_("fleet"), ("车队",)),
    "fleet-leader": (N_("fleet leader"), ("车队负责人",)),
    "customer": (N_("customer"), ("客户",)),
    "office": (N_("office"), ("营业所",)),
    "partner": (N_("partner"), ("伙伴", "经销商")),
}
SELF = "self"
COMPANY_ROLES = ("company", "fleet", "office", "partner")

FORMS = {
    "original": N_("original"),
    "duplicate": N_("official duplicate"),
    "photocopy": N_("photocopy"),
    "sealed": N_("sealed"),
    "recent": N_("recent"),
    "general-taxpayer-stamp": N_("with the general-taxpayer stamp"),
    "registry-search-stamp": N_("with the search stamp of the registry"),
    "owner-is-applicant": N_("owner is the applicant"),
    "no-trade-secrets": N_("without trade secrets"),
    "seals-of-both": N_("legible seals of both parties"),
}

# What can be said of a part, an item or a whole list.
STATES = {
    "missing": N_("missing"),
    "partial": N_("incomplete"),
    "rejected": N_("rejected"),
    "received": N_("received"),
    "verified": N_("verified"),
    "waived": N_("waived"),
    "optional": N_("may be left out"),
}
GATHERED = ("received", "verified", "waived", "optional")
SETTLED = ("verified", "waived", "optional")


def role_words(role: str) -> str:
    """A role as people read it."""
    return _(ROLES[role][0]) if role in ROLES else role


def form_words(form: str) -> str:
    """A form as people read it."""
    return _(FORMS[form]) if form in FORMS else form


def state_labels() -> dict[str, str]:
    """Every state as people read it."""
    return {state: _(word) for state, word in STATES.items()}


def parse_role(typed: str) -> str | None:
    """The role that somebody typed, in either language; None where it is none."""
    word = typed.strip().lower().replace(" ", "-").replace("_", "-")
    if word in ROLES:
        return word
    return next((role for role, (_en, zh) in ROLES.items() if typed.strip() in zh), None)
