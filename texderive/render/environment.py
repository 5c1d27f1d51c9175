r"""The one module that touches Jinja: delimiters that do not clash with TeX, strict names, a sandbox
for the user's templates."""
from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import DocumentError, TexDeriveError
from ..limits import memory_limit, time_limit

FORMATS = {"latex": "tex", "typst": "typ", "html": "html", "markdown": "md", "text": "txt"}
_TEX_DELIMITERS = {"block_start_string": r"\BLOCK{", "block_end_string": "}", "variable_start_string": r"\VAR{",
                   "variable_end_string": "}",
                   "comment_start_string": r"\#{", "comment_end_string": "}", "line_statement_prefix": "%%",
                   "line_comment_prefix": "%#"}
TIME_LIMIT, MEMORY_LIMIT = 10.0, 1_000_000_000       # seconds and bytes that a user's own template may take
# between macros; in LaTeX an empty line is a paragraph, which templates write as \par
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def template_folder() -> Path:
    """Where the templates are: inside the installed package, or at the top of the source tree."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@lru_cache(maxsize=32)
def _environment(format: str, own: str | None):
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment
    loader: jinja2.BaseLoader = jinja2.FileSystemLoader(str(template_folder() / format))
    if own:
        loader = jinja2.ChoiceLoader([jinja2.FunctionLoader(lambda name: _own_source(Path(own), format, name)), loader])
    kind = SandboxedEnvironment if own else jinja2.Environment
    return kind(loader=loader, undefined=jinja2.StrictUndefined, autoescape=format == "html",
                trim_blocks=True, lstrip_blocks=True,
                keep_trailing_newline=True, auto_reload=own is not None, **(_TEX_DELIMITERS if format == "latex" else {}))


def _own_source(folder: Path, format: str, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """The user's template of this name with its path and whether it is still the same, in the folder
    of its format or beside it.

    None where there is none, or it is a link that leads out of the folder."""
    for path in (folder / format / name, folder / name):
        if ".." not in Path(name).parts and path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            try:
                changed = path.stat().st_mtime_ns
                return path.read_text(encoding="utf-8"), str(path), lambda: path.is_file() and path.stat().st_mtime_ns == changed
            except (OSError, UnicodeDecodeError) as error:
                raise DocumentError(f"cannot read the template {path}: "
                                    f"{getattr(error, 'strerror', '') or 'it is not UTF-8'}", code="TD526") from None
    return None


def fill(format: str, name: str, context: dict[str, Any], templates: str | Path | None = None) -> str:
    """The template `name` ("derivation", "handout", "notes") of a format, filled;
    the user's folder overrides one by one.

    Raises DocumentError TD525 where a template is faulty, TD526 where there is none.
    """
    import jinja2
    if format not in FORMATS:
        raise DocumentError(f"there is no output format {format!r}", code="TD526", hint="use one of " + ", ".join(FORMATS))
    if templates and not Path(templates).is_dir():
        raise DocumentError(f"there is no folder {templates} of templates", code="TD526",
                            hint="`texderive templates --copy DIR` makes one")
    environment = _environment(format, str(templates) if templates else None)
    file = f"{name}.{FORMATS[format]}"
    try:
        with ExitStack() as bounds:
            if templates:
                bounds.enter_context(time_limit(TIME_LIMIT,
                                                DocumentError(f"template {file}: it took longer than {TIME_LIMIT:g} s",
                                                    code="TD525")))
                bounds.enter_context(memory_limit(MEMORY_LIMIT))
            text = environment.get_template(file).render(context)
        return _BLANK_LINES.sub("\n" if (format, name) == ("latex", "derivation") else "\n\n", text).lstrip("\n")
    except jinja2.TemplateNotFound as error:
        raise DocumentError(f"no template {error.name}", code="TD526",
                            hint="`texderive templates --copy DIR` gives all of them") from None
    except jinja2.TemplateError as error:
        place = f" (line {error.lineno})" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise DocumentError(f"template {file}{place}: {error.message}", code="TD525") from None
    except TexDeriveError:
        raise
    except Exception as error:
        if not templates:
            raise
        words = {MemoryError: "it needs too much memory", RecursionError: "it is nested too deeply"}.get(type(error),
            str(error).split(";")[0])
        raise DocumentError(f"template {file}: {words}", code="TD525") from None


def safe_html(text: str) -> Any:
    """Markup made by our own writers, which autoescape leaves alone."""
    from markupsafe import Markup
    return Markup(text)


def copy_templates(folder: str | Path) -> list[Path]:
    """All templates written below `folder`, as a start for one's own; existing files are kept."""
    written = []
    for source in sorted(template_folder().rglob("*.*")):
        target = Path(folder) / source.relative_to(template_folder())
        if source.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            written.append(target)
    return written
