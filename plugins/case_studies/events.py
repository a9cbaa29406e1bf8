"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

SHARED = "lms_case_studies.shared"
ADOPTED = "lms_case_studies.adopted"
VERIFIED = "lms_case_studies.verified"
"""Activities for which rules of points may give something."""


@kind("lms_case_studies.case_shared")
@dataclass(frozen=True, kw_only=True)
class CaseShared(Event):
    """Somebody handed in a case to be checked, for the first time or after it came back.

    The target is the case. Key: the case, and how often it came back.
    """

    case_kind: str


@kind("lms_case_studies.case_returned")
@dataclass(frozen=True, kw_only=True)
class CaseReturned(Event):
    """A case went back to whoever shared it. The target is the case. Key: case and how often."""

    shared_by: int | None


@kind("lms_case_studies.case_published")
@dataclass(frozen=True, kw_only=True)
class CasePublished(Event):
    """A case was published for the first time. The target is the case. Key: the case.

    The actor is who shared it, `decided_by` who published it.
    """

    case_kind: str
    decided_by: int | None


@kind("lms_case_studies.case_adopted")
@dataclass(frozen=True, kw_only=True)
class CaseAdopted(Event):
    """Something was changed because of a case. The target is the case. Key: the case.

    The actor is who shared it.
    """

    case_kind: str


@kind("lms_case_studies.action_assigned")
@dataclass(frozen=True, kw_only=True)
class ActionAssigned(Event):
    """Somebody is to change something. The target is the case. Key: the action."""

    action: int
    owner: int | None


@kind("lms_case_studies.action_finished")
@dataclass(frozen=True, kw_only=True)
class ActionFinished(Event):
    """Who does it says that it is done. The target is the case. Key: action and moment."""

    action: int


@kind("lms_case_studies.action_verified")
@dataclass(frozen=True, kw_only=True)
class ActionVerified(Event):
    """Somebody else found an action done. The target is the case. Key: the action.

    The actor is who did it.
    """

    action: int
    verified_by: int | None
