"""What the cells of a table of people mean: headings, dates, roles, languages."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lms.enums import Role
from lms.files.tables import heading_of
from lms.models import StaffProfile, Team

STAFF_NUMBER, NAME = "staff_number", "name"
LABELS: Mapping[str, Any] = {
    "username": gettext_lazy("user name"),
    "family_name": gettext_lazy("family name"),
    "given_name": gettext_lazy("given name"),
    "email": gettext_lazy("mail address"),
    "team": gettext_lazy("team"),
    "job": gettext_lazy("job"),
    "roles": gettext_lazy("roles"),
    "joined_date": gettext_lazy("joined on"),
    "leaves_date": gettext_lazy("leaves on"),
    "language": gettext_lazy("language"),
}
"""The facts about a person that a table may hold, in the order they are shown."""
_HEADINGS: Mapping[str, str] = {
    STAFF_NUMBER: "staff number|staff no|staff no.|employee number|employee id|工号|"
    "员工号|员工编号|工號|員工號|員工編號",
    "username": "user name|username|login|用户名|登录名|账号|用戶名|使用者名稱|帳號",
    NAME: "name|full name|姓名",
    "family_name": "family name|last name|surname|姓|姓氏",
    "given_name": "given name|first name|名|名字",
    "email": "mail|email|e-mail|mail address|邮箱|电子邮件|邮件|郵箱|電子郵件|郵件",
    "team": "team|team path|团队|团队路径|班组|部门|團隊|團隊路徑|班組|部門",
    "job": "job|job title|岗位|职位|职务|崗位|職位|職務",
    "roles": "role|roles|角色",
    "joined_date": "joined|joined on|joined date|入职|入职日期|到职日期|入職|"
    "入職日期|到職日期",
    "leaves_date": "leaves|leaves on|leaves date|离职|离职日期|最后工作日|離職|離職日期",
    "language": "language|interface language|语言|界面语言|語言|介面語言",
}
COLUMNS = {
    heading: fact for fact, names in _HEADINGS.items() for heading in names.split("|")
}
"""Facts by heading, in every language."""
SEPARATOR = "|"
"""Between the roles of somebody, as they are compared and kept."""
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0+:00(:00)?)?")
_LANGUAGES = {
    "zh-hans": "zh|zh-cn|zh-hans|简体|简体中文|簡體中文|中文|chinese",
    "zh-hant": "zh-tw|zh-hk|zh-hant|繁體|繁体|繁體中文|繁体中文|traditional chinese",
    "en": "en|en-us|en-gb|english|英文|英语|英語",
}


def _date(text: str) -> str:
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    found = compact or _DATE.fullmatch(text.replace("年 ", "年").replace("月 ", "月"))
    try:
        return date(*map(int, found.group(1, 2, 3))).isoformat() if found else _no(text)
    except ValueError:
        return _no(text)


def _no(text: str) -> str:
    said = _("“%(text)s” is no date: write it like 2026-01-31.")
    raise ValidationError(said % {"text": text[:40]})


def _roles(text: str) -> str:
    known = _names_of_roles()
    found = set()
    for name in filter(None, map(heading_of, re.split(r"[|,;，；、\n]", text))):
        if name not in known:
            said = _("There is no role “%(name)s”.")
            raise ValidationError(said % {"name": name[:40]})
        found.add(known[name])
    return joined_roles(found)


def joined_roles(roles: set[Role]) -> str:
    """Return roles as they are compared and kept."""
    return SEPARATOR.join(role for role in Role if role in roles)


def text_of(fact: str, text: str) -> str:
    """Return a fact as people read it: roles and languages by their names."""
    if fact == "roles":
        return "、".join(
            str(Role(role).label) for role in text.split(SEPARATOR) if role
        )
    if fact == "language":
        return str(dict(settings.LANGUAGES).get(text, text))
    return text


def _names_of_roles() -> dict[str, Role]:
    names: dict[str, Role] = {}
    for role in Role:
        said = [role.value, role.group_name, *role.group_name.split(" ", 1)]
        for language, _name in settings.LANGUAGES:
            with override(language):
                said.append(str(role.label))
        names |= {heading_of(name): role for name in said}
    return names


def _language(text: str) -> str:
    wanted = heading_of(text)
    for code, _name in settings.LANGUAGES:
        if wanted in _LANGUAGES.get(code, code).split("|"):
            return code
    said = _("The language “%(name)s” is not offered here.")
    raise ValidationError(said % {"name": text[:40]})


def team_path(text: str) -> list[str]:
    """Return the names from the top team down; raises ValidationError.

    A path that names a team twice would have it stand under itself.
    """
    names = [" ".join(name.split()) for name in re.split(r"[/>\uff0f\uff1e→]", text)]
    if not all(names):
        said = _("The path of teams “%(path)s” has an empty name in it.")
        raise ValidationError(said % {"path": text[:100]})
    if len({*names}) < len(names):
        said = _("“%(path)s” would have a team stand under itself.")
        raise ValidationError(said % {"path": text[:100]})
    for name in names:
        Team._meta.get_field("name").clean(name, None)
    return names


def _path(text: str) -> str:
    return "/".join(team_path(text))


def _checked_by(model: Any, name: str) -> Callable[[str], str]:
    def clean(text: str) -> str:
        return str(model._meta.get_field(name).clean(text, None))

    return clean


def readers() -> Mapping[str, Callable[[str], str]]:
    """Return what makes a fact of a cell, or raises ValidationError."""
    user = get_user_model()
    return {
        STAFF_NUMBER: _checked_by(StaffProfile, "staff_number"),
        "username": _checked_by(user, user.USERNAME_FIELD),
        "family_name": _checked_by(user, "last_name"),
        "given_name": _checked_by(user, "first_name"),
        "email": _checked_by(user, "email"),
        "team": _path,
        "job": _checked_by(StaffProfile, "job"),
        "roles": _roles,
        "joined_date": _date,
        "leaves_date": _date,
        "language": _language,
    }
