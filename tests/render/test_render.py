"""Derivations laid out in every format, handouts, templates of the user, and PDF."""
from __future__ import annotations

import html.parser
import shutil

import pytest

from texderive import derive, render
from texderive.errors import DocumentError
from texderive.render import engines, environment

FORMATS = {"latex": "tex", "text": "txt", "markdown": "md", "html": "html", "typst": "typ"}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("detail", ["brief", "normal"])
def test_golden(derivation, golden, format, detail):
    """The notes' example in each format, as looked at and approved."""
    golden(f"least_squares_{detail}.{FORMATS[format]}", render.derivation(derivation, format, detail))


def test_brief_keeps_components_deltas_and_result(derivation):
    """Brief leaves out the rules between."""
    text = render.derivation(derivation, "text", "brief")
    assert "δ_jk" in text and "chain rule" not in text and "contraction" in text


def test_plain_latex_needs_amsmath_only(derivation):
    r"""No \mathbb, no colours, no macros of ours in a fragment for the author's document."""
    text = render.derivation(derivation, "latex")
    assert all(word not in text for word in (r"\mathbb", r"\color", r"\td", r"\checkmark"))
    assert r"\mathbb{R}" in render.derivation(derivation, "latex", amssymb=True)


def test_latex_has_no_empty_lines(derivation):
    """An empty line inside a display would be a TeX error."""
    assert "\n\n" not in render.derivation(derivation, "latex").strip()


class _Tags(html.parser.HTMLParser):
    """Checks that tags nest."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "mspace"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_one_file_without_scripts(derivation):
    """It nests, and nothing is fetched."""
    page = render.derivation(derivation, "html")
    parser = _Tags()
    parser.feed(page)
    assert not parser.open
    assert "<script" not in page and "http" not in page and "<math" in page


def test_html_escapes_the_author(derivation):
    """Text of the author cannot inject markup."""
    page = render.handout([{"title": "<b>x</b>", "statement": "<script>alert(1)</script> $a<b$", "derivation": derivation}], "html")
    assert "<script>" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("variant", ["student", "hints", "solutions"])
def test_handout_variants(derivation, variant):
    """Students see no solution, hints name the rules, solutions have all."""
    problem = {"title": "Least squares", "statement": r"Find $\beta$.", "derivation": derivation}
    text = render.handout([problem], "latex", variant=variant)
    assert (r"\boxed" in text) == (variant == "solutions")
    assert (r"\tdhints{" in text.split(r"\begin{document}")[1]) == (variant == "hints")


def test_refused_problems_are_shown():
    """A problem out of reach stays with its message."""
    for format in FORMATS:
        assert "too hard" in render.handout([{"statement": "x", "derivation": None, "message": "too hard"}], format)


def test_notes(derivation):
    """Notes have a heading for each example."""
    assert r"\section*{Least squares}" in render.notes([{"title": "Least squares", "derivation": derivation}])


def test_user_templates_override_one_by_one(derivation, tmp_path):
    """A template in the user's folder is used, the others stay."""
    (tmp_path / "latex").mkdir()
    (tmp_path / "latex" / "derivation.tex").write_text(r"MINE \VAR{d.result.right}")
    text = render.handout([{"derivation": derivation}], "latex", templates=tmp_path)
    assert r"MINE 2(X\beta - Y)^\top X" in text and r"\documentclass" in text


@pytest.mark.parametrize(("template", "word"), [(r"\VAR{nothing}", "undefined"), (r"\BLOCK{if", "template"), (r"\VAR{d.__class__.__mro__}", "unsafe")])
def test_faulty_user_templates_are_reported(derivation, tmp_path, template, word):
    """Unknown names, syntax errors and attempts to leave the sandbox are errors with a code."""
    (tmp_path / "derivation.tex").write_text(template)
    with pytest.raises(DocumentError) as error:
        render.derivation(derivation, "latex", templates=tmp_path)
    assert error.value.code == "TD525" and word in str(error.value)


def test_unknown_format(derivation):
    """An unknown format names the known ones."""
    with pytest.raises(DocumentError) as error:
        render.derivation(derivation, "docx")
    assert error.value.code == "TD526" and "latex" in error.value.hint


def test_templates_can_be_copied(tmp_path):
    """All templates, existing ones kept."""
    written = render.copy_templates(tmp_path)
    assert tmp_path / "latex" / "handout.tex" in written
    assert render.copy_templates(tmp_path) == []


@pytest.mark.skipif("typst" not in engines.available(), reason="the typst wheel is not installed")
def test_typst_pdf_is_reproducible(derivation, tmp_path, monkeypatch):
    """The same source and SOURCE_DATE_EPOCH give the same bytes."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    source = render.handout([{"derivation": derivation}], "typst")
    assert render.pdf(tmp_path / "a.pdf", typst=source) == "typst"
    render.pdf(tmp_path / "b.pdf", typst=source)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX here")
def test_tex_pdf_is_reproducible_and_not_overfull(derivation, tmp_path, monkeypatch):
    """pdflatex sets the handout; the bytes depend on nothing else."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    source = render.handout([{"derivation": derivation}], "latex")
    for name in "ab":
        assert render.pdf(tmp_path / f"{name}.pdf", latex=source, engine="pdflatex") == "pdflatex"
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX here")
@pytest.mark.parametrize("body", [r"\immediate\write18{touch owned}", r"\openin1=/etc/passwd \ifeof1\else\errmessage{read}\fi", r"\immediate\openout1=../owned.txt \immediate\write1{x}"])
def test_tex_can_neither_run_nor_reach_anything(tmp_path, body):
    """No shell, no file outside of the scratch folder is read or written."""
    source = r"\documentclass{article}\begin{document}x " + body + r"\end{document}"
    try:
        render.pdf(tmp_path / "a.pdf", latex=source, engine="pdflatex")
    except DocumentError as error:
        assert "! read" not in str(error)
    assert not list(tmp_path.rglob("owned*"))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX here")
def test_tex_errors_and_loops(tmp_path):
    """An undefined command is reported with TeX's message, a loop ends with the time limit."""
    with pytest.raises(DocumentError) as error:
        render.pdf(tmp_path / "a.pdf", latex=r"\documentclass{article}\begin{document}\nosuch\end{document}", engine="pdflatex")
    assert error.value.code == "TD521" and "Undefined control sequence" in str(error.value)
    with pytest.raises(DocumentError) as error:
        render.pdf(tmp_path / "a.pdf", latex=r"\documentclass{article}\begin{document}\loop\iftrue\repeat\end{document}", engine="pdflatex", time_limit=0.5)
    assert error.value.code == "TD522"


def test_no_engine(tmp_path, monkeypatch):
    """Without any engine the error says what to install."""
    monkeypatch.setattr(engines, "available", lambda latex, typst: [])
    with pytest.raises(DocumentError) as error:
        engines.pdf(tmp_path / "a.pdf", latex="x", typst="x")
    assert error.value.code == "TD520" and "typst" in error.value.hint


def test_unknown_variant():
    """A variant that does not exist is refused."""
    with pytest.raises(DocumentError) as error:
        render.handout([], variant="teacher")
    assert error.value.code == "TD526"


@pytest.mark.parametrize("format, arrow", [("text", "←"), ("html", "←"), ("typst", "←"), ("latex", r"\leftarrow"), ("markdown", r"\leftarrow")])
def test_an_update_has_its_arrow(format, arrow):
    """The step of gradient descent is written with an arrow in every format, never with its name."""
    text = render.derivation(derive(r"\operatorname*{arg\,min}_w \sum_i \log(1+e^{-y_i w^\top x_i})"), format)
    assert arrow in text and "leftarrow" not in text.replace(r"\leftarrow", "")


def result_line(latex: str, **options) -> str:
    """The boxed answer as text."""
    text = render.derivation(derive(latex, **options), "text")
    return text.split("\nResult\n")[1].split("\n")[0].strip()


@pytest.mark.parametrize("latex, line", [
    (r"\frac{\partial}{\partial z_k}\ln\sum_{j=1}^K e^{z_j}", "∂/∂z_k ln Σ_{j=1}^K e^(z_j) = softmax(z)_k"),
    (r"\frac{\partial}{\partial w} \log y_n, \quad y_n = \sigma(w^\top x_n)", "∂/∂w log y_n = (1 − y_n)x_nᵀ   ∈ ℝ^(1×m)"),
    (r"\frac{\partial}{\partial x} (Ax)_i", "[∂/∂x (Ax)_i]_ik = A_ik   ∈ ℝ^(m×n)"),
])
def test_an_index_form_has_the_indices_of_its_left_side(latex, line):
    """The author's indices stand in the question already; a row for each of them is a row; only a component of the whole is put in brackets."""
    assert result_line(latex) == line


@pytest.mark.parametrize("latex, options, act", [(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", {"method": "expand"}, "Expand the norm"),
                                                 (r"\left.\frac{\partial}{\partial x}x^\top A x\right|_{x=c}", {}, "At the point")])
def test_the_result_stands_behind_all_that_leads_to_it(latex, options, act):
    """Only a minimum goes on from the result."""
    text = render.derivation(derive(latex, **options), "text")
    assert text.index(act) < text.index("Back to matrices") < text.index("\nResult\n")


def test_the_layout_says_whether_it_was_stated():
    """A default is called one; the identity is no datum."""
    assert "numerator layout, by default" in render.derivation(derive(r"\nabla_x\, x^\top (A + \lambda I)x"), "text")
    stated = render.derivation(derive(r"\nabla_x\, x^\top (A + \lambda I)x", layout="numerator"), "text")
    assert "(numerator layout)" in stated and "I ∈" not in stated


@pytest.mark.parametrize("format", FORMATS)
def test_a_condition_stands_with_the_solution(derivation, format):
    """In every format the point comes with what has to hold for it."""
    assert "invertible" in render.derivation(derivation, format).split("semidefinite")[1]


@pytest.mark.parametrize("template", [r"\VAR{2**(10**8)}", r"\VAR{range(10**9)}", r"\BLOCK{macro f()}\VAR{f()}\BLOCK{endmacro}\VAR{f()}", r'\VAR{"x" * 10**11}',
                                      r"\BLOCK{for i in range(99999)}\BLOCK{for j in range(99999)}\BLOCK{endfor}\BLOCK{endfor}"])
def test_a_template_cannot_take_all_time_and_memory(derivation, tmp_path, monkeypatch, template):
    """Whatever goes wrong in a user's template is an error of the template."""
    monkeypatch.setattr(environment, "TIME_LIMIT", 0.2)
    (tmp_path / "derivation.tex").write_text(template)
    with pytest.raises(DocumentError) as error:
        render.derivation(derivation, "latex", templates=tmp_path)
    assert error.value.code == "TD525"


def test_templates_stay_in_their_folder(derivation, tmp_path):
    """A link that leads out of the user's folder is no template; a folder that does not exist is an error."""
    (tmp_path / "secret.tex").write_text("SECRET")
    own = tmp_path / "own"
    own.mkdir()
    (own / "inner.tex").symlink_to(tmp_path / "secret.tex")
    (own / "derivation.tex").write_text(r"\BLOCK{include 'inner.tex'}")
    with pytest.raises(DocumentError) as error:
        render.derivation(derivation, "latex", templates=own)
    assert error.value.code == "TD526"
    with pytest.raises(DocumentError) as error:
        render.derivation(derivation, "latex", templates=tmp_path / "absent")
    assert error.value.code == "TD526"


@pytest.mark.parametrize("latex, reason", [(r"\frac{\partial}{\partial b}\sum_{n=1}^N (w^\top x_n + b - y_n)^2", "with s put back"), (r"\frac{d}{dx}\frac{x}{2}\cdot 4", ""),
                                           (r"\frac{\partial}{\partial\mu}\sum_{n=1}^N \frac{(x_n-\mu)^2}{2\sigma^2}", "simplified")])
def test_a_number_says_how_it_follows(latex, reason):
    """Names put back and simplifications of a scalar result are told beside its box; where nothing was done, nothing is."""
    assert render.derivation(derive(latex), "text").split("\nResult\n")[1].split("\n\n")[0].rstrip().endswith(f"[{reason}]" if reason else "2")


def test_characters_without_a_font_are_no_empty_boxes(tmp_path, monkeypatch):
    """Typst would set Chinese text as boxes where the system has no font for it: an error says so, and which font to install."""
    import pytest

    from texderive.errors import DocumentError
    from texderive.render import engines
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "fc-list").write_text("#!/bin/sh\n")
    (folder / "fc-list").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    with pytest.raises(DocumentError) as caught:
        engines.pdf(tmp_path / "a.pdf", typst="设 $x$", engine="typst")
    assert caught.value.code == "TD528" and "Noto" in caught.value.hint and not (tmp_path / "a.pdf").exists()
