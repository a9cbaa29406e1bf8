"""What people looked for in vain, and what editors say to it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.enums import GapState

LONGEST_WISH = 200
MOST_WISHES_SHOWN = 50
validate_address = RegexValidator(
    r"^(https?://[^\s/]|/(?![/\\]))\S*$",
    _("Give an address of this site, such as /kb/faq/7/, or one with https://."),
)


class SearchGap(models.Model):
    """A query that found nothing that fits, and what editors say to it."""

    key = models.CharField(max_length=LONGEST_WISH, unique=True, editable=False)
    query = models.CharField(_("query"), max_length=LONGEST_WISH)
    state = models.CharField(
        _("state"), max_length=10, choices=GapState, default=GapState.OPEN
    )
    answer = models.TextField(
        _("answer"),
        max_length=1_000,
        blank=True,
        help_text=_("Whoever asked reads it. It is needed to decline."),
    )
    answer_address = models.CharField(
        _("where it is answered"),
        max_length=500,
        blank=True,
        validators=[validate_address],
        help_text=_("The address of an article, FAQ entry or script."),
    )
    # What is being written to answer it: the target of its publication.
    content_model = models.CharField(max_length=150, blank=True, editable=False)
    content_key = models.CharField(max_length=64, blank=True, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("gap in search")
        verbose_name_plural = _("gaps in search")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.query

    @property
    def latest_wishes(self) -> models.QuerySet["SearchWish"]:
        """What people wrote, the newest first, no more than one reads."""
        return self.wishes.select_related("user")[:MOST_WISHES_SHOWN]

    def clean(self) -> None:
        """Refuse an answer that says nothing."""
        if self.state == GapState.ANSWERED and not self.answer_address:
            raise ValidationError({"answer_address": _("Say where it is answered.")})
        if self.state == GapState.DECLINED and not self.answer.strip():
            raise ValidationError({"answer": _("Tell those who asked why.")})


class SearchWish(models.Model):
    """What somebody was looking for; the same wish counts once a day."""

    gap = models.ForeignKey(SearchGap, on_delete=models.CASCADE, related_name="wishes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    key = models.CharField(max_length=LONGEST_WISH, editable=False)
    text = models.CharField(_("looked for"), max_length=LONGEST_WISH)
    day = models.DateField()
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "user", "key", "day"], name="lms_wish_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.text
