"""What a level asks for, against an oracle that tries all ways to meet it."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.certification import trees

leaves = st.builds(
    lambda number, again: {"kind": "x.y", "parameters": {"n": number}, "again": again},
    st.integers(0, 5),
    st.booleans(),
)


def groups(parts):
    plain = st.builds(
        lambda rule, of: {"rule": rule, "parts": of},
        st.sampled_from(["all", "any"]),
        parts,
    )
    some = st.builds(
        lambda needed, of: {"rule": "some", "needed": needed, "parts": of},
        st.integers(1, 4),
        parts,
    )
    return plain | some


nodes = st.recursive(
    leaves, lambda inner: groups(st.lists(inner, max_size=4)), max_leaves=8
)
roots = groups(st.lists(nodes, max_size=4))


def ways(node):
    """Yield each smallest set of requirements that meets a node."""
    if "parts" not in node:
        yield frozenset([node["parameters"]["n"]])
        return
    parts = node["parts"]
    number = {"all": len(parts), "any": 1, "some": node.get("needed")}[node["rule"]]
    if not parts:
        return
    for chosen in combinations(parts, number):
        found = [frozenset()]
        for part in chosen:
            found = [have | more for have in found for more in ways(part)]
        yield from found


@given(roots, st.sets(st.integers(0, 5)))
def test_it_is_met_when_one_of_all_ways_to_meet_it_is_there(tree, met):
    expected = any(way <= met for way in ways(tree))

    found = trees.is_met(tree, lambda leaf: leaf["parameters"]["n"] in met)

    assert found == expected


@given(roots, st.sets(st.integers(0, 5)))
def test_how_far_it_is_says_whether_it_is_met(tree, met):
    done = trees.share(tree, lambda leaf: float(leaf["parameters"]["n"] in met))
    is_met = trees.is_met(tree, lambda leaf: leaf["parameters"]["n"] in met)

    assert 0 <= done <= 1
    if is_met:
        assert done == pytest.approx(1)
    if not any(trees.impossible(tree)):
        assert is_met == (done == pytest.approx(1))


@given(roots, st.sets(st.integers(0, 5)), st.integers(0, 5))
def test_more_evidence_never_takes_anything_away(tree, met, more):
    def is_met(there):
        return trees.is_met(tree, lambda leaf: leaf["parameters"]["n"] in there)

    assert is_met(met) <= is_met(met | {more})


@given(roots)
def test_a_renewal_asks_for_what_is_asked_again_and_nothing_else(tree):
    kept = [*trees.leaves(trees.for_renewal(tree))]

    assert kept == [leaf for leaf in trees.leaves(tree) if leaf["again"]]
    trees.check(trees.for_renewal(tree)) if depth(tree) <= trees.DEEPEST else None


def depth(node):
    if "parts" not in node:
        return 0
    return 1 + max(map(depth, node["parts"]), default=0)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"kind": "x.y", "parameters": {}},
        {"rule": "most", "parts": []},
        {"rule": "some", "parts": []},
        {"rule": "some", "needed": True, "parts": []},
        {"rule": "some", "needed": 0, "parts": []},
        {"rule": "all", "parts": {}},
        {"rule": "all", "parts": ["x"]},
        {"rule": "all", "parts": [{"kind": 3, "parameters": {}}]},
        {"rule": "all", "parts": [{"kind": "x"}]},
        {"rule": "all", "parts": [{"kind": "x", "parameters": {}}] * 60},
        {"rule": "all", "parts": [{"rule": "all", "parts": [{"rule": "all", "parts": [
            {"rule": "all", "parts": [{"rule": "all", "parts": []}]}]}]}]},
    ],
)  # fmt: skip
def test_what_is_no_tree_is_refused(wrong):
    with pytest.raises(trees.MalformedTreeError):
        trees.check(wrong)


def test_a_tree_is_changed_at_a_path_and_the_one_before_stays():
    before = trees.empty()

    tree = trees.with_part(before, (), {"rule": "all", "parts": []})
    tree = trees.with_part(tree, (0,), {"kind": "x.y", "parameters": {}})
    tree = trees.with_rule(tree, (0,), "some", 2)

    assert before == trees.empty()
    group = tree["parts"][0]
    assert group["rule"] == "some"
    assert group["needed"] == 2
    assert [*trees.impossible(tree)] == [group]
    assert trees.without(tree, (0, 0))["parts"][0]["parts"] == []
    assert "needed" not in trees.with_rule(tree, (0,), "any", 2)["parts"][0]
    for path in ((1,), (0, 1), (0, -1), (0, 0, 0)):
        with pytest.raises(IndexError):
            trees.node_at(tree, path)
        with pytest.raises(IndexError):
            trees.without(tree, path)
    with pytest.raises(IndexError):
        trees.with_part(tree, (0, 0), {})
