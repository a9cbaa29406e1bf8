"""What somebody says who uploads files to be imported."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.coreutils import get_content_languages
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from knowledge_base.models import CategoryPage, Faq, Script
from lms.access import readable_collections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 50


class FilesInput(forms.ClearableFileInput):
    """Takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; the gate looks at them later, one by one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; raise ValidationError when there are none, or too many."""
        del initial
        files: Sequence[UploadedFile[Any]] = data or []
        if not files:
            raise ValidationError(_("Choose at least one file."))
        if len(files) > MOST_FILES:
            said = _("%(count)d files are too many: %(most)d at once are allowed.")
            raise ValidationError(said % {"count": len(files), "most": MOST_FILES})
        return files


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg] # Wagtail has no types
    """Categories under the name of their library."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title with the language."""
        return f"{obj.title} ({obj.locale})"


class ImportForm(forms.Form):
    """Files, and how they are taken in."""

    uploads = FilesField(label=gettext_lazy("Files"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Of texts that do not state theirs."),
    )
    script = forms.ChoiceField(
        label=gettext_lazy("Characters"),
        choices=[
            ("", gettext_lazy("Keep them as they are written")),
            ("simplified", gettext_lazy("Write traditional ones in simplified ones")),
        ],
        required=False,
    )
    category = CategoryField(
        label=gettext_lazy("Category of articles"),
        queryset=CategoryPage.objects.none(),
        required=False,
        empty_label=gettext_lazy("What the file says, else “Uncategorized”"),
        help_text=gettext_lazy("Of articles in its language that name none."),
    )
    collection = forms.ModelChoiceField(
        label=gettext_lazy("Collection of scripts and FAQ entries"),
        queryset=Collection.objects.none(),
        required=False,
        empty_label=gettext_lazy("The one that everybody reads"),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish at once"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise it becomes drafts; so does what you may not publish."
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["language"].choices = [
            ("", _("Find it out from the text")),
            *get_content_languages().items(),
        ]
        fields["category"].queryset = _categories(user)
        readable = readable_collections(user, key="pk")
        fields["collection"].queryset = Collection.objects.filter(readable, depth__gt=1)
        if not may_publish(user):
            del fields["publish"]


def may_publish(user: Any) -> bool:
    """Tell whether the person may publish anything that is imported."""
    return any(
        policy_registry.get_by_type(model).user_has_permission(user, "publish")
        for model in (Page, Faq, Script)
    )


def _categories(user: Any) -> Any:
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_permission_for(user, "add")
    found = CategoryPage.objects.filter(pk__in=pages.values("pk"))
    return found.select_related("locale").order_by("path")
