from plugins.courses.views.exam_extending import register_exams

register_exams()
