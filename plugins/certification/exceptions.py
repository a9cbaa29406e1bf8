"""What is refused, each with one sentence for the person; nothing was changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class CertificationError(Exception):
    """Something about a certification was refused; the text is for people."""


class NotOfferedError(CertificationError):
    """The level has no published requirements, or is switched off."""

    def __init__(self) -> None:
        super().__init__(_("This level is not offered now."))


class HeldAlreadyError(CertificationError):
    """The person holds the level, and it is too early to renew it."""

    def __init__(self) -> None:
        super().__init__(
            _("This level is held already; it is renewed shortly before it expires.")
        )


class SuspendedError(CertificationError):
    """The certificate of the level is suspended: that is settled first."""

    def __init__(self) -> None:
        super().__init__(
            _("The certificate of this level is suspended; that is settled first.")
        )


class ElsewhereError(CertificationError):
    """Somebody was quicker: the row is not at the stage at which this is done."""

    def __init__(self) -> None:
        super().__init__(
            _("It is at another stage by now. Please look at it as it is.")
        )


class NotMetError(CertificationError):
    """Requirements are missing; `missing` says which, in words."""

    def __init__(self, missing: Sequence[str]) -> None:
        text = _("Some requirements are not met: %(missing)s")
        super().__init__(text % {"missing": " ".join(missing)})
        self.missing = tuple(missing)


class OwnCaseError(CertificationError):
    """Nobody proposes, decides or signs off something of their own."""

    def __init__(self) -> None:
        super().__init__(_("This is about yourself: somebody else has to do it."))


class FourEyesError(CertificationError):
    """The level takes two people: one proposes, another decides."""

    def __init__(self) -> None:
        super().__init__(
            _("This level takes two people: one proposes it, another one decides.")
        )


class ReasonMissingError(CertificationError):
    """A step that takes something away takes a reason."""

    def __init__(self) -> None:
        super().__init__(_("Please say why; the person reads it."))


class LeftError(CertificationError):
    """The person has left."""

    def __init__(self) -> None:
        super().__init__(_("This person has left; nothing was changed."))


class TreeError(CertificationError):
    """What a level asks for makes no sense as it is."""


class PublishedError(CertificationError):
    """Published requirements stay as they are."""

    def __init__(self) -> None:
        super().__init__(
            _("Published requirements stay as they are. Begin a new version instead.")
        )


class NoPdfError(CertificationError):
    """This site makes no PDFs; its argument says why."""
