"""Tracking numbers: enough chance, no look-alikes, and a slip of the pen is told."""

from __future__ import annotations

import math

from wardline.docket import tracking


def test_a_number_has_over_64_bits_and_is_another_each_time():
    assert math.log2(len(tracking.ALPHABET)) * 15 > 64
    assert len({tracking.make() for _ in range(1000)}) == 1000


def test_its_alphabet_has_no_two_that_look_alike():
    for pair in ("0O", "0D", "0Q", "1I", "1L", "IL", "5S", "8B", "2Z", "6G", "UV", "OQ", "OD"):
        assert not set(pair) <= set(tracking.ALPHABET), pair


def test_it_is_read_however_it_was_written_down():
    number = tracking.make(lambda many: bytes(range(many)))
    assert tracking.read(number) == number
    assert tracking.read(f"  {number.lower().replace('-', ' ')} ") == number
    assert tracking.read(number.replace("8", "B").replace("2", "z").replace("5", "s")) == number
    assert tracking.read("") is None
    assert tracking.read("hello") is None
    assert tracking.read(number[:-1]) is None


def test_every_wrong_character_and_every_two_that_changed_places_are_told():
    for seed in range(20):
        plain = tracking.make(lambda many, seed=seed: bytes([seed * 7 + 1] * many)).replace("-", "")
        for place, char in enumerate(plain):
            for other in set(tracking.ALPHABET) - {char}:
                assert tracking.read(plain[:place] + other + plain[place + 1 :]) is None
        for first in range(len(plain)):
            for second in range(first):
                chars = list(plain)
                chars[first], chars[second] = chars[second], chars[first]
                if chars != list(plain):
                    assert tracking.read("".join(chars)) is None
