"""`crm playbook new`: a file of one's own, to be changed."""

import os
import re
from importlib import resources

from crmcli.kit.cli.invocation import Invocation
from crmcli.kit.cli.results import Text
from crmcli.kit.errors import BookUnusable, RuleRefused, system_reason
from crmcli.kit.files import replacing
from crmcli.kit.i18n import _
from crmcli.kit.policy_files import ENDING, find_file
from crmcli.kit.shown import excerpt
from crmcli.playbook.checking import name_meant
from crmcli.policy.choosing import playbooks_folder
from crmcli.policy.schema import load_playbook, parse_playbook, shipped_names

_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_NAME_LINE = re.compile(r'^name = "[^"]*"', re.MULTILINE)
_TITLE = re.compile(r'^title = \{ en = "([^"]*)", zh = "([^"]*)" \}', re.MULTILINE)
_HEAD_COMMENT = re.compile(r"\A(#[^\n]*\n)+")
_HEADING = """# {name}, made from {source}. Change what you like, then:
#   crm playbook check {name}     is it right? file and key are named where it is not
#   crm playbook use {name}       put it in force; no value of any card is lost
# Every key: docs/playbooks.md
"""
_EXAMPLE = """
# Fields of the card: groups, and what stands in them. Take the marks away and change them.
# [[group]]
# name = "shop"
# title = { en = "The shop", zh = "店铺" }
#
# [[field]]
# name = "floor_area"
# group = "shop"
# title = { en = "Floor area", zh = "营业面积" }
# definition = { en = "the area where business is done", zh = "店铺的营业面积" }
# type = "number"              # text number money date lunar_date choice choices phone id_number licence file records
# unit = { en = "m²", zh = "平方米" }
# verification = "static"      # static quarterly at_once computed
# required_when = "always"     # or a condition: kind = company
# sensitive = false
"""


def make_playbook(run: Invocation, name: str, source: str) -> Text:
    """Write a file of that name from another playbook. Raises RuleRefused where there is one already."""
    if not _NAME.fullmatch(name):
        raise RuleRefused(
            _("{name} is no name of a playbook; use small letters, digits and dashes, a letter first."),
            name=excerpt(name),
        )
    folder = playbooks_folder(run)
    path = os.path.join(folder, name + ENDING)
    if os.path.lexists(path) or name in shipped_names():
        raise RuleRefused(_("There is a playbook {name} already; choose another name."), name=name)
    source = name_meant(run, source)
    load_playbook(source, folder)  # a wrong one is refused, and one that is not there
    found = find_file(source, folder, resources.files("crmcli.playbooks"))
    assert found is not None
    text = _made_from(found[1].decode("utf-8-sig"), name, source)
    parse_playbook(text.encode(), path)
    if not run.dry_run:
        _write(folder, path, text)
    run.say(_("Change it, then: crm playbook check {name}").format(name=name))
    return Text(path, {"name": name, "path": path, "from": source})


def _made_from(text: str, name: str, source: str) -> str:
    body = _NAME_LINE.sub(f'name = "{name}"', _HEAD_COMMENT.sub("", text, count=1), count=1)
    body = _TITLE.sub(lambda title: _titled(title, name), body, count=1)
    example = "" if "[[field]]" in body else _EXAMPLE
    return f"{_HEADING.format(name=name, source=source)}{body.rstrip()}\n{example}"


def _titled(title: re.Match[str], name: str) -> str:
    """A title of its own, so that two lines of business are told apart in a list."""
    return f'title = {{ en = "{title[1]} ({name})", zh = "{title[2]}（{name}）" }}'


def _write(folder: str, path: str, text: str) -> None:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise BookUnusable(
            _("{path} cannot be used: {why}."), path=folder, why=system_reason(error)
        ) from error
    with replacing(path) as file:
        file.write(text.encode("utf-8"))
