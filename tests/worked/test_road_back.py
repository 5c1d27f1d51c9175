"""The road back is told without a leap: brackets part by part, products in their own order, laws with the indices of their line."""
import pytest

import texderive as td


def lines(latex, act="matrices", **given):
    d = td.derive(latex, **given)
    assert d.verification.ok
    return [(s.text, s.title) for s in d.steps if s.act.kind == act]


def titles(latex, **given):
    return [s.title for s in td.derive(latex, **given).steps]


def test_neighbours():
    """A product of several matrices is written entry by entry in its own order before it is read, and what a transpose is stands beside it."""
    ordered, product = lines(r"\frac{\partial}{\partial X}\|AXB - C\|_F^2")[:2]
    assert ordered[0].endswith("2 Σ_{i,j} (Aᵀ)_ki M_ij(Bᵀ)_jl") and ordered[1] == r"neighbours share an index; $(A^\top)_{ki} = A_{ik}$"
    assert product[0].endswith("(2AᵀMBᵀ)_kl") and product[1] == "read as a product"


def test_powers_among_neighbours():
    """X^2 is X X there."""
    assert any("X_km X_mj b_j a_i(Xᵀ)_il" in text for text, _ in lines(r"\frac{\partial}{\partial X} a^T(X^2)^TX^2b"))


def test_in_order_already():
    """Three factors without a transpose need no line of their own."""
    assert not any("neighbours" in title for _, title in lines(r"\frac{\partial}{\partial x} a^TABx"))


def test_brackets():
    """A bracket of products below sums is read part by part; one that is a vector and meets others is not."""
    told = [text for text, _ in lines(r"\frac{\partial}{\partial s}(x - As)^T W (x - As)")]
    assert [text.split(" = ")[0] for text in told if " = " in text][:2] == ["−Σ_{i,j} W_ij A_ik r_j", "−Σ_{i,j} W_ij r_i A_jk"]
    assert any("(Σ_k W_ik x_k + b_i)σ(r_i)" in text for text, _ in lines(r"\frac{\partial}{\partial x}\left[(Wx + b)\odot\sigma(Vx + c)\right]"))


@pytest.mark.parametrize("latex, title", [
    (r"\frac{\partial}{\partial X}\operatorname{tr}(X)", "the entries of the identity matrix"),
    (r"\frac{\partial}{\partial \lambda}\log\det(K + \lambda I)", "$i$ is summed: a trace"),
    (r"\frac{\partial}{\partial X}\operatorname{tr}(X)\operatorname{tr}(X^TX)", "$i$ and $j$ summed: all the entries"),
    (r"\nabla_x\, x^Tb", r"$\partial x_i/\partial x_j = \delta_{ij}$"),
    (r"\nabla_x\, x^TAx", r"$\partial x_i/\partial x_k = \delta_{ik}$"),
    (r"\frac{\partial}{\partial x_i}\sum_{j,k} x_jA_{jk}x_k", r"$\partial x_j/\partial x_i = \delta_{ji}$"),
    (r"\sum_i\sum_j A_{ij}\delta_{lm}B_{il}", "what an index does not touch in front of its sum"),
    (r"\frac{\partial}{\partial W}\operatorname{ReLU}(Wx + b)", "contraction: only $l = k$ remains"),
    (r"\frac{\partial}{\partial W}\operatorname{ReLU}(Wx + b)", r"chain rule through $r_i$; $\operatorname{ReLU}'(u) = \mathbf{1}[u > 0]$"),
    (r"\frac{d}{dx}\tanh x", r"$\tanh'(u) = 1 - \tanh^2u$"),
    (r"\frac{d}{dx}\sin x", "elementary derivative"),
    (r"\frac{d}{dx} u(x)v(x)", "$u'$, $v'$ are the derivatives of $u$, $v$"),
    (r"\nabla^2_w\sum_{i=1}^n\log(1 + e^{-y_iw^\top x_i})", r"with $s$ put back; $\sigma(-u) = 1 - \sigma(u)$"),
    (r"y = \sin t, \quad z = \cos t, \quad f = y + z^2, \quad \frac{df}{dt}", "by definition of $z$, $y$"),
])
def test_words(latex, title):
    """What a sum is, which law was used with which indices (those of the first derivative), which value has a name, how a function is differentiated
    that not every reader knows."""
    assert title in titles(latex)


def test_summed_alone():
    """The index of an inner sum is called as its own line has it."""
    told = lines(r"\frac{\partial}{\partial x} a^T(B + \operatorname{diag}(x))^{-1}a")
    assert told[0] == ("Σ_i a_i(M⁻¹)_ik = (M⁻ᵀa)_k", "$i$ is summed: matrix times vector")
    assert told[1] == ("Σ_i a_i(M⁻¹)_ki = (M⁻¹a)_k", "$i$ is summed: matrix times vector")


def test_logarithm_at_once():
    """A logarithm is opened on one line, whatever is in it."""
    told = titles(r"\frac{d}{dx}\ln\frac{x^2 e^x}{\sqrt{1 + x^2}}")
    assert told.count("logarithm of a product or power") == 1 and len(told) == 3


def test_numerators_in_brackets():
    """A product above the bar of a derivative stands in brackets, and no fraction above another bar."""
    d = td.derive(r"x_1 = t\cos t, \quad f = x_1^2 e^{x_1}, \quad \frac{df}{dt}")
    assert not any(r"\frac{dt\cos t}" in s.latex for s in d.steps)
    d = td.derive(r"\nabla_u \frac{u^T v}{\|u\|\,\|v\|}")
    assert not any(r"\frac{\frac{1}{\sqrt{p}}" in s.latex for s in d.steps)


def test_given_once():
    """What is assumed of several determinants alike is said once."""
    text = td.derive(r"\frac{\partial}{\partial A}\left[\log\frac{|A|}{|B|} + \operatorname{tr}(AB)\right]").to_text()
    assert "|A| and |B| are each the determinant of a square matrix" in text


def test_sign_before_the_diagonal():
    """The derivative by tied entries has its sign before diag."""
    d = td.derive(r"\frac{\partial}{\partial X}\operatorname{tr}((X + A)^{-1})", declare={"X": "n x n symmetric", "A": "n x n symmetric"})
    assert "diag(diag(M⁻²)) − 2M⁻²" in d.to_text()


def test_functions_are_told_once():
    """The derivative of a function stands at the first of the lines that use it."""
    told = titles(r"h = \tanh(W_1x), \quad g = \tanh(W_2h), \quad L = \|g - y\|^2, \quad \frac{\partial L}{\partial W_1}")
    assert sum(r"\tanh'(u)" in title for title in told) == 1


def test_members():
    """The gradient by a member of a family is read back for that member, term by term."""
    told = lines(r"\nabla_{u_i}\sum_{i,j}(r_{ij} - u_i^\top v_j)^2 + \lambda\sum_i\|u_i\|^2")
    assert [title for _, title in told] == ["the sum over $j$ stays", "the entries of a row", "with $s$ put back"]


def test_entries_of_the_variable():
    """Where the answer is given for an entry of the variable, its left side says which, and the entry is a number."""
    d = td.derive(r"\mathbf o=\sum_j w_j\mathbf v_j, \; w=\operatorname{softmax}(\mathbf s), \; \frac{\partial\mathbf o}{\partial\mathbf s}",
                  declare={r"\mathbf s": "N", r"\mathbf v_j": "p for j=1..N"})
    back = d.acts[-1]
    assert d.steps[-1].text.startswith("[∂o/∂s]_j = ") and r"by a scalar is a $p\times 1$ column" in back.prose[0]


def test_members_below_a_product():
    """A product around a sum over members is written in its own order, too."""
    told = lines(r"\frac{\partial}{\partial\Sigma}\sum_{n=1}^N (x_n - \mu)^\top\Sigma^{-1}(x_n - \mu)")
    assert told[0][0].endswith("−Σ_{n,i,j} (Σ⁻ᵀ)_ki(x_n − μ)_i(x_n − μ)_j(Σ⁻ᵀ)_jl") and told[1][1] == "read as a product"


def test_terms_together():
    """Several terms that were read by themselves are put together in the result; one is not, whatever lines lead to it."""
    assert lines(r"\frac{\partial}{\partial X}\operatorname{tr}(AXBX^\top C)")[-1][1] == "the terms together"
    network = r"h = \tanh(W_1x + b), \quad \hat y = W_2h, \quad L = \frac12\|\hat y - y\|^2, \quad \frac{\partial L}{\partial W_1}"
    assert lines(network)[-1][1] == "entry by entry; an outer product"


def test_densities_keep_their_names():
    """The derivative of a density is written with the density right away."""
    told = lines(r"\nabla_{\mu_k}\sum_n\log\sum_j\pi_j\mathcal N(x_n \mid \mu_j, \Sigma_j)", "derivative")
    assert told[4][0].endswith("Σ_n (1/p_n) Σ_j π_j 𝒩(x_n ∣ μ_j, Σ_j) ∂s_nj/∂μ_kl") and "by definition of" in told[4][1]


def test_indices_behind_each_other():
    """i + 1 is told as the line has it, and both terms of a difference are contracted."""
    found = titles(r"\frac{\partial}{\partial x_j}\sum_{i=1}^{n-1}(x_{i+1} - x_i)^2")
    assert found[-2:] == [r"$\partial x_{i+1}/\partial x_j = \delta_{i+1,j}$", "contraction: $i+1 = j$, $i = j$"]
