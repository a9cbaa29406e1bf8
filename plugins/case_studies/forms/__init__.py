from plugins.case_studies.forms.learning import (
    ActionForm,
    PickForm,
    RewriteForm,
    WeekForm,
)
from plugins.case_studies.forms.sharing import BeginForm, CaseForm

__all__ = ["ActionForm", "BeginForm", "CaseForm", "PickForm", "RewriteForm", "WeekForm"]
