from collections.abc import Mapping, Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig

from lms.enums import Role


class LmsConfig(AppConfig):
    """The host."""

    name = "lms"
    verbose_name = _("Learning management")
    default = True

    @property
    def role_permissions(self) -> Mapping[Role, Sequence[str]]:
        """What roles may do with people, teams and gaps in search."""
        user_app, _dot, user = settings.AUTH_USER_MODEL.lower().partition(".")
        see = ["lms.view_team", "lms.view_staffprofile", f"{user_app}.view_{user}"]
        manage_people = [f"{user_app}.{verb}_{user}" for verb in ("add", "change")]
        manage_teams = [f"lms.{verb}_team" for verb in ("add", "change", "delete")]
        manage = [*manage_people, *manage_teams]
        if apps.is_installed("lms.plugins"):
            manage.append("lms_plugins.manage_plugins")
        searches = ["lms.view_searchlog"]
        verbs = ("view", "add", "change", "delete")
        words = [f"lms.{verb}_searchword" for verb in verbs]
        gaps = ["lms.view_searchgap", "lms.change_searchgap", *words, *searches]
        access = ["wagtailadmin.access_admin"]
        return {
            Role.EDITOR: [*access, *gaps],
            Role.REVIEWER: [*access, *gaps],
            Role.MANAGER: [*access, *see, *searches, "lms.change_team"],
            Role.PLUGIN_ADMIN: [
                *(*access, *see, *manage),
                "lms.view_peopleimport",
                *(f"lms.{verb}_deadletter" for verb in ("view", "change")),
                *(f"lms.{verb}_outgoingmail" for verb in ("view", "change")),
            ],
        }

    def ready(self) -> None:
        """Close the admin, keep roles after each migrate and the search index true."""
        from wagtail import documents, images
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from lms import (
            announcements,
            approval_mails,
            audit,
            clusters,
            comparisons,
            listeners,  # noqa: F401 (they listen from now on)
            onlookers,
            plugin_faults,
            plugin_past,
            supplies,  # noqa: F401 (they are offered from now on)
            wagtail_labels,
        )
        from lms.events.dispatching import prepare_cursors
        from lms.models import DeadLetter, OutgoingMail, SearchGap
        from lms.plugins.signals import migrated
        from lms.policies import (
            AnswerOnlyPolicy,
            ReadableFilePolicy,
            ReadablePagePolicy,
        )
        from lms.roles import grant_role_permissions
        from lms.search import checks, signals  # noqa: F401 (registers the checks)
        from lms.search.vocabulary import use_vocabulary
        from lms.search_words import house_vocabulary

        register_permission_policy(Page, ReadablePagePolicy())
        for model in (SearchGap, DeadLetter, OutgoingMail):
            register_permission_policy(model, AnswerOnlyPolicy(model))
        for app in (documents, images):
            own = app.get_permission_policy()
            policy = ReadableFilePolicy(own.model, own.auth_model, own.owner_field_name)
            # Exactly this model: so Wagtail's own policy, joining later, does not count.
            register_permission_policy(own.model, policy, exact_class=True)
        for module in (
            onlookers,
            clusters,
            comparisons,
            approval_mails,
            wagtail_labels,
        ):
            module.install()
        for module in (announcements, audit, plugin_faults, plugin_past, signals):
            module.connect()
        # Wagtail and Django make their permissions as each app's turn comes.
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(grant_role_permissions, sender=last)
        migrated.connect(grant_role_permissions)
        post_migrate.connect(prepare_cursors, sender=last)
        use_vocabulary(house_vocabulary)


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's people, with our form."""

    default = False
    user_viewset = "lms.viewsets.UserViewSet"
