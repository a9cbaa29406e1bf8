"""Run inside the foreign site: somebody of its own people finds a script."""

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 (after the setup)
from django.core.management import call_command  # noqa: E402 (after the setup)
from django.test import Client  # noqa: E402 (after the setup)
from wagtail.models import Locale  # noqa: E402 (after the setup)

from knowledge_base.models import Script  # noqa: E402 (after the setup)
from tests.migrating import hasten  # noqa: E402 (after the setup)

hasten()
call_command("migrate", verbosity=0)
call_command("check")
person = get_user_model().objects.create_user("ann@foreign.example", "x", name="Ann")
locale = Locale.objects.get_or_create(language_code="zh-hans")[0]
script = Script.objects.create(title="退款进度安抚", locale=locale, live=True)
script.variants.create(channel="phone", text="您好,您的退款已在处理。")
script.save()
client = Client()
client.force_login(person)
for address in (
    "/guide/",
    f"/guide/kb/scripts/{script.pk}/",
    "/guide/account/",
    "/guide/plugins/sample/",
):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
found = client.get("/guide/search/", {"q": "退款"})
assert script.get_absolute_url() in found.content.decode(), found.content.decode()
print("smoke test passed")
