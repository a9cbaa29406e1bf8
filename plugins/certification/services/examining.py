"""What `plugins doctor` says of certificates: what they could be, and are not here."""

from collections.abc import Iterator

from django.utils.translation import override

from lms.plugins.informants import Finding
from plugins.certification.services.paper import why_no_pdf

LABEL = "lms_certification"
_PDF = (
    "Install the extra `pdf` (weasyprint), and on Debian libpangoft2-1.0-0, "
    "libharfbuzz-subset0 and fonts-noto-cjk; until then the browser prints."
)


def missing_parts() -> Iterator[Finding]:
    """Say what is not there; all else goes on without it."""
    with override("en"):
        if reason := str(why_no_pdf()):
            yield Finding(LABEL, "no PDF", reason, _PDF, is_remark=True)
