"""New codes in each ten answers."""

from __future__ import annotations

import re

from wardline.evidence.saturation import Block, blocks, picture


def test_new_codes_are_counted_once():
    coded = [{"a"}] * 9 + [{"b"}] + [{"a", "c"}] + [set()] * 5
    assert blocks(coded) == [Block(1, 10, 2, 2), Block(11, 16, 1, 3)]
    assert blocks([]) == []


def test_the_picture_has_a_bar_a_block_and_words():
    found = blocks([{str(n)} for n in range(400)])
    made = picture(found, "A <title>", "Said & done")
    assert len(re.findall("<rect ", made)) == 40
    assert "A &lt;title&gt;</title>" in made
    assert "Said &amp; done</desc>" in made
    assert 'role="img"' in made
    # The policy of the pages allows no style in a line.
    assert "style=" not in made
    assert "<rect" not in picture([], "a", "b")
