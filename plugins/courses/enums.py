from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CourseLevel(models.TextChoices):
    """For whom a course is."""

    JUNIOR = "junior", pgettext_lazy("course", "Junior")
    INTERMEDIATE = "intermediate", pgettext_lazy("course", "Intermediate")
    SENIOR = "senior", pgettext_lazy("course", "Senior")


class CourseArea(models.TextChoices):
    """What a course is about."""

    AWARENESS = "awareness", pgettext_lazy("course", "Service awareness")
    PRODUCT = "product", pgettext_lazy("course", "Products and policies")
    SKILLS = "skills", pgettext_lazy("course", "Service skills")
    COMMUNICATION = "communication", pgettext_lazy("course", "Communication")
    TEAMWORK = "teamwork", pgettext_lazy("course", "Teamwork and processes")
    MOTIVATION = "motivation", pgettext_lazy("course", "Motivation")


class ActivityKind(models.TextChoices):
    """What there is to do in a course."""

    LESSON = "lesson", pgettext_lazy("course", "Lesson")
    EXAM = "exam", pgettext_lazy("course", "Exam")
    PRACTICAL = "practical", pgettext_lazy("course", "Practical")


class EnrollmentSource(models.TextChoices):
    """Why somebody is in a course."""

    SELF = "self", _("By oneself")
    ASSIGNED = "assigned", _("Assigned")


class LessonRule(models.TextChoices):
    """When a lesson is done."""

    PRESSED = "pressed", _("“Done” was pressed")
    CHECKS = "checks", _("All quick checks are right")


class StepState(models.TextChoices):
    """How far somebody is with one activity."""

    DONE = "done", pgettext_lazy("step of a course", "Done")
    WAIVED = "waived", pgettext_lazy("step of a course", "No longer needed")
    OPENED = "opened", pgettext_lazy("step of a course", "Begun")
    NEW = "new", pgettext_lazy("step of a course", "Not begun")


class EnrollmentState(models.TextChoices):
    """How far somebody is with a course, as lists and the report say it."""

    OVERDUE = "overdue", pgettext_lazy("course", "Overdue")
    RUNNING = "running", pgettext_lazy("course", "Under way")
    NEW = "new", pgettext_lazy("course", "Not begun")
    COMPLETED = "completed", pgettext_lazy("course", "Completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("course", "Given up")


class EnrollmentAct(models.TextChoices):
    """What was done about somebody's enrollment."""

    DUE_MOVED = "due_moved", pgettext_lazy("act on an enrollment", "Due date changed")
    TAKEN_BACK = "taken_back", pgettext_lazy("act on an enrollment", "Taken back")
    GIVEN_BACK = "given_back", pgettext_lazy("act on an enrollment", "Given again")
    PASS_KEPT = "pass_kept", pgettext_lazy("act on an enrollment", "A corrected mark counts further")  # fmt: skip
    PASS_TAKEN = "pass_taken", pgettext_lazy("act on an enrollment", "A corrected mark is to be done again")  # fmt: skip
    UNDECIDED = "undecided", pgettext_lazy("act on an enrollment", "Decision about a corrected mark undone")  # fmt: skip


class ClassKind(models.TextChoices):
    """What a class is."""

    THEORY = "theory", pgettext_lazy("class", "Theory")
    PRACTICE = "practice", pgettext_lazy("class", "Practice")
    CASE = "case", pgettext_lazy("class", "Cases")
    REVIEW = "review", pgettext_lazy("class", "Review")
    LECTURE = "lecture", pgettext_lazy("class", "Lecture")
    MAKE_UP = "make_up", pgettext_lazy("class", "Make-up")


class AttendanceState(models.TextChoices):
    """How somebody stands in the list of a class."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")
    MADE_UP = "made_up", pgettext_lazy("attendance", "Made up")


ATTENDED = frozenset(
    {AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.MADE_UP}
)
"""Marks of people who have had what the class was about."""


class AttendanceMethod(models.TextChoices):
    """How a mark came into the list."""

    LIST = "list", pgettext_lazy("attendance", "List of the trainer")
    CODE = "code", pgettext_lazy("attendance", "Code")
    IMPORT = "import", pgettext_lazy("attendance", "Import")
    APOLOGY = "apology", pgettext_lazy("attendance", "Apology")
    ORDER = "order", pgettext_lazy("attendance", "Make-up order")


class OrderCause(models.TextChoices):
    """Why somebody has something to make up."""

    ABSENCES = "absences", pgettext_lazy("make-up", "Too many absences")
    NEVER = "never", pgettext_lazy("make-up", "Never trained")


class OrderState(models.TextChoices):
    """How far somebody is with making up."""

    REQUIRED = "required", pgettext_lazy("make-up", "Required")
    BOOKED = "booked", pgettext_lazy("make-up", "Booked")
    ATTENDED = "attended", pgettext_lazy("make-up", "Attended")
    CLOSED = "closed", pgettext_lazy("make-up", "Closed")
    WAIVED = "waived", pgettext_lazy("make-up", "Waived")
    WITHDRAWN = "withdrawn", pgettext_lazy("make-up", "Withdrawn")


OPEN_ORDERS = frozenset({OrderState.REQUIRED, OrderState.BOOKED, OrderState.ATTENDED})


class SceneKind(models.TextChoices):
    """How a scene is played."""

    CUSTOMER = "customer", pgettext_lazy("scene", "Simulated customer")
    STRESS = "stress", pgettext_lazy("scene", "Several complaints at once")
    SWAP = "swap", pgettext_lazy("scene", "Roles swapped")
    RECORDING = "recording", pgettext_lazy("scene", "Recording, line by line")
    DEFENCE = "defence", pgettext_lazy("scene", "Case defence")


class SceneChannel(models.TextChoices):
    """Where the customer is served."""

    PHONE = "phone", pgettext_lazy("scene", "Telephone")
    CHAT = "chat", pgettext_lazy("scene", "Online chat")
    EMAIL = "email", pgettext_lazy("scene", "E-mail")
    COUNTER = "counter", pgettext_lazy("scene", "Counter")


class SceneEmotion(models.TextChoices):
    """How the customer feels when it begins."""

    CALM = "calm", pgettext_lazy("scene", "Calm")
    ANXIOUS = "anxious", pgettext_lazy("scene", "Anxious")
    ANGRY = "angry", pgettext_lazy("scene", "Angry")
    CONFUSED = "confused", pgettext_lazy("scene", "Confused")


class Difficulty(models.IntegerChoices):
    """How hard a question or a scene is."""

    EASY = 1, pgettext_lazy("scene", "Easy")
    MEDIUM = 2, pgettext_lazy("scene", "Medium")
    HARD = 3, pgettext_lazy("scene", "Hard")


class Aggregation(models.TextChoices):
    """How the marks of several judges become one."""

    MEAN = "mean", pgettext_lazy("marks", "Mean")
    MEDIAN = "median", pgettext_lazy("marks", "Median")
    TRIMMED = "trimmed", pgettext_lazy("marks", "Mean without highest and lowest")


class SittingState(models.TextChoices):
    """How far a sitting is."""

    PLANNED = "planned", pgettext_lazy("sitting", "Planned")
    OPEN = "open", pgettext_lazy("sitting", "Being scored")
    SCORED = "scored", pgettext_lazy("sitting", "Judges differ")
    DECIDED = "decided", pgettext_lazy("sitting", "Decided")
    CANCELLED = "cancelled", pgettext_lazy("sitting", "Cancelled")


class SheetState(models.TextChoices):
    """How far a score sheet is."""

    DRAFT = "draft", pgettext_lazy("sheet", "Not handed in")
    SUBMITTED = "submitted", pgettext_lazy("sheet", "Handed in")
    LOCKED = "locked", pgettext_lazy("sheet", "Closed")


class NoteKind(models.TextChoices):
    """What was done about a sitting, with a reason."""

    MOVED = "moved", pgettext_lazy("sitting note", "Moved")
    CANCELLED = "cancelled", pgettext_lazy("sitting note", "Cancelled")
    UNLOCKED = "unlocked", pgettext_lazy("sitting note", "Sheet given back")
    OTHER_JUDGE = "other_judge", pgettext_lazy("sitting note", "Judge replaced")
    THIRD_JUDGE = "third_judge", pgettext_lazy("sitting note", "Another judge asked")
    DECIDED = "decided", pgettext_lazy("sitting note", "Decided by the organiser")
    CORRECTED = "corrected", pgettext_lazy("sitting note", "Mark corrected")
    REVIEWED = "reviewed", pgettext_lazy("sitting note", "Reviewed: the mark stays")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", pgettext_lazy("question", "Single choice")
    MULTIPLE = "multiple", pgettext_lazy("question", "Multiple choice")
    TRUE_FALSE = "true_false", pgettext_lazy("question", "True or false")
    RATE = "rate", pgettext_lazy("question", "Situation: rate each way to act")
    RANK = "rank", pgettext_lazy("question", "Situation: rank the ways to act")
    SHORT = "short", pgettext_lazy("question", "Short text")
    ORDER = "order", pgettext_lazy("question", "Put in order")


class PartialCredit(models.TextChoices):
    """What an answer that is partly right is worth."""

    NONE = "none", pgettext_lazy("question", "All or nothing")
    MINUS = "minus", pgettext_lazy("question", "Right ones minus wrong ones")
    DISTANCE = "distance", pgettext_lazy("question", "By distance from the key")


class QuestionState(models.TextChoices):
    """Whether a question may be asked."""

    DRAFT = "draft", pgettext_lazy("question", "Draft")
    READY = "ready", pgettext_lazy("question", "Ready")
    RETIRED = "retired", pgettext_lazy("question", "Retired")


class ExamState(models.TextChoices):
    """Whether an exam can be sat."""

    DRAFT = "draft", pgettext_lazy("exam", "Draft")
    OPEN = "open", pgettext_lazy("exam", "Published")
    CLOSED = "closed", pgettext_lazy("exam", "Closed")


class Audience(models.TextChoices):
    """Who may sit an exam."""

    COURSE = "course", pgettext_lazy("exam", "Everybody in the course")
    ASSIGNED = "assigned", pgettext_lazy("exam", "Those to whom it is assigned")
    ALL = "all", pgettext_lazy("exam", "Everybody")


class Review(models.TextChoices):
    """What is shown after an exam."""

    NOTHING = "nothing", pgettext_lazy("exam", "Only that it was handed in")
    MARKS = "marks", pgettext_lazy("exam", "The marks")
    ANSWERS = "answers", pgettext_lazy("exam", "The marks and the right answers")


class AttemptState(models.TextChoices):
    """How far an attempt is."""

    OPEN = "open", pgettext_lazy("attempt", "Under way")
    SUBMITTED = "submitted", pgettext_lazy("attempt", "Handed in")
    EXPIRED = "expired", pgettext_lazy("attempt", "Handed in when time was up")


class RegradeMode(models.TextChoices):
    """How a question is marked again."""

    KEY = "key", pgettext_lazy("regrade", "By the key of its newest version")
    FULL = "full", pgettext_lazy("regrade", "Full marks for everybody")


class LostPassOutcome(models.TextChoices):
    """What became of a pass that a correction took away."""

    KEPT = "kept", pgettext_lazy("lost pass", "Counts further")
    REOPENED = "reopened", pgettext_lazy("lost pass", "Taken back")
    PASSED = "passed", pgettext_lazy("lost pass", "Passed again")


class HandInState(models.TextChoices):
    """What became of something that was handed in."""

    WAITING = "waiting", pgettext_lazy("hand-in", "Waits for a look")
    ACCEPTED = "accepted", pgettext_lazy("hand-in", "Accepted")
    SENT_BACK = "sent_back", pgettext_lazy("hand-in", "Sent back")
    REPLACED = "replaced", pgettext_lazy("hand-in", "Replaced by a newer one")


class HandInFiles(models.TextChoices):
    """Which files a task takes, beside text."""

    NONE = "none", pgettext_lazy("hand-in", "None: text alone")
    PICTURE = "picture", pgettext_lazy("hand-in", "Pictures")
    SOUND = "sound", pgettext_lazy("hand-in", "Sound")
    FILM = "film", pgettext_lazy("hand-in", "Films")
    DOCUMENT = "document", pgettext_lazy("hand-in", "Documents")
    ANY = "any", pgettext_lazy("hand-in", "Any of these")


class HandInRule(models.TextChoices):
    """When a task holds the lesson up no longer."""

    ACCEPTED = "accepted", pgettext_lazy("hand-in", "It is accepted")
    HANDED_IN = "handed_in", pgettext_lazy("hand-in", "It is handed in")
    VOLUNTARY = "voluntary", pgettext_lazy("hand-in", "At once: it is voluntary")
