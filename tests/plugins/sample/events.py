from dataclasses import dataclass

from lms.events import Event, kind


@kind("lms_sample.notice_hung")
@dataclass(frozen=True, kw_only=True)
class NoticeHung(Event):
    """Somebody hung a notice. The target is the notice. Key: the notice."""
