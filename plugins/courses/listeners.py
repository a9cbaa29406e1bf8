from plugins.courses.views.practicals import hearing  # noqa: F401 (registers)
