"""Folding, with the way back."""

from wardline.screen.fold import fold


def test_plain_text_is_itself():
    folded = fold("abc\n1")
    assert folded.text == "abc\n1"
    assert folded.span(1, 3) == (1, 3)


def test_each_stretch_leads_back_to_its_characters():
    text = "x\u200by\uff21\ufb01e\u0301z"
    folded = fold(text)
    assert folded.text == "xyAfiez"
    assert text[slice(*folded.span(2, 3))] == "\uff21"
    assert text[slice(*folded.span(4, 5))] == "\ufb01"
    assert text[slice(*folded.span(5, 6))] == "e\u0301"
    assert folded.span(0, 7) == (0, len(text))


def test_letters_of_other_scripts_are_latin_only_inside_a_latin_word():
    assert fold("p\u0430ss").text == "pass"
    assert fold("\u0430\u0435").text == "\u0430\u0435"
