"""What exams add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from plugins.courses.viewsets.exam_bank import QuestionViewSet
from plugins.courses.viewsets.exam_chooser import QuestionChooserViewSet
from plugins.courses.viewsets.exam_papers import ExamViewSet


class ExamMenuItem(MenuItem):
    """Shown to whoever may see what it leads to."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person sees it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_viewset")
def exam_viewsets() -> list[Any]:
    """Place the lists."""
    return [
        QuestionViewSet("lms_courses_questions", url_prefix="exams/questions"),
        ExamViewSet("lms_courses_exams", url_prefix="exams/exams"),
        QuestionChooserViewSet(
            "lms_courses_question_chooser", url_prefix="exams/choose"
        ),
    ]


@hooks.register("register_admin_menu_item")
def exam_menu() -> SubmenuMenuItem:
    """Return the menu of exams."""
    items: list[MenuItem] = [
        ExamMenuItem(
            viewset.menu_label,
            reverse(f"lms_courses_{name}:index"),
            name=f"exam-{name}",
            icon_name=viewset.icon,
            order=order,
            permission=f"lms_courses.view_{model}",
        )
        for order, (viewset, name, model) in enumerate(
            ((ExamViewSet, "exams", "exam"), (QuestionViewSet, "questions", "question"))
        )
    ]
    return SubmenuMenuItem(
        _("Exams"), Menu(items=items), name="exams", icon_name="list-ol", order=326
    )
