"""Where help is to be had. Nobody is noted who looks at it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plugins.growth.forms.plans import OfferForm
from plugins.growth.models import OFFER, Offer


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Show all offers on one page, so that not even an address says which one was read."""
    rows = Offer.objects.all()
    if not request.user.has_perm(OFFER):
        rows = rows.filter(is_retired=False)
    return render(request, "lms_growth/offers.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(OFFER, raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write an offer, or change one."""
    row = get_object_or_404(Offer, pk=pk) if pk else None
    form = OfferForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The offer is kept."))
        return redirect("lms_growth:offers")
    return render(request, "lms_growth/offer.html", {"form": form, "offer": row})
