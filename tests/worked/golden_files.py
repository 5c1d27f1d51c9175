"""Golden derivations: a file holds what is asked above a line of dashes, and below it how the derivation reads.

    latex: \\frac{\\partial}{\\partial \\beta}\\|X\\beta-Y\\|^2
    declare: X: N x d; \\beta: d; Y: N
    layout: denominator
    method: expand
    ---

Only `latex` is needed.  A new golden derivation is a new file with its upper half; `pytest tests/worked --update-golden` writes the rest.
"""
from __future__ import annotations

from pathlib import Path

import texderive as td

FOLDER = Path(__file__).with_name("golden")
FILES = sorted(FOLDER.glob("*.txt"))
CUT = "---\n"


def asked(text: str) -> dict[str, str]:
    """The fields of the upper half."""
    head = text.partition(CUT)[0]
    return {key: value.strip() for key, _, value in (line.partition(": ") for line in head.splitlines())}


def derived(fields: dict[str, str]) -> td.Derivation:
    options = {key: fields[key] for key in ("layout", "method") if key in fields}
    return td.derive(fields["latex"], declare=declared(fields.get("declare", "")), **options)


def declared(text: str) -> dict[str, str]:
    return {key.strip(): value.strip() for key, _, value in (part.partition(":") for part in text.split(";") if part.strip())}


def written(d: td.Derivation) -> str:
    """The derivation as plain text, line by line with the rule behind it."""
    lines = [*d.given, *(f"assumed: {sentence}" for sentence in d.assumptions)]
    for act in d.acts:
        lines += ["", f"{act.title}:", *(f"  {sentence}" for sentence in act.prose)]
        lines += [f"  {step.text}   ({step.title})" for step in d.steps if step.act is act]
        lines += [f"  {sentence}" for sentence in act.after]
    lines += ["", f"result: {d.result.latex}"]
    lines += [f"shape: {' x '.join(map(str, d.result.shape)) or 'scalar'} ({d.result.kind})"]
    if d.solution is not None:
        lines += [f"solution: {d.solution.latex}"]
    return "\n".join(lines).strip() + "\n"
