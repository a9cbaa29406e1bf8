from plugins.certification.forms.requirements import GroupForm, RequirementForm
from plugins.certification.forms.rows import LevelForm, SchemeForm, TopicForm

__all__ = ["GroupForm", "LevelForm", "RequirementForm", "SchemeForm", "TopicForm"]
