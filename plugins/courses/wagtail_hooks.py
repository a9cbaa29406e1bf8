from plugins.courses.viewsets import class_hooks

__all__ = ["class_hooks"]
