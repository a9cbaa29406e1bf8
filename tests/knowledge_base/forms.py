"""The editing forms of the admin, as a browser fills them in and sends them."""

from html.parser import HTMLParser

from django.urls import reverse


def edit_address(item):
    """Return where an item is edited."""
    model = item._meta.model_name
    if model == "articlepage":
        return reverse("wagtailadmin_pages:edit", args=[item.pk])
    return reverse(f"wagtailsnippets_lms_knowledge_base_{model}:edit", args=[item.pk])


def fields_of(client, item, address=None):
    """Open the editor, and return what its form would send."""
    answer = client.get(address or edit_address(item))
    assert answer.status_code == 200
    context = answer.context[-1] if isinstance(answer.context, list) else answer.context
    form = context["form"]
    fields = dict(_of_form(form))
    for formset in form.formsets.values():
        fields |= dict(_of_form(formset.management_form))
        for place, one in enumerate(formset.forms):
            fields |= dict(_of_form(one))
            fields[f"{one.prefix}-ORDER"] = str(place + 1)
    revision = item._meta.model.objects.get(pk=item.pk).latest_revision
    if revision is not None:
        fields["loaded_revision_id"] = str(revision.pk)
        fields["loaded_revision_created_at"] = revision.created_at.isoformat()
    return {name: value for name, value in fields.items() if value is not None}


def save_form(client, item, fields, address=None):
    """Send the form as a button does."""
    return client.post(address or edit_address(item), fields)


def autosave(client, item, fields):
    """Send the form as the editor does by itself, while somebody writes."""
    return client.post(
        edit_address(item), fields, headers={"accept": "application/json"}
    )


def _of_form(form):
    for bound in form:
        collector = _Inputs()
        collector.feed(str(bound))
        yield from collector.values.items()


class _Inputs(HTMLParser):
    """Collects the names and values of inputs."""

    def __init__(self):
        super().__init__()
        self.values = {}
        self.name = self.chosen = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "textarea":
            self.name = found.get("name")
            self.values.setdefault(self.name, "")
        elif tag == "select":
            self.name, self.chosen = found.get("name"), None
        elif tag == "option" and "selected" in found:
            self.values[self.name] = found.get("value", "")
        elif tag == "input" and found.get("name"):
            is_choice = found.get("type") in {"checkbox", "radio"}
            if not is_choice or "checked" in found:
                self.values[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self.name = None

    def handle_data(self, data):
        if self.name and self.values.get(self.name) is not None:
            self.values[self.name] += data
