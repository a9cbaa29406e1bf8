from plugins.complaints.models.complaint import HANDLE, REPORT, Complaint
from plugins.complaints.models.entry import CallBack, Entry, Rating
from plugins.complaints.models.rows import Area, Category, Limits

__all__ = [
    "HANDLE",
    "REPORT",
    "Area",
    "CallBack",
    "Category",
    "Complaint",
    "Entry",
    "Limits",
    "Rating",
]
