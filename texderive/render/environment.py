r"""The one module that touches Jinja: delimiters that do not clash with TeX, strict names, a sandbox for the user's templates."""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import DocumentError

FORMATS = {"latex": "tex", "typst": "typ", "html": "html", "markdown": "md", "text": "txt"}
_TEX_DELIMITERS = {"block_start_string": r"\BLOCK{", "block_end_string": "}", "variable_start_string": r"\VAR{", "variable_end_string": "}",
                   "comment_start_string": r"\#{", "comment_end_string": "}", "line_statement_prefix": "%%", "line_comment_prefix": "%#"}


_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")       # between macros; in LaTeX an empty line is a paragraph, which templates write as \par


def template_folder() -> Path:
    """Where the templates are: inside the installed package, or at the top of the source tree."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@lru_cache(maxsize=32)
def _environment(format: str, own: str | None):
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment
    folders = ([str(Path(own) / format), own] if own else []) + [str(template_folder() / format)]
    kind = SandboxedEnvironment if own else jinja2.Environment
    return kind(loader=jinja2.FileSystemLoader(folders), undefined=jinja2.StrictUndefined, autoescape=format == "html", trim_blocks=True, lstrip_blocks=True,
                keep_trailing_newline=True, auto_reload=False, **(_TEX_DELIMITERS if format == "latex" else {}))


def fill(format: str, name: str, context: dict[str, Any], templates: str | Path | None = None) -> str:
    """The template `name` ("derivation", "handout", "notes") of a format, filled; the user's folder overrides one by one.

    Raises DocumentError TD525 where a template is faulty, TD526 where there is none.
    """
    import jinja2
    if format not in FORMATS:
        raise DocumentError(f"there is no output format {format!r}", code="TD526", hint="use one of " + ", ".join(FORMATS))
    environment = _environment(format, str(templates) if templates else None)
    try:
        text = environment.get_template(f"{name}.{FORMATS[format]}").render(context)
        return _BLANK_LINES.sub("\n" if (format, name) == ("latex", "derivation") else "\n\n", text).lstrip("\n")
    except jinja2.TemplateNotFound as error:
        raise DocumentError(f"no template {error.name}", code="TD526", hint="`texderive templates --copy DIR` gives all of them") from None
    except jinja2.TemplateError as error:
        place = f" (line {error.lineno})" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise DocumentError(f"template {name}.{FORMATS[format]}{place}: {error.message}", code="TD525") from None


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
