"""Sessions in the database, read at each request by a statement that is compiled once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils import timezone

from lms.prepared import Prepared, Slot


class SessionStore(DatabaseStore):
    """Django's own, but for how a session is found."""

    def _get_session_from_db(self) -> Any:
        moment = self.model._meta.get_field("expire_date")
        now = moment.get_db_prep_value(timezone.now(), connections[DEFAULT_DB_ALIAS])
        found = _SESSION.objects(self.model, session=str(self.session_key), now=now)
        if not found:
            self._session_key = None
        return next(iter(found), None)


def _session(model: Any) -> QuerySet[Any, Any]:
    return model.objects.order_by().filter(
        session_key=Slot("session")(), expire_date__gt=Slot("now")()
    )


_SESSION = Prepared(_session)
