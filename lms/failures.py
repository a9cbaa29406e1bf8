"""What could not be delivered, in Wagtail's admin: events and mails."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.events.letters import ListenerSilentError, let_go, try_again
from lms.exports import ExportIndexView
from lms.mailing import settle_mail
from lms.menus import PermittedMenuItem
from lms.models import DeadLetter, LetterState, MailState, OutgoingMail

AGAIN, LET_GO = "again", "let_go"


class DecisionForm(WagtailAdminModelForm):
    """Asks what is to become of what failed: choosing and sending are two steps."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What shall become of it?"),
        choices=[
            (AGAIN, gettext_lazy("Try again now")),
            (LET_GO, gettext_lazy("Let it go: it will never be delivered")),
        ],
        widget=forms.RadioSelect,
    )


NONE_DEAD = gettext_lazy(
    "All is well: each event reached all that listen to it. What fails "
    "again and again is kept here, and you decide on it."
)
NO_MAIL = gettext_lazy(
    "No mail has been written yet. The mails that the site sends wait here "
    "until they are on their way."
)


class FailureIndexView(ExportIndexView):
    """Lists what failed."""

    @property
    def empty_text(self) -> Any:
        """Say that all is well, or what would be here."""
        return NONE_DEAD if self.model is DeadLetter else NO_MAIL

    def get_base_queryset(self) -> QuerySet[Any]:
        """Load what each row is about."""
        related = "event" if self.model is DeadLetter else "recipient"
        rows: QuerySet[Any] = self.model._default_manager.select_related(related)
        return rows


class DecisionView(EditView):
    """Shows why something failed, and takes the decision."""

    def save_instance(self) -> Any:
        """Do what was decided, and say what came of it."""
        self.outcome = self.decide(self.form.cleaned_data["decision"] == AGAIN)
        return self.form.instance

    def decide(self, again: bool) -> str:  # noqa: FBT001 (one answer of two)
        """Carry out the decision; return what to tell."""
        raise NotImplementedError

    def get_success_message(self) -> str:
        """Return what came of it."""
        return self.outcome

    def get_success_buttons(self) -> list[Any]:
        """Offer no way back: it is settled."""
        return []


class LetterDecisionView(DecisionView):
    """Settles a dead letter."""

    def decide(self, again: bool) -> str:  # noqa: FBT001 (one answer of two)
        """Hand the event over once more, or let it go."""
        about = {"letter": self.form.instance, "user": self.request.user}
        if not again:
            let_go(**about, now=timezone.now())
            return _("It was let go.")
        try:
            if try_again(**about, now=timezone.now()):
                return _("It was handled.")
        except ListenerSilentError:
            return _("Nobody listens any more: the plugin is switched off or gone.")
        return _("It failed again; what follows says why.")


class MailDecisionView(DecisionView):
    """Settles a mail that was given up."""

    def decide(self, again: bool) -> str:  # noqa: FBT001 (one answer of two)
        """Queue the mail once more, or let it go."""
        settle_mail(mail=self.form.instance, user=self.request.user, sends_again=again)
        return _("It waits to be sent.") if again else _("It was let go.")


class LetterMenuItem(PermittedMenuItem):
    """Dead letters that wait."""

    permission = "lms.view_deadletter"

    def waiting(self, user: Any) -> int:
        """Return how many wait for somebody."""
        del user
        return DeadLetter.objects.filter(state=LetterState.WAITING).count()


class MailMenuItem(PermittedMenuItem):
    """Mails that were given up."""

    permission = "lms.view_outgoingmail"

    def waiting(self, user: Any) -> int:
        """Return how many wait for somebody."""
        del user
        return OutgoingMail.objects.filter(state=MailState.DEAD).count()


class FailureViewSet(ModelViewSet):
    """What both lists have in common."""

    index_view_class = FailureIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    add_to_settings_menu = True
    search_backend_name = None
    menu_item: type[MenuItem]
    help_template: str

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return the item that counts."""
        return self.menu_item

    def get_edit_handler(self) -> Any:
        """Return what is shown, and the decision."""
        panels = [HelpPanel(template=self.help_template), FieldPanel("decision")]
        shown = ObjectList(panels, base_form_class=DecisionForm)
        return shown.bind_to_model(self.model)


class DeadLetterViewSet(FailureViewSet):
    """Events that a listener failed on too often."""

    model = DeadLetter
    edit_view_class = LetterDecisionView
    menu_item = LetterMenuItem
    help_template = "lms/admin/dead_letter.html"
    icon = "warning"
    menu_label = gettext_lazy("Dead letters")
    menu_name = "dead-letters"
    menu_order = 910
    ordering = ("-state", "-failed_at")
    list_filter = ["state", "listener", "failed_at"]
    list_display = [
        TitleColumn(
            "listener", label=gettext_lazy("Listener"), url_name="lms_dead_letters:edit"
        ),
        Column("kind", label=gettext_lazy("Event")),
        Column("last_line", label=gettext_lazy("Error")),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        DateColumn("failed_at", label=gettext_lazy("Failed"), sort_key="failed_at"),
    ]
    list_export = [
        *("listener", "kind", "error", "attempts"),
        *("get_state_display", "failed_at"),
    ]
    export_filename = "dead-letters"
    search_fields = ["listener", "event__kind", "error"]


class OutgoingMailViewSet(FailureViewSet):
    """Mails that wait, went out or were given up."""

    model = OutgoingMail
    edit_view_class = MailDecisionView
    menu_item = MailMenuItem
    help_template = "lms/admin/mail.html"
    icon = "mail"
    menu_label = gettext_lazy("Outgoing mails")
    menu_name = "outgoing-mails"
    menu_order = 920
    ordering = ("-created_at",)
    list_filter = ["state", "is_digest", "created_at"]
    list_display = [
        TitleColumn("recipient", label=gettext_lazy("To"), url_name="lms_mails:edit"),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("last_line", label=gettext_lazy("Error")),
        DateColumn("created_at", label=gettext_lazy("Queued"), sort_key="created_at"),
        DateColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
    ]
    list_export = [
        *("recipient", "get_state_display", "attempts", "error"),
        *("created_at", "sent_at"),
    ]
    export_filename = "mails"
    search_fields = ["error"]
