"""Pictures that editors upload for articles."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Canvas
from wagtail.images import get_image_model
from wagtail.models import Collection

from lms.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLACE = "31.2304N"
DESCRIPTION, ORIENTATION = 0x010E, 0x0112


def photograph(kind="JPEG"):
    exif, content = Canvas.Exif(), BytesIO()
    exif[DESCRIPTION], exif[ORIENTATION] = PLACE, 6
    Canvas.new("RGB", (8, 4)).save(content, kind, exif=exif)
    return content.getvalue()


def content_of(image):
    with image.file.open() as file:
        return file.read()


@pytest.fixture
def upload(client_as, settings, tmp_path):
    """Return a function that uploads a picture as an editor, and returns the answer."""
    settings.MEDIA_ROOT = tmp_path
    editor = client_as(Role.EDITOR)

    def send(content, name="photo.jpg", mime="image/jpeg"):
        file = SimpleUploadedFile(name, content, content_type=mime)
        home = Collection.get_first_root_node()
        data = {"title": "Counter", "file": file, "collection": home.pk}
        return editor.post(reverse("wagtailimages:add"), data)

    return send


def test_a_photograph_is_kept_upright_and_without_its_place(upload):
    assert PLACE.encode() in photograph()

    upload(photograph())

    image = get_image_model().objects.get()
    kept = content_of(image)
    assert PLACE.encode() not in kept
    assert (image.width, image.height) == (4, 8)
    assert image.file_size == len(kept)


def test_of_several_at_once_each_loses_its_place(client_as, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("photo.jpg", photograph(), content_type="image/jpeg")
    home = Collection.get_first_root_node()

    client_as(Role.EDITOR).post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Counter", "files[]": file, "collection": home.pk},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert PLACE.encode() not in content_of(get_image_model().objects.get())


def test_a_picture_of_no_camera_stays_as_it_is(upload):
    content = BytesIO()
    Canvas.new("P", (4, 4)).save(content, "GIF")

    upload(content.getvalue(), "drawing.gif", "image/gif")

    assert content_of(get_image_model().objects.get()) == content.getvalue()


def test_a_damaged_photograph_is_refused_with_a_reason(upload):
    answer = upload(photograph()[:200])

    assert not get_image_model().objects.exists()
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
