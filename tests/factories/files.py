"""Documents and images, each with a file."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Canvas
from wagtail.documents import get_document_model
from wagtail.images import get_image_model


def make_document(collection, title="words"):
    file = ContentFile(b"words", name="words.txt")
    return get_document_model().objects.create(
        title=title, collection=collection, file=file
    )


def make_image(collection, title="picture"):
    """Return an image with the renditions that the admin shows, and `width-2`."""
    drawn = BytesIO()
    Canvas.new("RGB", (4, 4)).save(drawn, "PNG")
    file = ContentFile(drawn.getvalue(), name="picture.png")
    image = get_image_model().objects.create(
        title=title, collection=collection, file=file, width=4, height=4
    )
    for spec in ("max-165x165", "max-800x600", "original", "width-2"):
        thumbnail = ContentFile(drawn.getvalue(), name=f"picture.{spec}.png")
        image.renditions.create(filter_spec=spec, file=thumbnail, width=4, height=4)
    return image
