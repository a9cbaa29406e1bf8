"""What is held about people, and taking their names."""

from lms.enums import Role
from tests.factories.people import UserFactory
from tests.permissions.table import STAFF, Outcome, Row, only

RUN = only(Role.PLUGIN_ADMIN)
BOTH = ("GET", "POST")


def make_objects(place):
    """In the closed place stands a superuser, whom only another one touches."""
    person = UserFactory(role="admin" if place.is_closed else None)
    return {"person": person.pk}


ROWS = [
    Row("lms:my_data"),
    Row("lms:my_data", methods=("POST",), answer=Outcome.NOT_ALLOWED),
    *(
        Row(
            name,
            ["person"],
            gate=STAFF,
            allowed=RUN,
            methods=methods,
            closed=Outcome.DENIED,
        )
        for name, methods in (("lms_personal_data", ("GET",)), ("lms_anonymise", BOTH))
    ),
]
