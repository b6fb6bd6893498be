"""What can be wrong with a file, as the customer is told."""

from __future__ import annotations


class AttachmentError(Exception):
    """A file that is refused; ``code`` names why."""

    code = "refused"


class TooLarge(AttachmentError):
    """More bytes, or more pixels, than are taken."""

    code = "too_large"


class UnsupportedType(AttachmentError):
    """Not an image or document of the kinds that are taken, whatever its name says."""

    code = "unsupported_type"


class BrokenFile(AttachmentError):
    """It begins like an image or document, but can't be read as one."""

    code = "broken_file"


class TooMany(AttachmentError):
    """The conversation holds as many files as it may."""

    code = "too_many"


class UnknownFile(AttachmentError):
    """No such file in this conversation."""

    code = "not_found"
