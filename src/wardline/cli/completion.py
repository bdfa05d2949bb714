"""`wardline completion bash|zsh|fish`: made from the same parsers that read the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wardline.cli import COMMANDS, NOUNS

_SHELLS = ("bash", "zsh", "fish")
# Where each shell looks, for one user.
_PLACES = {
    "bash": "~/.local/share/bash-completion/completions/wardline",
    "zsh": "~/.zfunc/_wardline (with fpath+=~/.zfunc before compinit)",
    "fish": "~/.config/fish/completions/wardline.fish",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the shell."""
    places = "; ".join(f"{shell}: {place}" for shell, place in _PLACES.items())
    parser.description = f"{parser.description} Put it there: {places}."
    parser.add_argument("shell", choices=_SHELLS, help="the shell that it is for")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    lines = {"bash": _bash, "zsh": _zsh, "fish": _fish}[args.shell](_offers())
    print("\n".join(lines))
    return 0


class Offer(NamedTuple):
    """A word that may come next: of a command, an option, or one of an argument's choices."""

    word: str
    what: str
    # Whether a value follows it.
    takes: bool = False


Offers = Mapping[str, Sequence[Offer]]


def _offers() -> Offers:
    """What may follow the words so far (joined by spaces)."""
    from wardline.cli.tree import commands

    found: dict[str, dict[str, Offer]] = {}
    for one in commands():
        for length, word in enumerate(one.words):
            after = found.setdefault(" ".join(one.words[:length]), {})
            if length == len(one.words) - 1:
                after[word] = Offer(word, one.what)
            else:
                after.setdefault(word, Offer(word, NOUNS.get(word, "")))
        end = found.setdefault(" ".join(one.words), {})
        for argument in one.arguments:
            for word in argument.names or argument.choices:
                takes = bool(argument.names and argument.takes)
                end[word] = Offer(word, argument.help if argument.names else "", takes)
    return {words: list(after.values()) for words, after in found.items()}


def _bash(offers: Offers) -> Iterator[str]:
    yield "# bash completion of wardline; made by 'wardline completion bash'"
    yield "_wardline() {"
    yield '  local so_far="" found="" current="${COMP_WORDS[COMP_CWORD]}" one'
    yield from _so_far(offers, '"${COMP_WORDS[@]:1:COMP_CWORD-1}"')
    yield '  case "$so_far" in'
    for words, after in offers.items():
        yield f"    ({_quoted(words)}) found={_quoted(' '.join(one.word for one in after))} ;;"
    yield "  esac"
    yield '  mapfile -t COMPREPLY < <(compgen -W "$found" -- "$current")'
    yield "}"
    yield "complete -o default -o bashdefault -F _wardline wardline"


def _zsh(offers: Offers) -> Iterator[str]:
    yield "#compdef wardline"
    yield "# zsh completion of wardline; made by 'wardline completion zsh'"
    yield "_wardline() {"
    yield '  local so_far="" one whole="" none=1'
    yield "  local -a found"
    yield from _so_far(offers, "${words[2,CURRENT-1]}")
    yield '  case "$so_far" in'
    for words, after in offers.items():
        # Only what is a whole command takes files.
        whole = " whole=yes" if tuple(words.split()) in COMMANDS else ""
        listed = " ".join(_quoted(one.word) for one in after)
        yield f"    ({_quoted(words)}) found=({listed}){whole} ;;"
    yield "  esac"
    yield '  compadd -- "${found[@]}" && none=0'
    yield '  [[ -n "$whole" ]] && _files && none=0'
    yield "  return none"
    yield "}"
    # Found by its name, it is the function itself when it runs first; else it was read by `source`.
    yield 'if [[ "${funcstack[1]}" == _wardline ]]; then _wardline "$@"'
    yield "else compdef _wardline wardline; fi"


def _so_far(offers: Offers, typed: str) -> Iterator[str]:
    """What bash and zsh have in common: the words of `typed` that are, or begin, a command."""
    begun = "|".join(_quoted(words) for words in offers if words)
    yield f"  for one in {typed}; do"
    yield '    case "$one" in -*) break ;; esac'
    yield '    case "${so_far:+$so_far }$one" in'
    yield f'      ({begun}) so_far="${{so_far:+$so_far }}$one" ;;'
    yield "    esac"
    yield "  done"


def _fish(offers: Offers) -> Iterator[str]:
    yield "# fish completion of wardline; made by 'wardline completion fish'"
    yield "function __wardline_words"
    yield "  for one in (commandline -opc)[2..-1]"
    yield "    string match -q -- '-*' $one; and break"
    yield "    echo -- $one"
    yield "  end"
    yield "end"
    # The words typed are the ones asked about; or they begin so, and what follows is no command.
    yield 'function __wardline_at; set -l said (__wardline_words); test "$said" = "$argv"; end'
    yield "function __wardline_in"
    yield "  set -l said (__wardline_words)"
    yield "  set said $said[1..(count $argv)]"
    yield '  test "$said" = "$argv"'
    yield "end"
    yield "complete -c wardline -n __wardline_at -f"
    for words, after in offers.items():
        asked = "__wardline_in" if tuple(words.split()) in COMMANDS else "__wardline_at"
        at = _quoted(f"{asked} {words}".rstrip())
        for one in after:
            told = f" -d {_quoted(one.what)}" if one.what else ""
            if one.word.startswith("--"):
                needs = " -r" if one.takes else ""
                yield f"complete -c wardline -n {at} -l {one.word[2:]}{needs}{told}"
            elif not one.word.startswith("-"):
                only = " -f" if not words else ""
                yield f"complete -c wardline -n {at}{only} -a {_quoted(one.word)}{told}"


def _quoted(text: str) -> str:
    """A word for a shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''").replace("\n", " ") + "'"
