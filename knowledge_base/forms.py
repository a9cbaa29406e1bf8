"""Inputs of the editing forms, and what readers send."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from knowledge_base.enums import Complaint, MistakeKind
from knowledge_base.models import Report, Script
from knowledge_base.models.document import LONGEST_NOTE, Origin
from knowledge_base.models.feedback import LONGEST_REMARK
from knowledge_base.models.spoken import Remark
from knowledge_base.panels import ChangeNoteMixin
from knowledge_base.services.phrases import OVERRIDE
from lms.access import Reader, readable_collections
from lms.files.exceptions import FileRefusedError
from lms.files.gate import MOST, inspect
from lms.files.kinds import PICTURES
from lms.files.pictures import without_metadata

_REDRAWN = {kind.mime for kind in PICTURES.values()}


class SceneInput(forms.TextInput):
    """Free text that suggests the scenes in use, so that few words stay few."""

    template_name = "knowledge_base/widgets/scene_input.html"
    reader: Reader = AnonymousUser()
    """Whose scripts are looked through; the form says it."""

    def get_context(
        self, name: str, value: object, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Add the scenes of the scripts that the person may read."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-scenes"
        context["widget"]["attrs"]["list"] = list_id
        scripts = Script.objects.readable_by(self.reader).exclude(scene="")
        scenes = scripts.order_by("scene").values_list("scene", flat=True).distinct()
        return {**context, "scenes": scenes}


class EntryForm(ChangeNoteMixin, WagtailAdminModelForm):
    """Offers readable collections; says beside a text what the phrases find in it."""

    override_reason = forms.CharField(
        label=_("Publish in spite of the phrases"),
        help_text=_(
            "A phrase stops publication. Here you may say why it stays; "
            "your name and the reason are kept in the history."
        ),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collection = self.fields.get("collection")
        if collection is not None and self.for_user is not None:
            readable = readable_collections(self.for_user, key="pk")
            rows: Any = collection
            rows.queryset = rows.queryset.filter(readable)
        scene = self.fields.get("scene")
        if scene is not None and self.for_user is not None:
            scene.widget.reader = self.for_user
        remarks = self.instance.phrase_remarks() if self.instance.pk else []
        if not self._may_override(remarks):
            del self.fields["override_reason"]
        if not self.is_bound:
            for remark in remarks:
                self._say_beside_the_text(remark)

    def _may_override(self, remarks: list[Remark]) -> bool:
        user = self.for_user
        is_asked = "override_reason" in self.data or any(r.blocks for r in remarks)
        return is_asked and user is not None and user.has_perm(OVERRIDE)

    def _say_beside_the_text(self, remark: Remark) -> None:
        for form in (self, *(f for s in self.formsets.values() for f in s.forms)):
            field = form.fields.get(remark.spoken.field)
            channel = getattr(form.instance, "channel", "")
            if field is not None and channel == remark.spoken.channel:
                field.help_text = _with(field.help_text, remark)


class VoteForm(forms.Form):
    """Whether an item was helpful, and if not, why."""

    vote = forms.ChoiceField(choices=[(v, v) for v in ("yes", "no", "why", "none")])
    complaint = forms.ChoiceField(
        label=_("What was missing?"), choices=Complaint, required=False
    )
    remark = forms.CharField(
        label=_("In a sentence, if you like"),
        max_length=LONGEST_REMARK,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where one is given."""
        values = super().clean() or {}
        if values.get("vote") == "why" and not values.get("complaint"):
            self.add_error("complaint", _("Choose one of them."))
        return values


class ReportForm(forms.ModelForm[Report]):
    """A mistake that a reader has seen."""

    class Meta:
        model = Report
        fields = ["kind", "text", "quote"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "quote": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="report-%s")
        self.fields["kind"].choices = [("", _("Please choose")), *MistakeKind.choices]  # type: ignore[attr-defined] # a choice field


def _with(help_text: object, remark: Remark) -> SafeString:
    """Add a remark; the one who checks while you write takes it away again."""
    markup = "{}<span data-phrase-remark><br><strong>{}</strong></span>"
    return format_html(markup, help_text, remark)


class DocumentForm(BaseDocumentForm):
    """Lets files through the gate, and keeps those that they replace."""

    note = forms.CharField(
        label=_("What is new in this version"),
        help_text=_("Shown in the list of versions."),
        max_length=LONGEST_NOTE,
        required=False,
    )
    field_order = ("title", "file", "note", "collection", "tags")

    class Meta(BaseDocumentForm.Meta):
        """Wagtail's inputs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        self.original_file = None  # Wagtail would delete it; it belongs to a version
        if "file" not in self.fields:
            del self.fields["note"]

    def clean_file(self) -> Any:
        """Let nothing in but what the gate lets in."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                inspect(file, most=self.fields["file"].max_upload_size or MOST)
            except FileRefusedError as error:
                raise forms.ValidationError(str(error)) from error
        return file

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (Wagtail's signature)
        """Save; a new file becomes a version."""
        self.instance.revise(Origin(self.user, self.cleaned_data.get("note", "")))
        return super().save(commit=commit)


class PictureField(WagtailImageField):
    """Refuses a picture that breaks off, where Wagtail's own raises."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Refuse one whose size cannot be read, or is too large."""
        try:
            super().check_image_pixel_size(f)
        except OSError as error:
            code = "invalid_image"
            raise ValidationError(self.error_messages[code], code=code) from error


class ImageForm(BaseImageForm):
    """Keeps of a photograph what is seen: nobody reads in it where it was taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )

    def clean_file(self) -> Any:
        """Return the picture without what a camera writes beside it."""
        file = self.cleaned_data["file"]
        is_new = isinstance(file, UploadedFile)
        if not is_new or file.content_type not in _REDRAWN:
            return file
        try:
            return without_metadata(file)
        except FileRefusedError as error:
            raise ValidationError(str(error)) from error
