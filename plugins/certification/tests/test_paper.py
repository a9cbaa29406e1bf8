"""The sheet: what stands on it, as a page, as a code and as PDF."""

import re

import pypdfium2
import pytest
from django.utils import timezone

from lms.plugins.doctor import examine
from plugins.certification.services import examining, paper
from plugins.certification.services.paper import as_pdf, qr_code, why_no_pdf
from plugins.certification.tests.factories import make_award, make_level
from tests.factories.people import UserFactory
from tests.pages import forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/certification"
A4_LANDSCAPE = (841.89, 595.28)


@pytest.fixture
def pdf():
    """Skip, with the reason, where none can be made."""
    if reason := why_no_pdf():
        pytest.skip(str(reason))


@pytest.fixture
def award(agent):
    level = make_level(name="高级客服认证", name_en="Senior")
    return make_award(level, person=agent.user, begins=timezone.localdate())


def text_of(content):
    """Return the words of a PDF of one page, without what lies between them."""
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    page = document[0]
    assert page.get_size() == pytest.approx(A4_LANDSCAPE, abs=1)
    return re.sub(r"\s", "", page.get_textpage().get_text_range())


@pytest.mark.usefixtures("pdf")
def test_a_holder_takes_the_certificate_away_as_pdf(agent, award):
    agent.user.last_name, agent.user.first_name = "欧阳", "听雨"
    agent.user.save()

    answer = agent.get(f"{ROOT}/certificates/{award.uuid}/pdf/")

    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{award.serial}.pdf"' in answer["Content-Disposition"]
    found = text_of(content)
    for wanted in ("欧阳听雨", "高级客服认证", "Senior", award.serial, str(award.uuid)):
        assert wanted in found
    page = agent.get(f"{ROOT}/certificates/{award.uuid}/")
    assert f"{award.uuid}/pdf/" in page.content.decode()


@pytest.mark.usefixtures("pdf")
def test_the_chinese_font_is_in_the_pdf():
    content = as_pdf("<html lang='zh-Hans'><title>证</title><p>证书</p></html>")

    words = [*pypdfium2.PdfDocument(content)[0].get_objects()]
    fonts = [each.get_font() for each in words]
    assert fonts
    assert all(font.is_embedded for font in fonts)
    assert text_of(content) == "证书"


@pytest.mark.usefixtures("pdf")
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/x.png", "file:///etc/hostname", "https://example.com/x.png"],
)
def test_nothing_is_fetched_for_a_pdf(address):
    content = as_pdf(
        f"<html lang='en'><title>x</title><link rel=stylesheet href='{address}'>"
        f"<img alt='' src='{address}'><p>stays</p></html>"
    )

    assert "stays" in text_of(content)
    assert b"/Subtype /Image" not in content


@pytest.mark.usefixtures("pdf")
def test_a_name_is_text_in_the_pdf(agent, award):
    agent.user.last_name = "<b>x</b><img src=file:///etc/hostname>"[:30]
    agent.user.save()

    answer = agent.get(f"{ROOT}/certificates/{award.uuid}/pdf/")

    assert "<b>x</b>" in text_of(b"".join(answer.streaming_content))


def test_only_whoever_may_read_a_certificate_gets_its_pdf(agent):
    other = make_award(person=UserFactory())

    assert agent.get(f"{ROOT}/certificates/{other.uuid}/pdf/").status_code == 404


@pytest.mark.parametrize("reason", ["WeasyPrint is not installed.", "no Pango"])
def test_without_what_makes_pdfs_the_page_says_so_and_prints(
    agent, award, monkeypatch, reason
):
    monkeypatch.setattr(paper, "why_no_pdf", lambda: reason)

    answer = agent.get(f"{ROOT}/certificates/{award.uuid}/pdf/", follow=True)

    assert answer.status_code == 200
    assert reason in answer.content.decode()


def test_what_is_missing_is_named(monkeypatch):
    why_no_pdf.cache_clear()
    monkeypatch.setattr(paper, "find_spec", lambda _name: None)
    assert "WeasyPrint" in str(why_no_pdf())
    why_no_pdf.cache_clear()


def test_the_certificate_shows_a_code_that_leads_to_its_check(agent, award):
    answer = agent.get(f"{ROOT}/certificates/{award.uuid}/")

    assert (
        qr_code(f"http://testserver{ROOT}/verify/{award.uuid}/")
        in answer.content.decode()
    )
    assert forbidden_in(answer) == []


def test_the_doctor_says_why_there_is_no_pdf_and_counts_it_as_no_fault(monkeypatch):
    monkeypatch.setattr(examining, "why_no_pdf", lambda: "There is no Chinese font.")

    [found] = examine("lms_certification")

    assert "Chinese font" in found.sentence
    assert "fonts-noto-cjk" in found.hint
    assert found.is_remark
