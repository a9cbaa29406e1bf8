"""What a lesson is made of: an article's blocks, and what one does."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from knowledge_base.blocks import ArticleBodyBlock
from plugins.courses.enums import HandInFiles, HandInRule
from plugins.courses.validators import VIDEOS, check_tree, is_named

FEWEST_OPTIONS = 2


class OptionBlock(blocks.StructBlock):
    """An answer that can be chosen."""

    text = blocks.CharBlock(max_length=300, label=pgettext_lazy("question", "answer"))
    is_right = blocks.BooleanBlock(required=False, label=_("right"))
    feedback = blocks.CharBlock(
        required=False,
        max_length=400,
        label=_("feedback"),
        help_text=_("What whoever chooses it reads then."),
    )


class QuestionBlock(blocks.StructBlock):
    """A quick check: answered on the spot, as often as one likes."""

    text = blocks.TextBlock(label=_("question"), rows=2)
    is_multiple = blocks.BooleanBlock(required=False, label=_("several are right"))
    options = blocks.ListBlock(
        OptionBlock(), min_num=FEWEST_OPTIONS, label=_("answers")
    )
    explanation = blocks.TextBlock(
        required=False,
        rows=2,
        label=pgettext_lazy("question", "explanation"),
        help_text=_("Shown once the answer is right."),
    )

    class Meta:
        icon = "help"
        label = _("Quick check")

    def clean(self, value: Any) -> Any:
        """Refuse a question without a right answer, or with one too many."""
        cleaned = super().clean(value)
        right = sum(option["is_right"] for option in cleaned["options"])
        if right == 0:
            raise _refused(_("Mark the right answer."))
        if right > 1 and not cleaned["is_multiple"]:
            raise _refused(_("Mark one answer, or say that several are right."))
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the question alone: a search must not give the answer away."""
        return self.child_blocks["text"].get_searchable_content(value["text"])


class ReflectionBlock(blocks.StructBlock):
    """A question to think about, with room for one's own notes."""

    text = blocks.TextBlock(label=_("question"), rows=2)

    class Meta:
        icon = "edit"
        label = pgettext_lazy("lesson", "Reflection")


class VideoBlock(blocks.StructBlock):
    """A film, which nobody must hear or see to follow."""

    file = DocumentChooserBlock(label=_("film"), help_text=_("MP4 or WebM."))
    captions = DocumentChooserBlock(
        required=False, label=_("captions"), help_text=_("A WebVTT file.")
    )
    language = blocks.ChoiceBlock(
        choices=[("zh", "中文"), ("en", "English")],
        default="zh",
        label=_("language"),
    )
    transcript = blocks.TextBlock(
        label=_("transcript"),
        rows=6,
        help_text=_("What is said and shown, for whoever cannot play it."),
    )

    class Meta:
        icon = "media"
        label = _("Video")

    def clean(self, value: Any) -> Any:
        """Refuse files of another kind."""
        cleaned = super().clean(value)
        errors = {}
        if not is_named(cleaned["file"], VIDEOS):
            errors["file"] = ValidationError(_("Choose an MP4 or WebM file."))
        if cleaned["captions"] and not is_named(cleaned["captions"], ("vtt",)):
            errors["captions"] = ValidationError(_("Choose a WebVTT file."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what is said."""
        content = self.child_blocks["transcript"]
        return content.get_searchable_content(value["transcript"])


class BranchBlock(blocks.StructBlock):
    """One way on from a node."""

    label = blocks.CharBlock(max_length=120, label=_("if"))
    target = blocks.CharBlock(max_length=20, label=_("go to"))

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the condition; names of nodes are not searched for."""
        return self.child_blocks["label"].get_searchable_content(value["label"])


class NodeBlock(blocks.StructBlock):
    """A question of a tree with its ways on, or an outcome."""

    name = blocks.CharBlock(
        max_length=20, label=_("name"), help_text=_("Short, such as A or B2.")
    )
    text = blocks.TextBlock(label=_("text"), rows=2)
    branches = blocks.ListBlock(
        BranchBlock(), default=[], required=False, label=_("ways on")
    )
    outcome = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("outcome"),
        help_text=_("Where no way leads on."),
    )

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the texts; names of nodes are not searched for."""
        return [
            text
            for name, block in self.child_blocks.items()
            if name != "name"
            for text in block.get_searchable_content(value[name])
        ]


class DecisionTreeBlock(blocks.StructBlock):
    """What to do when: questions that lead to an outcome."""

    title = blocks.CharBlock(max_length=120, label=pgettext_lazy("course", "title"))
    nodes = blocks.ListBlock(
        NodeBlock(),
        min_num=2,
        label=_("nodes"),
        help_text=_("It begins with the first one."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Decision tree")

    def clean(self, value: Any) -> Any:
        """Refuse a tree that cannot be walked to an outcome."""
        cleaned = super().clean(value)
        faults = check_tree([_as_node(node) for node in cleaned["nodes"]])
        if faults:
            raise _refused(*faults)
        return cleaned


class HandInBlock(blocks.StructBlock):
    """Something that the learner makes, and that a trainer looks at."""

    text = blocks.TextBlock(
        label=_("task"),
        rows=3,
        help_text=_("Such as: film yourself greeting a customer, a minute at most."),
    )
    files = blocks.ChoiceBlock(
        choices=HandInFiles.choices,
        default=HandInFiles.ANY,
        label=_("files"),
        help_text=_("What can be handed in beside text, or in place of it."),
    )
    done_when = blocks.ChoiceBlock(
        choices=HandInRule.choices,
        default=HandInRule.ACCEPTED,
        label=_("the lesson can be done when"),
    )
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("control point")),
        default=[],
        required=False,
        label=_("control points"),
        help_text=_("What the standard has, point by point."),
    )
    answer = blocks.TextBlock(required=False, rows=4, label=_("model answer"))
    picture = ImageBlock(required=False, label=_("model picture"))
    file = DocumentChooserBlock(
        required=False,
        label=_("model file"),
        help_text=_("A film is played in the page; anything else leads to the file."),
    )
    is_open = blocks.BooleanBlock(
        required=False,
        label=_("show the standard at once"),
        help_text=_("Otherwise control points and model are shown after handing in."),
    )

    class Meta:
        icon = "upload"
        label = _("Hand-in")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the task alone: a search must not give the standard away."""
        return self.child_blocks["text"].get_searchable_content(value["text"])


class LessonBodyBlock(ArticleBodyBlock):
    """The body of a lesson, block by block."""

    article = blocks.PageChooserBlock(
        "lms_knowledge_base.ArticlePage", label=_("Article"), icon="doc-full"
    )
    video = VideoBlock()
    question = QuestionBlock()
    reflection = ReflectionBlock()
    tree = DecisionTreeBlock()
    hand_in = HandInBlock()


def _as_node(node: Mapping[str, Any]) -> tuple[str, list[str], str]:
    return node["name"], [way["target"] for way in node["branches"]], node["outcome"]


def _refused(*texts: Any) -> StructBlockValidationError:
    return StructBlockValidationError(
        non_block_errors=[ValidationError(text) for text in texts]
    )
