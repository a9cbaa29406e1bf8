"""The host's own addresses, files and pictures."""

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lms.enums import Role
from tests.factories.files import make_document, make_image
from tests.factories.people import UserFactory
from tests.permissions.table import STAFF, Outcome, Row, only

OK, NOT_ALLOWED, NOT_FOUND = Outcome.OK, Outcome.NOT_ALLOWED, Outcome.NOT_FOUND
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


def make_objects(place):
    person = UserFactory()
    document = make_document(place.collection)
    image = make_image(place.collection)
    rendition = image.renditions.get(filter_spec="width-2")
    return {
        "uid": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
        "document": document.pk,
        "filename": document.filename,
        "image": image.pk,
        "picture": rendition.file.name.removeprefix("images/"),
    }


def file_row(name, kind):
    """A view of Wagtail's that changes a file; the others are in `rows_wagtail`."""
    keepers = only(Role.EDITOR, Role.REVIEWER)
    options = {"gate": STAFF, "allowed": keepers, "closed": NOT_FOUND}
    return Row(name, [kind], writes=name.endswith("edit"), **options)


ROWS = [
    *[
        file_row(f"wagtail{name}", kind)
        for kind, names in (
            ("document", ("docs:edit", "docs:delete", "docs:document_usage")),
            ("image", ("images:edit", "images:delete", "images:image_usage")),
        )
        for name in names
    ],
    Row("picture", ["picture"], closed=NOT_FOUND),
    Row("lms:home"),
    Row("lms:home", methods=POST, answer=NOT_ALLOWED),
    Row("lms:search"),
    Row("lms:search", methods=POST, answer=NOT_ALLOWED),
    Row("lms:sign_in", methods=BOTH, anonymous=OK),
    Row("lms:sign_out", answer=NOT_ALLOWED),
    Row("lms:sign_out", methods=POST, answer=Outcome.DENIED),  # led to sign in again
    Row("lms:language", answer=NOT_ALLOWED, anonymous=NOT_ALLOWED),
    Row("lms:language", methods=POST, data={"language": "en"}, anonymous=OK),
    Row("lms:preferences", methods=BOTH),
    Row("lms:change_password", methods=BOTH),
    Row("lms:password_mail", methods=BOTH, anonymous=OK),
    Row("lms:password_mail_sent", anonymous=OK),
    Row("lms:choose_password", ["uid", "token"], methods=BOTH, anonymous=OK),
    Row("lms:health", anonymous=OK),
    Row("lms:health", methods=POST, answer=NOT_ALLOWED, anonymous=NOT_ALLOWED),
    Row("picture", path="/media/images/missing.png", answer=NOT_FOUND),
    Row("wagtaildocs_serve", ["document", "filename"], closed=Outcome.DENIED),
    Row("wagtail_serve", path="/no/such/page/", answer=NOT_FOUND),
]
