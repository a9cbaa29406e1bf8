"""People and teams in the admin."""

from django.utils import timezone

from lms.enums import Role
from lms.models import PeopleImport
from tests.factories.people import TeamFactory, UserFactory
from tests.permissions.table import STAFF, Outcome, Row, only

BOTH = ("GET", "POST")
SEE = only(Role.MANAGER, Role.PLUGIN_ADMIN)
RUN = only(Role.PLUGIN_ADMIN)
USERS = "wagtailusers_users"


def make_objects(place):
    """In the closed place stands a superuser, whom only another one touches."""
    person = UserFactory(role="admin" if place.is_closed else None)
    batch = PeopleImport.objects.create(
        file_name="people.csv", created_at=timezone.now(), content={"rows": []}
    )
    return {"person": person.pk, "team": TeamFactory().pk, "import": batch.pk}


def user_row(name, args=(), *, allowed=RUN, **options):
    return Row(f"{USERS}:{name}", args, gate=STAFF, allowed=allowed, **options)


def team_row(name, args=(), *, allowed=SEE, **options):
    return Row(f"lms_teams:{name}", args, gate=STAFF, allowed=allowed, **options)


def import_row(name, args=(), methods=("GET",), **options):
    return Row(name, args, gate=STAFF, allowed=RUN, methods=methods, **options)


ROWS = [
    import_row("lms_people_imports", methods=BOTH),
    import_row("lms_people_import", ["import"]),
    import_row("lms_apply_people_import", ["import"], ("POST",)),
    import_row("lms_undo_people_import", ["import"], ("POST",)),
    user_row("index", allowed=SEE),
    user_row("index_results", allowed=SEE),
    user_row("add", methods=BOTH),
    user_row("copy", ["person"], methods=BOTH),
    user_row("edit", ["person"], methods=BOTH, closed=Outcome.DENIED),
    user_row("delete", ["person"], allowed=only(), methods=BOTH, closed=Outcome.DENIED),
    user_row("history", ["person"]),
    user_row("history_results", ["person"]),
    user_row("usage", ["person"]),
    team_row("index"),
    team_row("index_results"),
    team_row("add", allowed=RUN, methods=BOTH),
    team_row("copy", ["team"], allowed=RUN, methods=BOTH),
    team_row("edit", ["team"], methods=BOTH),
    team_row("delete", ["team"], allowed=RUN, methods=BOTH),
    team_row("history", ["team"]),
    team_row("history_results", ["team"]),
    team_row("usage", ["team"]),
    team_row("inspect", ["team"]),
]
