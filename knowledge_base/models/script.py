"""Scripts: the words to say, per channel."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable
from wagtail.search import index

from knowledge_base.enums import Channel, Emotion, NoteKind, Stage
from knowledge_base.exceptions import ShortCodeTakenError, WrongPlaceholderError
from knowledge_base.models.entry import Entry
from knowledge_base.models.placeholder import (
    Part,
    Placeholder,
    split_at_placeholders,
    values_known_of,
)
from knowledge_base.models.spoken import SpokenText
from knowledge_base.models.tagged import IndexedTags, ItemTags, TaggedScript
from knowledge_base.validators import (
    PLACEHOLDER,
    placeholder_names,
    validate_balanced,
    validate_short_code,
)
from lms.addresses import address_of
from lms.search.fields import Children

TAKEN = _("Another script already has this short code.")
"""Unnamed: whoever reads this may not be let to read the other script."""


class Script(Entry):
    """What to say in a situation; one version holds the words for all channels."""

    title = models.CharField(_("title"), max_length=200)
    short_code = models.CharField(
        _("short code"),
        max_length=12,
        blank=True,
        validators=[validate_short_code],
        help_text=_("Typed into the search box, it leads straight here."),
    )
    scene = models.CharField(_("scene"), max_length=60, blank=True, db_index=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    emotion = models.CharField(
        _("customer's emotion"), max_length=12, choices=Emotion, blank=True
    )
    tags = ItemTags(
        through=TaggedScript, verbose_name=_("tags"), blank=True, related_name="scripts"
    )

    search_fields = [
        index.SearchField("title", boost=8),
        index.AutocompleteField("title"),
        index.SearchField("short_code"),
        index.AutocompleteField("short_code"),
        index.SearchField("scene"),
        index.SearchField("emotion_name"),
        IndexedTags(),
        Children("variants", [index.SearchField("plain_text")]),
        Children("notes", [index.SearchField("text")]),
        index.FilterField("locale_id"),
        index.FilterField("live"),
        index.FilterField("collection_id"),
        index.FilterField("scene"),
        index.FilterField("stage"),
        index.FilterField("emotion"),
    ]

    class Meta(Entry.Meta):
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        indexes = [
            *Entry.Meta.indexes,
            models.Index(fields=["scene", "live"], name="lms_kb_script_live_scenes"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "short_code"],
                condition=~models.Q(short_code=""),
                name="lms_knowledge_base_short_code_unique_in_language",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address on the site."""
        return address_of("knowledge_base:script", self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ShortCodeTakenError when another was quicker with the code."""
        try:
            with transaction.atomic():
                super().save(*args, **kwargs)
        except IntegrityError:
            if self._shares_short_code():
                raise ShortCodeTakenError([TAKEN]) from None
            raise

    def clean(self) -> None:
        """Refuse a short code that another script of the language has."""
        super().clean()
        if self._shares_short_code():
            raise ValidationError({"short_code": TAKEN})

    def refuse_publication(self) -> None:
        """Refuse too when a short code or placeholder was lost while this was a draft."""
        super().refuse_publication()
        for variant in self.variants.all():
            variant.refuse_wrong_placeholders()
        if self._shares_short_code():
            raise ShortCodeTakenError([TAKEN])

    def _shares_short_code(self) -> bool:
        rivals = Script.objects.filter(
            locale_id=self.locale_id, short_code=self.short_code
        ).exclude(pk=self.pk)
        return bool(self.short_code) and rivals.exists()

    @classmethod
    def get_indexed_objects(cls) -> "models.QuerySet[Script]":
        """Return all, with the language that `emotion_name` asks for."""
        return super().get_indexed_objects().select_related("locale")

    @property
    def emotion_name(self) -> str:
        """How the customer feels, in a word of the script's language."""
        if not self.emotion:
            return ""
        with translation.override(self.locale.language_code):
            return str(self.get_emotion_display())

    @property
    def plain_text(self) -> str:
        """The words for all channels, with gaps for the placeholders."""
        return joined_words(variant.text for variant in self.variants.all())

    @property
    def spoken_texts(self) -> list[SpokenText]:
        """The words for each channel; notes may name what not to say."""
        return [
            SpokenText("text", variant.text, variant.channel)
            for variant in self.variants.all()
        ]

    def placeholders(self) -> list[Placeholder]:
        """Return the placeholders of all variants, in order of their first use."""
        text = "\n".join(variant.text for variant in self.variants.all())
        names = placeholder_names(text)
        known = {p.name: p for p in Placeholder.objects.filter(name__in=names)}
        return [known[name] for name in names if name in known]

    def parts(
        self, values: Mapping[str, str]
    ) -> list[tuple["ScriptVariant", list[Part]]]:
        """Return each variant with its words and gaps, the gaps filled from `values`."""
        known = {placeholder.name: placeholder for placeholder in self.placeholders()}
        return [
            (variant, list(split_at_placeholders(variant.text, known, values)))
            for variant in self.variants.all()
        ]

    def notes_of(self, kind: NoteKind) -> list[str]:
        """Return the advice of one kind."""
        return [note.text for note in self.notes.all() if note.kind == kind]

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Show the draft as readers would see it."""
        context = super().get_preview_context(request, mode_name)
        return {**context, **self.page_context(request.user)}

    def page_context(self, user: Any) -> dict[str, Any]:
        """Return what its page shows to `user`, who will speak the words."""
        return {
            "script": self,
            "variants": self.parts(values_known_of(user)),
            "do_notes": self.notes_of(NoteKind.DO),
            "dont_notes": self.notes_of(NoteKind.DONT),
        }

    @property
    def excerpt(self) -> str:
        """The words of the first channel on one line, with its gaps left open."""
        for variant in self.variants.all():
            return " ".join(PLACEHOLDER.sub("…", variant.text).split())
        return ""


def joined_words(texts: Iterable[str]) -> str:
    """Return the words for several channels, with gaps for the placeholders."""
    return "\n".join(PLACEHOLDER.sub("…", text) for text in texts)


class ScriptVariant(Orderable):
    """The words for one channel."""

    script = ParentalKey(Script, on_delete=models.CASCADE, related_name="variants")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    text = models.TextField(
        _("text"),
        validators=[validate_balanced],
        help_text=_("Write {{customer}} where a name or number is filled in."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.UniqueConstraint(
                fields=["script", "channel"],
                name="lms_knowledge_base_one_variant_per_channel",
            )
        ]

    def __str__(self) -> str:
        return self.get_channel_display()

    @property
    def plain_text(self) -> str:
        """The words, with gaps for the placeholders."""
        return joined_words([self.text])

    def refuse_wrong_placeholders(self) -> None:
        """Raise WrongPlaceholderError when customers would be shown a gap's name."""
        try:
            validate_balanced(self.text)
            self.clean()
        except ValidationError as error:
            raise WrongPlaceholderError(error.messages) from error

    def clean(self) -> None:
        """Refuse placeholders that nobody has defined."""
        super().clean()
        names = placeholder_names(self.text)
        known = set(
            Placeholder.objects.filter(name__in=names).values_list("name", flat=True)
        )
        unknown = [name for name in names if name not in known]
        if unknown:
            message = _(
                "There is no placeholder called %(names)s. "
                "Please correct it, or add it to the placeholders first."
            )
            names_text = ", ".join(f"{{{{{name}}}}}" for name in unknown)
            raise ValidationError(
                {"text": ValidationError(message, params={"names": names_text})}
            )


class ScriptNote(Orderable):
    """Advice for whoever says the script."""

    script = ParentalKey(Script, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=4, choices=NoteKind)
    text = models.CharField(_("text"), max_length=300)

    class Meta(Orderable.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text
