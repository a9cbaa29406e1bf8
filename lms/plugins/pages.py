"""Pages of plugins: while the plugin is off they can be seen and removed, not used."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Page, PagePermissionTester

from lms.plugins.running import is_enabled


class PluginPageMixin(Page if TYPE_CHECKING else object):  # type: ignore[misc] # a mixin of models is none
    """Stands first among the bases of each page type of a plugin."""

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Tell whether a page can be made here: not while the plugin is off."""
        return is_enabled(cls._meta.app_label) and super().can_create_at(parent)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return what somebody may do: look and take away, while the plugin is off."""
        if is_enabled(self._meta.app_label):
            return super().permissions_for_user(user)
        return OffPagePermissionTester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page; raises Http404 while the plugin is off."""
        if not is_enabled(self._meta.app_label):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response


class StandInPageMixin(PluginPageMixin):
    """Makes a page whose plugin is gone: what every page has can still be edited.

    Drafts only, since nobody knows what the plugin would refuse to publish.
    """

    is_creatable = False
    preview_modes = ()

    def serializable_data(self) -> dict[str, Any]:
        """Return the newest revision, changed in nothing but what every page has.

        Parts of the page that are no columns of it, such as its inline rows, are known
        to the revision alone.
        """
        data: dict[str, Any] = super().serializable_data()
        newest = self.latest_revision
        shared = {field.name for field in Page._meta.get_fields()}
        kept = newest.content if newest else {}
        return data | {name: kept[name] for name in kept if name not in shared}


class KeyedPageMixin(PluginPageMixin):
    """A page at an address by its key, wherever in the tree it stands.

    Plugins have no place in the libraries: their pages stand beside them, below the
    root, where Wagtail knows no address. `url_name` is that of a pattern of the plugin
    that takes the key.
    """

    url_name: str

    def get_absolute_url(self) -> str:
        """Return the path, without asking for site or tree."""
        return reverse(self.url_name, args=[self.pk])

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Return site, root address and path; None where there is no site."""
        roots = self._get_site_root_paths(request)
        if not roots:
            return None
        return roots[0].site_id, roots[0].root_url, self.get_absolute_url()


class OffPagePermissionTester(PagePermissionTester):
    """Grants to look, to unpublish, to move and to delete.

    `can_edit` opens history and usage too, so it is granted; the form itself is treated
    by `lms.plugins.wagtail_hooks`.
    """

    def _no(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    can_publish = can_add_subpage = can_copy = can_copy_to = _no
    can_submit_for_moderation = can_publish_subpage = _no
    can_lock = can_unlock = _no
