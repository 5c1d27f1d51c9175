r"""Samples from a distribution that is only named: "$X_1, \dots, X_n \sim \mathrm{Poisson}(\lambda)$",
whose likelihood a maximum-likelihood estimate is taken of."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex
from ...prose.symbols import bare
from ..lexical.sentences import MARK, in_span, marked
from ..lexical.statement import clean, split_top
from ..outline.structure import Block
from .scope import Scope

REACH = 1500                           # characters before a question that are searched for the sample


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a distribution is called in formulas and in words, its parameters in words, and its density at %(x)s
    for the parameters %(a)s and %(b)s.

    Parameters and densities as in Casella and Berger, Statistical Inference, table of common distributions;
    `rate` distributions by their rate."""

    symbols: str
    words: str
    parameters: tuple[str, ...]
    density: str
    together: bool = False             # whether the estimate of the last parameter takes those of the others with it


DISTRIBUTIONS = (
    Distribution("N|Normal|Gaussian|Gau(?:ss)?", "normal|gaussian|normalverteilt|gaussiennes?",
                 ("mean|expectation|mittelwert|moyenne", "variance|varianz"),
                 r"\frac{1}{\sqrt{2\pi %(b)s}} \exp\left(-\frac{(%(x)s - %(a)s)^2}{2 %(b)s}\right)", True),
    Distribution("Be|Ber|Bern|Bernoulli|B", "bernoulli",
                 ("parameter|probability|success probability|erfolgswahrscheinlichkeit|paramètre",),
                 r"%(a)s^{%(x)s} (1 - %(a)s)^{1 - %(x)s}"),
    Distribution("P|Po|Poi|Pois|Poisson", "poisson", ("parameter|mean|rate|intensity|paramètre",),
                 r"\frac{%(a)s^{%(x)s} e^{-%(a)s}}{%(x)s!}"),
    Distribution("E|Exp|Exponential|Expo", "exponential(?:ly)?|exponentiell?e?|exponentialverteilt",
                 ("rate|parameter|paramètre|intensity",), r"%(a)s e^{-%(a)s %(x)s}"),
    Distribution("Geo|Geom|Geometric|G", "geometric|géométrique|geometrisch",
                 ("parameter|probability|success probability|paramètre",), r"(1 - %(a)s)^{%(x)s - 1} %(a)s"),
    Distribution("Ga|Gam|Gamma|\\\\Gamma", "gamma", ("shape(?: parameter)?", "rate(?: parameter)?"),
                 r"\frac{%(b)s^{%(a)s}}{\Gamma(%(a)s)} %(x)s^{%(a)s - 1} e^{-%(b)s %(x)s}"),
    Distribution("Beta|\\\\Beta", "beta", ("parameters?", "and"),
                 r"\frac{\Gamma(%(a)s + %(b)s)}{\Gamma(%(a)s) \Gamma(%(b)s)} %(x)s^{%(a)s - 1} (1 - %(x)s)^{%(b)s - 1}"),
    Distribution("La|Lap|Laplace", "laplace", ("location|mean|median", "scale"),
                 r"\frac{1}{2 %(b)s} e^{-\frac{|%(x)s - %(a)s|}{%(b)s}}"),
    Distribution("Rayleigh|Ray", "rayleigh", ("scale|parameter",), r"\frac{%(x)s}{%(a)s^2} e^{-\frac{%(x)s^2}{2 %(a)s^2}}"),
)
_OF_VECTORS = r"\mathcal{N}(%(x)s \mid %(a)s, %(b)s)"
_FONT = r"\\(?:mathcal|mathrm|text|textrm|textit|textsf|operatorname|mathsf|rm)\s*\*?\s*\{?\s*"
_CALL = re.compile(rf"^\s*(?:{_FONT})?(?P<name>\\?[A-Za-z]+)\s*\}}?\s*(?:\\left)?\((?P<inside>.*?)(?:\\right)?\)\s*$", re.S)
_SIM = re.compile(r"(?:\\(?:overset|stackrel)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*\\sim\s*\}|\\sim(?![A-Za-z])|∼)")
_SAMPLE = regex(r"""
    \{?(?P<letter>[A-Za-z])_\{?1\}?\s*(?:,\s*(?P=letter)_\{?2\}?\s*)?,\s*(?:\\[lc]?dots\w*|\.\.\.|…)\s*,\s*
      (?P=letter)_\{?(?P<size>[A-Za-z])\}?\}?
    |\{?(?P<one>[A-Za-z])_\{?i\}?\}?
""")


# x_i \in \{0, 1\}, \theta \in (0, 1), \lambda > 0
_MEMBERSHIP = re.compile(r"\s*(?:\\(?:in|geq?)(?![A-Za-z])|[∈>])(?![^{}]*\})\s*(?:\\mathbb|\\\{|\(|"
                         r"\[|\\[A-Za-z]+\b|\{|0|R).*", re.S)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The product over a sample, its parameters, and whether all of them are estimated together."""

    latex: str
    parameters: list[str]
    together: bool


def likelihood(scope: Scope, block: Block, end: int) -> Likelihood | None:
    """That of the nearest sample named before `end`; None where there is none."""
    home = block.nearest("problem", "label", "section", "document") or block
    begin = max(home.start, end - REACH)
    fragments = in_span(scope.fragments, begin, end)
    latex = {f.start: _MEMBERSHIP.sub("", clean(scope.formula(f))) for f in fragments}
    for fragment in reversed(fragments):
        parts = _SIM.split(latex[fragment.start])
        law = _law(parts[-1]) if len(parts) == 2 else None
        sample = _SAMPLE.search(parts[0].strip()) if law else None
        if sample:
            return _product(sample, *law)
    plain = marked(scope.text, begin, end, fragments)
    samples = [(f, m) for f in fragments if (m := _SAMPLE.fullmatch(latex[f.start].strip("{} "))) and m["letter"]]
    for fragment, sample in reversed(samples):
        behind = plain[fragment.end - begin:fragment.end - begin + 200]
        law = _called(behind, fragment.end, fragments, latex) or _worded(behind, fragment.end, fragments, latex)
        if law:
            return _product(sample, *law)
    return None


def law_of(latex: str) -> tuple[str, str] | None:
    r"""(\mu, its density) of \mu \sim \mathcal{N}(0, \tau^2), ("", "") of a law alone; None for any other formula."""
    parts = _SIM.split(latex)
    if len(parts) > 2 or _law(parts[-1]) is None:
        return None
    left = parts[0].strip() if len(parts) == 2 else ""
    return left, density(parts[-1], left) if left else ""


def density(latex: str, at: str) -> str:
    """The density of a law at a value."""
    law, parameters = _law(latex)
    return law.density % {"x": at, **dict(zip("ab", parameters))}


def _law(latex: str) -> tuple[Distribution, list[str]] | None:
    r"""\mathrm{Poisson}(\lambda) as its distribution and parameters."""
    called = _CALL.match(latex.strip(" ,.;"))
    parameters = [p.strip() for _, p in split_top(called["inside"], re.compile(","))] if called else []
    found = next((d for d in DISTRIBUTIONS if called and re.fullmatch(d.symbols, called["name"])), None)
    return (found, parameters) if found and len(parameters) == len(found.parameters) else None


def _called(behind: str, start: int, fragments, latex: dict[int, str]) -> tuple[Distribution, list[str]] | None:
    """"... be i.i.d. samples from $N(\\mu, \\sigma^2)$": the first formula behind the sample that is a law."""
    near = behind.split(".  ")[0]
    for fragment in (f for f in fragments if start <= f.start < start + len(near)):
        law = _law(latex[fragment.start])
        if law:
            return law
    return None


def _worded(behind: str, start: int, fragments, latex: dict[int, str]) -> tuple[Distribution, list[str]] | None:
    """"... be i.i.d. Poisson random variables with rate $\\lambda$": each parameter behind its word,
    or a lone one behind any."""
    for d in DISTRIBUTIONS:
        named = re.search(rf"\b(?:{d.words})\b", behind, re.IGNORECASE)
        if not named:
            continue
        parameters = []
        for words in d.parameters:
            place = re.compile(rf"\b(?:{words})\s*(?:of\s+|=\s*)?{MARK}", re.IGNORECASE).search(behind, named.end())
            fragment = next((f for f in fragments if place and f.start == start + place.end() - 1), None)
            parameters += [latex[fragment.start]] if fragment else []
        lone = re.match(rf"\s*\(\s*{MARK}\s*\)", behind[named.end():])
        if lone and len(d.parameters) == 1:
            fragment = next((f for f in fragments if f.start == start + named.end() + lone.end() - 2), None)
            parameters = parameters or ([latex[fragment.start]] if fragment else [])
        if len(parameters) == len(d.parameters):
            return d, parameters
    return None


def _product(sample: re.Match[str], d: Distribution, parameters: list[str]) -> Likelihood:
    letter = (sample["letter"] or sample["one"]).lower()
    values = {"x": f"{letter}_i", **{name: rf"\cdot {p}" if p[:1].isdigit() and p != "1" and name == "b" else p
                                     for name, p in zip("ab", parameters)}}
    of_vectors = d is DISTRIBUTIONS[0] and bare(parameters[1]).lstrip("\\")[:1].isupper()              # N(\mu, \Sigma)
    density = d.density.replace(" %(b)s", "") if values.get("b") == "1" else d.density  # a variance of 1 is left out
    return Likelihood(rf"\prod_{{i=1}}^{{{sample['size'] or 'n'}}} {(_OF_VECTORS if of_vectors else density) % values}",
                      parameters, d.together and not of_vectors)
