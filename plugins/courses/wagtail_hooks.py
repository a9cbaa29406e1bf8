from plugins.courses.viewsets import exam_hooks

__all__ = ["exam_hooks"]
