from plugins.courses.views.practicals import offers  # noqa: F401 (registers)
