"""Photographs come in upright, and without what the camera wrote into them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lms.files import pictures
from lms.files.child import Limits
from lms.files.exceptions import FileRefusedError
from lms.files.pictures import without_metadata

PLACE = b"31.2304N-secret"
ORIENTATION, QUARTER_TURN, GPS, REMARK = 0x0112, 6, 0x8825, 0x010E


def drawn(kind, **options):
    """Return a picture, red at its left and blue at its right, as bytes."""
    picture = Image.new("RGB", (32, 16), "red")
    picture.paste("blue", (16, 0, 32, 16))
    content = BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def photograph():
    exif = Image.Exif()
    exif[ORIENTATION], exif[REMARK] = QUARTER_TURN, PLACE.decode()
    exif.get_ifd(GPS)[1] = "N"
    return exif


def taken_in(name, content):
    return without_metadata(SimpleUploadedFile(name, content)).read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_its_place_and_stands_upright(kind):
    content = drawn(kind, exif=photograph(), xmp=PLACE)
    assert PLACE in content

    kept = taken_in("我.jpg", content)

    assert PLACE not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == (kind, (16, 32))
        assert not picture.getexif()
        red, _green, blue = picture.convert("RGB").getpixel((8, 4))
    assert red > blue


def test_remarks_beside_the_pixels_go_too():
    words = PngInfo()
    words.add_text("Location", PLACE.decode())
    words.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    assert PLACE not in taken_in("a.png", drawn("PNG", pnginfo=words))
    assert PLACE not in taken_in("a.jpg", drawn("JPEG", comment=PLACE))


def test_what_is_hidden_behind_the_picture_goes_too():
    hidden = drawn("JPEG", exif=photograph())
    assert PLACE not in taken_in("a.jpg", drawn("JPEG") + hidden)


def test_colors_and_transparency_stay():
    profile = b"profile of colors" * 10
    kept = taken_in("a.jpg", drawn("JPEG", icc_profile=profile))
    with Image.open(BytesIO(kept)) as picture:
        assert picture.info["icc_profile"] == profile
    content = BytesIO()
    Image.new("P", (4, 4)).save(content, "PNG", transparency=0)
    with Image.open(BytesIO(taken_in("a.png", content.getvalue()))) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_goes_on_moving(kind):
    other = Image.new("RGB", (32, 16), "green")
    content = drawn(
        kind,
        save_all=True,
        append_images=[other],
        duration=[70, 90],
        exif=photograph(),
    )

    kept = taken_in("a.png", content)

    assert PLACE not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.n_frames == 2
        picture.seek(1)
        picture.load()
        assert picture.info["duration"] == 90


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(20), drawn("JPEG")[:-200], b""]
)
def test_a_broken_picture_is_refused_by_name(content):
    with (
        override("en"),
        pytest.raises(FileRefusedError, match="is damaged"),
    ):
        taken_in("a.png", content)


def test_a_picture_that_takes_too_much_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(pictures, "_LIMITS", Limits(output=10))
    with (
        override("en"),
        pytest.raises(FileRefusedError, match="has too many pixels"),
    ):
        taken_in("a.png", drawn("PNG"))
