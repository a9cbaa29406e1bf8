"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _


class GrowthError(Exception):
    """Something was refused; the text is for people."""


class RoundRunsError(GrowthError):
    """There is a round that is not closed."""

    def __init__(self) -> None:
        super().__init__(_("A round is open already. Close it first."))


class RoundOfTodayError(GrowthError):
    """A round began today already."""

    def __init__(self) -> None:
        super().__init__(_("A round began today already. Open that one again."))


class OldRoundError(GrowthError):
    """There is a newer round."""

    def __init__(self) -> None:
        super().__init__(_("There is a newer round. This one stays closed."))


class NobodyError(GrowthError):
    """Nobody is to be assessed."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody has a post with needs yet. Write posts with their job titles and needs first.")
        )  # fmt: skip


class EndedError(GrowthError):
    """The assessment has gone on, or its round is closed."""

    def __init__(self) -> None:
        super().__init__(
            _("This assessment has gone on meanwhile. Look at how it stands now.")
        )


class MissingLevelError(GrowthError):
    """A skill has no level."""

    def __init__(self) -> None:
        super().__init__(
            _("Please choose a level for each skill. What you chose is kept.")
        )


class MissingNoteError(GrowthError):
    """The two differ and nobody says what was talked about."""

    def __init__(self) -> None:
        super().__init__(
            _("Your ratings differ: please write down what you talked about.")
        )


class MissingWordsError(GrowthError):
    """Somebody does not agree, or gives something up, without saying why."""

    def __init__(self) -> None:
        super().__init__(_("Please say why, in a sentence."))


class WrongAssessorError(GrowthError):
    """Nobody assesses themselves."""

    def __init__(self) -> None:
        super().__init__(_("Nobody assesses themselves. Please choose somebody else."))


class PlanRunsError(GrowthError):
    """Somebody has a plan already."""

    def __init__(self) -> None:
        super().__init__(_("There is a plan that runs already. Add to that one."))


class PlanMovedError(GrowthError):
    """The plan is not in the state for this step."""

    def __init__(self) -> None:
        super().__init__(
            _("The plan has gone on meanwhile. Look at how it stands now.")
        )


class NoGoalError(GrowthError):
    """A plan without goals."""

    def __init__(self) -> None:
        super().__init__(_("A plan needs a goal before anybody agrees to it."))


class GoneError(GrowthError):
    """Somebody who was chosen is no longer here."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody whom you chose is no longer here. Please choose again.")
        )


class ReachedError(GrowthError):
    """What was reached stays as it was."""

    def __init__(self) -> None:
        super().__init__(_("This goal is reached and stays as it is. Add another one."))


class OpenGoalsError(GrowthError):
    """Some goals are not reached."""

    def __init__(self) -> None:
        super().__init__(
            _("Some goals are not reached yet. Reach them, or give the plan up with a reason.")
        )  # fmt: skip


class NoGapError(GrowthError):
    """There is nothing to close."""

    def __init__(self) -> None:
        super().__init__(_("The level that the post needs is reached already."))
