"""The tree of RFC 6962, against a second, naive writing of its definitions."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.hub.audit import tree


def naive_head(leaves):
    """Section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = naive_head(leaves[:k]), naive_head(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def of(leaves):
    return lambda level, place: tree.combine(leaves[place << level : (place + 1) << level])


LEAVES = [tree.leaf_hash(bytes([n])) for n in range(70)]


@pytest.mark.parametrize("size", range(70))
def test_heads_are_those_of_the_definition(size):
    growing = tree.Growing()
    for leaf in LEAVES[:size]:
        growing.add(leaf)
    expected = naive_head(LEAVES[:size])
    assert tree.root(size, of(LEAVES)) == growing.head() == expected


def test_known_answers_of_certificate_transparency():
    """The reference vectors that implementations of RFC 6962 share."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    leaves = [tree.leaf_hash(bytes.fromhex(text)) for text in inputs]
    heads = [tree.root(n, of(leaves)).hex() for n in (1, 2, 8)]
    assert heads == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_a_path_proves_its_leaf_and_no_other(place):
    index, size = place
    head = tree.root(size, of(LEAVES))
    path = tree.inclusion(index, size, of(LEAVES))
    assert tree.included(LEAVES[index], index, size, path, head)
    assert not tree.included(tree.leaf_hash(b"other"), index, size, path, head)
    if size > 1:
        assert not tree.included(LEAVES[index], (index + 1) % size, size, path, head)
        assert not tree.included(LEAVES[index], index, size, path[:-1], head)
    assert not tree.included(LEAVES[index], index, size, [*path, head], head)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 70).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_proof_of_consistency_holds_for_these_heads_alone(sizes):
    old, new = ((size, tree.root(size, of(LEAVES))) for size in sizes)
    proof = tree.consistency(*sizes, of(LEAVES))
    assert tree.consistent(old, new, proof)
    forged = [tree.leaf_hash(b"forged"), *LEAVES[1:]]
    other = (sizes[1], tree.root(sizes[1], of(forged)))
    if sizes[0]:
        assert not tree.consistent(old, other, proof)
        assert not tree.consistent((sizes[0], tree.leaf_hash(b"x")), new, proof)


def without(leaves, kept, cuts):
    """The tree of 64 leaves of which only `kept` are there, and what stands for the others."""
    nodes = {
        (level, place): of(leaves)(level, place) for level, place in tree.pruned(6, 0, kept, cuts)
    }

    def subtree(level, place):
        if (level, place) in nodes:
            return nodes[level, place]
        if level == 0:
            if place not in kept:
                raise LookupError(place)
            return leaves[place]
        return tree.node_hash(subtree(level - 1, 2 * place), subtree(level - 1, 2 * place + 1))

    return subtree, nodes


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, 63), max_size=20), st.sets(st.integers(0, 64), max_size=5))
def test_what_stands_for_leaves_gives_every_head_and_proof_that_is_needed(kept, cuts):
    leaves = LEAVES[:64]
    subtree, nodes = without(leaves, kept, cuts)
    # Kept leaves and stand-ins cover each leaf once.
    covered = sorted(
        [*kept, *(leaf for lv, at in nodes for leaf in range(at << lv, (at + 1) << lv))]
    )
    assert covered == list(range(64))
    for size in {*cuts, 64}:
        assert tree.root(size, subtree) == naive_head(leaves[:size])
        for new in {*cuts, 64}:
            if size <= new:
                proof = tree.consistency(size, new, subtree)
                assert proof == tree.consistency(size, new, of(leaves))
        for leaf in kept:
            if leaf < size:
                assert tree.inclusion(leaf, size, subtree) == tree.inclusion(leaf, size, of(leaves))
    # No larger stand-in would do: two neighbours that could be one are cut apart.
    for level, place in nodes:
        if (level, place ^ 1) in nodes:
            assert ((place | 1) << level) in cuts


def test_a_subtree_is_added_only_where_one_begins():
    growing = tree.Growing()
    growing.add(LEAVES[0])
    with pytest.raises(ValueError, match="begins"):
        growing.add(LEAVES[1], 1)
    growing.add(LEAVES[1])
    growing.add(tree.combine(LEAVES[2:4]), 1)
    assert (growing.size, growing.head()) == (4, naive_head(LEAVES[:4]))
