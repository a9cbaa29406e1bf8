from django.db import models
from django.utils.translation import pgettext_lazy


class Group(models.TextChoices):
    """What kind of ability a skill is."""

    ATTITUDE = "attitude", pgettext_lazy("skill", "Attitude")
    SKILL = "skill", pgettext_lazy("skill", "Service skill")
    COMMUNICATION = "communication", pgettext_lazy("skill", "Communication")
    PRODUCT = "product", pgettext_lazy("skill", "Products and rules")


class Level(models.IntegerChoices):
    """How well somebody can do something."""

    KNOWS = 1, pgettext_lazy("skill", "Knows about it")
    HELPED = 2, pgettext_lazy("skill", "Does it with help")
    ALONE = 3, pgettext_lazy("skill", "Does it alone")
    HARD = 4, pgettext_lazy("skill", "Does it in hard cases")
    TEACHES = 5, pgettext_lazy("skill", "Teaches others")


class Weight(models.IntegerChoices):
    """How much a need of a post counts."""

    LOW = 1, pgettext_lazy("need", "counts once")
    MIDDLE = 2, pgettext_lazy("need", "counts twice")
    HIGH = 3, pgettext_lazy("need", "counts three times")


class AssessmentState(models.TextChoices):
    """How far an assessment is."""

    RATING = "rating", pgettext_lazy("assessment", "To be rated")
    TALK = "talk", pgettext_lazy("assessment", "To be talked about")
    SETTLED = "settled", pgettext_lazy("assessment", "Waits for the person")
    AGREED = "agreed", pgettext_lazy("assessment", "Agreed")


class PlanState(models.TextChoices):
    """How far a personal plan is."""

    DRAFT = "draft", pgettext_lazy("personal plan", "Draft")
    RUNNING = "running", pgettext_lazy("personal plan", "Agreed, running")
    DONE = "done", pgettext_lazy("personal plan", "Done")
    DROPPED = "dropped", pgettext_lazy("personal plan", "Given up")


OPEN = (PlanState.DRAFT, PlanState.RUNNING)
"""States in which a plan is worked on; nobody has two such plans."""


class EntryKind(models.TextChoices):
    """What happened to a plan."""

    BEGUN = "begun", pgettext_lazy("plan entry", "Plan begun")
    GOAL_ADDED = "goal_added", pgettext_lazy("plan entry", "Goal added")
    GOAL_CHANGED = "goal_changed", pgettext_lazy("plan entry", "Goal changed")
    GOAL_REMOVED = "goal_removed", pgettext_lazy("plan entry", "Goal taken away")
    AGREED = "agreed", pgettext_lazy("plan entry", "Agreed")
    STEP_DONE = "step_done", pgettext_lazy("plan entry", "Step done")
    STEP_OPEN = "step_open", pgettext_lazy("plan entry", "Step open again")
    CHECK_IN = "check_in", pgettext_lazy("plan entry", "Check-in")
    CLAIMED = "claimed", pgettext_lazy("plan entry", "Goal said to be reached")
    REACHED = "reached", pgettext_lazy("plan entry", "Goal reached")
    SENT_BACK = "sent_back", pgettext_lazy("plan entry", "Goal not reached yet")
    SHARED = "shared", pgettext_lazy("plan entry", "Shared")
    REOPENED = "reopened", pgettext_lazy("plan entry", "Opened to be changed")
    DONE = "done", pgettext_lazy("plan entry", "Plan done")
    DROPPED = "dropped", pgettext_lazy("plan entry", "Plan given up")


WRITING = (EntryKind.GOAL_ADDED, EntryKind.GOAL_CHANGED, EntryKind.GOAL_REMOVED)
"""What changes what two agree to."""
