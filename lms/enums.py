"""Choices that several rooms share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """The kinds of people that the product serves."""

    AGENT = "agent", _("Agent")
    CONTRIBUTOR = "contributor", _("Contributor")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    TRAINER = "trainer", _("Trainer")
    MANAGER = "manager", _("Manager")
    PLUGIN_ADMIN = "plugin_admin", _("Plugin administrator")

    @property
    def group_name(self) -> str:
        """The name of the role's group: data, hence in both languages."""
        return GROUP_NAMES[self]


class GapState(models.TextChoices):
    """What became of a search that found nothing."""

    OPEN = "open", _("Waiting")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")


class SearchEnd(models.TextChoices):
    """How a search ended."""

    UNSEEN = "unseen", _("Not known")
    NOTHING = "nothing", _("Nothing opened")
    OPENED = "opened", _("Opened")
    COPIED = "copied", _("Copied")


class MenuGroup(models.TextChoices):
    """The parts of a person's menu, in their order."""

    KNOWLEDGE = "knowledge", pgettext_lazy("menu", "Knowledge")
    LEARNING = "learning", pgettext_lazy("menu", "Learning")
    SERVICE = "service", pgettext_lazy("menu", "Service and quality")
    TEAM = "team", pgettext_lazy("menu", "Team")
    MORE = "more", pgettext_lazy("menu", "More")


class IndicatorUnit(models.TextChoices):
    """What an indicator is counted in."""

    COUNT = "count", pgettext_lazy("indicator", "number")
    PERCENT = "percent", "%"
    MARK = "mark", pgettext_lazy("indicator", "mark of 100")
    SCORE = "score", pgettext_lazy("indicator", "score from -100 to 100")


class NotificationChannel(models.TextChoices):
    """How a person hears of something; all but the last are in the list as well."""

    SITE = "site", _("Here in the site")
    MAIL = "mail", _("And by mail at once")
    DIGEST = "digest", _("And in a mail once a day")
    NONE = "none", _("Not at all")


GROUP_NAMES = {
    Role.AGENT: "坐席 Agents",
    Role.CONTRIBUTOR: "贡献者 Contributors",
    Role.EDITOR: "编辑 Editors",
    Role.REVIEWER: "审核 Reviewers",
    Role.TRAINER: "培训师 Trainers",
    Role.MANAGER: "主管 Managers",
    Role.PLUGIN_ADMIN: "插件管理员 Plugin administrators",
}


class WordRule(models.TextChoices):
    """What a house says of a word that people search for."""

    SAME = "same", _("They mean the same")
    ONE_WAY = "one-way", _("The word finds the others too, not the other way round")
    APART = "apart", _("They do not mean the same (takes built-in synonyms away)")
    STOP = "stop", _("Says nothing: is left out of queries")
    CONTENT = "content", _("Says something (takes a built-in stop word away)")
