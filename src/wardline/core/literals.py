"""Texts that must stand in whatever a regular expression finds.

A small reading of the expression that may miss texts, never invents one: what it does not know
ends a text. Letters that Unicode folds onto others (k, s) end one where case is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable

# Each option: texts of which at least one must be found.
Options = list[tuple[str, ...]]

_LITERAL_ESCAPES = frozenset(".^$*+?()[]{}|-/ _:@\"'#%&=<>,;!~`")
_FOLDED = frozenset("kKsS")
_MAX_DEPTH = 50
_MAX_OPTIONS = 64


class _Unknown(Exception):  # noqa: N818 # control, not a fault
    """The expression is written in a way that this reading does not follow."""


def required(expression: str) -> Options:
    """The options of `expression`, each of which holds for all that it finds; empty: none known."""
    reader = _Reader(expression)
    try:
        found = reader.alternatives(0)
    except _Unknown:
        return []
    return found if reader.at == len(expression) else []


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._folds = "(?" in text and "i" in text

    def alternatives(self, depth: int) -> Options:
        """The options of branches parted by `|`: one for each, or the best of every branch."""
        if depth > _MAX_DEPTH:
            raise _Unknown
        branches = [self._branch(depth)]
        while self._next() == "|":
            self.at += 1
            branches.append(self._branch(depth))
        if len(branches) == 1:
            return branches[0]
        if not all(branches):
            return []
        together: dict[str, None] = {}
        for branch in branches:
            together.update(dict.fromkeys(max(branch, key=_worth)))
        return [tuple(together)] if len(together) <= _MAX_OPTIONS else []

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _branch(self, depth: int) -> Options:
        options: Options = []
        run = ""

        def end() -> None:
            nonlocal run
            if run:
                options.append((run,))
            run = ""

        while (char := self._next()) and char not in "|)":
            inner, literal = self._atom(char, depth)
            least, repeats = self._quantifier()
            if literal is None or least == 0:
                end()
                if least:
                    options += inner
                continue
            run += literal
            if repeats:
                end()
        end()
        return options

    def _atom(self, char: str, depth: int) -> tuple[Options, str | None]:
        """Read one atom: the options of a group, or the character that it means."""
        if char == "(":
            return self._group(depth), None
        if char == "[":
            self._class()
            return [], None
        self.at += 1
        if char == "\\":
            letter = self._next()
            if not letter or letter in "QEgkKxupPoNc0123456789":
                # Of several characters: read past them only where that is simple.
                self._long_escape(letter)
                return [], None
            self.at += 1
            return [], letter if letter in _LITERAL_ESCAPES else None
        if char in "^$." or (self._folds and char in _FOLDED):
            return [], None
        return [], char

    def _long_escape(self, letter: str) -> None:
        text, at = self.text, self.at + 1
        if letter == "x" and text[at : at + 1] != "{":
            self.at = at + 2
        elif letter in ("x", "p", "P") and text[at : at + 1] == "{" and "}" in text[at:]:
            self.at = text.index("}", at) + 1
        elif letter in ("p", "P"):
            self.at = at + 1
        else:
            raise _Unknown

    def _group(self, depth: int) -> Options:
        self.at += 1
        if self._next() == "?":
            rest = self.text[self.at : self.at + 2]
            if rest == "?:":
                self.at += 2
            else:
                return self._marked(rest, depth)
        found = self.alternatives(depth + 1)
        self._close()
        return found

    def _marked(self, rest: str, depth: int) -> Options:
        """A group with a mark: flags alone are passed over, names too, others are not known."""
        end = self.text.find(")", self.at)
        flags = self.text[self.at + 1 : end]
        if end > 0 and flags.isascii() and flags and all(flag in "imsU-" for flag in flags):
            self.at = end + 1
            return []
        if rest == "?P" or (rest == "?<" and self.text[self.at + 2 : self.at + 3] not in "=!"):
            close = self.text.find(">", self.at)
            if close < 0:
                raise _Unknown
            self.at = close + 1
            found = self.alternatives(depth + 1)
            self._close()
            return found
        raise _Unknown

    def _close(self) -> None:
        if self._next() != ")":
            raise _Unknown
        self.at += 1

    def _class(self) -> None:
        at = self.at + 1
        if self.text[at : at + 1] == "^":
            at += 1
        if self.text[at : at + 1] == "]":
            at += 1
        while at < len(self.text) and self.text[at] != "]":
            if self.text[at] == "\\":
                at += 1
            elif self.text.startswith("[:", at):
                at = max(at, self.text.find(":]", at) + 1)
            at += 1
        if at >= len(self.text):
            raise _Unknown
        self.at = at + 1

    def _quantifier(self) -> tuple[int, bool]:
        """The least number of times, and whether the atom may stand more than once."""
        char = self._next()
        least, repeats = 1, False
        if char in ("*", "?", "+"):
            self.at += 1
            least, repeats = int(char == "+"), char != "?"
        elif char == "{":
            end = self.text.find("}", self.at)
            low = self.text[self.at + 1 : end].partition(",")[0] if end > 0 else ""
            if low.isdecimal():
                self.at = end + 1
                least, repeats = int(low[:4]), True
        if least != 1 or repeats or char == "?":
            while self._next() in ("?", "+") and self._next():
                self.at += 1
        return least, repeats


def _worth(option: Iterable[str]) -> int:
    return min(map(len, option), default=0)
