"""A weekly report."""

from django import forms

from plugins.archives.models import WeeklyReport


class ReportForm(forms.ModelForm[WeeklyReport]):
    """What was done, problems, next week; a draft may be empty."""

    class Meta:
        model = WeeklyReport
        fields = ["done", "problems", "next_week"]
        widgets = {
            "done": forms.Textarea(attrs={"rows": 6}),
            "problems": forms.Textarea(attrs={"rows": 4}),
            "next_week": forms.Textarea(attrs={"rows": 4}),
        }
