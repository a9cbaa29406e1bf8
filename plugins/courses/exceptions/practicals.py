"""What cannot be done with practicals."""

from collections.abc import Sequence

from plugins.courses.exceptions.courses import CourseError


class SittingStateError(CourseError):
    """The sitting is at another stage; somebody may have been quicker."""


class JudgeConflictError(CourseError):
    """This person may not judge, or decide about, this candidate."""


class OwnSittingError(JudgeConflictError):
    """Nobody judges, or decides about, a sitting of one's own."""


class DirectManagerError(JudgeConflictError):
    """Nobody judges the people whom one leads."""


class SecondJudgeError(JudgeConflictError):
    """Whoever scored or decided it already does not do so once more."""


class TooFewJudgesError(CourseError):
    """There are fewer judges than the practical needs."""


class CandidateError(CourseError):
    """Somebody is not planned for a sitting: `candidate`."""

    def __init__(self, candidate: object) -> None:
        super().__init__(str(candidate))
        self.candidate = candidate


class NoAttemptLeftError(CandidateError):
    """The person has had all sittings of the practical."""


class AlreadyPlannedError(CandidateError):
    """The person has a sitting of the practical ahead."""


class NoRubricError(CourseError):
    """The rubric has no criteria, or the practical no scenes."""


class TooEarlyError(CourseError):
    """Nobody scores before the day of the sitting."""


class WhyMissingError(CourseError):
    """This takes a reason."""


class WrongScoreError(CourseError):
    """A score is from 0 to 100, points those of the criterion."""


class UnfinishedSheetError(CourseError):
    """Criteria have no points yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class StaleSheetError(CourseError):
    """The sheet was saved meanwhile, in another window; nothing is lost."""
