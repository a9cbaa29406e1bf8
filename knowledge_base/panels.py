"""What the editing forms of the admin show beside their fields."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, Panel

NOTE_PANEL = FieldPanel("change_note")


class PhrasePanel(Panel):
    """Says while somebody writes what the phrases find in the text.

    `fields` is a CSS selector of the inputs, rich text and stream blocks too. The
    channel of `…-text` is read from the `…-channel` beside it.
    """

    def __init__(self, fields: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = fields

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the selector in copies."""
        return {**super().clone_kwargs(), "fields": self.fields}

    class BoundPanel(Panel.BoundPanel):
        template_name = "knowledge_base/admin/phrase_checks.html"

        def get_context_data(
            self, parent_context: dict[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add where texts are checked, and what they are a draft of."""
            entry = self.instance
            return {
                **super().get_context_data(parent_context),
                "url": reverse("knowledge_base:check_phrases"),
                "fields": self.panel.fields,
                "language": entry.locale.language_code if entry.locale_id else "",
                "item": entry.item.uuid if entry.pk else "",
                "stops": hasattr(entry, "refuse_blocked_phrases"),
            }

        @property
        def media(self) -> forms.Media:
            """Return script and style."""
            return forms.Media(
                js=[Script("knowledge_base/js/phrase-checks.js", type="module")],  # type: ignore[list-item] # as Django has it
                css={"all": ["knowledge_base/css/phrase-checks.css"]},
            )


class ChangeNoteMixin(forms.Form):
    """Asks what changed; the version that is saved keeps it."""

    change_note = forms.CharField(
        label=_("What changed"),
        help_text=_(
            "In a sentence. It is published with the text: whoever reads the text "
            "finds it in the history."
        ),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("change_note", self.instance.draft_note)  # type: ignore[attr-defined] # a model form's

    def clean(self) -> Any:
        """Hand the note to what is saved."""
        values = super().clean()
        if "change_note" in self.data:
            self.instance.change_note = self.cleaned_data.get("change_note", "")  # type: ignore[attr-defined] # a model form's
        return values


class ArticleForm(ChangeNoteMixin, WagtailAdminPageForm):
    """The form of an article."""
