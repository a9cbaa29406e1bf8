"""The editing forms of the admin, as a browser fills them in and sends them."""

from html.parser import HTMLParser

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield


def edit_address(item):
    """Return where an item is edited."""
    model = item._meta.model_name
    if model == "articlepage":
        return reverse("wagtailadmin_pages:edit", args=[item.pk])
    return reverse(f"wagtailsnippets_lms_knowledge_base_{model}:edit", args=[item.pk])


def fields_of(client, item, address=None):
    """Open the editor, and return what its form would send; a body has text alone."""
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
    if "body" in form.fields:  # the browser draws it from JSON
        blocks = [(b.block_type, rich_text(str(b.value))) for b in form.instance.body]
        fields.pop("body", None)
        fields |= nested_form_data({"body": streamfield(blocks)})
        ids = {f"body-{n}-id": b.id for n, b in enumerate(form.instance.body)}
        fields |= ids
    revision = item._meta.model.objects.get(pk=item.pk).latest_revision
    if revision is not None:
        fields["loaded_revision_id"] = str(revision.pk)
        fields["loaded_revision_created_at"] = revision.created_at.isoformat()
    return {name: value for name, value in fields.items() if value is not None}


def save_form(client, item, fields, address=None):
    """Send the form as a button does."""
    answer = client.post(address or edit_address(item), fields)
    form = answer.context and answer.context.get("form")
    assert not (form and form.errors), form.errors
    return answer


def autosave(client, item, fields):
    """Send the form as the editor does by itself, while somebody writes."""
    return client.post(
        edit_address(item), fields, headers={"accept": "application/json"}
    )


def _of_form(form):
    for bound in form:
        yield from inputs_in(str(bound))


def inputs_in(html):
    """Return the names and values that a browser would send, in order."""
    collector = _Inputs()
    collector.feed(html)
    return list(map(tuple, collector.pairs))


class _Inputs(HTMLParser):
    """Collects the names and values of inputs."""

    def __init__(self):
        super().__init__()
        self.pairs = []
        self.text = self.select = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "textarea":
            self.text = [found.get("name"), ""]
            self.pairs.append(self.text)
        elif tag == "select":
            self.select = found.get("name")
        elif tag == "option" and "selected" in found:
            self.pairs.append((self.select, found.get("value", "")))
        elif tag == "input" and found.get("name"):
            is_choice = found.get("type") in {"checkbox", "radio"}
            if not is_choice or "checked" in found:
                self.pairs.append((found["name"], found.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text[1] = self.text[1].removeprefix("\n")
            self.text = None

    def handle_data(self, data):
        if self.text is not None:
            self.text[1] += data
