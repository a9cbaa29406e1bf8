"""The ranking in the end: for organizers once all is published, then for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from lms.exports import as_table, wanted_format
from plugins.contests.enums import ContestState
from plugins.contests.models import KEEP, PAY, Contest, Entry, Proposal, Round
from plugins.contests.services.payroll import prizes_for_payroll
from plugins.contests.services.ranking import prizes_of
from plugins.contests.services.results import Place, ranking_of

COLUMNS = {
    "number": pgettext_lazy("contest", "staff number"),
    "name": pgettext_lazy("contest", "name"),
    "team": pgettext_lazy("contest", "team"),
    "contest": pgettext_lazy("contest", "contest"),
    "entry": pgettext_lazy("contest", "entry"),
    "rank": pgettext_lazy("contest", "place"),
    "amount": pgettext_lazy("contest", "amount in yuan"),
}


@dataclass(frozen=True)
class Bar:
    """An entry of the ranking: what each round adds to the total of 100."""

    place: Place
    prize: Any
    marks: Sequence[Any]
    """The mark of each round; None where it was not in any more."""
    parts: Sequence[tuple[int, float, float]]
    """Number of the round, where its part begins, how wide it is."""


@require_safe
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who came where, by which marks, and the winning proposals that are open."""
    user: Any = request.user
    states = [ContestState.ANNOUNCED, *([ContestState.CLOSED] if user.has_perm(KEEP) else [])]  # fmt: skip
    row = get_object_or_404(Contest.objects.filter(state__in=states), pk=pk)
    places = ranking_of(row)
    prizes = prizes_of({each.entry.pk: each.rank for each in places}, row.amounts)
    rounds = [*row.rounds.all()]
    bars = [_bar(each, rounds, prizes.get(each.entry.pk)) for each in places]
    mine = {*Entry.objects.of(user).filter(contest=row).values_list("pk", flat=True)}
    context = {
        "contest": row,
        "rounds": rounds,
        "bars": [(bar, bar.place.entry.pk in mine) for bar in bars],
        "podium": [bar for bar in bars if bar.place.rank <= 3],  # noqa: PLR2004 (places of a podium)
        "proposals": _shown_proposals(row),
    }  # fmt: skip
    return render(request, "lms_contests/ranking.html", context)


def _bar(place: Place, rounds: Sequence[Round], prize: Any) -> Bar:
    known = {each.round_id: each for each in place.marks}
    begin, parts, marks = 0.0, [], []
    for each in rounds:
        standing = known.get(each.pk)
        marks.append(standing.mark if standing else None)
        width = float(standing.mark or 0) * each.weight / 100 if standing else 0.0
        parts.append((each.number, round(begin, 2), round(width, 2)))
        begin += width
    return Bar(place, prize, marks, parts)


def _shown_proposals(row: Contest) -> Any:
    """Return the winning proposals whose entrants agreed."""
    if not row.is_announced:
        return Proposal.objects.none()
    won = Q(standing__entry__prize__gt=0, may_be_shown=True)
    rows = Proposal.objects.filter(won, standing__round__contest=row)
    return rows.order_by("standing__entry__rank", "pk")


@require_safe
@permission_required(PAY, raise_exception=True)
def payroll(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out who won how much as a table: nothing is paid from here."""
    row = get_object_or_404(Contest, pk=pk, state=ContestState.ANNOUNCED)
    kind = wanted_format(request) or "csv"
    lines = prizes_for_payroll(row)
    return as_table(lines, columns=COLUMNS, name=f"prizes-{row.pk}", kind=kind)


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the certificate of whoever won a prize, made for printing."""
    rows = Entry.objects.filter(contest__state=ContestState.ANNOUNCED, prize__gt=0)
    row = get_object_or_404(rows.with_people().select_related("contest"), pk=pk)
    return render(request, "lms_contests/certificate.html", {"entry": row})
