"""Runs the commands that README.md shows ("    $ texderive ...") and puts what they print now into the block below each."""
from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = re.compile(r"(    \$ texderive (?P<arguments>[^\n]*)\n\n```\n)(?P<output>.*?)(\n```)", re.DOTALL)


def rerun(shown: re.Match[str]) -> str:
    command = [sys.executable, "-m", "texderive", *shlex.split(shown["arguments"])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode > 1:
        sys.exit(done.stdout)
    return shown[1] + done.stdout.strip() + shown[4]


if __name__ == "__main__":
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    after = SHOWN.sub(rerun, before)
    readme.write_text(after, encoding="utf-8")
    print("README.md brought up to date" if after != before else "README.md is up to date")
