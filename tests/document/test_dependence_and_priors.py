"""What depends on what by the words of a text, priors of estimates, lists under a derivative that is written."""
from __future__ import annotations

import pytest

from texderive.document.document import read


def problems(text: str) -> list[str]:
    """The formulas that are derived."""
    return [p.latex for p in read(text + "\n").problems]


@pytest.mark.parametrize("text, latex", [
    (r"Let $A$ be an $n\times n$ matrix which depends on a parameter $s$. Express $\frac{d}{ds}A^{-1}$ in terms of $A^{-1}$ and $\frac{dA}{ds}$.",
     [r"A = A(s), \quad \frac{d}{ds}A^{-1}"]),
    (r"Suppose $B$ is a function of $s$. What is $\frac{d}{ds}\log\det B$?", [r"B = B(s), \quad \frac{d}{ds}\log\det B"]),
    (r"Let $A(t)$ be invertible for all $t$. Compute $\frac{d}{dt}\operatorname{tr}(A^{-1})$.", [r"A = A(t), \quad \frac{d}{dt}\operatorname{tr}(A^{-1})"]),
    (r"若 $A$ 可逆, $\frac{\partial A}{\partial \alpha}$ 已知, 试求 $\frac{\partial A^{-1}}{\partial \alpha}$.", [r"A = A(\alpha), \quad \frac{\partial A^{-1}}{\partial \alpha}"]),
    (r"Compute $\frac{\partial L}{\partial W}$ in terms of $\frac{\partial L}{\partial y}$, where $y = Wx$.", [r"y = Wx, \quad \frac{\partial L}{\partial W}"]),
])
def test_depends(text, latex):
    """A matrix that the text says to depend on a number is a function of it; a derivative that is asked is no rate that is given."""
    assert problems(text) == latex


LAMP = r"\section{Lamp} The density is $p(t\mid\lambda)=\lambda e^{-\lambda t}$. We observe $t_1,\dots,t_n$. "


@pytest.mark.parametrize("text, latex", [
    (LAMP + r"With a Gamma prior, $p(\lambda)\propto\lambda^{a-1}e^{-b\lambda}$, derive the MAP estimator of $\lambda$.",
     [r"p(t\mid\lambda) = \lambda e^{-\lambda t}, \quad \operatorname*{arg\,max}_{\lambda} \left( \left( \prod_{i=1}^{n} p(t_i \mid \lambda) \right) \left( \lambda^{a-1}e^{-b\lambda} \right) \right)"]),
    (r"Let $X_1,\dots,X_n$ be i.i.d.\ $\mathrm{Poisson}(\lambda)$ and $\lambda\sim\mathrm{Gamma}(a,b)$. What is the maximum a posteriori estimate of $\lambda$?",
     [r"\operatorname*{arg\,max}_{\lambda} \left( \left( \prod_{i=1}^{n} \frac{\lambda^{x_i} e^{-\lambda}}{x_i!} \right) \frac{b^{a}}{\Gamma(a)} \lambda^{a - 1} e^{-b \lambda} \right)"]),
    (r"The $X_1,\dots,X_n$ are i.i.d.\ $\mathrm{Bernoulli}(\theta)$. With a $\mathrm{Beta}(\alpha,\beta)$ prior, find the MAP estimate of $\theta$.",
     [r"\operatorname*{arg\,max}_{\theta} \left( \left( \prod_{i=1}^{n} \theta^{x_i} (1 - \theta)^{1 - x_i} \right) \frac{\Gamma(\alpha + \beta)}{\Gamma(\alpha) \Gamma(\beta)} \theta^{\alpha - 1} (1 - \theta)^{\beta - 1} \right)"]),
    (LAMP + r"Find the MAP estimate of $\lambda$.", []),
    (LAMP + r"With a $\mathrm{Gamma}(a,b)$ prior on $\mu$, find the MAP estimate of $\mu$.", []),
])
def test_posterior(text, latex):
    """A MAP estimate is where likelihood times prior is largest; without a prior, or without a likelihood, none is derived."""
    assert problems(text) == latex


@pytest.mark.parametrize("text, latex", [
    ("\\begin{enumerate}\n\\item Find $f'(x)$. Simplify where possible.\n\\begin{enumerate}\n\\item $f(x) = x^2\\ln x$\n\\item $f(x) = \\sqrt{1-x^2}$\n\\end{enumerate}\n\\end{enumerate}",
     [r"f(x) = x^2\ln x, \quad f'(x)", r"f(x) = \sqrt{1-x^2}, \quad f'(x)"]),
    ("Find the derivative of\n\\begin{enumerate}\n\\item softplus, $\\log(1+e^x)$;\n\\item the leaky ReLU $f(x)=\\max(\\alpha x,x)$;\n\\item the sigmoid $\\sigma(x)=\\frac1{1+e^{-x}}$, and express it through $\\sigma(x)$.\n\\end{enumerate}",
     [r"\frac{\partial}{\partial x} \left( \log(1+e^x) \right)", r"f(x) = \max(\alpha x,x), \quad \frac{\partial f}{\partial x}", r"\sigma(x) = \frac1{1+e^{-x}}, \quad \frac{\partial \sigma}{\partial x}"]),
    ("Let $f(x)=x^3$. Find $f'(x)$.\n\\begin{enumerate}\n\\item Where is $f$ increasing?\n\\end{enumerate}", [r"f(x) = x^3, \quad f'(x)"]),
])
def test_lists(text, latex):
    """A derivative that is asked for before a list is that of the functions in it, which may have names in words."""
    assert problems(text) == latex


@pytest.mark.parametrize("text, latex", [
    (r"Let $RSS(\beta)=\|y-X\beta\|^2$. Find the gradient of the RSS.", [r"\mathrm{RSS}(\beta) = \|y-X\beta\|^2, \quad \nabla_{\beta} \mathrm{RSS}(\beta)"]),
    (r"Let $MSE = \frac1n\|y-Xw\|^2$. Find the gradient of the MSE with respect to $w$.", [r"\mathrm{MSE} = \frac1n\|y-Xw\|^2, \quad \nabla_{w} \mathrm{MSE}"]),
    (r"Let $XY = I$. Compute $\nabla_X \operatorname{tr}(X^TX)$.", [r"\nabla_X \operatorname{tr}(X^TX)"]),
])
def test_names_in_capitals(text, latex):
    """Capitals side by side are a name where they are defined, and in the words that ask."""
    assert problems(text) == latex


@pytest.mark.parametrize("text, latex", [
    ("The demand is $P(q)=a-bq$, the cost $C(q)=cq$.\n\\begin{enumerate}\n\\item Write down the profit $\\pi(q)=P(q)q-C(q)$.\n\\item Find the profit-maximizing quantity $q^*$.\n\\end{enumerate}",
     [r"P(q) = a-bq, \quad C(q) = cq, \quad \pi(q) = P(q)q-C(q), \quad \operatorname*{arg\,max}_{q} \pi"]),
    (r"The cost function is $C(q)=q^3-6q^2+15q$. Find the profit-maximizing quantity $q^*$.", []),
    (r"The cost function is $C(q)=q^3-6q^2+15q$. Find the average cost and the quantity at which it is smallest.", []),
    (r"The cost function is $C(q)=q^3-6q^2+15q$. Find the output level at which marginal cost is minimal.", []),
    (r"The cost function is $C(q)=q^3-6q^2+15q$. Derive the marginal cost.", [r"C(q) = q^3-6q^2+15q, \quad \frac{\partial C}{\partial q}"]),
])
def test_quantities_in_words(text, latex):
    """A profit is what is called so; what only words name is not taken for the function that was defined last."""
    assert problems(text) == latex


@pytest.mark.parametrize("text, latex", [
    ("The prediction function $h_w(x)$ is given by \\[ h_w(x)=\\frac{1}{1+e^{-w^\\top x}}. \\] Compute the gradient of the loss function in P2.2 (3).", []),
    (r"The prediction function is $h(x)=w^\top x$ and the loss is $L(w)=(h(x)-y)^2$. Compute the gradient of the loss with respect to $w$.",
     [r"h(x) = w^\top x, \quad L(w) = (h(x)-y)^2, \quad \nabla_{w} L"]),
    (r"Let $J(\theta)=\frac1{2m}\sum_{i=1}^m(\theta^\top x^{(i)}-y^{(i)})^2$. Derive the gradient descent update rule for $\theta_j$ with learning rate $\alpha$.",
     [r"J(\theta) = \frac1{2m}\sum_{i=1}^m(\theta^\top x^{(i)}-y^{(i)})^2, \quad \theta_j \gets \theta_j - \alpha \frac{\partial J}{\partial \theta_j}"]),
    (r"设 $x_1,\dots,x_n$ 独立同分布于 $\mathrm{Poisson}(\lambda)$, 求 $\lambda$ 的极大似然估计.",
     [r"\operatorname*{arg\,max}_{\lambda} \left( \prod_{i=1}^{n} \frac{\lambda^{x_i} e^{-\lambda}}{x_i!} \right)"]),
    (r"Gegeben sei die Verlustfunktion $L(w)=\|y-Xw\|^2$. Bestimmen Sie den Kleinste-Quadrate-Schätzer.", [r"L(w) = \|y-Xw\|^2, \quad \operatorname*{arg\,min}_{w} L"]),
])
def test_what_is_meant(text, latex):
    """A prediction is not the loss that a question speaks of; a rule for \\theta_j is that of the entry j."""
    assert problems(text) == latex
