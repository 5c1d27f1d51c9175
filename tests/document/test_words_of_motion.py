r"""Derivatives by time along a motion, differentials in words, what goes on from the part before, names with a sign above."""
from __future__ import annotations

import pytest

from texderive import solve
from texderive.document.document import read

MOTION = r"V(x) = x^\top Px, \quad \dot x = Ax, \quad "
REPEATED = r"""\newtheorem{exercise}{Exercise}
\begin{document}
\begin{exercise}\label{ex:r} Define $F(w)=\|Xw-y\|^2$.
\begin{enumerate}[label=(\roman*)]
\item Derive $\nabla F$.
\item What is the Hessian of $F$?
\end{enumerate}
\end{exercise}
\begin{exercise}
%s
\end{exercise}
\end{document}
"""


def problems(text: str) -> list[str]:
    return [p.latex for p in read(text + "\n").problems]


@pytest.mark.parametrize("text, latex", [
    (r"Differentiate the Lyapunov function $V(x)=x^\top Px$ along trajectories of $\dot x=Ax$.", [MOTION + r"\dot{V}"]),
    (r"Let $V(x)=x^\top Px$ and $\dot x=Ax$. Compute the derivative of $V$ along the trajectories of the system.", [MOTION + r"\dot{V}"]),
    (r"Let $V(x)=x^\top Px$ and $\dot x=Ax$. Find the time derivative of $V$.", [MOTION + r"\dot{V}"]),
    (r"Let $V(x)=x^\top Px$ and $\dot x=Ax$. Compute $\dot V$.", [MOTION + r"\dot V"]),
    (r"Let $z^+=Wx^+$ and $z^-=Wx^-$. Find $\nabla_W\|z^+-z^-\|^2$.", [r"z^+ = Wx^+, \quad z^- = Wx^-, \quad \nabla_W\|z^+-z^-\|^2"]),
    (r"Let $P^+(K)=(I-KH)P(I-KH)^\top$. Take $\frac{\partial}{\partial K}\operatorname{tr}P^+(K)$, set it to zero, and solve for $K$.",
     [r"P^+(K) = (I-KH)P(I-KH)^\top, \quad \frac{\partial}{\partial K}\operatorname{tr}P^+(K)", r"P^+(K) = (I-KH)P(I-KH)^\top, \quad \frac{\partial}{\partial K}\operatorname{tr}P^+(K) = 0"]),
])
def test_motion(text, latex):
    """"Along trajectories of", "time derivative" and \\dot V bring the equation of motion, which itself asks nothing; P^+ and z^- are names."""
    assert problems(text) == latex


def test_other_unknown():
    """"Set it to zero and solve for $K$" is not said of a derivative by x that was asked for before."""
    assert problems("Let $V(x)=x^\\top Px$. Compute $\\frac{\\partial V}{\\partial x}$. Set it to zero and solve for $K$.") == [r"V(x) = x^\top Px, \quad \frac{\partial V}{\partial x}"]


@pytest.mark.parametrize("text, latex", [
    (r"Find the differential of $z = x^2 e^{y}$.", r"z = x^2 e^{y}, \quad \mathrm{d} z"),
    (r"Let $f(X)=\log\det X$. Calculate the differential of $f$.", r"f(X) = \log\det X, \quad \mathrm{d} f"),
    (r"Montrer que $N:x\mapsto\|x\|^2$ est différentiable sur $\mathbb R^n$ et calculer sa différentielle.", r"N(x) = \|x\|^2, \quad \mathrm{d} N"),
    (r"Soit $\Phi(M)=M^{-1}$. Calculer la différentielle de $\Phi$ en $M$.", r"\Phi(M) = M^{-1}, \quad \mathrm{d} \Phi"),
    (r"Bestimmen Sie das totale Differential von $f(x,y)=x^2y$.", r"f(x,y) = x^2y, \quad \mathrm{d} f"),
    (r"Найдите $df$, если $f(X)=\ln\det X$.", r"f(X) = \ln\det X, \quad df"),
])
def test_differentials(text, latex):
    """A differential that words ask for, in several languages."""
    assert problems(text) == [latex]


@pytest.mark.parametrize("text", [
    r"Let $y(x)=e^{kx}$. Find the differential equation of which $y$ is a solution.",
    r"Solve the differential equation $y'=ky$.",
    r"Résoudre l'équation différentielle $y'=ky$.",
])
def test_no_differentials(text):
    """Differential equations ask for no differential."""
    assert problems(text) == []


@pytest.mark.parametrize("text, latex", [
    ("Let $L=\\|Wx-t\\|^2$.\n\\begin{enumerate}\n\\item Derive the gradient of $L$ with respect to $W$.\n\\item And with respect to the input $x$?\n\\end{enumerate}",
     [r"L = \|Wx-t\|^2, \quad \nabla_{W} L", r"L = \|Wx-t\|^2, \quad \nabla_{x} L"]),
    (r"Let $\hat y=\operatorname{softmax}(z)$ and $\mathrm{CE}(y,\hat y)=-\sum_i y_i\log\hat y_i$. Find the gradient of the cross-entropy with respect to $z$.",
     [r"\hat y = \operatorname{softmax}(z), \quad \mathrm{CE} = -\sum_i y_i\log\hat y_i, \quad \nabla_{z} \mathrm{CE}"]),
    (r"Let $J(w)=\|y-Kw\|^2$. Take the gradient of $J$ with respect to $w$ and set it to zero. Which $w$ do you get?",
     [r"J(w) = \|y-Kw\|^2, \quad \nabla_{w} J", r"J(w) = \|y-Kw\|^2, \quad \nabla_{w} J = 0"]),
    ("\\begin{enumerate}\n\\item Compute $\\frac{\\partial}{\\partial W}\\|XW-Y\\|_F^2$.\n\\item Find the optimal $W$ for the loss in the previous part.\n\\end{enumerate}",
     [r"\frac{\partial}{\partial W}\|XW-Y\|_F^2", r"\frac{\partial}{\partial W}\|XW-Y\|_F^2 = 0"]),
    ("\\begin{enumerate}\n\\item Найдите градиент функции $f(x)=\\|Ax-b\\|^2$.\n\\item Вычислите гессиан функции из предыдущего пункта.\n\\end{enumerate}",
     [r"f(x) = \|Ax-b\|^2, \quad \nabla_{x} f", r"f(x) = \|Ax-b\|^2, \quad \nabla_{x}^2 f"]),
    (r"Let $\ell(\mu,\Lambda)=\frac n2\log|\Lambda|-\frac12\sum_{i=1}^n(x_i-\mu)^\top\Lambda(x_i-\mu)$. What are the maximizers $\hat\mu$ and $\hat\Lambda$?",
     [r"\ell(\mu,\Lambda) = \frac n2\log|\Lambda|-\frac12\sum_{i=1}^n(x_i-\mu)^\top\Lambda(x_i-\mu), \quad \operatorname*{arg\,max}_{\mu, \Lambda} \ell"]),
    (r"Let $K(\theta)\in\mathbb{R}^{n\times n}$ be a kernel matrix. Find $\frac{d}{d\theta}\left(-\tfrac12 y^\top K^{-1}y\right)$.", [r"K = K(\theta), \quad \frac{d}{d\theta}\left(-\tfrac12 y^\top K^{-1}y\right)"]),
    (r"Let $f(x)=-\sum_{i=1}^n\log x_i$. Figure out the gradient of $f$.", [r"f(x) = -\sum_{i=1}^n\log x_i, \quad \nabla_{x} f"]),
    (r"The cost is $C(q) = 3q^2 + 2q + 5$. Find the average cost and the $q$ that minimizes it.", []),
    (r"Soit $g(x,y)=x^2y$. Donner l'équation du plan tangent au graphe de $g$ au point $(1,2)$.",
     [r"g(x,y) = x^2y, \quad g(x, y) \approx g(1, 2) + \frac{\partial g}{\partial x}(1, 2) (x - 1) + \frac{\partial g}{\partial y}(1, 2) (y - 2)"]),
    (REPEATED % r"Repeat Exercise~\ref{ex:r}(ii) for $G(w)=\|w\|^3$.", [r"F(w) = \|Xw-y\|^2, \quad \nabla F", r"F(w) = \|Xw-y\|^2, \quad \nabla_{w}^2 F", r"G(w) = \|w\|^3, \quad \nabla_{w}^2 G"]),
    (REPEATED % r"Repeat part (i) of Exercise~\ref{ex:r} for $G(w)=\|w\|^3$.", [r"F(w) = \|Xw-y\|^2, \quad \nabla F", r"F(w) = \|Xw-y\|^2, \quad \nabla_{w}^2 F", r"G(w) = \|w\|^3, \quad \nabla G"]),
])
def test_goes_on(text, latex):
    """What a part takes from the parts and sentences before it."""
    assert problems(text) == latex


def test_ones_in_a_constraint(tmp_path):
    r"""A sum that \mathbf 1^T x writes is a condition that the optimum keeps, which its T and 1 need not show; "find the solution" asks for it."""
    path = tmp_path / "h.tex"
    path.write_text("\\begin{document}\nConsider \\[\\begin{array}{ll}\\mbox{minimize} & \\sum_{i=1}^n x_i\\log x_i\\\\ \\mbox{subject to} & \\mathbf 1^Tx=1.\\end{array}\\] Find the solution.\n\\end{document}\n")
    [only] = solve(path).problems
    assert only["status"] == "solved" and only["result"]["latex"] == r"\frac{1}{n}\,\mathbf 1"


@pytest.mark.parametrize("text, latex", [
    (r"Consider $\hat\beta=\arg\min_b (y-Xb)'(y-Xb)$. Under the restriction $R\beta=r$, derive the restricted least squares estimator.",
     [r"\arg\min_b (y-Xb)'(y-Xb) \quad \text{s.t.} \quad Rb =r"]),
    (r"Consider $\hat\beta=\arg\min_b (y-Xb)'(y-Xb)$. Derive $\hat\beta$.", [r"\arg\min_b (y-Xb)'(y-Xb)"]),
])
def test_named_point(text, latex):
    r"""\hat\beta = \arg\min_b: a condition on \beta is one on b, and \hat\beta asks for the point."""
    assert problems(text) == latex


def test_surface_named_twice():
    r"""The tangent plane to $z = f(x, y)$ defines z once."""
    [only] = problems(r"Let $f(x,y)=x^2y$. Find an equation of the tangent plane to $z=f(x,y)$ at $(1,2)$.")
    assert only.startswith(r"f(x,y) = x^2y, \quad z(x, y) = f(x,y), \quad z(x, y) \approx")
