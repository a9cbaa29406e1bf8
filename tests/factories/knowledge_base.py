"""Articles, FAQ entries, scripts and what they need, in Chinese unless told.

All take `language="en"`, `tags=["退款"]`, `owner=user` and `source="folder/file.md"`;
all are published unless `live=False`.
"""

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Collection, Locale

from knowledge_base.enums import NoteKind
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    FaqQuestion,
    FaqScript,
    LibraryPage,
    Placeholder,
    Script,
    ScriptNote,
    ScriptVariant,
)
from knowledge_base.services.library import prepare_library


def library(language="zh-hans"):
    """Return the library of a language, made when it is missing."""
    found = LibraryPage.objects.filter(locale__language_code=language).first()
    return found or prepare_library()[language]


def locale(language):
    return Locale.objects.get_or_create(language_code=language)[0]


class GovernedFactory(DjangoModelFactory):
    """What articles and entries share."""

    class Meta:
        abstract = True

    class Params:
        language = "zh-hans"

    locale = factory.LazyAttribute(lambda item: locale(item.language))

    @factory.post_generation
    def source(self, create, extracted, **kwargs):
        if create and extracted:
            self.items.update(source=extracted)

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        """Everything is saved already."""


class CollectionFactory(DjangoModelFactory):
    """A collection below the root, or below `parent`."""

    class Meta:
        model = Collection

    name = factory.Sequence(lambda n: f"合集{n}")
    parent = factory.LazyFunction(Collection.get_first_root_node)

    @classmethod
    def _create(cls, model_class, *args, parent, **kwargs):
        return parent.add_child(instance=model_class(**kwargs))


class CategoryPageFactory(wagtail_factories.PageFactory):
    """A shelf in the library of `language`, or below `parent`."""

    class Meta:
        model = CategoryPage

    class Params:
        language = "zh-hans"

    title = factory.Sequence(lambda n: f"分类{n}")
    slug = factory.Sequence(lambda n: f"category-{n}")
    locale = factory.LazyAttribute(lambda page: locale(page.language))
    parent = factory.LazyAttribute(lambda page: library(page.language))


class ArticlePageFactory(wagtail_factories.PageFactory, GovernedFactory):
    """An article in a category of its own, or below `parent`.

    `text="..."` is shorthand for a body of one paragraph; else give `body` as raw
    stream data.
    """

    class Meta:
        model = ArticlePage

    class Params:
        text = "退款在三个工作日内到账。"
        language = "zh-hans"

    title = factory.Sequence(lambda n: f"文章{n}")
    slug = factory.Sequence(lambda n: f"article-{n}")
    body = factory.LazyAttribute(
        lambda page: [{"type": "text", "value": f"<p>{page.text}</p>"}]
    )
    parent = factory.LazyAttribute(
        lambda page: CategoryPageFactory(language=page.language)
    )

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        names, body = kwargs.pop("tags", ()), kwargs.pop("body")
        page = model_class(**kwargs)
        stream = page.body.stream_block
        page.body = stream.to_python(body) if isinstance(body, list) else body
        page.tags.set(names)
        return parent.add_child(instance=page)


class EntryFactory(GovernedFactory):
    """FAQ entries and scripts, in `collection` or at the root."""

    class Meta:
        abstract = True

    class Params:
        language = "zh-hans"

    collection = factory.LazyFunction(Collection.get_first_root_node)

    @factory.post_generation
    def owner(self, create, extracted, **kwargs):
        if create and extracted:
            self.items.update(owner=extracted)

    @classmethod
    def _create(cls, model_class, *args, tags=(), **kwargs):
        entry = model_class(**kwargs)
        entry.tags.set(tags)
        entry.save()
        return entry


class FaqFactory(EntryFactory):
    """`others=["..."]` are other ways to ask; `scripts=[script]` go with it."""

    class Meta:
        model = Faq

    question = factory.Sequence(lambda n: f"问题{n}：退款多久能到账？")
    short_answer = "三个工作日内到账。"
    answer = "<p>从退款发出那天算起，三个工作日内到账。</p>"

    @classmethod
    def _create(cls, model_class, *args, others=(), **kwargs):
        return super()._create(
            model_class,
            other_questions=[FaqQuestion(text=text) for text in others],
            script_links=[FaqScript(script=s) for s in kwargs.pop("scripts", ())],
            **kwargs,
        )


class ScriptFactory(EntryFactory):
    """`variants={"phone": "...", "chat": "..."}`; `do` and `dont` are lists of notes."""

    class Meta:
        model = Script

    title = factory.Sequence(lambda n: f"话术{n}")

    @classmethod
    def _create(cls, model_class, *args, do=(), dont=(), **kwargs):
        words = kwargs.pop("variants", {"phone": "您好，请问有什么可以帮您？"})
        return super()._create(
            model_class,
            variants=[ScriptVariant(channel=c, text=t) for c, t in words.items()],
            notes=[
                *(ScriptNote(kind=NoteKind.DO, text=text) for text in do),
                *(ScriptNote(kind=NoteKind.DONT, text=text) for text in dont),
            ],
            **kwargs,
        )


class PlaceholderFactory(DjangoModelFactory):
    class Meta:
        model = Placeholder

    name = factory.Sequence(lambda n: f"gap{n}")
    label = factory.Sequence(lambda n: f"空格{n}")
    sample = "张女士"
