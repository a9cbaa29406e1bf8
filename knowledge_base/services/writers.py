"""What the roles may do in the page tree, with files, and in approval."""

from collections.abc import Mapping, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
)

from knowledge_base.models import Faq, LibraryPage, Script, SecondPersonTask
from knowledge_base.services.stock import MODERATORS
from lms.enums import Role
from lms.roles import role_group

_PAGES: Mapping[Role, Sequence[str]] = {
    Role.CONTRIBUTOR: ("add",),
    Role.EDITOR: ("add", "change", "publish"),
    Role.REVIEWER: ("change", "publish", "lock", "unlock"),
    Role.TRAINER: ("add",),
}
_FILES: Mapping[Role, Sequence[str]] = {
    Role.CONTRIBUTOR: ("add", "choose"),
    Role.EDITOR: ("add", "change", "choose"),
    Role.REVIEWER: ("change", "choose"),
    Role.TRAINER: ("add", "choose"),
}
_STOCK_APPROVAL = "Moderators approval"
_APPROVAL = "审核 Approval"


def let_roles_write(library: LibraryPage) -> None:
    """Let the roles write in a library and use files.

    A role that holds something there already is left alone, so that what an
    administrator took away does not come back.
    """
    for role, verbs in _PAGES.items():
        _grant_pages(role_group(role), library, verbs)
    root = Collection.get_first_root_node()
    for role, verbs in _FILES.items():
        _grant_files(role_group(role), root, verbs)


def route_approval_to_reviewers() -> None:
    """Hand Wagtail's default workflow to our reviewers, while it has no moderator.

    Whoever wrote may not approve; also where an older version has set it up otherwise.
    """
    if get_user_model().objects.filter(groups__name=MODERATORS).exists():
        return
    for task in GroupApprovalTask.objects.filter(name=_STOCK_APPROVAL):
        if {group.name for group in task.groups.all()} == {MODERATORS}:
            task.groups.set([role_group(Role.REVIEWER)])
            _approve_entries_too(_by_second_person(task))
    for task in GroupApprovalTask.objects.filter(name=_APPROVAL):
        _by_second_person(task)


def _by_second_person(task: GroupApprovalTask) -> SecondPersonTask:
    """Make another kind of a step, in its place: what waits there goes on waiting."""
    second = SecondPersonTask(
        id=task.pk,
        name=_APPROVAL,
        active=task.active,
        content_type=ContentType.objects.get_for_model(SecondPersonTask),
    )
    second.task_ptr_id = task.pk
    second.save()
    second.groups.set(task.groups.all())
    task.delete(keep_parents=True)
    return second


def _approve_entries_too(task: SecondPersonTask) -> None:
    for workflow in Workflow.objects.filter(workflow_tasks__task=task):
        Workflow.objects.filter(pk=workflow.pk).update(name=_APPROVAL)
        for model in (Faq, Script):
            WorkflowContentType.objects.get_or_create(
                content_type=ContentType.objects.get_for_model(model),
                defaults={"workflow": workflow},
            )


def _grant_pages(group: Group, library: LibraryPage, verbs: Sequence[str]) -> None:
    held = GroupPagePermission.objects.filter(group=group, page=library)
    if not held.exists():
        for permission in _permissions(Page, verbs):
            held.create(group=group, page_id=library.pk, permission=permission)


def _grant_files(group: Group, root: Collection, verbs: Sequence[str]) -> None:
    # Wagtail asks for the permissions of its own models, whichever model is used.
    held = GroupCollectionPermission.objects.filter(group=group, collection=root)
    if not held.exists():
        for model in (Document, Image):
            for permission in _permissions(model, verbs):
                held.create(group=group, collection=root, permission=permission)


def _permissions(model: type[Model], verbs: Sequence[str]) -> list[Permission]:
    names = [f"{verb}_{model._meta.model_name}" for verb in verbs]
    content_type = ContentType.objects.get_for_model(model)
    found = Permission.objects.filter(content_type=content_type, codename__in=names)
    return list(found)
