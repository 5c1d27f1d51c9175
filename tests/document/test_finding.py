"""Which problems are found in documents of many styles, with the definitions and answers that belong to them."""
from __future__ import annotations

from pathlib import Path

import pytest

from texderive.document.files.pragmas import parse as parse_pragma
from texderive.document.document import read

FIXTURES = Path(__file__).parent / "fixtures"
FOUND = {
    "beamer_slides.tex": [(11, r"\nabla h(x)")],
    "exam_class.tex": [(13, r"\nabla_{\mathbf{x}} \mathcal{E}"), (16, r"\nabla_{\mathbf{x}}^2 \mathcal{E}"), (22, r"\operatorname*{arg\,min}_{\mathbf{x}} \mathcal{E}"),
                       (26, r"\frac{\partial}{\partial M} \left( u^\top M v \right)")],
    "german_sheet.tex": [(13, r"\nabla_x\, x^\top A x"), (18, r"\frac{\partial g}{\partial t}"), (23, r"\frac{\partial}{\partial x}\, b^\top x"),
                         (30, r"\frac{\partial}{\partial x} \left( x^3 e^{-x} \right)"), (31, r"\frac{\partial}{\partial x} \left( \sin(x)\cos(x) \right)")],
    "loose_notes.tex": [(11, r"\nabla_{\boldsymbol{w}} J"), (13, r"\operatorname*{arg\,min}_{\boldsymbol{w}} J"), (16, r"\nabla_{\boldsymbol{w}} \|X\boldsymbol{w}-y\|^2"),
                        (28, r"\frac{\partial s}{\partial z}"), (32, r"\frac{\partial}{\partial A}\operatorname{tr}(A^\top B)")],
    "parts_share.tex": [(8, r"\nabla f(x)"), (11, r"\nabla^2 f(x)"), (19, r"\frac{\partial L}{\partial x}"), (19, r"\frac{\partial L}{\partial A}"), (19, r"\frac{\partial L}{\partial b}"),
                        (25, r"\operatorname*{arg\,min}_{a} g")],
}


def problems(text: str):
    """The problems of a text as (line, request)."""
    document = read(text if "\n" in text else text + "\n")
    return [(document.base.line_column(p.request.start)[0], p.request.latex) for p in document.problems]


@pytest.mark.parametrize("name", FOUND)
def test_the_problems_of_a_document_are_found(name):
    """Exactly these, in this order, on these lines."""
    document = read(FIXTURES / name)
    assert [(document.base.line_column(p.request.start)[0], p.request.latex) for p in document.problems] == FOUND[name]


IGNORED = [
    r"We compute $\nabla_x x^\top x = 2x$ as usual.",
    r"Recall that $\frac{\partial x_i}{\partial x_j}=\delta_{ij}$.",
    r"\begin{theorem} Compute $\nabla f$ as you like. \end{theorem}",
    r"Repeat $w \leftarrow w - \eta \nabla E(w)$ until convergence.",
    r"Explain why $\nabla f$ is orthogonal to the level sets.",
    r"Prove that $\mathrm{rank}(A^\top A)=\mathrm{rank}(A)$.",
    r"True or false: $\operatorname{tr}(AB)=\operatorname{tr}(A)\operatorname{tr}(B)$.",
    r"Hint: compute $\frac{d}{dx}x^2$ first.",
    r"\verb|Find $\nabla_x x$|",
    "% Find $\\nabla_x x^2$.",
    "\\excludecomment{hidden}\n\\begin{hidden}\nCompute $\\frac{d}{dx} x^2$.\n\\end{hidden}",
    "请说明 $\\nabla f(x_k)$ 的作用。",
    r"Set the derivative of $\sum_i(x_i-\mu)^2$ to zero and solve for $\mu$ to obtain $\mu=\frac1n\sum_i x_i$.",
    r"Solve for $p$ by setting $\frac{\partial Q}{\partial p}=0$.",
    r"What is the role of $\nabla f$ for $f(x)=x^2$?",
    r"Find below the Hessian $\nabla^2F=2X^\top X$.",
    "Find $\\frac{d}{dx}\\log(1+e^x)$. We use the chain rule: $\\frac{d}{dx}\\log(1+e^x)=\\frac{e^x}{1+e^x}$.",
    "Let $h(w)=\\|Xw-y\\|^2$. Derive the gradient with respect to $w$.\n\nThe chain rule gives $\\nabla h(w)=2X^\\top(Xw-y)$.",
    "Find the minimizer of $g(x)=\\|x-a\\|^2$. Clearly $x=a$.",
    "To derive the second, write $x^\\top Ax=\\sum_{ij}A_{ij}x_ix_j$ and compute $\\frac{\\partial}{\\partial x_k}\\sum_{ij}A_{ij}x_ix_j=\\sum_jA_{kj}x_j+\\sum_iA_{ik}x_i$.",
    "\\begin{lstlisting}\nCompute $\\frac{d}{dx} x^2$.\n\\end{lstlisting}",
    r"Is the set $\{x : \|x\|\le 1\}$ convex?",
    r"At the optimum $\nabla f(x)=0$ holds. Find all such points by hand.",
]


@pytest.mark.parametrize("text", IGNORED)
def test_what_asks_for_no_derivative_is_left_alone(text):
    """Explanations, theorems, hints, comments, code and other questions are no problems."""
    assert problems(text + "\n") == []


ASKED = [
    (r"Find $\nabla_x x^\top x$.", r"\nabla_x x^\top x"),
    (r"What is $\frac{dy}{dx}$ if $y=\sin x$?", r"\frac{dy}{dx}"),
    (r"Compute the gradient of $x^\top A x$ with respect to $x$.", r"\nabla_{x} \left( x^\top A x \right)"),
    (r"Differentiate $x^2\ln x$ with respect to $x$.", r"\frac{\partial}{\partial x} \left( x^2\ln x \right)"),
    (r"Minimise $\|Ax-b\|^2$ over $x$.", r"\operatorname*{arg\,min}_{x} \left( \|Ax-b\|^2 \right)"),
    (r"Calculer $\frac{\partial}{\partial x} a^\top x$.", r"\frac{\partial}{\partial x} a^\top x"),
    ("求 $f(x)=x^\\top x$ 的梯度。", r"\nabla_{x} f"),
    (r"Calcule el gradiente $\nabla_x (b^\top x)$.", r"\nabla_x (b^\top x)"),
    (r"Вычислите $\frac{d}{dx} e^{2x}$.", r"\frac{d}{dx} e^{2x}"),
    ("Compute\n\n\\[ \\frac{d}{dt} \\cos t . \\]", r"\frac{d}{dt} \cos t"),
    (r"\[ \frac{d}{dx} x^5 = \; ? \]", r"\frac{d}{dx} x^5"),
    (r"Let $f(x,y)=x^2y$. Find $f_x$.", r"\frac{\partial f}{\partial x}"),
    (r"Let $f(x,y)=x^2y$. Find $f_{xy}$.", r"\frac{\partial^2 f}{\partial y\,\partial x}"),
    (r"Evaluate $\left.\frac{\partial f}{\partial x}\right|_{x=1}$ for $f(x)=x^3$.", r"\left.\frac{\partial f}{\partial x}\right|_{x=1}"),
    (r"Compute the derivative of $f(x)=x^3$ at $x=0$.", r"\left.\frac{\partial f}{\partial x}\right|_{x=0}"),
    (r"For which $x$ is $f(x)=x^\top A x - b^\top x$ minimal, if $A$ is positive definite?", r"\operatorname*{arg\,min}_{x} f"),
    (r"Let $L(\lambda)=\sum_i (x_i\log\lambda-\lambda)$. Find the maximum likelihood estimate of $\lambda$.", r"\operatorname*{arg\,max}_{\lambda} L"),
    (r"Minimize $\frac12 x^\top x$ subject to $a^\top x=1$.", r"\operatorname*{arg\,min}_{x} \left( \frac12 x^\top x \right) \quad \text{s.t.} \quad a^\top x=1"),
    (r"Minimice $\|y-Xb\|^2$ respecto a $b$.", r"\operatorname*{arg\,min}_{b} \left( \|y-Xb\|^2 \right)"),
    (r"Derive $\sqrt{1+x^4}$ con respecto a $x$.", r"\frac{\partial}{\partial x} \left( \sqrt{1+x^4} \right)"),
    (r"Bestimmen Sie die kritischen Punkte der Funktion $f(x,y)=x^2+xy+y^2$.", r"\nabla_{x, y} f = 0"),
    (r"Trouver le minimum de $\|x-a\|^2$ sous la contrainte $c^\top x=1$.", r"\operatorname*{arg\,min}_{x} \left( \|x-a\|^2 \right) \quad \text{s.t.} \quad c^\top x=1"),
    (r"Set the derivative of $\sum_n (x_n-\mu)^2$ with respect to $\mu$ to zero and solve for $\mu$.", r"\nabla_{\mu} \left( \sum_n (x_n-\mu)^2 \right) = 0"),
    (r"Let $NLL(w)=\|Xw-y\|^2$. Find the gradient of $NLL$ with respect to $w$.", r"\nabla_{w} \mathrm{NLL}(w)"),
    (r"Let $RSS=\|y-X\beta\|^2$. Find $\frac{\partial RSS}{\partial\beta}$.", r"\frac{\partial \mathrm{RSS}}{\partial\beta}"),
    (r"Let $\rho(t)=t^2e^t$. Find $\rho'(t)$.", r"\rho'(t)"),
    ("\\[\\begin{aligned}\\min_{w}\\quad&\\|Xw-y\\|^2\\end{aligned}\\label{r}\\]\nDerive the closed form solution of \\eqref{r}.", r"\min_{w} \|Xw-y\|^2"),
    (r"Sei $K(w)=\|Xw-y\|^2$. Setzen Sie den Gradienten gleich Null und lösen Sie nach $w$ auf.", r"\nabla_{w} K = 0"),
    (r"Let $E(a,b)=\sum_i(ax_i+b-y_i)^2$. Find $a$ and $b$ that minimise $E$.", r"\operatorname*{arg\,min}_{a, b} E"),
    (r"Let $J(K)=\|A-KH\|^2$. Find the gain $K^\star$ that minimises $J$.", r"\operatorname*{arg\,min}_{K} J"),
    (r"Let $u=\log(x^2+y^2)$. Compute $u_{xy}$.", r"\frac{\partial^2 u}{\partial y\,\partial x}"),
    (r"Let $v(r)=r^{-12}-r^{-6}$. Find the force $F(r)=-v'(r)$.", "-v'(r)"),
    ("证明：$\\nabla_X \\operatorname{tr}(AX)=A^\\top$。", r"\nabla_X \operatorname{tr}(AX)"),
]


@pytest.mark.parametrize(("text", "request_"), ASKED)
def test_a_question_is_found_in_its_words(text, request_):
    """Verbs and nouns that ask, in several languages, with the formula or with the function alone."""
    assert [latex for _, latex in problems(text + "\n")] == [request_]


SEVERAL = [
    (r"Find the extrema of $f(x,y)=x+2y$ on the circle $x^2+y^2=5$.",
     [r"\operatorname*{arg\,min}_{x, y} f \quad \text{s.t.} \quad x^2+y^2=5", r"\operatorname*{arg\,max}_{x, y} f \quad \text{s.t.} \quad x^2+y^2=5"]),
    (r"Find the maximum and minimum values of $f(x)=x^3-3x$.", [r"\nabla_{x} f = 0"]),
    (r"Compute the derivative of $L(\mu)=\sum_n (x_n-\mu)^2$, set it to zero and solve for $\mu$.", [r"\frac{\partial L}{\partial \mu}", r"\nabla_{\mu} L = 0"]),
    (r"Let $E(b)=\|y-Xb\|^2$. Derive $\nabla E(b)$. Then solve $\nabla E(b)=0$ for $b$.", [r"\nabla E(b)", r"\nabla E(b) = 0"]),
    (r"Let $\ell(p)=\sum_i x_i\log p - np$. Compute the score $\ell'(p)$. Set the score to zero and solve for $\hat p$.", [r"\ell'(p)", r"\ell'(p) = 0"]),
    (r"Let $\ell(\mu,\sigma^2)=-n\log\sigma^2-\frac{\mu^2}{\sigma^2}$. Find the derivatives of $\ell$ with respect to $\mu$ and $\sigma^2$.",
     [r"\frac{\partial \ell}{\partial \mu}", r"\frac{\partial \ell}{\partial \sigma^2}"]),
    (r"Let $J(\theta)=\|X\theta-y\|^2$. Give the value of $\theta$ that minimizes $J(\theta)$ as a function of $X$ and $y$.", [r"\operatorname*{arg\,min}_{\theta} J"]),
    (r"Let $V(u)=u^\top Ru+b^\top u$. Find the minimising input $u^\star$.", [r"\operatorname*{arg\,min}_{u} V"]),
    (r"Differentiate $f$ with respect to $t$ and $g$ with respect to $X$, where $f(t)=\log(t^\top t)$ and $g(X)=\operatorname{tr}(AXB)$.",
     [r"\frac{\partial f}{\partial t}", r"\frac{\partial g}{\partial X}"]),
    ("\\begin{enumerate}\n\\item Let $f_1(x)=\\sin x,\\ f_2(x)=\\cos x$. Compute the derivatives.\n\\end{enumerate}", [r"\frac{\partial f_1}{\partial x}", r"\frac{\partial f_2}{\partial x}"]),
    ("Let $f(t)=t^2$. Find $f'(t)$.\n\nCompute $df/dx$ of the following functions. Describe your steps.\n\\begin{enumerate}\n\\item $f(z)=\\log z,\\ z=x^2$\n\\item $f(z)=e^z,\\ z=\\sin x$\n\\end{enumerate}", ["f'(t)", "df/dx", "df/dx"]),
    ("Compute $\\frac{d}{dt}t^2$. \\hint{use $\\frac{d(uv)}{dt}=\\ldots$}", [r"\frac{d}{dt}t^2"]),
    (r"Find $\frac{d}{dα}\, α^2$.", [r"\frac{d}{dα}\, α^2"]),
    (r"Encontre os pontos críticos de $g(x)=x^2+x$.", [r"\nabla_{x} g = 0"]),
    (r"Trovare il minimo di $h(x)=x^2-4x$.", [r"\operatorname*{arg\,min}_{x} h"]),
    (r"Bereken de afgeleide van $f(x)=x\ln x$.", [r"\frac{\partial f}{\partial x}"]),
    (r"Let $C(q)=q^3-6q$. Find the marginal cost $C'(q)$ and evaluate it at $q=4$.", ["C'(q)", r"\left.C'(q)\right|_{q=4}"]),
]


@pytest.mark.parametrize(("text", "requests"), SEVERAL)
def test_one_sentence_may_ask_for_several_things(text, requests):
    """Least and greatest values under a constraint, a derivative and its zero, a derivative and its value."""
    assert [latex for _, latex in problems(text + "\n")] == requests


BARE = [
    (r"Let $x=r\cos\theta$, $y=r\sin\theta$. Find the determinant of the Jacobian $\frac{\partial(x,y)}{\partial(r,\theta)}$.", [r"\det \frac{\partial(x,y)}{\partial(r,\theta)}"]),
    (r"Let $F(x,y) = (x^2y, x+y)$. Compute the Jacobian determinant of $F$.", [r"\det J_{F}"]),
    (r"An autoencoder minimises $\sum_n\|x_n-WW^\top x_n\|^2$. Compute its gradient with respect to $W$.", [r"\nabla_{W} \left( \sum_n\|x_n-WW^\top x_n\|^2 \right)"]),       # without a name
    (r"Let $f(w) = w^\top Aw$. Derive the gradient and the Hessian.", [r"\nabla_{w} f", r"\nabla_{w}^2 f"]),
    ("The loss is\n$$\\ell(w) = w^\\top Aw.$$\nCompute the gradient.", [r"\nabla_{w} \ell"]),
    ("Let $f(w) = w^\\top Aw$.\n\nWe run the algorithm: 1. Compute the gradient. 2. Make a step.", []),
    (r"Differentiate $f(x) = \sqrt{x^2+1}$ twice.", [r"\frac{\partial^2 f}{\partial x^2}"]),
    (r"Let $v(t) = t^2e^{-t}$. For what value of $t$ is the velocity $v(t)$ largest?", [r"\operatorname*{arg\,max}_{t} v"]),
    (r"Let $\ell(\mu,\sigma^2) = -n\log\sigma^2-\sum_i(x_i-\mu)^2/\sigma^2$. Find the maximum likelihood estimators of $\mu$ and $\sigma^2$.", [r"\operatorname*{arg\,max}_{\mu, \sigma^2} \ell"]),
    (r"Show that $w$ is an eigenvector of $S$: differentiate $f(w) = w^\top Sw - \lambda w^\top w$ with respect to $w$.", [r"\frac{\partial f}{\partial w}"]),
]


@pytest.mark.parametrize(("text", "requests"), BARE)
def test_a_noun_without_its_function_speaks_of_the_definition_in_its_paragraph(text, requests):
    """Bare gradients, second derivatives by "twice", several estimators, and a verb of its own behind "show that"."""
    assert [latex for _, latex in problems(text + "\n")] == requests


WORDS = [
    (r"The weights $w\in\mathbb{R}^d$ classify $x$. The loss is $\ell=\exp(-t\,w^\top x)$. What is its gradient with respect to the weights?", r"\nabla_{w} \ell"),
    (r"Let $\ell=\|Wx-y\|^2$, where $W$ is the weight matrix and $x$ the input. Find the derivative of $\ell$ with respect to the input.", r"\frac{\partial \ell}{\partial x}"),
    (r"Let $\ell=\|Wx-y\|^2$. Find the gradient of $\ell$ with respect to the weights.", r"\nabla_{W} \ell"),                  # the usual letter, the only one
    (r"Let $\ell=\exp(-w^\top x)$. Derive the gradient of the loss with respect to the weights of the model, $w$.", r"\nabla_{w} \ell"),
    (r"Let $p=Cz$ and $\ell=\|p-t\|^2$. Derive the gradient with regard to the inputs of the layer, i.e.\ $z$.", r"\nabla_{z} \ell"),
]


@pytest.mark.parametrize(("text", "request_"), WORDS)
def test_a_variable_named_in_words_is_the_letter_with_that_name(text, request_):
    """The text says which letter the weights are."""
    assert [latex for _, latex in problems(text + "\n")] == [request_]


def test_a_variable_named_in_words_is_never_guessed():
    """Where no letter has the name, several letters are to choose from: nothing is asked that can be told."""
    assert problems("Let $\\ell=\\exp(-t\\,w^\\top x)$. What is its gradient with respect to the coefficients?\n") == []


def test_a_function_given_by_its_gradient_is_not_the_one_of_another_part():
    """f of the first section is another f."""
    text = "\\section*{Problem 1}\nLet $f(X)=\\log\\det X$. Find $\\nabla f(X)$.\n\\section*{Problem 2}\nGiven that $\\nabla f(x)=Ax-b$, what is $\\nabla^2 f(x)$?\n"
    assert problems(text) == [(2, r"\nabla f(X)")]


@pytest.mark.parametrize("text", ["Find $\\nabla_x \\|x\\|^2$. Hint: $\\nabla_x x^\\top y=y$.", "Find $\\nabla_x \\|x\\|^2$, where $\\nabla_x \\|x\\|^2=c$ is a row.",
                                  "Let $f(x)=x^2$. Find $f'(x)$. Then find $f''(x)=2$."])
def test_what_is_only_supposed_or_asked_is_no_answer(text):
    """Hints, conditions and further questions leave the first question open."""
    assert len(problems(text + "\n")) >= 1


def test_a_called_function_keeps_the_formula_of_an_earlier_part():
    """s of log s(z) is the s that part (a) defines."""
    text = "\\section*{1.}\n(a) Compute the derivative of $s(z)=\\frac{1}{1+e^{-z}}$.\n\n(b) Compute $\\frac{d}{dz}\\log s(z)$.\n"
    assert read(text).problems[1].definitions == (r"s(z) = \frac{1}{1+e^{-z}}",)


def test_an_unknown_command_called_prob_begins_a_problem():
    """In a fragment whose main file defines it: x of the first problem is a vector, of the second a number."""
    text = "\\prob{5} Let $x\\in\\mathbb{R}^n$. Compute $\\nabla_x \\|x\\|^2$.\n\n\\prob{5} Differentiate $y=\\frac{\\sin x}{x}$.\n"
    assert [bool(p.declare) for p in read(text).problems] == [True, False]


def test_shapes_of_other_paragraphs_give_way_where_they_do_not_fit():
    """Running text without headings: x was a vector in the paragraph before."""
    from texderive.document.pipeline import Options, solve
    text = "Find $\\nabla_x \\|x\\|^2$ for $x\\in\\mathbb{R}^n$.\n\nFind the maximum of $u(x)=xe^{-x}$.\n"
    assert [o.status for _, o in solve(text, Options(cache=False)).outcomes] == ["solved", "solved"]


def test_declarations_of_a_section_called_preliminaries_hold_for_all():
    """What stands under "Notation" is said for the whole document."""
    text = "\\section{Notation}\n$R\\in\\mathbb{R}^{n\\times n}$ is symmetric.\n\\section{Problem}\nFind $\\nabla_u u^\\top Ru$.\n"
    assert read(text).problems[0].declare["R"]["props"] == ["symmetric"]


def test_a_gradient_without_variable_is_by_the_letters():
    """x, y and z, of which nothing says that they are vectors, are its variables."""
    assert read("Compute $\\nabla(x^2y+yz)$.\n").problems[0].latex == r"f(x,y,z) = (x^2y+yz), \quad \nabla f"
    assert read("Let $x,y\\in\\mathbb{R}^n$. Compute $\\nabla(x^\\top y)$.\n").problems[0].latex == r"\nabla(x^\top y)"


def test_a_member_rests_on_the_definition_of_the_family():
    """s_y of L = -log s_y is what s_i = ... says."""
    text = "\\section*{Problem 1}\nLet $s_i=\\frac{e^{z_i}}{\\sum_j e^{z_j}}$ and $L=-\\log s_y$. Find $\\frac{\\partial L}{\\partial z_k}$.\n"
    assert read(text).problems[0].definitions[0].startswith("s_i")


def test_headings_of_the_author_may_be_called_part_and_question():
    r"""\\part{a} redefined as {\\bf (a)} is a part of \\question{2}{...}, no part of a book: what the question declares holds for it."""
    text = ("\\newcommand{\\question}[2]{\\noindent{\\bf #1: #2}}\n\\renewcommand{\\part}[1]{{\\bf (#1)}}\n"
            "\\question{2}{Forms} Let $y=Ax$ with $A\\in\\mathbb{R}^{m\\times n}$.\n\n\\part{a} Compute $\\nabla_x \\|y\\|^2$.\n\n\\part{b} Find $\\nabla_x b^\\top y$.\n")
    assert [(p.definitions, "A" in p.declare) for p in read(text).problems] == [(("y = Ax",), True)] * 2


def test_a_column_of_variables_says_by_what():
    """A table of functions, variables and derivatives to fill in."""
    text = "\\begin{tabular}{ccc}\nFunction & Variable & Derivative\\\\\n$a^\\top Xb$ & $X\\in\\mathbb{R}^{m\\times n}$ & \\\\\n\\end{tabular}\n"
    assert problems(text) == [(3, r"\frac{\partial}{\partial X} \left( a^\top Xb \right)")]


def test_short_answer_is_no_heading_of_an_answer():
    """It is a kind of question."""
    assert len(problems("\\textbf{Short answer.}\n\nFind $\\frac{d}{dx}x^2$.\n")) == 1


def test_a_derivative_at_the_head_of_a_row_asks_for_the_cell_beside_it():
    """A table of quantities with empty cells, without a heading that names what they are."""
    text = "Let $z=x^2y$.\n\n\\begin{tabular}{ll}\nquantity & value\\\\\n$\\partial z/\\partial x$ & \\\\\n$\\partial z/\\partial y$ & $x^2$\\\\\n\\end{tabular}\n"
    assert [p.request.latex for p in read(text).problems] == [r"\partial z/\partial x"]


def test_a_table_float_is_filled_in():
    """Its empty cells ask wherever the tabular stands."""
    text = "\\begin{table}[h]\n\\begin{tabular}{lc}\n$f(x)$ & $f'(x)$ \\\\\n$x^2$ & \\\\\n\\end{tabular}\n\\caption{Find $\\frac{d}{dx}x$.}\n\\end{table}\n"
    assert len(problems(text)) == 1


def test_definitions_hold_for_later_parts():
    """A part may rest on a definition of the problem, with the definitions that this needs."""
    document = read(FIXTURES / "parts_share.tex")
    assert document.problems[2].latex == r"y = Ax+b, \quad L = y^\top y, \quad \frac{\partial L}{\partial x}"


def test_a_definition_of_another_problem_does_not_leak():
    """y of the first problem is not the y of the second."""
    text = "\\section*{Problem 1}\nLet $y=Ax+b$ and find $\\frac{\\partial y}{\\partial x}$.\n\\section*{Problem 2}\nFind $\\nabla_w \\|Xw-y\\|^2$.\n"
    assert read(text).problems[1].latex == r"\nabla_w \|Xw-y\|^2"


def test_a_nearer_declaration_hides_a_definition():
    """f declared as a vector here is not the function f of an earlier part."""
    text = "\\section*{A}\nLet $f(x)=x^2$. Find $f'(x)$.\n\n\\section*{B}\nFor $f,x\\in\\mathbb{R}^n$ compute $\\nabla_x f^\\top x$.\n"
    assert read(text).problems[1].definitions == ()


def test_a_stated_answer_is_kept_for_comparison():
    """"Show that" keeps the right-hand side, also when words say it."""
    assert read("Show that $\\nabla_x b^\\top x = b$.\n").problems[0].request.answer == "b"
    assert read("Let $f(x)=x^\\top x$. Show that the gradient of $f$ is $2x$.\n").problems[0].request.answer == "2x"


def test_declarations_before_and_after_count():
    """Shapes stated behind the formula in the same problem hold, too."""
    problem = read("Find\n\\[ \\nabla_x \\, x^\\top A x \\]\nwith $A\\in\\mathbb{R}^{n\\times n}$ symmetric.\n").problems[0]
    assert problem.declare["A"] == {"shape": ["n", "n"], "props": ["symmetric"]}


def test_a_pragma_declares_and_sets_the_layout():
    """`% texderive: ...` in force gives shapes and layout."""
    problem = read("% texderive: A in R^{n x n} symmetric, layout=denominator\nFind $\\nabla_x x^\\top A x$.\n").problems[0]
    assert problem.declare["A"]["props"] == ["symmetric"] and problem.layout == "denominator"


def test_a_pragma_knows_the_words_of_declarations():
    """A pragma takes every property that a declaration does; "positive definite" says nothing of the signs of entries."""
    facts = parse_pragma("A in R^{n x n} positive definite, u unit, X rows sum to one").facts
    assert {name: fact.props for name, fact in facts.items()} == {"A": ["posdef"], "u": ["unit"], "X": ["rowsimplex"]}


def test_a_pragma_in_an_item_stays_there():
    """A pragma inside one item says nothing about the next."""
    text = "\\begin{enumerate}\n\\item % texderive: layout=denominator\nFind $\\nabla_x x^\\top x$.\n\\item Find $\\nabla_y y^\\top y$.\n\\end{enumerate}\n"
    assert [p.layout for p in read(text).problems] == ["denominator", None]


@pytest.mark.parametrize(("text", "latex"), [
    ("Let $f(x)=\\|x\\|^2$. Compute the Hessian $H_f(x)$.", r"f(x) = \|x\|^2, \quad H_f(x)"),
    ("Let\n\\begin{align*}\nJ(w) &= \\|Xw-y\\|^2 \\\\\n &\\quad + \\lambda\\|w\\|^2 .\n\\end{align*}\nFind $\\nabla_w J(w)$.", r"J(w) = \|Xw-y\|^2  + \lambda\|w\|^2, \quad \nabla_w J(w)"),
    ("Minimise $\\|x-a\\|^2$ over $x$ subject to $b^\\top x=1$.", r"\operatorname*{arg\,min}_{x} \left( \|x-a\|^2 \right) \quad \text{s.t.} \quad b^\top x=1"),
    ("Let $L=\\text{tr}(X^\\top X)$. Compute $\\frac{\\partial L}{\\partial X}$.", r"L = \text{tr}(X^\top X), \quad \frac{\partial L}{\partial X}"),
])
def test_the_whole_function_is_taken(text, latex):
    """Rows that continue, constraints, words in mathematics and named Hessians lose nothing."""
    assert [p.latex for p in read(text + "\n").problems] == [latex]


def test_items_of_one_instruction_each_ask():
    """"For each of the following functions find ..." asks once per item, with that item's function."""
    text = "For each of the following functions find $\\nabla f(x)$.\n\\begin{enumerate}[label=(\\alph*)]\n\\item $f(x)=a^\\top x$\n\\item $f(x)=\\|x\\|^2$\n\\end{enumerate}\n"
    assert [p.latex for p in read(text).problems] == [r"f(x) = a^\top x, \quad \nabla f(x)", r"f(x) = \|x\|^2, \quad \nabla f(x)"]


def test_rows_of_a_display_are_problems_of_their_own_lines():
    """Two derivatives in one display stand on two lines."""
    assert problems("Compute\n\\begin{align}\n& \\frac{d}{dx} x^2, \\\\\n& \\frac{d}{dx} x^3 .\n\\end{align}\n") == [(3, r"\frac{d}{dx} x^2"), (4, r"\frac{d}{dx} x^3")]


@pytest.mark.parametrize("text", ["In this chapter you will find the gradient $\\nabla_x x^\\top x$ useful.", "We use the chain rule to compute $\\frac{d}{dx} e^{x^2}$.",
                                  "Our goal is to find $\\nabla_w \\|Xw-y\\|^2$ quickly.", "Compute gradients $\\nabla f$ of scalar functions.", "Show that $\\nabla f$ is Lipschitz."])
def test_words_that_tell_do_not_ask(text):
    """A verb of the table in a telling sentence, and a function defined nowhere, give no problem."""
    assert problems(text + "\n") == []


def test_an_item_may_be_one_to_simplify():
    """Index expressions under "Simplify"."""
    text = "Simplify the following:\n\\begin{enumerate}\n\\item $\\sum_j \\delta_{ij}a_j$\n\\item $x+x$\n\\end{enumerate}"
    assert problems(text) == [(3, r"\sum_j \delta_{ij}a_j")]


def test_first_and_second_derivatives_are_two_questions():
    """Both are asked of each function."""
    text = "Find the first and second derivatives of:\n\\begin{enumerate}\n\\item $f(x)=e^x$\n\\end{enumerate}"
    assert problems(text) == [(3, r"\frac{\partial f}{\partial x}"), (3, r"\frac{\partial^2 f}{\partial x^2}")]


def test_repeat_asks_the_same_of_another_function():
    """"Repeat for" takes the question before it."""
    assert problems("Compute the gradient of $f(x)=a^\\top x$. Repeat for $g(x)=x^\\top x$.\n") == [(1, r"\nabla_{x} f"), (1, r"\nabla_{x} g")]


@pytest.mark.parametrize("heading", [r"\newcommand{\prob}[1]{\section*{Problem #1}}", r"\newcommand{\prob}[1]{\par\noindent\textbf{Problem #1.} }"])
def test_headings_by_the_authors_own_command_part_the_problems(heading):
    """The sizes of one problem do not hold in the next."""
    text = heading + "\n\\begin{document}\n\\prob{1} Let $x\\in\\mathbb{R}^3$. Find $\\nabla_x\\, x^\\top x$.\n\n\\prob{2} Find $\\nabla_x\\, a^\\top x$.\n\\end{document}\n"
    assert [p.declare for p in read(text).problems] == [{"x": {"shape": ["3"], "props": []}}, {}]


def test_a_heading_command_takes_its_question_as_an_argument():
    """\\Q{1}{...} that prints \\paragraph{Question 1.} and the question behind it."""
    text = "\\newcommand{\\Q}[2]{\\paragraph{Question #1.} #2}\n\\begin{document}\n\\Q{1}{Let $f(x)=x^3$. What is $f'(x)$?}\n\\Q{2}{Differentiate $\\sin x$ with respect to $x$.}\n\\end{document}\n"
    assert [p.request.latex for p in read(text).problems] == ["f'(x)", r"\frac{\partial}{\partial x} \left( \sin x \right)"]


ANSWERED = [
    "\\textbf{Solution.} By the chain rule it is $2x$.", "Answer: $2x$", "\\paragraph{Solution} We have $f' = 2x$.", "{\\bf Solution:} \\[ 2x \\]", "\\sol{It is $2x$.}",
]


@pytest.mark.parametrize("answer", ANSWERED)
def test_a_problem_with_its_answer_is_left_alone(answer):
    """Under words, headings, and commands of the author."""
    from texderive.document.pipeline import solve
    text = "\\newcommand{\\sol}[1]{\\textbf{Solution:} #1}\n\\begin{document}\n\\section*{Problem 1}\nFind $\\frac{d}{dx} x^2$.\n\n" + answer + "\n\\section*{Problem 2}\nFind $\\frac{d}{dx} x^3$.\n\\end{document}\n"
    assert [p["line"] for p in solve(text, cache=False).problems] == [8]


@pytest.mark.parametrize("answer", ["\\textbf{Solution.}\n\\vspace{3cm}", "\\emph{Answer:}", "\\textbf{Solution.} Your answer here.", "\\subsubsection*{Solution}"])
def test_an_announced_answer_that_is_empty_is_filled(answer):
    """The solution stands behind the words that announce it, without a heading of its own."""
    from texderive.document.pipeline import solve
    text = "\\begin{document}\n\\section*{Problem 1}\nFind $\\frac{d}{dx} x^2$.\n\n" + answer + "\n\n\\section*{Problem 2}\n\\end{document}\n"
    solved = solve(text, cache=False).text
    assert 0 < solved.index("Find") < solved.index(answer.split("\n")[0]) < solved.index("texderive: begin") < solved.index("Problem 2") and "textbf{Solution.}\n\\par\\noindent Given" not in solved


def test_a_variable_that_nothing_depends_on_is_refused():
    """The derivative of tr(P) by K is not 0 because the document never says how P depends on K."""
    from texderive.document.pipeline import solve
    assert [p["code"] for p in solve("Differentiate $\\operatorname{tr}(P)$ with respect to $K$.\n", cache=False).problems] == ["TD510"]
    assert [p["status"] for p in solve("Find all partial derivatives of $f(x,y)=x^2$.\n", cache=False).problems] == ["solved", "solved"]


def test_an_answer_that_holds_under_a_stated_condition_is_not_called_wrong():
    r"""p_j - y_j is right since the y_k sum to 1, which the comparison uses; without the condition it is wrong."""
    from texderive.document.pipeline import solve
    ask = r"For $z\in\mathbb{R}^K$ let $p=\operatorname{softmax}(z)$ and $\ell=-\sum_{k} y_k\log p_k$%s. Show that $\frac{\partial\ell}{\partial z_j}=p_j-y_j$." + "\n"
    verdicts = [solve(ask.replace("%s", words), cache=False).problems[0]["stated"]["verdict"] for words in (r" with $\sum_k y_k=1$", "")]
    assert verdicts == ["equal", "wrong"]


STEPS = [
    (r"A network computes $h_t = \tanh(Wh_{t-1})$. Compute $\frac{\partial h_{t+1}}{\partial h_t}$.", [r"h_t = \tanh(Wh_{t-1})"]),
    (r"Let $z^{(l)} = W^{(l)}a^{(l-1)}$, $a^{(l)} = \sigma(z^{(l)})$ and $C = \|a^{(L)}-y\|^2$. Find $\frac{\partial C}{\partial z^{(L)}}$.",
     [r"z^{(l)} = W^{(l)}a^{(l-1)}", r"a^{(l)} = \sigma(z^{(l)})", r"C = \|a^{(L)}-y\|^2"]),
    (r"Consider $x_{t+1} = Ax_t + Bu_t$. What is $\partial x_{t+2}/\partial u_t$?", [r"x_{t+1} = Ax_t + Bu_t"]),
]


@pytest.mark.parametrize(("text", "definitions"), STEPS)
def test_a_definition_at_one_step_says_what_stands_at_another(text, definitions):
    """h_{t+1} rests on what is said of h_t, and the last layer on what is said of every layer."""
    assert [list(p.definitions) for p in read(text + "\n").problems] == [definitions]


SAMPLES = [
    (r"Let $X_1,\dots,X_n$ be i.i.d.\ Poisson random variables with parameter $\lambda$. Find the maximum likelihood estimator of $\lambda$.",
     r"\operatorname*{arg\,max}_{\lambda} \left( \prod_{i=1}^{n} \frac{\lambda^{x_i} e^{-\lambda}}{x_i!} \right)"),
    (r"Let $x_1, \ldots, x_N \sim \mathrm{Exp}(\lambda)$ be independent. Derive the MLE.", r"\operatorname*{arg\,max}_{\lambda} \left( \prod_{i=1}^{N} \lambda e^{-\lambda x_i} \right)"),
    (r"Suppose $x_1,\dots,x_n$ are samples from $\mathcal N(\mu, 1)$. What is the MLE of $\mu$?",
     r"\operatorname*{arg\,max}_{\mu} \left( \prod_{i=1}^{n} \frac{1}{\sqrt{2\pi}} \exp\left(-\frac{(x_i - \mu)^2}{2}\right) \right)"),
    (r"Let $x_1,\dots,x_n$ be a sample from a Gamma distribution with shape $\alpha$ and rate $\beta$. Find the MLE of $\beta$ for known $\alpha$.",
     r"\operatorname*{arg\,max}_{\beta} \left( \prod_{i=1}^{n} \frac{\beta^{\alpha}}{\Gamma(\alpha)} x_i^{\alpha - 1} e^{-\beta x_i} \right)"),
]


@pytest.mark.parametrize(("text", "request_"), SAMPLES)
def test_an_estimate_from_a_named_distribution_is_that_of_its_likelihood(text, request_):
    """The density need not be written where the distribution has a name."""
    assert [latex for _, latex in problems(text + "\n")] == [request_]


def test_the_variance_of_an_unknown_mean_is_estimated_with_it():
    """Where the mean is not known, its estimate stands in that of the variance."""
    (_, latex), = problems("Let $x_1,\\dots,x_n$ be i.i.d. from $N(\\mu, \\sigma^2)$. Find the MLE of $\\sigma^2$.\n")
    assert latex.startswith(r"\operatorname*{arg\,max}_{\mu, \sigma^2}")


@pytest.mark.parametrize("text", [r"What is the MLE of $\theta$?", r"Let $x_1,\dots,x_n \sim \mathrm{Exp}(\lambda)$. What is the MLE of $\theta$?", r"Let $X_1,\dots,X_n$ be i.i.d. uniform on $[0,\theta]$. Find the MLE of $\theta$."])
def test_no_likelihood_is_made_up(text):
    """Without a sample, or for a distribution without a row in the table, nothing is asked that can be told."""
    assert problems(text + "\n") == []


def test_what_was_asked_before_is_evaluated_at_a_point():
    """"Evaluate both at" speaks of the derivatives of the part before, and the point is no definition of the variable."""
    found = read("Let $f(x) = x_1^2 + 3x_1x_2$.\n\n(a) Compute $\\nabla f$ and $\\nabla^2 f$.\n\n(b) Evaluate both at $x = (1, 0)$.\n").problems
    assert [p.latex for p in found[2:]] == [r"f(x) = x_1^2 + 3x_1x_2, \quad \left.\nabla f\right|_{x = (1, 0)}", r"f(x) = x_1^2 + 3x_1x_2, \quad \left.\nabla^2 f\right|_{x = (1, 0)}"]
