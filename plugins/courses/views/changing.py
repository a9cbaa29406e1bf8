"""Changing the due date of courses that people have, taking them back, giving them again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from plugins.courses.enums import EnrollmentAct
from plugins.courses.forms.assigning import ChangeForm
from plugins.courses.services.assignments import Change, Changed, change_enrollments
from plugins.courses.views.finding import SEE, TEACH

CHANGE = (SEE, TEACH)
"""Whoever changes something has both."""


def change_rows(request: HttpRequest, rows: Any, form: ChangeForm) -> bool:
    """Do what a form says, say what came of it, and return whether it was in order."""
    if not form.is_valid():
        return False
    data = form.cleaned_data
    change = Change(
        act=EnrollmentAct(data["act"]),
        by=request.user,
        at=timezone.now(),
        reason=data["reason"],
        due_on=data["due_on"],
    )
    done = change_enrollments(rows=rows, change=change)
    say = messages.success if done.done else messages.warning
    say(request, _say(change.act, done))
    return True


def _say(act: EnrollmentAct, changed: Changed) -> str:
    n = changed.done
    done = {
        EnrollmentAct.DUE_MOVED: ngettext("%(n)s due date is changed.", "%(n)s due dates are changed.", n),
        EnrollmentAct.TAKEN_BACK: ngettext("The course is taken back from %(n)s person; what was done is kept.", "The course is taken back from %(n)s people; what was done is kept.", n),
        EnrollmentAct.GIVEN_BACK: ngettext("%(n)s person goes on with the course.", "%(n)s people go on with the course.", n),
    }  # fmt: skip
    sentences = [done[act] % {"n": n}]
    if changed.left:
        sentence = ngettext(
            "%(n)s stays as it is: completed or given up, your own, or so already.",
            "%(n)s stay as they are: completed or given up, your own, or so already.",
            changed.left,
        )
        sentences.append(sentence % {"n": changed.left})
    return " ".join(sentences)
