"""Files around a document: \\input, dependency files, atomic output, diagnostics formats, pragmas, encodings, masking."""
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from texderive.document.files import depfile, markers, masking, output, pragmas
from texderive.document.files.diagnostics import Diagnostic, written
from texderive.document.document import read
from texderive.document.pipeline import solve
from texderive.document.files.source import decode, load
from texderive.errors import DocumentError

FOUND = Diagnostic("a.tex", 3, 5, 2, "error", "TD203", "shapes do not add", "write the transpose", "x + y")


def test_macros_and_declarations_come_from_inputs(tmp_path):
    """A macro file and a file of conventions serve the document that inputs them."""
    (tmp_path / "macros.tex").write_text("\\newcommand{\\v}[1]{\\mathbf{#1}}\n")
    (tmp_path / "main.tex").write_text("\\documentclass{article}\n\\input{macros}\n\\begin{document}\nFind $\\nabla_{\\v x} \\v x^\\top\\v x$.\n\\end{document}\n")
    document = read(tmp_path / "main.tex")
    assert document.problems[0].request.latex == r"\nabla_{\mathbf{x}} \mathbf{x}^\top\mathbf{x}"
    assert document.inputs.paths == [(tmp_path / "macros.tex").resolve()]


def test_a_chapter_knows_the_macros_of_its_main_file(tmp_path):
    """The main file that inputs a fragment is found beside it."""
    (tmp_path / "main.tex").write_text("\\documentclass{report}\n\\newcommand{\\z}{\\mathbf{z}}\n\\begin{document}\n\\input{chapter}\n\\end{document}\n")
    (tmp_path / "chapter.tex").write_text("Find $\\nabla_{\\z} \\z^\\top\\z$.\n")
    assert r"\mathbf{z}" in read(tmp_path / "chapter.tex").problems[0].request.latex


def test_neighbours_that_cannot_be_read_are_passed_over(tmp_path):
    """A link to nothing, a pipe and a binary file beside a chapter are not its main file."""
    (tmp_path / "a.tex").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "b.tex")
    (tmp_path / "c.tex").write_bytes(b"\0\1")
    (tmp_path / "main.tex").write_text("\\documentclass{article}\\newcommand{\\T}{^\\top}\\begin{document}\\input{part}\\end{document}")
    (tmp_path / "part.tex").write_text("Compute $\\nabla_x\\, x\\T x$.")
    assert solve(tmp_path / "part.tex", cache=False).counts["solved"] == 1


def test_the_cache_knows_the_users_templates(tmp_path, monkeypatch):
    """An edited template lays out again what was derived before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "latex").mkdir()
    for words in ("before", "behind"):
        (tmp_path / "latex" / "derivation.tex").write_text(words)
        assert words in solve("Compute $\\frac{d}{dx}x^2$.", templates=str(tmp_path)).text


@pytest.mark.parametrize(("name", "code"), [("/etc/passwd", "TD505"), ("../secret", "TD505"), ("nowhere", "TD504"), ("loop", "TD506")])
def test_inputs_outside_missing_or_circular_are_told(tmp_path, name, code):
    """Nothing outside of the folder is read; a circle ends."""
    (tmp_path / "loop.tex").write_text("\\input{loop}\n")
    (tmp_path / "main.tex").write_text(f"\\documentclass{{article}}\n\\begin{{document}}\n\\input{{{name}}}\n\\end{{document}}\n")
    assert code in {d.code for d in read(tmp_path / "main.tex").diagnostics}


def test_a_link_that_leads_outside_is_not_followed(tmp_path):
    """Resolved paths decide."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.tex").write_text("\\newcommand{\\x}{y}\n")
    (inside / "link.tex").symlink_to(tmp_path / "secret.tex")
    (inside / "main.tex").write_text("\\input{link}\n")
    assert read(inside / "main.tex").inputs.paths == []


def test_output_is_whole_and_only_when_changed(tmp_path):
    """The second write of the same bytes does not touch the file; no temporary file stays."""
    target = tmp_path / "new" / "o.tex"
    assert output.write(target, b"a") and not output.write(target, b"a") and output.write(target, b"b")
    assert os.listdir(target.parent) == ["o.tex"]


def test_an_input_is_never_overwritten(tmp_path):
    """Neither by its name nor by a link to it."""
    path = tmp_path / "a.tex"
    path.write_text("x")
    (tmp_path / "b.tex").symlink_to(path)
    for target in (path, tmp_path / "b.tex", tmp_path / "." / "a.tex"):
        with pytest.raises(DocumentError) as error:
            output.forbid_overwriting(target, [path])
        assert error.value.code == "TD507"


def test_an_unwritable_place_is_a_clear_error(tmp_path):
    """The error names the file; nothing is left behind."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentError, match="cannot write"):
        output.write(tmp_path / "file" / "o.tex", b"x")


def test_a_device_is_written_to_and_never_replaced(tmp_path):
    """A pipe stays a pipe; a link stays a link and its file changes; a folder is an error."""
    import stat
    import threading

    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    output.write(pipe, b"x")
    reader.join(5)
    assert got == [b"x"] and stat.S_ISFIFO(pipe.stat().st_mode)
    (tmp_path / "file").write_bytes(b"a")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    output.write(tmp_path / "link", b"b")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_bytes() == b"b"
    with pytest.raises(DocumentError):
        output.write(tmp_path, b"x")


def test_depfiles_are_what_make_reads():
    """Targets, sources, and phony rules for all sources but the first."""
    text = depfile.text([Path("o.tex")], [Path("a.tex"), Path("m.tex")], True)
    assert text == "o.tex: a.tex \\\n  m.tex\n\nm.tex:\n"
    assert depfile.escaped(Path("a b$.tex")) == "a\\ b$$.tex"


def test_diagnostics_in_five_formats():
    """gcc with caret, chktex, JSON, SARIF 2.1.0 and GitHub annotations."""
    assert written([FOUND]).splitlines() == ["a.tex:3:5: error[TD203]: shapes do not add", "  x + y", "      ^", "  hint: write the transpose"]
    assert written([FOUND], "chktex") == "a.tex:3:5:2:Error:203:shapes do not add\n"
    assert json.loads(written([FOUND], "json"))["diagnostics"][0]["code"] == "TD203"
    log = json.loads(written([FOUND], "sarif"))
    titled = json.loads(written([FOUND], "sarif", codes={"TD203": ("shapes", "They differ.")}))["runs"][0]["tool"]["driver"]["rules"]
    assert titled == [{"id": "TD203", "shortDescription": {"text": "shapes"}, "fullDescription": {"text": "They differ."}}]
    assert log["version"] == "2.1.0" and log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert written([FOUND], "github") == "::error file=a.tex,line=3,col=5,endColumn=7,title=TD203::shapes do not add\n"


def test_pragmas_state_sets_words_and_options():
    """Several symbols, families, properties, options; what makes no sense is kept to be told."""
    pragma = pragmas.parse(r"X, Y in R^{N x d}, A symmetric, x_i in R^d for i=1..N, \lambda scalar, layout=denominator, banana split")
    assert pragma.facts["X"].shape == pragma.facts["Y"].shape == ("N", "d")
    assert pragma.facts["A"].props == ["symmetric"] and pragma.facts["x_i"].shape == ("d",) and pragma.ranges == {"i": "N"}
    assert pragma.facts[r"\lambda"].shape == () and pragma.options == {"layout": "denominator"} and pragma.unread == ["banana split"]


def test_masking_keeps_offsets():
    """Comments, verbatim, code and regions switched off become spaces; lengths and lines stay."""
    text = "a % b\n\\begin{verbatim}\n$x$\n\\end{verbatim}\n% texderive: off\n$y$\n% texderive: on\n100\\% $z$ \\verb|$q$|\n"
    masked = masking.mask(text).text
    assert len(masked) == len(text) and masked.count("\n") == text.count("\n")
    assert "$z$" in masked and not any(x in masked for x in ("$x$", "$y$", "$q$", "b\n"))


def test_markers_take_out_what_they_put_in():
    """Also in the middle of a line and with carriage returns."""
    for newline in ("\n", "\r\n"):
        text = f"a{newline}\\begin{{s}}\\end{{s}}{newline}"
        at = text.index("\\end")
        assert markers.cleaned(markers.insert(text, [(at, markers.wrapped("x\ny", newline))])) == text


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfea\0"])
def test_binary_files_are_refused(data):
    """NUL bytes and UTF-16 are no TeX source."""
    with pytest.raises(DocumentError) as error:
        decode(data)
    assert error.value.code == "TD503"


def test_missing_files_and_folders_are_errors(tmp_path):
    """Both with a code and a name."""
    for path in (tmp_path, tmp_path / "none.tex"):
        with pytest.raises(DocumentError) as error:
            load(path)
        assert error.value.code == "TD501"


def test_unclosed_structures_are_told_and_survived():
    """A truncated file still gives its problems."""
    document = read("\\begin{enumerate}\n\\item Find $\\frac{d}{dx}x^2$.\n")
    assert [d.code for d in document.diagnostics] == ["TD509"] and len(document.problems) == 1


def test_pictures_are_copied_beside_an_output_in_another_folder(tmp_path):
    """What the document shows is needed to set the output there; a file of another content is left as it is."""
    from texderive.cli import main
    home, out = tmp_path / "home", tmp_path / "out"
    (home / "fig").mkdir(parents=True)
    out.mkdir()
    (home / "fig" / "plot.png").write_bytes(b"\x89PNG1")
    (home / "logo.pdf").write_bytes(b"%PDF")
    (out / "logo.pdf").write_bytes(b"%PDF another")
    (home / "a.tex").write_text("\\documentclass{article}\\graphicspath{{fig/}}\\begin{document}\n\\includegraphics[width=2cm]{plot}\\includegraphics{logo}\nFind $\\frac{d}{dx}x^2$.\n\\end{document}\n")
    assert main(["solve", str(home / "a.tex"), "-o", str(out / "a.tex"), "--no-cache"]) == 0
    assert (out / "fig" / "plot.png").read_bytes() == b"\x89PNG1" and (out / "logo.pdf").read_bytes() == b"%PDF another"


def test_including_a_picture_is_not_including_a_file(tmp_path):
    """\\includegraphics[width=2cm]{...} is no \\include."""
    from texderive.document.document import read
    (tmp_path / "a.tex").write_text("\\documentclass{article}\\begin{document}\n\\includegraphics[width=2cm]{plot}\nFind $\\frac{d}{dx}x^2$.\n\\end{document}\n")
    assert read(tmp_path / "a.tex").diagnostics == []


def test_a_mark_without_its_end_takes_nothing_with_it():
    """Where the end of an insertion was lost, cleaning leaves the text behind its beginning alone."""
    from texderive.document.files import markers
    broken = "% texderive: begin 123456789abc\nMine.\n"
    assert markers.cleaned(broken + markers.wrapped("x", "\n") + "b\n") == broken + "b\n"
