"""texderive alone on a whole corpus: `python -m bench.corpus` prints what each first call took as JSON.

The corpus is a file of JSON lines with `latex` and `decls`, named by TEXDERIVE_CORPUS or found beside the checkout; without one, the
shared problems stand in for it.
"""
from __future__ import annotations

import json
import os
from pathlib import Path

from .shared import SHARED
from .timing import ROOT, clock


def problems() -> tuple[str, list[tuple[str, str, dict]]]:
    """Where they come from, and (name, latex, declarations) of each."""
    path = Path(os.environ.get("TEXDERIVE_CORPUS", ROOT.parent / "shared/corpus/public.jsonl"))
    if not path.exists():
        return "bench/shared.py", [(p.name, p.latex, p.declare) for p in SHARED]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return path.name, [(row["id"], row["latex"], row["decls"]) for row in rows]


def measure() -> dict:
    """{"source", "ms": {name: milliseconds}, "refused": [names]} of `td.derive` with verification, each problem once."""
    import texderive as td

    source, rows = problems()
    td.derive(r"\frac{\partial}{\partial z} c^\top M z")
    ms, refused = {}, []
    for name, latex, declare in rows:
        try:
            ms[name] = clock(lambda: td.derive(latex, declare=declare).result.latex)[0]
        except td.TexDeriveError:
            refused.append(name)
    return {"source": source, "ms": ms, "refused": refused}


if __name__ == "__main__":
    print(json.dumps(measure()))
