# ruff: noqa: RUF001 (Wagtail writes dashes)
"""Texts of Wagtail and Django that their Chinese catalogues lack or put badly.

Nothing reads this module but `makemessages`; our catalogues stand before Wagtail's.
Whatever a new release of Wagtail translates itself may go.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

TEXTS = (
    _(
        'There are no %(model_name)s to display. Why not <a href="%(add_url)s">add '
        "one</a>?"
    ),
    _("No %(model_name)s match your query."),
    _("Search all pages…"),
    _("%(label)s and Publish"),
    _("Wagtail %(current_version)s editor guide"),
    _("Privacy and access"),
    _("Page types usage"),
    _("Edit account avatar"),
    _("Your pages and snippets in a workflow"),
    _("items"),
    _("(blank)"),
    _("Any"),
    _("Anyone"),
    _("More bulk actions"),
    _("Sort by '%(label)s' in ascending order."),
    _("Sort by '%(label)s' in descending order."),
    _("%(field_label)s:"),
    _("Actions (footer)"),
    _("Go to the first error"),
    _("Disabled"),
    _("Show disabled"),
    _("Application"),
    _("Shortcuts"),
    _("Theme preferences"),
    _("Use server language: %(language_name)s"),
    _("Exploring"),
    _("Date updated"),
    _("Edited by"),
    _("Has child pages"),
    _("Page type"),
    _("Choose parent"),
    _("Create a new %(model_name)s"),
    _("New: %(model_name)s"),
    _("Sort item order"),
    _("Item %(index)s of %(total)s"),
    _(
        "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s across "
        "entire site."
    ),
    _("No results across entire site."),
    _("Search in '<span class=\"w-title-ellipsis\">%(title)s</span>'"),
    _(
        "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s in '<span "
        'class="w-title-ellipsis">%(title)s</span>\'.'
    ),
    _("No results in '<span class=\"w-title-ellipsis\">%(title)s</span>'."),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    _(
        "The root level is where you can add new sites to your Wagtail installation. "
        "Pages created here will not be accessible at any URL until they are "
        "associated with a site."
    ),
    _(
        "If you just want to add pages to an existing site, create them as children "
        "of the homepage instead."
    ),
    _(
        "Pages created here will not be accessible at any URL. To add pages to an "
        "existing site, create them as children of the homepage."
    ),
    _(
        "There is no site set up for this location. Pages created here will not be "
        "accessible at any URL until a site is associated with this location."
    ),
    _("The new page will be a child of this given parent page."),
    _("The slug '%(page_slug)s' is already in use within the parent page."),
    _(
        "The slug '%(page_slug)s' is already in use at the selected parent page. "
        "Make sure the slug is unique and try again."
    ),
    _("Tag(s) %(value_too_long)s are over %(max_tag_length)d characters."),
    _("'%(page_title)s' has been moved successfully."),
    _("Saved"),
    _("Autosave is paused"),
    _("Autosave is <span>paused</span>"),
    _("Save your changes before leaving"),
    _("Toggle checks"),
    _("Toggle minimap"),
    _("Checks"),
    _("Show issue"),
    _("Content metrics"),
    _("Words"),
    _("Reading time"),
    _("Readability"),
    _("This data explained"),
    _("How we calculate our metrics"),
    _(
        "We extract the main content from the page preview, remove all formatting, "
        "and calculate the number of words."
    ),
    _(
        "We calculate reading time from word count, using different reading speeds "
        "for different languages."
    ),
    _(
        "We use a readability formula based on length of words and sentences. Long "
        "sentences and words result in a worse readability score."
    ),
    _(
        'See our <a href="%(guide_link)s" target="_blank">content checks guide</a> '
        "for more information on how content metrics are calculated."
    ),
    _("Refresh"),
    _("Refreshing…"),
    _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _(
        "Preview cannot display due to validation errors. <br /> Click save to "
        "highlight the relevant fields."
    ),
    _("There are validation errors, click save to highlight them."),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("The page could not be saved as it is locked."),
    _("The %(model_name)s could not be saved as it is locked"),
    _("Saving will overwrite a newer version."),
    _("You saved a new version in another window"),
    _("%(user_name)s saved a new version"),
    _("View latest version"),
    _("You have unsaved changes in another window"),
    _("%(user_name)s has unsaved changes"),
    _("Currently idle"),
    _("Currently viewing"),
    _("Proceeding will overwrite the changes you made in that window."),
    _("Proceeding will overwrite the changes made by %(user_name)s."),
    _("Alternatively, you can view the latest version in a new tab."),
    _("A network error occurred"),
    _(
        "Troubleshoot your connection to the site before proceeding. Open the editor "
        "in a separate tab to view the last saved version."
    ),
    _("Scheduling…"),
    _("Schedule to publish"),
    _("Invalid schedule"),
    _("Go-live:"),
    _("Once scheduled:"),
    _("To be created by %(user)s"),
    _("Choose when this %(model_name)s should go live and/or expire"),
    _("Choose when this page should go live and/or expire"),
    _(
        "This publishing schedule will only take effect after you select the "
        '"Schedule to publish" option'
    ),
    _("Anyone with editing permissions can create schedules"),
    _("But only those with publishing permissions can make them effective."),
    _("Choose who can view the live version of this page"),
    _("Available in %(translations_total)s locales"),
    _("Compare"),
    _(
        "You are viewing a previous version of this %(model_name)s from "
        "<b>%(created_at)s</b> by %(user)s"
    ),
    _("Placeholder title"),
    _("- Select an option -"),
    _("%(model_name)s '%(title)s' is now unlocked."),
    _("%(model_name)s '%(object)s' has been scheduled for publishing."),
    _("%(model_name)s '%(object)s' created and scheduled for publishing."),
    _(
        "%(model_name)s '%(object)s' is live and this version has been scheduled for "
        "publishing."
    ),
    _("%(model_name)s '%(object)s' updated and published."),
    _("%(model_name)s '%(object)s' created and published."),
    _("%(model_name)s '%(object)s' has been submitted for moderation."),
    _("%(model_name)s '%(object)s' created and submitted for moderation."),
    _("Workflow on %(model_name)s '%(object)s' has been restarted."),
    _("Workflow on %(model_name)s '%(object)s' has been cancelled."),
    _("%(model_name)s '%(object)s' has been replaced with version from %(timestamp)s."),
    _("Version from %(timestamp)s of %(model_name)s '%(object)s' has been published."),
    _(
        "Version from %(timestamp)s of %(model_name)s '%(object)s' has been "
        "scheduled for publishing."
    ),
    _("The %(model_name)s '%(title)s' is not currently awaiting moderation."),
    _(
        "The %(model_name)s '%(title)s' is not currently awaiting moderation in task "
        "'%(task_name)s'."
    ),
    _(
        "This %(model_name)s is currently at <strong>%(task)s</strong> in "
        "<strong>%(workflow)s</strong>."
    ),
    _(
        "This page is currently at <strong>%(task)s</strong> in "
        "<strong>%(workflow)s</strong>."
    ),
    _(
        "This page was marked as needing changes at <strong>%(task)s</strong> in "
        "<strong>%(workflow)s</strong>."
    ),
    _("Publishing this %(model_name)s will cancel the current workflow."),
    _("This %(model_name)s hasn't been submitted for moderation yet"),
    _("Changes requested %(finished_at)s"),
    _("Sent to %(task_name)s %(started_at)s"),
    _("%(status_display)s %(task_name)s %(started_at)s"),
    _("Status %(status)s"),
    _("%(action)s by <b>%(who)s</b> at <b>%(at)s</b>"),
    _("%(action)s at <b>%(at)s</b>"),
    _("%(action)s by <b>%(who)s</b>"),
    _("Cancelled by %(cancelled_by)s"),
    _("at %(time)s by %(user_display_name)s"),
    _("at %(time)s"),
    _("%(time)s by %(user_display_name)s"),
    _("%(time_period)s ago by %(user_display_name)s"),
    _("By task"),
    _("By workflow"),
    _("System"),
    _("Locking: "),
    _("Locked by"),
    _("Locked by you"),
    _("Locked by another user"),
    _("Locked by workflow"),
    _("Locked by schedule"),
    _("Locked by <b>you</b> at <b>%(locking_date)s</b>"),
    _("Locked by <b>%(locked_by)s</b> at <b>%(locking_date)s</b>"),
    _("This page is locked, by you, to further editing"),
    _("Anyone can edit this %(model_name)s"),
    _("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
    _(
        "Reviewers can edit this %(model_name)s – lock it to prevent other reviewers "
        "from editing"
    ),
    _("Only reviewers can edit and approve the %(model_name)s"),
    _("Only reviewers for this task can edit the %(model_name)s."),
    _("This %(model_name)s is currently awaiting moderation."),
    _("No one can make changes while the %(model_name)s is locked"),
    _("Only you can make changes while the %(model_name)s is locked"),
    _("Only %(user)s can make changes while the %(model_name)s is locked"),
    _("Currently locked and will go live on the scheduled date"),
    _("<b>'{title}' was locked</b> by <b>you</b> on <b>{datetime}</b>."),
    _("<b>'{title}' is locked</b> by <b>you</b>."),
    _("<b>'{title}' was locked</b> by <b>{user}</b> on <b>{datetime}</b>."),
    _("<b>'{title}' is locked</b>."),
    _(
        "This {model_name} is awaiting <b>'{task_name}'</b> in the "
        "<b>'{workflow_name}'</b> workflow."
    ),
    _(
        "{model_name} '{title}' is locked and has been scheduled to go live at "
        "{datetime}"
    ),
    _("%(model_name)s scheduled for publishing at %(go_live_at)s"),
    _("%(model_name)s scheduled for publishing"),
    _("%(model_name)s unscheduled for publishing at %(go_live_at)s"),
    _("%(model_name)s unscheduled from publishing"),
    _("Removed the '%(restriction)s' view restriction. The page is public."),
    _("Resubmitted '%(task)s'. Workflow resumed"),
    _("Private, accessible with a shared password"),
    _("Private, accessible to any logged-in users"),
    _("shared password"),
    _(
        "Shared passwords should not be used to protect sensitive content. Anyone "
        "who has this password will be able to view the content."
    ),
    _("One or more references to this %(model_name)s prevent it from being deleted."),
    _("prevents deletion"),
    _("will unset the reference"),
    _("If you confirm deletion"),
    _("(Private %(object)s)"),
    _("Show keyboard shortcuts"),
    _("Close modal dialogs (like this one)"),
    _("Save changes"),
    _("Add or show comments"),
    _("Text editing"),
    _("Cut"),
    _("Paste"),
    _("Paste and match style"),
    _("Paste without formatting"),
    _("Text formatting"),
    _("Insert or edit a link"),
    _("Strike-through"),
    _("account"),
    _(
        "Keyboard shortcuts are currently disabled; manage your %(account_link)s to "
        "enable them."
    ),
    _(
        "Keyboard shortcuts are currently enabled; manage your %(account_link)s to "
        "disable them."
    ),
    _("Enable custom keyboard shortcuts specific to Wagtail."),
    _("admin theme"),
    _("contrast"),
    _("More contrast"),
    _("density"),
    _("Snug"),
    _("Can view"),
    _("Required. Letters, digits and @/./+/-/_ only."),
    _("Maximum filesize: %(max_upload_size)s."),
    _("The document could not be created due to errors."),
    _("The file could not be found. Please change the source or delete the document."),
    _("Layout"),
    _("Grid layout"),
    _("List layout"),
    _("You haven't uploaded any images."),
    _("Image focal point"),
    _("Oldest"),
    _("Usage count: (low to high)"),
    _("Usage count: (high to low)"),
    _(
        "Please provide an image description to comply with best practices for "
        "accessibility."
    ),
    _("Caption"),
    _(
        "A heading that identifies the overall topic of the table, and is useful for "
        "screen reader users."
    ),
    _("Date cannot be in the future."),
    _("locale"),
)

COUNTED = (
    ngettext_lazy(
        "1 snippet type",
        "%(counter)s snippet types",
    ),
    ngettext_lazy(
        "There is one matching page",
        "There are %(counter)s matching pages",
    ),
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        "Moved down 1 place.",
        "Moved down %(counter)s places.",
    ),
    ngettext_lazy(
        "Moved up 1 place.",
        "Moved up %(counter)s places.",
    ),
    ngettext_lazy(
        "One other user is currently viewing",
        "%(num_user)s other users are currently viewing",
    ),
    ngettext_lazy(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
    ),
    ngettext_lazy(
        "Referenced %(count)s time",
        "Referenced %(count)s times",
    ),
    ngettext_lazy(
        "Deleting this page will also delete %(descendant_count)s child page.",
        "Deleting this page will also delete %(descendant_count)s more child pages.",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been deleted",
        "%(num_parent_objects)d pages have been deleted",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been published",
        "%(num_parent_objects)d pages have been published",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page has been unpublished",
        "%(num_parent_objects)d pages have been unpublished",
    ),
    ngettext_lazy(
        "%(num_parent_objects)d page",
        "%(num_parent_objects)d pages",
    ),
    ngettext_lazy(
        "%(num_child_objects)d child page",
        "%(num_child_objects)d child pages",
    ),
    ngettext_lazy("%(num)d month", "%(num)d months"),  # theirs reads as a date
    ngettext_lazy("%(num)d day", "%(num)d days"),
)
