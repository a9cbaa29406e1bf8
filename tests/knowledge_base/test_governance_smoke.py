import pytest
from django.urls import reverse
from django.utils import timezone
from knowledge_base.services.review_cycles import run_reviews
from knowledge_base.models import *
from tests.factories.knowledge_base import *
from tests.factories.people import UserFactory
pytestmark=[pytest.mark.django_db, pytest.mark.usefixtures("prepared_library")]

def test_smoke(client_as):
    c=client_as("editor")
    for f in (ArticlePageFactory,FaqFactory,ScriptFactory):
        x=f(); x.items.update(owner=c.user)
        r=c.get(x.get_absolute_url()); assert r.status_code==200
        assert "Still right" in r.content.decode() or "trust" in r.content.decode()
        r=c.post(reverse("knowledge_base:verify",args=[x.item.pk]),{"text":"x"}); assert r.status_code==409
    assert run_reviews(now=timezone.now())==(0,3)
    assert run_reviews(now=timezone.now())==(0,0)
    for a in ("due","reviews"):
        assert c.get(reverse("knowledge_base:"+a)).status_code==200
    cy=ReviewCycle.objects.first()
    assert c.get(reverse("knowledge_base:review",args=[cy.pk])).status_code==200
    assert c.get(reverse("knowledge_base:review_report",args=[cy.pk])).status_code==200
    r=c.get(reverse("knowledge_base:review_report",args=[cy.pk])+"?export=xlsx")
    assert r.status_code==200 and r["Content-Type"].startswith("application/vnd")
    t=cy.tasks.first()
    r=c.post(reverse("knowledge_base:retire",args=[t.pk]),{"reason":"old"},follow=True); assert r.status_code==200
    t.refresh_from_db(); assert t.state=="retired"
    assert c.get("/").status_code==200
    cy=ReviewCycle.objects.last(); t=cy.tasks.first()
    r=c.post(reverse("knowledge_base:verify",args=[t.item.pk]),{"text":t.item.live_hash}); assert r.status_code==302
    t.refresh_from_db(); assert t.state=="confirmed"
    assert c.post(reverse("knowledge_base:close_review",args=[cy.pk])).status_code==302
    print([ (str(k)) for k in ReviewCycle.objects.all()])
