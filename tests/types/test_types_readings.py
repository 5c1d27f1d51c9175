"""Readings of single notations: what an expression becomes, and what is refused rather than guessed."""
from __future__ import annotations

import pytest

from texderive import matrix as m
from texderive.errors import TexDeriveError
from texderive.read import read
from texderive.types import interpret, interpret_value


def ask(latex, declare=None):
    return interpret(read(latex), declare)


def ops(latex, declare=None):
    """The node kinds of the quantity, definitions not entered."""
    return {x.op for x in m.walk(ask(latex, declare).body)}


@pytest.mark.parametrize("latex, present, absent", [
    (r"\frac{d}{dx}\log_2 x", {"fn", "div"}, {"app"}), (r"\frac{d}{dx}\log_b x", {"fn", "div"}, {"app"}),
    (r"\nabla_u\|u-v\|_{\Sigma^{-1}}^2", {"inv", "mul", "T"}, {"norm"}), (r"\nabla_x\|x\|_{A^\top A}", {"mul", "pow"}, {"norm"}),
    (r"\nabla_w \lVert w\rVert_4^4", {"hpow", "ones"}, {"norm"}), (r"\nabla_x\|x\|_{\ell_2}", {"norm"}, set()),
    (r"\nabla_X \operatorname{tr}(A^\top(X\oslash B))", {"div"}, {"inv"}), (r"\nabla_w \mathbf{1}^\top w^{\odot 3}", {"hpow"}, {"pow"}),
    (r"\nabla_w \mathbf{1}^\top |w|^{\odot 3}", {"hpow", "fn"}, {"norm"}),
])
def test_read_as(latex, present, absent):
    """Weights, bases and elementwise signs enter the expression."""
    found = ops(latex)
    assert present <= found and not absent & found


@pytest.mark.parametrize("latex, code", [
    (r"\frac{\partial}{\partial X}\sum_i\operatorname{eig}_i(X)^{1/2}", "TD324"),
    (r"\frac{\partial\sigma_2(A)}{\partial A}", "TD324"), (r"\frac{\partial}{\partial A}\sum_i\sigma_i^3(A)", "TD324"), (r"\frac{\partial}{\partial A}\prod_i\sigma_i(A)^2", "TD324"), (r"\frac{d}{dt}\sigma_2(A+tB)", "TD324"),
    (r"\nabla_X\|X\|_{2,1}", "TD315"),
])
def test_refused(latex, code):
    """What texderive has no derivative for is refused by its own code."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex)
    assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize("latex, name", [(r"\frac{d}{dx}\operatorname{sech} x", "sech"), (r"\frac{d}{dx}\cosh^{-1} x", "arcosh"), (r"\frac{d}{dx}\sec^{-1}(x)", "arcsec"),
                                         (r"\frac{d}{dx}\coth x", "coth")])
def test_function_names(latex, name):
    """Rare functions and inverses written with ^{-1} are those of the table."""
    assert ask(latex).body.data == name


@pytest.mark.parametrize("latex, declare", [
    (r"\nabla_{\mathbf x} e^{-\|\mathbf x-\mathbf x'\|^2}", None), (r"\nabla_{\mathbf x} e^{-\|\mathbf x-\mathbf x'\|^2}", {r"\mathbf x": "d", r"\mathbf x'": "d"}),
    (r"k(\mathbf x,\mathbf x')=e^{-\|\mathbf x-\mathbf x'\|^2}, \quad \nabla_{\mathbf x} k(\mathbf x,\mathbf x')", None),
])
def test_prime_of_a_name(latex, declare):
    """x' beside x is a name where it is declared, an argument, or no transpose fits."""
    assert set(ask(latex, declare).symbols) == {r"\mathbf x", r"\mathbf x'"}


@pytest.mark.parametrize("latex", [r"\nabla_x x'Ax", r"\nabla_X \operatorname{tr}(X'X)", r"\nabla_b (y-Xb)'(y-Xb)", r"\nabla_w \log\sigma(w'x)"])
def test_prime_as_transpose(latex):
    """x' is the transpose wherever that fits."""
    assert not any("'" in key for key in ask(latex).symbols)


@pytest.mark.parametrize("latex, keys", [
    (r"\mathbf h_t=\tanh(W_h\mathbf h_{t-1}+W_x\mathbf x_t), \quad \frac{\partial\mathbf h_t}{\partial\mathbf h_{t-1}}", {"W_h", r"\mathbf h_{t-1}", "W_x", r"\mathbf x_t"}),
    (r"\mathbf x_{l+1}=\mathbf x_l+\sigma(W_l\mathbf x_l),\quad\frac{\partial\mathbf x_{l+1}}{\partial\mathbf x_l}", {r"\mathbf x_l", "W_l"}),
    (r"\mathbf i=\sigma(W_i\mathbf x), \quad \frac{\partial\mathbf i}{\partial\mathbf x}", {"W_i", r"\mathbf x"}),
])
def test_subscripts_that_are_labels(latex, keys):
    """The subscripts of a recurrence and letters that are defined themselves tell names apart; they are no indices."""
    assert set(ask(latex).symbols) == keys


def test_square_defined_gives_the_root():
    r"""\sigma follows from a definition of \sigma^2."""
    p = ask(r"\frac{\partial f}{\partial x}, \quad f = \frac{x}{\sigma}, \quad \sigma^2 = x^2 + 1")
    assert r"\sigma" in [l.key for l in p.lets] and set(p.symbols) == {"x"}


def test_conditional_bar_separates_arguments():
    """p(y | x, t) can be defined and used, alone or under a logarithm."""
    assert ask(r"\nabla_t \log p(y\mid x,t), \quad p(y\mid x,t)=\sigma(t^\top x)^y").lets[0].key == "p"
    assert ask(r"\nabla_t \ln p(y\mid x,t), \quad \ln p(y\mid x,t)= y\,t^\top x").body.op == "ref"


def test_request_in_words():
    """Text may ask for the derivative."""
    p = ask(r"\text{Derive the gradient of } f(w)=\|Xw-y\|_2^2 \text{ with respect to } w")
    assert p.kind == "derivative" and p.variables[0].data.key == "w"


def test_undefined_left_side_is_spelled_out_on_the_right():
    """In dL/dx = d/dx (..) the right side says what L is."""
    assert ask(r"\frac{\partial L}{\partial x} = \frac{\partial}{\partial x} x^\top A x").body.op == "mul"


def test_equation_that_is_not_solved():
    """A dependence given only by an equation is refused, and not taken for none; a linear one gives what it is solved for."""
    with pytest.raises(TexDeriveError) as caught:
        ask(r"\frac{\partial}{\partial p} c^Tx,\quad A(p)x+x\circ x=b,\quad A(p)=A_0+pA_1")
    assert caught.value.code == "TD329"
    assert "ref" in ops(r"\frac{\partial}{\partial p} c^Tx,\quad A(p)x=b,\quad A(p)=A_0+pA_1")


def test_matrix_function_in_words():
    """'not elementwise' makes a function one of the matrix."""
    assert "mfn" in ops(r"\frac{\partial}{\partial X} a^\top\sin(X)b, \quad \sin \text{ of the matrix, not elementwise}")


@pytest.mark.parametrize("latex, shape", [
    (r"\mathbf r(t)=(\cos t,\sin t,t)^\top,\quad \frac{d\mathbf r}{dt}", (3, 1)), (r"\mathbf f(x,y)=(x^2 y, x + y),\quad \frac{\partial \mathbf f}{\partial x}", (2, 1)),
    (r"\frac{\partial\mathbf y}{\partial\mathbf x}, \quad y_i=e^{x_i}", ("n", "n")), (r"\frac{\partial\mathbf y}{\partial\mathbf x}, \quad y_i=\sum_jW_{ij}x_j+b_i", ("m", "n")),
    (r"\frac{\partial}{\partial w} (X_{i:} w)^2", (1, "d")),
])
def test_vectors_by_their_entries(latex, shape):
    """Lists, definitions by components and rows of a matrix are vectors."""
    assert ask(latex).shape == shape


@pytest.mark.parametrize("latex", [r"\frac{d}{dt} (\cos t, \sin t)", r"\frac{d}{dx} (x, x^2)", r"\frac{d}{dx} (x, e^x)"])
def test_a_curve_is_no_inner_product(latex):
    """A pair of functions of one letter is refused with the advice to write a vector, which is then read."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex)
    assert "(a, b)^\\top for a vector" in caught.value.hint and ask(latex + r"^\top").shape == (2, 1)


def test_pair_of_vectors_is_an_inner_product():
    """(x, Ax) outside of a definition is the inner product, which is said; a pair of numbers is refused."""
    problem = ask(r"\nabla_x (x, Ax)")
    assert problem.shape == (1, "n") and "$(x, Ax)$ is an inner product." in problem.assumptions
    with pytest.raises(TexDeriveError):
        ask(r"\frac{d}{dx} (x, y)", declare={"x": "scalar", "y": "scalar"})


@pytest.mark.parametrize("latex, shape", [
    (r"J = (u_2 - u_1)^2, \; u_k = \mathbf w^\top\mathbf u_k, \; \nabla_{\mathbf w} J", (1, "n")), (r"\frac{\partial u}{\partial\mathbf w}, \; u = \mathbf w^\top\mathbf u", (1, "n")),
])
def test_a_number_named_like_its_vector(latex, shape):
    r"""u_k = w^\top\mathbf u_k: the number and the vector are two symbols."""
    assert ask(latex).shape == shape


def test_a_named_gradient_is_asked():
    r"""g(x) = \nabla f(x) asks for it where nothing else is asked."""
    assert ask(r"\operatorname{grad}_f(x) = \nabla f(x), \; f(x) = \|Ax\|^2").shape == (1, "n")
    assert ask(r"g(x) = \nabla f(x), \; f(x) = \|Ax\|^2, \; \nabla g(x)").shape == ("n", "n")


def test_prime_by_the_only_letter():
    """y' is taken by the only letter of y, or by x beside constants."""
    assert ask(r"y=\ln(x+\sqrt{x^2+1}),\ y'").variables[0].data.key == "x" and ask(r"y = a x^2 + b, \quad y'").variables[0].data.key == "x"


def test_sum_over_pairs():
    r"""\sum_{(i,j)} binds both, and so does a set of pairs."""
    assert "sum" in ops(r"\frac{\partial}{\partial u_{ik}}\sum_{(i,j)}(r_{ij}-\sum_k u_{ik}v_{jk})^2")
    assert "sum" in ops(r"\frac{\partial}{\partial u_i}\sum_{(i,j)\in\Omega}(R_{ij}-u_i^\top v_j)^2")


def test_index_that_does_not_occur():
    """A sum whose range nothing gives is refused."""
    with pytest.raises(TexDeriveError) as caught:
        ask(r"\frac{\partial}{\partial X} \sum_i \operatorname{tr}(AX)")
    assert caught.value.code == "TD325"


def test_gradient_of_an_unspecified_function_as_a_factor():
    r"""\nabla f(r) is a row at a named r."""
    v = interpret_value(read(r"\nabla f(r)\,A, \quad r = Ax+b"), {"A": "m x n", "x": "n", "b": "m"})
    assert v.expr.shape == (1, "n") and "dapp" in {x.op for x in m.walk(v.expr)}


def test_positive_part():
    """(u)_+ is the positive part, not a component."""
    assert "fn" in ops(r"\nabla_w (1 - w^\top x)_+^2")


def test_literal_sizes_of_kronecker_products():
    """A 2 x 2 beside a 3 x 3 identity takes a vector of length 6."""
    assert ask(r"\frac{\partial}{\partial x}\|(A\otimes I)x\|^2", {"A": "2 x 2", "x": "6"}).shape == (1, 6)


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial\mu}\ln\mathcal N(x\mid\mu,\Sigma)", r"\frac{\partial}{\partial\mu}\mathcal N(x;\mu,\sigma^2)"])
def test_normal_density(latex):
    r"""An undefined \mathcal N is the normal density; its logarithm is a sum."""
    p = ask(latex)
    assert p.body.is_scalar and any("normal density" in a for a in p.assumptions)


def test_numbered_functions():
    """f_k of f_i(x) = ... takes the index put in."""
    p = ask(r"f_i(x)=a_i^\top x-b_i,\quad \nabla_x \sum_k f_k(x)^2")
    assert not p.free and p.symbols["a_i"].family == ("N",)


@pytest.mark.parametrize("latex, op", [(r"\frac{\partial A^{-1}_{ij}}{\partial A_{kl}}", "inv"), (r"\frac{\partial A^\top_{ij}}{\partial A_{kl}}", "T")])
def test_superscript_before_two_indices(latex, op):
    """A^{-1}_{ij} is an entry of the inverse, A^T_{ij} one of the transpose."""
    assert op in ops(latex)


def test_rows_of_the_variable_are_not_guessed():
    """Undeclared w_j beside a variable W are refused; declared ones are constants, and that is said."""
    with pytest.raises(TexDeriveError) as caught:
        ask(r"\nabla_W \sum_{j=1}^n\log\sigma(w_j^Tx)+\log|W|")
    assert caught.value.code == "TD317"
    p = ask(r"\nabla_W \sum_{j=1}^n\log\sigma(w_j^Tx)+\log|W|", {"W": "n x n", "w_j": "n for j=1..n", "x": "n"})
    assert "$w_j$ does not depend on $W$." in p.assumptions


@pytest.mark.parametrize("latex, ranks", [
    (r"\nabla_x x^\top y/z^\top w", {"x": 1, "y": 1, "z": 1, "w": 1}), (r"\nabla_x (a\cdot x)(b\cdot x)", {"a": 1, "x": 1, "b": 1}),
    (r"\nabla_x e^x\odot\sin x", {"x": 1}), (r"\nabla_\theta \|\theta-\theta_0\|^2", {r"\theta": 1, r"\theta_0": 1}), (r"\frac{d}{dx} a\cdot x", {"a": 0, "x": 0}),
])
def test_ranks_from_context(latex, ranks):
    """Flat slashes, dots and nablas are evidence for vectors."""
    assert {k: sum(d != 1 for d in s.shape) for k, s in ask(latex).symbols.items()} == ranks


@pytest.mark.parametrize("latex, declare", [
    (r"z=2x,\ \frac{d}{dx} c(z)^2", None), (r"\nabla_w \sum_i y_i(s_i)^2, \quad s_i = w^\top x_i", None),
    (r"\nabla_w \sum_j c_j(z_j)^2,\quad z_i = w^\top x_i", {"c_i": "scalar for i=1..N", "x_i": "n for i=1..N", "w": "n"}),
])
def test_power_of_a_bracket_behind_a_symbol(latex, declare):
    """In c(z)^2 with a symbol c only the bracket is squared."""
    body = ask(latex, declare).body
    powers = [x for x in m.walk(body) if x.op == "pow"]
    assert [p.args[0].op for p in powers] == ["ref"]


def test_power_of_a_function_value():
    """f(z)^2 of a function is the square of its value."""
    assert [x.args[0].op for x in m.walk(ask(r"\nabla_w f(w^\top x)^2, f(z) = \sigma(z)").body) if x.op == "pow"] == ["fn"]


def test_unusual_index_letters():
    """By x_p of an expression without x_p: x_a and x_c are components, not names."""
    assert set(ask(r"\frac{\partial}{\partial x_p}x_ax_c").symbols) == {"x"}
    assert set(ask(r"\frac{\partial}{\partial x_a}(x_a-x_b)^2").symbols) == {"x_a", "x_b"}


def test_implication_separates_statements():
    r"""What stands before \Rightarrow defines what is asked behind it."""
    assert ask(r"\ell=\log\sigma(w^\top x) \Rightarrow \frac{\partial\ell}{\partial w}=").lets[0].key == r"\ell"


def test_logarithm_of_elementwise_values_under_a_trace():
    """log softmax(XW) under a trace is elementwise."""
    assert "mfn" not in ops(r"\frac{\partial}{\partial W}\operatorname{tr}(Y^\top\log\operatorname{softmax}(XW))")


def test_open_sizes_are_the_only_declared_one():
    """Deltas and identities whose size nothing else fixes have the one size that is declared."""
    v = interpret_value(read(r"\delta_{rs} c"), {"c": "scalar", "x": "n"})
    assert set(v.free.values()) == {"n"}
    assert interpret_value(read(r"\operatorname{tr}(B) I"), {"B": "n x n"}).expr.shape == ("n", "n")


@pytest.mark.parametrize("declare", [None, {"T": "m x n x n", "x": "n"}])
def test_tensor_by_its_components(declare):
    """T_{kij} with three indices is a scalar of a three-axis tensor."""
    p = ask(r"\frac{\partial y_k}{\partial x_l},\quad y_k=\sum_{ij}T_{kij}x_ix_j", declare)
    assert len(p.symbols["T"].family) == 3 and list(p.free) == ["k", "l"]


@pytest.mark.parametrize("latex, key", [(r"\nabla_Q \|\frac{QK^\top}{\sqrt{d_k}}\|_F^2", "d_k"), (r"\frac{\partial}{\partial\Sigma} -\frac N2\log|\Sigma|", "N")])
def test_counts_are_scalars(latex, key):
    """d_k and N are sizes, not vectors and matrices."""
    assert ask(latex).symbols[key].shape == (1, 1)


@pytest.mark.parametrize("latex, order", [(r"\operatorname{Hess} f,\quad f(x)=e^{a^\top x}", 2), (r"\text{grad}_{x}\left(x^\top x\right)", 1)])
def test_operators_by_name(latex, order):
    """grad and Hess are derivatives."""
    assert len(ask(latex).variables) == order


@pytest.mark.parametrize("latex", [r"\frac{\partial^2}{\partial\beta\,\partial\beta'} (y-X\beta)'(y-X\beta)", r"\frac{\partial^2}{\partial z\partial z'}\ln\sum_k e^{z_k}"])
def test_prime_in_a_denominator(latex):
    """By x and x' is by x twice."""
    p = ask(latex)
    assert [v.op for v in p.variables] == ["var", "T"] and p.variables[1].args[0] == p.variables[0]


def test_prime_within_an_expression_asks_nothing():
    """y' in a definition is a transpose and no request."""
    assert ask(r"J=-\mathbf{y}'\log\mathbf b, \quad \frac{\partial J}{\partial\mathbf b}").variables[0].data.key == r"\mathbf b"


@pytest.mark.parametrize("latex, free, bound", [
    (r"\frac{\partial}{\partial x_j}\sum_{1\le i<j\le n} x_i x_j", ["j"], 2), (r"\frac{\partial}{\partial w_k}\sum_{\substack{j=1\\ j\ne i}}^n w_iw_j", ["i", "k"], 1),
    (r"\frac{\partial}{\partial w_k}\sum_{i,j\ne i} w_iw_j", ["k"], 2), (r"\frac{\partial}{\partial x_j}\sum_{1\le i\le n} x_i^2", ["j"], 1),
])
def test_bound_and_free_letters(latex, free, bound):
    """A chain of inequalities binds its letters; a condition on a bound one leaves the other free."""
    p = ask(latex)
    assert list(p.free) == free and sum(x.op == "sum" for x in m.walk(p.body)) == bound


def test_index_as_its_own_limit():
    """t = 2 .. t is refused."""
    with pytest.raises(TexDeriveError):
        ask(r"\frac{\partial}{\partial a}\sum_{t=2}^{t}(x_t-ax_{t-1})^2")


@pytest.mark.parametrize("latex", [r"\nabla_x\ x^\top y/z^\top w", r"\nabla_x\ x^\top A x/x^\top B x", r"\nabla_x\ x^\top A x / x^\top x", r"\nabla_x x' y/z' w"])
def test_slash_before_a_transpose(latex):
    """A transposed letter behind a slash begins a denominator that reaches to the end of the term."""
    body = ask(latex).body
    assert body.op == "div" and body.args[1].shape == (1, 1)


def test_calligraphic_letters_are_others():
    r"""\mathcal L beside L is another name."""
    p = ask(r"\mathcal L(w)=\|y-Lw\|^2,\quad \nabla_w\mathcal L")
    assert p.body.op == "ref" and "L" in p.symbols


def test_chained_definition_defines_both():
    """z = g(y) = y^T y defines z and g."""
    p = ask(r"f(z)=\exp(-z),\ z=g(\mathbf y)=\mathbf y^\top\mathbf y,\ \frac{df}{d\mathbf y}")
    assert "app" not in {x.op for l in p.lets for x in m.walk(l.expr)}


def test_composition():
    r"""(f \circ g)(x) is f(g(x))."""
    assert ops(r"\frac{d}{dx}(f\circ g)(x), f(u)=u^3, g(x)=\sin x") >= {"pow"}


def test_bound_letter_of_a_definition_and_letter_of_the_variable():
    """The j of the variable is not the one summed in the definition, nor is the free i."""
    p = ask(r"f_i(\mathbf x)=\sum_{j=1}^NA_{ij}x_j,\quad\frac{\partial f_i}{\partial x_j}")
    (total,) = [x for x in m.walk(p.lets[0].expr) if x.op == "sum"]
    assert total.data.index not in ("i", "j")


def test_layer_numbers_above():
    """W^{[1]} and W^{[2]} are names and not powers."""
    assert {r"W^{[1]}", r"W^{[2]}"} <= set(ask(r"\nabla_{W^{[2]}} \|W^{[2]}\sigma(W^{[1]}x)-y\|^2").symbols)


def test_array_brackets_order_the_axes():
    """[..]_{ij} gives the free indices in this order."""
    assert list(interpret_value(read(r"\left[y_j x_i\right]_{ij}"), {"x": "n", "y": "m"}).free) == ["i", "j"]


def test_ranges_of_indices_behind_a_formula():
    r"""i = 1, \dots, N gives a size, also to an axis that the expression does not show."""
    v = interpret_value(read(r"\delta_{lk}, \quad i = 1,\dots,N,\ k,l = 1,\dots,K"), {"X": "N x d", "b": "K"})
    assert v.free == {"l": "K", "k": "K", "i": "N"}
    assert ask(r"\nabla_w \sum_i (w^\top x_i-y_i)^2, \quad i=1,\dots,N").symbols["x_i"].family == ("N",)


@pytest.mark.parametrize("shape", [[], ["n"], ["*"]])
def test_ones_of_any_length(shape):
    """Every occurrence has the length that fits, whatever is declared."""
    p = ask(r"\frac{\partial}{\partial X}\mathbf{1}^\top X\mathbf{1}", {r"\mathbf{1}": {"shape": shape, "props": ["ones_any"]}, "X": "m x n"})
    assert p.shape == ("m", "n") and p.body.is_scalar


def test_factors_of_a_determinant_are_square():
    """det(AXB) with nothing declared has square factors."""
    assert len({d for s in ask(r"\frac{\partial\det(AXB)}{\partial X}").symbols.values() for d in s.shape}) == 1


def test_parameter_of_a_function_used_elsewhere():
    """The x of f(x) = w^T x, used as f(x_n) only, is no symbol beside the family x_n."""
    p = ask(r"L = \sum_{n=1}^N (y_n - f(x_n))^2, \quad f(x) = w^T x, \quad \frac{\partial L}{\partial w}")
    assert set(p.symbols) == {"y_n", "x_n", "w"} and p.symbols["x_n"].family == ("N",) and p.symbols["w"].shape[0] != 1


def test_array_with_a_transpose():
    """[X_{ij}]_j^T is a row, its letter bound."""
    v = interpret_value(read(r"[X_{ij}]_j^\top w"), {"X": "m x n", "w": "n"})
    assert v.expr.is_scalar and v.free == {"i": "m"}


@pytest.mark.parametrize("letter", "kyc")
def test_any_letter_indexes_what_is_defined(letter):
    """p_y of p = softmax(x) is an entry of p, whichever letter numbers it; read as a name of its own its derivative would be 0."""
    problem = ask(rf"p = \mathrm{{softmax}}(x), \quad L = -\log p_{letter}, \quad \frac{{\partial L}}{{\partial x}}")
    assert set(problem.symbols) == {"x"}


@pytest.mark.parametrize("latex, shape", [
    (r"\nabla_w\, w^\top\phi(x)", "V"), (r"\nabla_x\, f(Ax)", "S"), (r"f: \mathbb{R}^n\to\mathbb{R}^m, \quad \frac{\partial}{\partial x} f(Ax)", "V"),
    (r"\frac{\partial}{\partial x}\|\mathbf{f}(x) - \mathbf{y}\|^2", "V"),
])
def test_values_of_unspecified_functions(latex, shape):
    """phi(x) in w^T phi(x) is a vector, and so is what is declared or bold; else an unspecified function is a number."""
    values = [x.data.shape for x in m.walk(ask(latex).body) if x.op == "app"]
    assert values and all((rows != 1) == (shape == "V") and cols == 1 for rows, cols in values)


def test_an_argument_outside_of_the_domain_is_refused():
    """f: R^n -> R^m takes vectors of length n."""
    with pytest.raises(TexDeriveError) as error:
        ask(r"f: \mathbb{R}^n\to\mathbb{R}^m, \quad x\in\mathbb{R}^k, \quad \frac{\partial}{\partial x} f(x)")
    assert error.value.code == "TD201" and "domain" in error.value.message


def test_a_transposed_letter_before_another_is_an_inner_product():
    """q^T k is a number, whatever the letters."""
    assert ask(r"\frac{\partial}{\partial q} q^\top k").symbols["k"].shape == ("n", 1)


def test_phi_before_a_bracket_with_a_matrix_is_applied():
    """phi(Wx) of a phi that never stands alone is an activation, no number times Wx."""
    assert r"\phi" not in ask(r"\frac{\partial}{\partial W}\|\phi(Wx)-y\|^2").symbols
    assert r"\phi" in ask(r"\frac{d}{d\phi}\phi(1-\phi)").symbols


def test_a_property_belongs_to_the_names_that_words_join():
    """A and B are symmetric both; behind other words a new name stands alone."""
    def props(source: str) -> dict[str, set]:
        return {key: set(s.props) & {"symmetric", "diagonal"} for key, s in interpret(read(source)).symbols.items()}
    assert props(r"\nabla_x x^T A B x, A \text{ and } B \text{ symmetric}") == {"x": set(), "A": {"symmetric"}, "B": {"symmetric"}}
    assert props(r"\nabla_x x^T A B x, A \text{ symmetric}, B \text{ diagonal}") == {"x": set(), "A": {"symmetric"}, "B": {"diagonal"}}
    assert props(r"\text{gradient of } x^T A x \text{ with respect to } x \text{ where } A \text{ is symmetric}") == {"x": set(), "A": {"symmetric"}}


@pytest.mark.parametrize("latex, ranks", [
    (r"\frac{d}{dt}A\cos(\omega t+\varphi)", {"A": 0}), (r"\frac{d}{dt}\left(Ae^{-kt}+C\right)", {"A": 0, "C": 0}),
    (r"\frac{\partial}{\partial x}A\sin(Bx)", {"A": 2, "B": 2}), (r"\frac{d}{dt}Ae^{tB}x", {"A": 2, "B": 2}),
])
def test_amplitudes_are_numbers(latex, ranks):
    r"""A before \cos(\omega t) or e^{-kt} is a number; before a function of matrices it is a matrix."""
    symbols = ask(latex).symbols
    assert {name: sum(n != 1 for n in symbols[name].shape) for name in ranks} == ranks


@pytest.mark.parametrize("latex, prop", [(r"\nabla_W\sum_{i=1}^N y_i^\top\log(Wx_i), \quad \mathbf 1^\top y_i = 1", "y_i"), (r"\frac{\partial}{\partial a_{nj}}\sum_{n,k}t_{nk}a_{nk}, \quad \sum_k t_{nk}=1", "t")])
def test_members_and_rows_that_sum_to_one(latex, prop):
    """What is said of every member or row is a fact about all of them."""
    assert "simplex" in ask(latex).symbols[prop].props


@pytest.mark.parametrize("latex, word", [(r"\frac{\partial\, loss}{\partial w}\text{ where } loss = w^Tw", "loss"), (r"z = Ax, \ CE(x) = z^Tz, \quad \nabla_x CE", "CE")])
def test_a_word_that_is_defined_is_a_name(latex, word):
    """loss = .. behind a word in text or a space is a name, and no product of letters."""
    assert word in {let.key for let in ask(latex).lets}


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial W}\left[\operatorname{LSE}(W^\top x)-w_y^\top x\right]", r"\nabla_W\sum_i\left[\operatorname{LSE}(W^\top x_i)-w_{y_i}^\top x_i\right]"])
def test_a_labelled_vector_beside_its_matrix_is_no_silent_constant(latex):
    """w_y beside the variable W could be its row or its column."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex)
    assert caught.value.code == "TD317" and caught.value.message.startswith(("whether w_y is a row", "whether w_{y_i} is a row"))


@pytest.mark.parametrize("latex, free", [
    (r"J = \max(0, 1 - s + s_c), \; s = u^\top\sigma(Wz + b), \; \frac{\partial J}{\partial u}", set()), (r"p = \operatorname{softmax}(z), \; L = -\log p_c, \; \frac{\partial L}{\partial z}", {"c"}),
])
def test_a_letter_below_a_defined_name(latex, free):
    """s_c beside a number s is a number of its own; below a vector c picks an entry."""
    assert set(ask(latex).free) == free


def test_the_letter_of_a_declared_family_is_an_index():
    r"""The k of \mathbf K_k stands below one letter only, but K is declared as a family."""
    declare = {r"\theta_i": "positive for i=1..M", r"\mathbf K_i": "n x n posdef for i=1..M"}
    assert set(ask(r"\frac{\partial}{\partial\theta_k}\log\det\sum_i\theta_i\mathbf K_i", declare).free) <= {"k"}
    assert "K_k" not in {s.key for s in interpret_value(read(r"\operatorname{tr}(\mathbf K_k^\top)"), declare).symbols.values()}


@pytest.mark.parametrize("latex, free", [(r"\frac{d}{dz}\prod_{j\ne k}\frac{z - c_j}{c_k - c_j}", {"k"}), (r"\frac{\partial}{\partial c_l}\prod_{j\ne k}(c_j - c_k)", {"l"})])
def test_what_a_product_over_the_others_binds(latex, free):
    r"""\prod_{j \ne k} runs over j alone; by an entry c_l it runs over all pairs."""
    assert set(ask(latex, {"z": "scalar", "c": "n"}).free) == free
