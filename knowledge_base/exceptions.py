"""What can go wrong, by name; the message says it to a person."""

from django.core.exceptions import ValidationError


class KnowledgeBaseError(Exception):
    """The base of all errors of the knowledge base."""


class UnimportableError(KnowledgeBaseError):
    """A file, or a row of one, that cannot be taken in."""


class UnreadableFileError(UnimportableError):
    """No text can be read from the file."""


class MalformedError(UnimportableError):
    """The text breaks the rules of its format."""


class RefusedContentError(UnimportableError):
    """What was read may not be stored as it is."""


class RefusedPublicationError(ValidationError, KnowledgeBaseError):
    """Something stops publication; the draft is as it was."""


class BlockedPhraseError(RefusedPublicationError):
    """A phrase stops publication."""


class ShortCodeTakenError(RefusedPublicationError):
    """Another script had the short code first."""


class WrongPlaceholderError(RefusedPublicationError):
    """A placeholder that is written wrongly, or that nobody has defined."""


class UncheckableError(KnowledgeBaseError):
    """What was sent to be checked against the phrases cannot be read."""


class TooLongError(UncheckableError):
    """It is longer than what is checked at once."""


class TakenNameError(KnowledgeBaseError):
    """A name that is a tag, or leads to one, already."""


class UnmergeableTagsError(KnowledgeBaseError):
    """Two tags that cannot become one."""


class NothingProposedError(KnowledgeBaseError):
    """A proposal that changes nothing."""


class DecidedAlreadyError(KnowledgeBaseError):
    """Somebody else has decided on a proposal, or it was withdrawn."""


class ChangedMeanwhileError(KnowledgeBaseError):
    """The text is not any more what the person saw when deciding."""


class LockedItemError(KnowledgeBaseError):
    """The item is locked, or in approval, and cannot take a draft now."""


class CurrentVersionError(KnowledgeBaseError):
    """The version is what the document has already."""


class ReviewError(KnowledgeBaseError):
    """A check, or a review, that cannot go on as asked."""


class TextChangedError(ReviewError):
    """The text is not, or no longer, the one that was shown."""


class SoleAuthorError(ReviewError):
    """Somebody would confirm what he or she alone has written."""


class AlreadyDecidedError(ReviewError):
    """Somebody else has decided meanwhile, or the review is over."""


class DeferredTwiceError(ReviewError):
    """It was put off once, and nobody has checked it since."""
