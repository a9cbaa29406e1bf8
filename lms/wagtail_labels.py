"""Labels that Wagtail fixes in the language in which the process began."""

from django.utils.translation import gettext_lazy as _


def install() -> None:
    """Say them in the language of the reader."""
    from wagtail.forms import TaskStateCommentForm
    from wagtail.images.forms import ImageInsertionForm

    labels = {
        TaskStateCommentForm: {"comment": _("Comment")},
        ImageInsertionForm: {
            "format": _("Format"),
            "image_is_decorative": _("Image is decorative"),
            "alt_text": _("Alt text"),
        },
    }
    for form, fields in labels.items():
        for name, label in fields.items():
            form.base_fields[name].label = label
