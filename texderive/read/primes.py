r"""Letters with a prime that are one letter, neither transpose nor derivative: the k' of \sum_{k'} e^{z_{k'}},
the h' of z = Wh', h' = \tanh(x)."""
from __future__ import annotations

from . import commands as c
from .tokens import Token


def primed(tokens: list[Token]) -> list[Token]:
    r"""The tokens with each index k' and each defined h' as one letter, wherever it stands;
    X' and f'(x) are as they were."""
    names = _bound(tokens) | _below(tokens) | _defined(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token, end = tokens[i], _prime_behind(tokens, i)
        if end and token.name in names:
            token = Token(token.key + "'", token.start, tokens[end - 1].end, token.space, kind="sym", name=token.name
                          + "'", font=token.font, latex=token.latex + "'")
        else:
            end = i + 1
        out.append(token)
        i = end
    return out


def _prime_behind(tokens: list[Token], i: int) -> int:
    r"""Where k', k^\prime or k^{\prime} ends that begins at i; 0 where there is none, or two primes."""
    if tokens[i].kind != "sym" or len(tokens[i].name) != 1:
        return 0
    keys = [t.key for t in tokens[i + 1:i + 6]]
    for written in (["'"], ["^", "\\prime"], ["^", "{", "\\prime", "}"]):
        if keys[:len(written)] == written:
            return 0 if keys[len(written):len(written) + 1] == ["'"] else i + 1 + len(written)
    return 0


def _bound(tokens: list[Token]) -> set[str]:
    r"""The letters that a sum or a product runs over with a prime: \sum_{k'}, \sum_{k' \ne k}."""
    found: set[str] = set()
    for i, token in enumerate(tokens):
        if token.key in c.BIG_OPERATORS and i + 2 < len(tokens) and tokens[i + 1].key == "_":
            first = i + 2 + (tokens[i + 2].key == "{")
            for j in range(first, _closing(tokens, first) if first > i + 2 else first + 1):
                if j < len(tokens) and _numbers(tokens[j]) and _prime_behind(tokens, j):
                    found.add(tokens[j].name)
    return found


def _below(tokens: list[Token]) -> set[str]:
    """The letters that stand with a prime in a subscript: z_{k'}, W_{ij'}."""
    found: set[str] = set()
    for i, token in enumerate(tokens):
        if token.key == "_" and i + 1 < len(tokens) and tokens[i + 1].key == "{":
            found |= {tokens[j].name for j in range(i + 2, _closing(tokens, i + 2)) if _numbers(tokens[j])
                      and _prime_behind(tokens, j)}
    return found


def _numbers(token: Token) -> bool:
    """Whether a letter can number something: a plain small one."""
    return token.kind == "sym" and not token.font and token.name.islower()


def _defined(tokens: list[Token]) -> set[str]:
    """The letters that are defined with a prime, h' = .., and used elsewhere, while none stands without."""
    found: set[str] = set()
    for i, token in enumerate(tokens):
        end = _prime_behind(tokens, i)
        if (end and end < len(tokens) and tokens[end].key in ("=", "\\coloneqq")
                and (not i or tokens[i - 1].kind == "text" or tokens[i - 1].key in c.SEPARATORS or token.row)):
            same = [j for j, t in enumerate(tokens) if t.kind == "sym" and t.name == token.name]
            if len(same) > 1 and all(_prime_behind(tokens, j) for j in same):
                found.add(token.name)
    return found


def _closing(tokens: list[Token], start: int) -> int:
    """Where the brace closes that opened before start."""
    depth = 1
    for i in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[i].key, 0)
        if not depth:
            return i
    return len(tokens)
