from plugins.courses.services import exam_telling

__all__ = ["exam_telling"]
