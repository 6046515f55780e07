"""What the tables and columns are called where the history is told. One that has no words here is shown by its name."""

from crmcli.kit.i18n import N_

# What follows from other columns, or only binds rows together, says nothing to people.
UNTOLD = frozenset(
    "id rev name_folded pinyin_keys code_key digits rank customer_id contact_id visit_id by_id grade_change_id"
    " rhythm_from_on logged_at added_at noted_at duplicate_accepted_of grade_reconsidered suggested"
    " checklist_id holder_id party_id template_id file_id received_by_id decided_by_id started_at kept_at"
    " subject_folded asked_by_id asked_at asked facts needs_role approver_id decided_at supervisor_id"
    " opened_by_id answered_by_id told_by_id closed_by_id".split()
)
TABLES = {
    "customer": N_("Customer"),
    "contact": N_("Person there"),
    "customer_phone": N_("Phone"),
    "customer_note": N_("Note"),
    "customer_tag": N_("Tag"),
    "customer_field": N_("Own field"),
    "customer_alias": N_("Merged card"),
    "visit": N_("Visit logged"),
    "visit_companion": N_("Companion"),
    "deal": N_("Deal"),
    "staff": N_("Staff"),
    "policy_grade": N_("Grade of the playbook"),
    "policy_value": N_("Rule of the playbook"),
    "approval": N_("Approval"),
    "owed": N_("Promise or complaint"),
    "satisfaction_mark": N_("Satisfaction"),
    "checklist": N_("Checklist"),
    "checklist_party": N_("Party"),
    "checklist_fact": N_("Fact"),
    "checklist_receipt": N_("Paper received"),
    "checklist_waiver": N_("Paper waived"),
    "checklist_file": N_("File kept"),
}
TELLING = {
    "customer": ("name", "code", "grade"),
    "contact": ("name", "position"),
    "customer_phone": ("number",),
    "customer_note": ("text",),
    "customer_tag": ("tag",),
    "customer_field": ("field", "value"),
    "customer_alias": ("code",),
    "visit": ("contact_on", "kind", "summary"),
    "deal": ("outcome", "amount_fen"),
    "staff": ("name",),
    "approval": ("kind", "reason"),
    "owed": ("ref", "kind", "text"),
    "satisfaction_mark": ("mark", "survey", "comment"),
    "checklist": ("code", "applied_on", "deadline_on"),
    "checklist_party": ("role", "name"),
    "checklist_fact": ("fact", "value"),
    "checklist_receipt": ("item", "paper", "copies", "state"),
    "checklist_waiver": ("item", "paper", "reason"),
    "checklist_file": ("name",),
}
COLUMNS = {
    "address": N_("Address"),
    "email": N_("Email"),
    "wechat": N_("WeChat"),
    "birthday": N_("Birthday"),
    "birthday_is_lunar": N_("Lunar calendar"),
    "is_key": N_("Key contact"),
    "id_number": N_("ID number"),
    "licence_number": N_("Licence number"),
    "registered_on": N_("Registered on"),
    "agreed_on": N_("Agreed"),
    "agreed_reason": N_("Reason"),
    "next_topic": N_("Topic"),
    "owner_id": N_("Owner"),
    "position": N_("Position"),
    "value": N_("Value"),
    "first_follow_up_due_on": N_("First follow-up by"),
    "importance_set": N_("Importance"),
    "state": N_("State"),
    "deadline_on": N_("Deadline"),
    "deadline_rule": N_("Deadline"),
    "closed_on": N_("Closed"),
    "closed_reason": N_("Reason"),
    "reason": N_("Reason"),
    "decided_on": N_("Decided on"),
    "original_seen": N_("Original seen"),
    "dropped_on": N_("Dropped on"),
    "role": N_("Role"),
    "branch": N_("Branch"),
    "territory": N_("Territory"),
    "capacity_a_day": N_("Follow-ups a day"),
    "left_on": N_("Left"),
    "note": N_("Note"),
    "text": N_("What"),
    "topic": N_("About"),
    "origin": N_("Where it came from"),
    "limits": N_("Limits told"),
    "department": N_("Department"),
    "due_on": N_("Due"),
    "expected_on": N_("Expected"),
    "answer": N_("Answer"),
    "answered_on": N_("Answered"),
    "told_on": N_("Told on"),
    "told_how": N_("Told by way of"),
    "outcome": N_("Outcome"),
    "prevention": N_("Against recurring"),
    "is_dropped": N_("Dropped"),
    "by_customer": N_("By the customer"),
}
# The card's own grade moves with the first; the second is kept for whoever is asked by it.
UNTOLD_TABLES = frozenset({"grade_change", "checklist_template"})
WORDS = {"kind": "kind", "need": "need", "status": "status", "importance_set": "importance"}
WORDS_OF_TABLES = {
    ("visit", "kind"): "contact_kind",
    ("owed", "kind"): "owed_kind",
    ("owed", "told_how"): "contact_kind",
}
