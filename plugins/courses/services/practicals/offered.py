"""What a scene leads to, as far as somebody may read it."""

from collections.abc import Sequence
from typing import Any

from knowledge_base.models import Faq, Script
from plugins.courses.models import Scene


def links_of_scene(scene: Scene, user: Any) -> Sequence[Any]:
    """Return the live scripts and FAQ entries of a scene that are open to `user`."""
    scripts = Script.objects.visible_for(user).filter(pk__in=scene.scripts.values("pk"))
    entries = Faq.objects.visible_for(user).filter(
        pk__in=scene.faq_entries.values("pk")
    )
    return [*scripts, *entries]
