"""Build wheel and sdist, install the wheel in an environment of its own and solve a document there, away from the checkout."""
from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(scratch: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-d", scratch / "dist")
    [wheel], [sdist] = (scratch / "dist").glob("*.whl"), (scratch / "dist").glob("*.tar.gz")
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    inside = set(zipfile.ZipFile(wheel).namelist())
    missing = sorted(name for name in templates if f"texderive/templates/{name}" not in inside)
    top = sdist.name.removesuffix(".tar.gz")
    packed = set(tarfile.open(sdist).getnames())
    missing += sorted(name for name in templates if f"{top}/templates/{name}" not in packed)
    if missing or not templates:
        sys.exit(f"templates missing from the wheel or the sdist: {missing or 'all'}")

    venv.create(scratch / "env", with_pip=True)
    python = scratch / "env/bin/python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*pip, "--no-deps", wheel)

    work = scratch / "work"
    work.mkdir()
    (work / "homework.tex").write_bytes((ROOT / "sample_docs/homework.tex").read_bytes())
    command = scratch / "env/bin/texderive"
    answer = run(command, "derive", r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", "--format", "latex", cwd=work)
    if "2" not in answer or r"\beta" not in answer:
        sys.exit(f"an unexpected answer: {answer}")
    run(command, "solve", "homework.tex", "-o", "out/handout.tex", "--handout", "--pdf", cwd=work)
    if not (work / "out/handout.pdf").read_bytes().startswith(b"%PDF"):
        sys.exit("the wheel made no PDF")
    print(f"{wheel.name}: {len(templates)} templates inside, derives and makes a handout in an environment of its own")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        check(Path(name))
