from lms.events import listen
from lms.events.host import GapAnswered
from lms.notifications import notify
from tests.plugins.sample.events import NoticeHung
from tests.plugins.sample.models import BoardPage, Notice


@listen(NoticeHung)
def tell_author(event: NoticeHung) -> None:
    """Tell the author that the notice hangs; the second time nothing happens."""
    notice = event.target.load()
    if notice is not None and notice.author is not None:
        notify(
            kind=event.name,
            recipient=notice.author,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
        )


@listen(GapAnswered)
def hang_answer(event: GapAnswered) -> None:
    """Hang a notice about an answer, where there is a board: one for each key."""
    board = BoardPage.objects.first()
    if board is not None:
        Notice.objects.get_or_create(page=board, text=event.key)
