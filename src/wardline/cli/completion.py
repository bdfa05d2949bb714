"""`wardline completion bash|zsh|fish`: made from the same parsers that read the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from wardline.cli import NOUNS

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
    parser.add_argument("shell", choices=_SHELLS, help="whose")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    lines = {"bash": _bash, "zsh": _zsh, "fish": _fish}[args.shell]()
    print("\n".join(lines))
    return 0


def _known() -> dict[str, list[str]]:
    """What may follow the words so far (joined by spaces): words of commands, then options."""
    from wardline.cli.tree import commands

    found: dict[str, list[str]] = {"": []}
    for one in commands():
        for length in range(len(one.words)):
            after = found.setdefault(" ".join(one.words[:length]), [])
            if one.words[length] not in after:
                after.append(one.words[length])
        end = found.setdefault(" ".join(one.words), [])
        for argument in one.arguments:
            end.extend(argument.names or argument.choices)
    return found


def _any() -> str:
    """A shell's pattern for words that are, or begin, a command."""
    return "|".join(_quoted(words) for words in _known() if words)


def _bash() -> Iterator[str]:
    yield "# bash completion of wardline; made by 'wardline completion bash'"
    yield "_wardline() {"
    yield '  local words="" found="" current="${COMP_WORDS[COMP_CWORD]}" one'
    yield '  for one in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield '    case "$one" in -*) break ;; esac'
    yield '    case "${words:+$words }$one" in'
    yield f'      {_any()}) words="${{words:+$words }}$one" ;;'
    yield "    esac"
    yield "  done"
    yield '  case "$words" in'
    for words, after in _known().items():
        yield f"    {_quoted(words)}) found={_quoted(' '.join(after))} ;;"
    yield "  esac"
    yield '  mapfile -t COMPREPLY < <(compgen -W "$found" -- "$current")'
    yield "}"
    yield "complete -o default -o bashdefault -F _wardline wardline"


def _zsh() -> Iterator[str]:
    yield "#compdef wardline"
    yield "# zsh completion of wardline; made by 'wardline completion zsh'"
    yield "_wardline() {"
    yield "  local so_far='' one; local -a found"
    yield "  for one in ${words[2,CURRENT-1]}; do"
    yield '    case "$one" in -*) break ;; esac'
    yield '    case "${so_far:+$so_far }$one" in'
    yield f'      ({_any()}) so_far="${{so_far:+$so_far }}$one" ;;'
    yield "    esac"
    yield "  done"
    yield '  case "$so_far" in'
    for words, after in _known().items():
        yield f"    ({_quoted(words)}) found=({' '.join(map(_quoted, after))}) ;;"
    yield "  esac"
    yield '  compadd -- "${found[@]}" || _files'
    yield '  [[ "$so_far" == "" ]] || _files'
    yield "}"
    yield 'compdef _wardline wardline 2>/dev/null || _wardline "$@"'


def _fish() -> Iterator[str]:
    from wardline.cli.tree import commands

    yield "# fish completion of wardline; made by 'wardline completion fish'"
    yield "function __wardline_at"
    yield "  set -l said (commandline -opc)[2..-1]"
    yield "  set -l plain"
    yield "  for one in $said; string match -q -- '-*' $one; and break; set -a plain $one; end"
    yield "  set -l wanted $argv"
    # The first words typed are the words asked about, and nothing or anything follows.
    yield "  test (count $wanted) -eq 0; and test (count $plain) -eq 0; and return 0"
    yield '  test (count $wanted) -gt 0; and test "$plain[1..(count $wanted)]" = "$wanted"'
    yield "end"
    yield "complete -c wardline -n __wardline_at -f"
    first = {one.words[0]: NOUNS.get(one.words[0], one.what) for one in commands()}
    for word, what in first.items():
        yield f"complete -c wardline -n __wardline_at -f -a {_quoted(word)} -d {_quoted(what)}"
    for one in commands():
        for length in range(1, len(one.words)):
            at = _quoted(f"__wardline_at {' '.join(one.words[:length])}")
            what = one.what if length == len(one.words) - 1 else ""
            yield f"complete -c wardline -n {at} -a {_quoted(one.words[length])} -d {_quoted(what)}"
        at = _quoted(f"__wardline_at {' '.join(one.words)}")
        for argument in one.arguments:
            long = [name for name in argument.names if name.startswith("--")]
            if long:
                needs = " -r" if argument.takes else ""
                told = _quoted(argument.help)
                yield f"complete -c wardline -n {at} -l {long[0][2:]}{needs} -d {told}"
            for choice in argument.choices if not argument.names else ():
                yield f"complete -c wardline -n {at} -a {_quoted(choice)}"


def _quoted(text: str) -> str:
    """A word for a shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''").replace("\n", " ") + "'"
