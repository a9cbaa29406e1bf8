"""The engine: what this person may see of what the query asks for, best first."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import DatabaseError
from django.utils.translation import gettext as _

from lms.access import Reader
from lms.search.answers import Answer, Askable, indexes
from lms.search.exceptions import IndexUnavailable
from lms.search.expressions import TYPED, all_of, within
from lms.search.fallback import answer_from_database, suggest_from_database
from lms.search.highlight import Highlighter
from lms.search.narrowing import narrowing
from lms.search.plan import (
    QueryPlan,
    parse,
    plan_by_sound,
    plan_search,
    plan_typing,
)
from lms.search.presenting import Found, hits, load, suggestions
from lms.search.ranking import RANKED, Question
from lms.search.results import Correction, Facets, SearchResults, Suggestion
from lms.search.scopes import Scope, chosen, scopes_for
from lms.search.slips import corrected, near
from lms.search.tag_tokens import tagged
from lms.search.vocabulary import current_vocabulary
from lms.search.wordings import wordings

logger = logging.getLogger(__name__)

_ERRORS = (DatabaseError, IndexUnavailable)
MOST_RESULTS = 200  # of one page
_TITLES = 60  # that are looked at for what was meant


def search(  # noqa: PLR0913 (each is a choice of the person who searches)
    query: str,
    *,
    user: Reader,
    kinds: Sequence[str] = (),
    tags: Sequence[str] = (),
    facets: Sequence[tuple[str, str]] = (),
    locale: str = "",
    limit: int = 20,
    offset: int = 0,
) -> SearchResults:
    """Return one page of what `user` may see; None sees everything published.

    Any string is a query; one without a word finds nothing. `kinds` and `tags` narrow,
    beside those typed as `kind:` and `tag:`; several tags must all be there, and each
    facet have its value. Without an index the database answers, and `notice` says so.
    """
    started = time.perf_counter()
    plan = plan_search(query)
    asked = narrowing(plan.parsed, user)
    if asked.remarks:
        return SearchResults(plan, remarks=asked.remarks)
    inquiry = _Inquiry(
        scopes=scopes_for(user, locale, (*facets, *asked.facets)),
        kinds=(*kinds, *plan.parsed.kinds),
        tags=(*tags, *plan.parsed.tags),
        limit=min(max(limit, 0), MOST_RESULTS),
        offset=max(offset, 0),
    )
    results = inquiry.answer(plan)
    if not results.everything:
        results = replace(results, remarks=inquiry.remarks(plan))
    return replace(results, elapsed=time.perf_counter() - started)


def suggest(query: str, *, user: Reader, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return titles that go on from what is typed: by words, sound or initials."""
    plan = plan_typing(query)
    asked = narrowing(plan.parsed, user)
    if asked.remarks:
        return ()
    inquiry = _Inquiry(
        scopes=scopes_for(user, facets=asked.facets),
        kinds=plan.parsed.kinds,
        tags=plan.parsed.tags,
        limit=min(max(limit, 0), MOST_RESULTS),
    )
    found = inquiry.suggested(plan, RANKED)
    loaded = load(found, inquiry.chosen, brief=True)
    return suggestions(found, loaded, Highlighter(plan.needles, as_prefixes=True))


def correct(query: str, *, user: Reader) -> Correction | None:
    """Return what was meant by a query that finds nothing, in words that are there.

    They come from titles and other wordings that `user` may read, and from tags; what is
    returned finds something that `user` may read.
    """
    known = current_vocabulary()
    expression = near(query, known)
    scopes = scopes_for(user)
    inquiry = _Inquiry(scopes, kinds=(), tags=(), limit=_TITLES)
    if expression is None or not scopes:
        return None
    plan = QueryPlan(parse(query), matched=expression, words=(expression,))
    meant = corrected(query, wordings(inquiry.suggested(plan), scopes), known)
    return meant if meant and search(meant.query, user=user, limit=0).total else None


@dataclass(frozen=True)
class _Inquiry:
    """What one person asks for, beside the words."""

    scopes: tuple[Scope, ...]
    kinds: tuple[str, ...]
    tags: tuple[str, ...]
    limit: int
    offset: int = 0

    @property
    def chosen(self) -> tuple[Scope, ...]:
        return chosen(self.scopes, self.kinds)

    def answer(self, plan: QueryPlan) -> SearchResults:
        notice = ""
        for index in indexes():
            try:
                answer = self._answered(plan, index)
            except _ERRORS as error:
                _log(error)
                notice = _second_best()
                continue
            return replace(answer, notice=notice)
        answer = answer_from_database(
            plan, self.chosen, self.tags, self.limit, self.offset
        )
        return replace(answer, notice=_out_of_order())

    def suggested(self, plan: QueryPlan, ranked: int = 0) -> list[Found]:
        question = self._question(plan)
        if question is None:
            return []
        question = replace(question, ranked=ranked)
        for index in indexes():
            try:
                return index.few(question)
            except _ERRORS as error:
                _log(error)
        return suggest_from_database(plan, self.chosen, self.limit)

    def remarks(self, plan: QueryPlan) -> tuple[str, ...]:
        """Tell of a tag that is on nothing that may be seen."""
        names = plan.parsed.tags
        if not names or replace(self, tags=names, limit=0).count(
            QueryPlan(plan.parsed)
        ):
            return ()
        note = _("Nothing here has the tag “%(tag)s”.")
        return (note % {"tag": "、".join(names)},)

    def count(self, plan: QueryPlan) -> int:
        """Return how much there is; nothing if no index answers."""
        for index in indexes():
            try:
                return self._ranked(plan, index).total
            except _ERRORS as error:
                _log(error)
        return 0

    def _answered(self, plan: QueryPlan, index: Askable) -> SearchResults:
        answer = self._ranked(plan, index)
        by_sound = None if answer.total else plan_by_sound(plan.parsed.text)
        return self._ranked(by_sound, index) if by_sound else answer

    def _ranked(self, plan: QueryPlan, index: Askable) -> SearchResults:
        question = self._question(plan)
        if question is None:
            return SearchResults(plan)
        return self._results(plan, index.page(question))

    def _question(self, plan: QueryPlan) -> Question | None:
        filters = tagged(self.tags)
        parts = [*filters] if plan.matched is None else [plan.matched, *filters]
        if not parts:
            return None
        matched = plan.wanted(all_of(parts))
        return Question(
            matched=matched,
            exact=plan.wanted(all_of([plan.exact, *filters]))
            if plan.exact
            else matched,
            named=plan.wanted(all_of([within(part, TYPED) for part in parts])),
            related=plan.related and plan.wanted(all_of([plan.related, *filters])),
            words=plan.words or parts,
            loose=plan.loose or parts,
            scopes=self.scopes,
            chosen=self.chosen,
            limit=self.limit,
            offset=self.offset,
        )

    def _results(self, plan: QueryPlan, answer: Answer) -> SearchResults:
        related = answer.related[: max(self.limit - len(answer.hits), 0)]
        loaded = load([*answer.hits, *related], self.chosen, brief=False)
        highlighter = Highlighter(plan.needles)
        kinds = {s.source.kind: answer.count(s.types) for s in self.scopes}
        rank = self.offset + 1
        return SearchResults(
            plan,
            hits=hits(answer.hits, loaded, highlighter, rank),
            total=sum(kinds[scope.source.kind] for scope in self.chosen),
            related=hits(related, loaded, highlighter, rank + len(answer.hits)),
            facets=Facets(
                kinds={kind: n for kind, n in kinds.items() if n},
                tags=dict(
                    sorted(answer.tags.items(), key=lambda item: (-item[1], item[0]))
                ),
            ),
        )


def _log(error: Exception) -> None:
    """Tell of a server that is down in a line; of a broken index with its traceback."""
    if isinstance(error, IndexUnavailable):
        logger.warning("%s The database answers.", error)
    else:
        logger.error(
            "The search index does not answer; the database does.", exc_info=error
        )


def _second_best() -> str:
    return _(
        "The search server does not answer. The database answers for it; nothing is lost."
    )


def _out_of_order() -> str:
    return _(
        "The search index is being repaired. These results come from titles alone, "
        "and some may be missing."
    )
