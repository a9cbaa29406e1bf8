from plugins.community.models.suggestion import (
    ANSWER,
    Comment,
    Step,
    Suggestion,
    Support,
)

__all__ = ["ANSWER", "Comment", "Step", "Suggestion", "Support"]
