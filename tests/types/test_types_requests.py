"""What is asked: kinds, variables, definitions, refusals."""
from __future__ import annotations

import pytest

from texderive import derive
from texderive import matrix as m
from texderive.errors import TexDeriveError, UnsupportedError
from texderive.read import read
from texderive.types import Context, interpret, interpret_value


def ask(latex, declare=None, **options):
    return interpret(read(latex), declare, **options)


@pytest.mark.parametrize("latex, kind", [
    (r"\nabla_x x^Tx", "derivative"), (r"\arg\min_w \|Xw-y\|^2", "argmin"), (r"\max_w w^TSw", "argmax"), (r"\sum_j \delta_{ij} x_j", "contraction"),
    (r"\lim_{h\to0}\frac{(x+h)^2-x^2}{h}", "limit"), (r"f(x) = x^2, \quad f'(x) = \lim_{h\to 0}\frac{f(x+h)-f(x)}{h}", "limit"),
])
def test_kinds(latex, kind):
    """Derivative, optimum, limit and contraction are told apart."""
    assert ask(latex).kind == kind


@pytest.mark.parametrize("latex, count", [
    (r"\nabla^2_x x^TAx", 2), (r"\frac{\partial^2}{\partial x\,\partial x^\top} x^TAx", 2), (r"f(x)=x^TAx, \quad H_f(x)", 2), (r"\phi(t)=t^3, \phi''(t)", 2),
    (r"\frac{d^3}{dx^3}\sin x", 3), (r"\frac{\partial}{\partial x}\frac{\partial}{\partial y} x^2 y", 2),
])
def test_orders(latex, count):
    """The variable stands once per order."""
    assert len(ask(latex).variables) == count


@pytest.mark.parametrize("layout, shape", [("numerator", (1, "n")), ("denominator", ("n", 1))])
def test_shape_by_layout(layout, shape):
    """The gradient of a scalar is a row in numerator layout and a column in denominator layout."""
    assert ask(r"\nabla_x x^Tx", {"x": "n"}, layout=layout).shape == shape


def test_definition_after_use_becomes_a_let():
    """The order of statements does not matter."""
    p = ask(r"\frac{\partial L}{\partial W}, \quad L = \|Wx-y\|^2")
    assert p.body.op == "ref" and [l.key for l in p.lets] == ["L"]


def test_function_at_another_argument_is_put_in():
    """f(a + tb) takes the body of f(x)."""
    p = ask(r"\phi(t) = f(a+tb), f(x) = x^\top x, \phi'(t)", {"a": "n", "b": "n", "t": "scalar"})
    assert p.lets[0].expr.op == "mul" and set(p.symbols) == {"a", "b", "t"}


def test_family_definition_has_parameters():
    """p_i = ... is a definition with an index."""
    p = ask(r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \quad \frac{\partial p_i}{\partial z_j}")
    assert p.lets[0].params == ("i",) and list(p.free) == ["i", "j"]


def test_derivative_by_an_intermediate():
    """A defined name that is differentiated by is a symbol of its own."""
    p = ask(r"\frac{\partial L}{\partial h}, \quad L = \|Wh-y\|^2, \quad h = \sigma(Vx)")
    assert p.variables[0].op == "var" and p.variables[0].data.key == "h" and [l.key for l in p.lets] == ["L"]


def test_stated_answer_is_no_definition():
    """What follows = after a derivative is not part of the question."""
    assert ask(r"\frac{\partial}{\partial A} x^TAy = xy^T").body.op == "mul"


def test_composite_variable():
    r"""\sigma^2 as a variable is one symbol."""
    p = ask(r"\frac{\partial}{\partial \sigma^2}\left(\log\sigma^2 + \frac{c}{\sigma^2}\right)")
    assert p.variables[0].data.key == r"\sigma^2" and r"\sigma" not in p.symbols


def test_constraints_are_differences():
    """Ax = b is the constraint Ax - b."""
    p = ask(r"\min_x \|x\|^2 \text{ subject to } Ax = b")
    assert len(p.constraints) == 1 and p.constraints[0].op == "add"


def test_evaluation_bar():
    """The substitution of an evaluation bar is kept."""
    p = ask(r"\left.\frac{\partial}{\partial x} x^T A x\right|_{x=0}")
    assert [s.key for s in p.at] == ["x"]


def test_structure_of_the_variable():
    """X = X^T says that the variable is symmetric."""
    assert ask(r"\frac{\partial}{\partial X}\operatorname{tr}(AX), \quad X = X^T").structure == "symmetric"
    assert ask(r"\frac{\partial}{\partial L}\log\det(LL^\top), \quad L \text{ lower triangular}").structure == "lower_triangular"


def test_bound_index_hides_no_free_one():
    """The k of the sum is renamed where k is free outside."""
    p = ask(r"\frac{\partial}{\partial x_k}\sum_k x_k^2")
    assert p.body.data.index != "k"


def test_free_neighbour_of_a_sum():
    r"""In \sum_{j \neq i} x_j only j is bound."""
    v = interpret_value(read(r"\sum_{j\neq i}x_j"), {"x": "n"})
    assert v.free == {"i": "n"} and v.expr.op == "sum"


def test_placeholder_orders_the_free_indices():
    r"""[\cdot]_{ijk} = ... says the order of the axes."""
    v = interpret_value(read(r"\left[\cdot\right]_{kij} = A_{ij} x_k"), {"A": "m x n", "x": "p"})
    assert list(v.free) == ["k", "i", "j"]


def test_members_of_a_chain_share_shapes():
    """Expressions typed in one context have one shape per symbol."""
    nodes = [read(t).statements[0] for t in (r"\|Ax\|^2", r"x^\top A^\top A x")]
    one, other = Context().values(nodes)
    assert one.symbols["x"].shape == (one.symbols["A"].shape[1], 1) == other.symbols["x"].shape


@pytest.mark.parametrize("latex, code", [
    (r"x^2", "TD303"), (r"\frac{\partial f}{\partial x}", "TD302"), (r"\nabla_w \mathbb{E}[w^Tx]", "TD310"), (r"\frac{d}{dx}\int_0^1 x t\, dt", "TD311"),
    (r"\frac{d}{dx} \sum_{n=0}^{\infty} x^n", "TD312"), (r"\nabla_x x^H x", "TD313"), (r"\frac{\partial}{\partial \bar{z}} z\bar{z}", "TD313"),
    (r"\frac{d}{dt} (x + x(t))", "TD314"), (r"\nabla_w \|w\|_0", "TD315"), (r"\nabla_x \max_y f(x, y)", "TD315"),
])
def test_refusals(latex, code):
    """What is out of reach is refused by its own code, with a place."""
    with pytest.raises(UnsupportedError) as caught:
        ask(latex)
    assert caught.value.code == code and caught.value.span is not None


def test_nabla_without_variable_needs_one_vector():
    """Two vectors and no variable: say which."""
    with pytest.raises(TexDeriveError) as caught:
        ask(r"\nabla f, \quad f = x^\top y", {"x": "n", "y": "n"})
    assert caught.value.code == "TD214"


def test_style_follows_the_author():
    """Transposes, norms, traces and logarithms are spelled as in the question."""
    s = ask(r"\nabla_x \ln\lVert x^{\mathsf T}A\rVert_2 + \mathrm{tr}(xx^{\mathsf T}\circ B)").style
    assert (s.log, s.norm_sub, s.hadamard) == (r"\ln", "2", r"\circ") and "mathsf" in s.transpose


@pytest.mark.parametrize("latex, op", [
    (r"\cos(X)", "fn"), (r"\cos(X), \quad \cos \text{ matrix function}", "mfn"), (r"e^{X}", "mfn"), (r"\operatorname{tr}(\exp(X))", "tr"),
])
def test_functions_of_a_square_matrix(latex, op):
    """Elementwise, unless the text says otherwise or the function is e^X."""
    assert interpret_value(read(latex), {"X": "n x n"}).expr.op == op


@pytest.mark.parametrize("latex, op", [(r"\mathbf{0}_{m\times n}", "zeros"), (r"I_n", "eye"), (r"\mathbf{1}_n", "ones")])
def test_sizes_below_special_matrices(latex, op):
    """0, 1 and I with their sizes."""
    assert interpret_value(read(latex)).expr.op == op


def test_gradient_at_another_point():
    r"""\nabla f(y) of f(x) is by y, \nabla f(Ab) is taken at Ab."""
    assert ask(r"f(x) = x^\top x, \quad \nabla f(y)", {"x": "n", "y": "n"}).variables[0].data.key == "y"
    assert [s.key for s in ask(r"f(x) = x^\top x, \quad \nabla f(Ab)", {"x": "n", "A": "n x m", "b": "m"}).at] == ["x"]


def test_declared_member_is_a_family_under_its_sum():
    r"""x_i \in R^d beside \sum_i is a family and no constant."""
    p = ask(r"x_i \in \mathbb{R}^d, \quad \nabla_w \sum_{i=1}^n (w^T x_i)^2")
    assert p.symbols["x_i"].family == ("n",)


@pytest.mark.parametrize("latex, sign", [
    (r"\frac{d}{dx} x^2", "d"), (r"\frac{\mathrm{d}}{\mathrm{d}x} x^2", r"\mathrm{d}"), (r"f(x)=x^2, f''(x)", "d"), (r"\frac{\partial}{\partial x} x^2", r"\partial"),
    (r"\frac{d}{dx} x^\top x", r"\partial"), (r"\nabla_x x^2", r"\partial"),
])
def test_sign_of_the_derivative(latex, sign):
    """The author's d is kept where everything is scalar."""
    assert ask(latex).style.derivative == sign


def test_font_around_an_expression():
    r"""The letters of \mathbf{x^TAx} are bold."""
    assert set(ask(r"\nabla_{\mathbf{x}}\mathbf{x^TAx}").symbols) == {r"\mathbf{x}", r"\mathbf{A}"}


@pytest.mark.parametrize("latex", [r"y=\sin t,\ -y'(t)", r"y(t)=\sin t,\ -y'(t)", r"f(x)=x^3,\ f^\prime(x)", r"y=\sin t,\ 2-y''(t)"])
def test_prime_with_its_argument(latex):
    """y'(t) of y = sin t is a derivative also inside of an expression, and ^\\prime is a prime."""
    problem = interpret(read(latex))
    assert problem.kind == "derivative" and all(s.shape == (1, 1) for s in problem.symbols.values())


@pytest.mark.parametrize("latex, by", [
    (r"\frac{\partial L}{\partial z}\frac{\partial z}{\partial x},\ L=\|z\|^2,\ z=Ax", "x"), (r"\frac{dL}{dy}\cdot\frac{dy}{dt}, y=t^2, L=\sin y", "t"),
    (r"\frac{\partial z}{\partial w}\frac{\partial a}{\partial z}\frac{\partial L}{\partial a},\ L=\|a\|^2,\ a=\sigma(z),\ z=Xw", "w"),
])
def test_chain_rule_written_out(latex, by):
    """A product of derivatives along a chain is the derivative by the last variable."""
    problem = ask(latex)
    assert [v.data.key for v in problem.variables] == [by]


@pytest.mark.parametrize("latex", [
    r"\frac{\partial L}{\partial z}\frac{\partial z}{\partial x},\ L=\|z\|^2+\|x\|^2,\ z=Ax", r"\sum_i\frac{\partial L}{\partial z_i}\frac{\partial z_i}{\partial x_j},\ L=\|z\|^2,\ z=Ax",
    r"\frac{\partial^2 L}{\partial z\,\partial x},\ L=z^\top B x,\ z=Ax",
])
def test_variable_that_depends_on_another(latex):
    """A defined name is no independent variable beside one that it depends on."""
    with pytest.raises(UnsupportedError) as caught:
        ask(latex)
    assert caught.value.code == "TD321"


@pytest.mark.parametrize("latex, at", [
    (r"\left.\frac{d}{dx}(x^3+2x)\right|_{x=a}", {"x": "a"}), (r"\left.\frac{d}{dx}(x^3+2x)\right|_{a}", {"x": "a"}), (r"\frac{d}{dx}|x| \text{ at } x=0", {"x": "0"}),
    (r"f(x,y) = x^2y, \frac{\partial f}{\partial x}\Big|_{(1,2)}", {"x": "1", "y": "2"}), (r"\frac{\partial f}{\partial x}\Big|_{x=1,y=2}, f = x^2y", {"x": "1", "y": "2"}),
])
def test_evaluation_bars(latex, at):
    """What stands under the bar, or is said in words, is put in after differentiating."""
    found = {s.key: str(v.data.key if v.op == "var" else v.data) for s, v in ask(latex).at.items()}
    assert found == at


@pytest.mark.parametrize("latex", [r"\nabla_x x^\top x\big|_{x_1=0}", r"\frac{\partial}{\partial x} xy\Big|_{(1,2)}", r"\frac{d}{dx} x^2 \big|_{x>0}"])
def test_unreadable_bars_are_refused(latex):
    """A bar that sets no whole symbol is an error and not ignored."""
    with pytest.raises(TexDeriveError):
        ask(latex)


def test_steps_of_time_are_names():
    """x_t and x_{t+1} without a sum over t are two vectors."""
    assert set(ask(r"\nabla_{\mathbf{x}_{t}}\|\mathbf{x}_{t+1}-A\mathbf{x}_{t}\|^2").symbols) == {r"\mathbf{x}_t", r"\mathbf{x}_{t+1}", "A"}


@pytest.mark.parametrize("latex", [r"\sum_i y_i = 1, \quad \nabla_z y^\top z", r"\mathbf 1^\top y = 1, \quad \nabla_z y^\top z", r"y \in \Delta^{n-1}, \quad \nabla_z y^\top z"])
def test_entries_that_sum_to_one(latex):
    """Stated facts about y become its properties."""
    assert "simplex" in ask(latex).symbols["y"].props


@pytest.mark.parametrize("latex, key", [(r"y^2 = 1, \quad \nabla_w (1-y\,w^\top x)^2", "y"), (r"\|x\|=1, \quad \nabla_x x^\top A x", "x")])
def test_restrictions_define_nothing(latex, key):
    """y^2 = 1 defines no y; that it is not used is said."""
    p = ask(latex)
    assert key in p.symbols and not p.lets and any("is not used" in a for a in p.assumptions)


def test_declared_d_before_sigma():
    """D sigma(x) is a product."""
    assert "fn" in {x.op for x in m.walk(ask(r"\nabla_x b^\top D\sigma(x)", {"D": "n x n"}).body)}


@pytest.mark.parametrize("latex, declare", [
    (r"\frac{\partial}{\partial a_{ij}} \operatorname{tr}(A B)", None), (r"\frac{\partial}{\partial A}\sum_{i,j} a_{ij}x_i x_j", None),
    (r"\frac{\partial}{\partial x_k} \sum_{i,j} a_{ij}x_i x_j", {"A": "n x n", "x": "n"}),
])
def test_small_letters_name_entries(latex, declare):
    """a_{ij} beside A is its entry, and that is said."""
    p = ask(latex, declare)
    assert "a" not in p.symbols and "$a_{ij}$ is the entry $A_{ij}$ of $A$." in p.assumptions


@pytest.mark.parametrize("latex, declare", [(r"\nabla_x (A + x)", {"A": "m x n", "x": "n"}), (r"\nabla_\theta \mathbb{E}[f(x)]", None)])
def test_every_error_has_a_hint(latex, declare):
    """Where an error says nothing of its own, the explanation of its code is the hint."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex, declare)
    assert caught.value.hint


def test_a_square_as_variable():
    r"""By \sigma^2, where \sigma and \sigma^4 stand too, these are its root and its square."""
    p = ask(r"\frac{\partial}{\partial\sigma^2}(\log\sigma + \frac{1}{\sigma^4})")
    assert set(p.symbols) == {r"\sigma^2"}


@pytest.mark.parametrize("latex, code", [(r"\frac{\partial}{\partial z}|z|^2,\ z\in\mathbb{C}", "TD313"), (r"\nabla_x\Re(x^\top Ax)", "TD313"), (r"\frac{d}{du}\Re(u)", "TD313"), (r"g:\mathbb{C}\to\mathbb{C}, \; g(u) = u^2, \; g'(u)", "TD313"),
                                         (r"A\in\mathbb R^{m\times n},\ A\in\mathbb R^{p\times q},\ \nabla_x\|Ax\|^2", "TD201")])
def test_contradictions_and_complex_numbers(latex, code):
    """Two declarations of one symbol and complex numbers are refused."""
    with pytest.raises(TexDeriveError) as caught:
        ask(latex)
    assert caught.value.code == code


def test_second_definition_is_said():
    """A name that is defined twice has its last definition, and that is said."""
    assert any("more than once" in a for a in ask(r"f(x)=x^2,\ f(x)=x^3,\ f'(x)").assumptions)


@pytest.mark.parametrize("latex", [r"\left(\nabla_xf(x)\right)',\quad f(x)=x' Ax", r"\nabla_xf(x)',\quad f(x)=x' Ax", r"\nabla_x f(x)^\prime,\quad f(x)=x^\top Ax", "(\\nabla_x x'x)'"])
def test_prime_of_a_gradient(latex):
    """A prime behind a gradient transposes it: a column in numerator layout."""
    assert ask(latex).body.shape == ("n", 1)


@pytest.mark.parametrize("latex, declare", [(r"\nabla f(x)^\top d, f(x)=x^\top Ax", None), (r"\nabla f(x)'d, f(x)=x'Ax", {"A": "n x n", "x": "n", "d": "n"})])
def test_column_times_vector(latex, declare):
    """The transposed gradient times a vector is refused with a word on layouts where rows are asked for, never mended by odd shapes or names; else it says itself that gradients are columns."""
    with pytest.raises(UnsupportedError) as caught:
        ask(latex, declare, layout="numerator")
    assert "layout" in caught.value.hint
    found = ask(latex, declare)
    assert found.layout == "denominator" and found.body.is_scalar and found.assumptions[-1].startswith("Gradients are columns here")


@pytest.mark.parametrize("latex", [r"f_{\dots}=x^2,\ \frac{d}{dx}x", r"f_{\dots}=g(x),\ \frac{d}{dx}x"])
def test_left_side_without_a_name(latex):
    """An equation whose left side is no name defines nothing."""
    assert ask(latex).lets == ()


@pytest.mark.parametrize("latex", [r"\arg\min_x \|x-c\|^2, \quad Ax = b", r"\min_x \|x-c\|^2, \quad Ax = b", r"Ax = b, \quad \arg\min_x \|x-c\|^2", r"\arg\min_x \|x-c\|^2, \mathbf 1^\top x = 1"])
def test_equation_on_the_unknown_is_a_constraint(latex):
    """An equation that mentions the unknown of an optimum restricts it, without "s.t." too."""
    assert len(ask(latex).constraints) == 1


@pytest.mark.parametrize("latex", [r"\arg\min_x \|r\|^2, \quad r = Ax - b", r"\arg\min_x \|x-c\|^2, \quad \|d\| = 1", r"\arg\min_w \|Xw-y\|^2 \Rightarrow X^\top Xw = X^\top y"])
def test_definitions_and_conclusions_beside_an_optimum_are_no_constraints(latex):
    """A name that is defined, an equation of other letters and one that follows restrict nothing."""
    assert ask(latex).constraints == ()


def test_inequality_on_the_unknown_is_a_constraint():
    """An inequality beside an optimum is not forgotten: it counts among the last constraints."""
    found = ask(r"\arg\min_x \|x-c\|^2, \quad x \geq 0")
    assert found.inequalities == 1 and len(found.constraints) == 1 and not found.domain


def test_sum_of_entries_is_said():
    """A given sum of entries stands among the assumptions."""
    assert any(r"\sum_i y_i = 1" in sentence for sentence in ask(r"\nabla_x y^\top x, \sum_i y_i = 1").assumptions)


@pytest.mark.parametrize("latex, op", [(r"\nabla_A \operatorname{tr}(AB), \operatorname{tr}(A) = 1", "tr"), (r"\nabla_A \log\det A, \det A = 1", "fn")])
def test_value_of_a_usual_function_defines_it_not(latex, op):
    """tr(A) = 1 restricts A; the trace stays what it is, and the equation is said to be unused."""
    p = ask(latex)
    assert p.body.op == op and any("not used" in sentence for sentence in p.assumptions)


@pytest.mark.parametrize("latex", [r"\frac{d}{dx}\log x\Big|_{x=-1}", r"f(x) = \log x, \quad f'(0)", r"\frac{d}{dx} y^2\Big|_{x=2}, \quad y = \log(1-x)"])
def test_logarithm_outside_of_its_domain_is_refused(latex):
    """A derivative at a point where a logarithm is not defined has no value."""
    with pytest.raises(UnsupportedError) as caught:
        derive(latex)
    assert caught.value.code == "TD352"


def test_value_of_a_function_defines_it_not():
    """f(0) = 1 leaves the definition of f as it is, and is said to be unused."""
    p = ask(r"f(x) = x^2, \quad f(0) = 1, \quad f'(x)")
    assert p.lets[0].expr.op == "pow" and "The equation $f(0) = 1$ is not used." in p.assumptions


def test_a_second_question_is_not_dropped_silently():
    """One formula is one question: where it holds two, the assumptions say which is answered."""
    problem = interpret(read(r"f(x) = x^\top x, \quad \nabla f(x), \quad \nabla^2 f(x)"))
    assert any("first of them" in sentence for sentence in problem.assumptions)


@pytest.mark.parametrize("latex", [r"d^{(1)} = A^\top d^{(2)} \odot \sigma'(z), \quad \frac{\partial d^{(1)}}{\partial d^{(2)}}",
                                   r"f(x) = x^\top A x, \quad g = \nabla f(x), \quad \frac{\partial g}{\partial x}"])
def test_a_derivative_in_a_definition_is_not_the_question(latex):
    """Where something else is asked, a definition whose right side holds a derivative defines."""
    problem = interpret(read(latex))
    assert problem.request.startswith(r"\frac{\partial")


@pytest.mark.parametrize("latex", [r"\frac{\partial}{\partial W}\|W_1 x - y\|^2", r"L = -\log p_y, \quad \frac{\partial L}{\partial p}"])
def test_a_numbered_letter_beside_an_absent_variable_is_refused(latex):
    """Whether W_1 is a part of W is not guessed: the derivative would be 0."""
    with pytest.raises(UnsupportedError) as error:
        interpret(read(latex))
    assert error.value.code == "TD222" and "declare" in error.value.hint


def test_a_numbered_matrix_beside_the_variable_is_another():
    r"""\Sigma_2 beside \Sigma is no component of it."""
    assert set(interpret(read(r"\frac{\partial}{\partial\Sigma}\operatorname{tr}(\Sigma_2^{-1}\Sigma)")).symbols) == {r"\Sigma", r"\Sigma_2"}


@pytest.mark.parametrize("latex, variable", [
    (r"\nabla\|Ax-b\|^2", "x"), (r"J = \|X\beta-y\|^2, \quad \nabla J", r"\beta"), (r"\nabla^2\log\sum_i e^{x_i}", "x"),
])
def test_nabla_without_variable_is_taken_by_the_unknown(latex, variable):
    """One usual letter of an unknown among vectors that are none: by that, and the assumptions say so."""
    problem = interpret(read(latex))
    assert {v.data.key for v in problem.variables} == {variable} and any(r"\nabla$ is taken by" in a for a in problem.assumptions)


def test_samples_defined_one_by_one_are_a_family():
    """a^{(i)} = ... under a sum over i is a family of samples, and is no constant in that sum."""
    problem = interpret(read(r"J = \sum_{i=1}^m \log a^{(i)}, \quad a^{(i)} = \sigma(w^\top x^{(i)} + b), \quad \frac{\partial J}{\partial b}"))
    assert [let.params for let in problem.lets if let.key == "a"] == [("i",)]


def test_an_undefined_loss_is_no_silent_constant():
    """The gradient of an undefined L is not 0 without a word: refused alone, said to be a constant beside other terms."""
    with pytest.raises(UnsupportedError) as error:
        interpret(read(r"\nabla_w\left(\lambda L\right)"))
    assert error.value.code == "TD222"
    assert "$L$ is taken as a constant." in interpret(read(r"\frac{\partial}{\partial w}(L + \lambda\|w\|^2)")).assumptions


@pytest.mark.parametrize("latex, code", [(r"\nabla_v f(x)", "TD222"), (r"\frac{d}{dx}(x = 2)", "TD318")])
def test_no_derivative_is_zero_by_silence(latex, code):
    """Whether f depends on v is not said, and an equation has no derivative."""
    with pytest.raises(UnsupportedError) as caught:
        derive(latex)
    assert caught.value.code == code


@pytest.mark.parametrize("latex, result", [(r"h = Wx, \; \nabla_x h^T h", r"2h^TW"), (r"h = Wx, \; \nabla_x h^T A h", r"h^T(A + A^T)\,W"), (r"f = c^Tx, \; \nabla f^T", "c")])
def test_a_gradient_transposed_or_a_product(latex, result):
    r"""In \nabla_x h^T h the letter of functions is a vector that is multiplied with itself; in \nabla f^T the gradient is transposed."""
    assert derive(latex).result.latex.split(r", \quad")[0] == result
