from django.utils.translation import gettext as _


class SurveyError(Exception):
    """Something that cannot be done now; `str()` is a sentence for people."""

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """Return what to tell whoever tried."""
        raise NotImplementedError


class NotOpenError(SurveyError):
    """The survey has not begun, or is over."""

    def sentence(self) -> str:
        """Say when answers are taken."""
        return _("This survey takes no answers now. It is not running.")


class AnsweredAlreadyError(SurveyError):
    """An anonymous survey is answered once: nobody knows which answers to replace."""

    def sentence(self) -> str:
        """Say that the first answers count."""
        return _("You have answered already; what you sent then counts.")


class OwnInterviewError(SurveyError):
    """Nobody interviews themselves."""

    def sentence(self) -> str:
        """Ask for somebody else."""
        return _("This is about yourself: somebody else has to talk to you.")


class QuestionsChangedError(SurveyError):
    """The questions were changed while somebody was answering."""

    def sentence(self) -> str:
        """Ask to look again."""
        return _("The questions were changed meanwhile. Please answer them as they are now.")  # fmt: skip


class NobodyInvitedError(SurveyError):
    """Nobody who is here was chosen."""

    def sentence(self) -> str:
        """Ask for people."""
        return _("Nobody would be asked. Please choose teams or people who are here.")


class TooFewInvitedError(SurveyError):
    """So few are asked that an anonymous survey would never show anything."""

    def __init__(self, fewest: int) -> None:
        super().__init__(fewest)
        self.fewest = fewest

    def sentence(self) -> str:
        """Say how many it takes."""
        said = _("An anonymous survey asks %(fewest)s people at least: of fewer answers nothing is shown.")  # fmt: skip
        return said % {"fewest": self.fewest}


class ClosedAlreadyError(SurveyError):
    """It is over, and stays so."""

    def sentence(self) -> str:
        """Say that it stays closed."""
        return _("This is closed by now. Please look at it as it is.")


class HasAnswersError(SurveyError):
    """What somebody has answered is not deleted."""

    def sentence(self) -> str:
        """Offer the way that is left."""
        return _("Somebody has answered already. Close the survey instead.")


class NoteMissingError(SurveyError):
    """A step takes a note."""

    def sentence(self) -> str:
        """Ask for the note."""
        return _("Please write in a sentence what was said or done.")


class PersonalDataError(SurveyError):
    """A note names a number or an address of a customer."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said

    def sentence(self) -> str:
        """Name what it was."""
        return self.said


class NobodyChosenError(SurveyError):
    """A follow-up goes to somebody."""

    def sentence(self) -> str:
        """Ask for a person."""
        return _("Please choose somebody who is here.")


class NotReadyError(SurveyError):
    """A follow-up closes when the call-back and the plan are noted."""

    def sentence(self) -> str:
        """Name what is missing."""
        return _("Please note the call-back and the plan first; then it can be closed.")
