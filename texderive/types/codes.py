"""Explanations of the typing stage's codes, for `texderive explain`: code -> (title, explanation)."""
from __future__ import annotations

from functools import wraps

from ..errors import TexDeriveError

CODES: dict[str, tuple[str, str]] = {
    "TD201": ("shapes contradict each other",
              "Terms that are added, compared or multiplied elementwise need one shape, and a matrix product needs the "
              "columns of the left "
              "factor to be the rows of the right one. The message names both places with their shapes."),
    "TD202": ("a square matrix is needed", "Traces, determinants, inverses and powers exist for square matrices only."),
    "TD203": ("a scalar added to a vector or matrix",
              r"A scalar is spread over all entries only in elementwise surroundings. Write \lambda I for a multiple of the "
              r"identity, c\mathbf{1} for a constant vector."),
    "TD204": ("indices do not fit", "A vector takes one index, a matrix two; an index runs over one size; "
              "the terms of a sum have the same free indices."),
    "TD205": ("a declaration cannot be read", 'Write "N x d", "d", "scalar", "n x n symmetric" or "d for i=1..N, positive".'),
    "TD206": ("an undeclared name on a declared one",
              r"A subscript in words such as x_{\text{max}} is no component of a declared x; declare the name."),
    "TD207": ("division or exponent by an array", "Divide by a scalar, or multiply by the inverse; an exponent is a scalar."),
    "TD209": ("an expression is missing", "Something has to stand where a side of an equation or an operand is empty."),
    "TD213": ("a derivative without operand", "Write the expression behind the derivative operator."),
    "TD214": ("a derivative without variable",
              r"Say what to differentiate by: \nabla_x f, \frac{\partial f}{\partial x}, \arg\min_x."),
    "TD215": ("no expression", "The formula holds declarations or facts but no expression."),
    "TD216": ("undefined everywhere", "A division by 0, the logarithm of a number that is not positive, the root of a "
              "negative one and the like have no value and no derivative."),
    "TD218": ("a scalar with a transpose", "A transpose belongs to a vector or matrix. Declare the shapes; "
              "where T or t is an exponent, declare it as a scalar."),
    "TD220": ("a circular definition", "A name is defined by itself, directly or through other definitions."),
    "TD221": ("wrong number of arguments", "A function is applied to another number of arguments than it is defined with."),
    "TD223": ("a sum of equal terms",
              "The index of a sum stands in what is summed, but in names that do not vary with it, such as x^{(i)} "
              "where nothing says that this is one "
              "of many. Declare the family, or define it for each index."),
    "TD222": ("not a variable", "A derivative is taken by a symbol, a component of one, its transpose or its vec."),
    "TD302": ("an undefined function", "The derivative of a name that is nowhere defined is asked for. Define it: f(x) = ..."),
    "TD303": ("nothing is asked", r"The formula holds no derivative, limit, arg min or index sum. "
              r"Write \frac{\partial}{\partial x} or \nabla_x before the expression."),
    "TD310": ("an expectation", "Expectations and averages in angle brackets are not supported. "
              "Where the distribution does not depend on the "
              "variable, the derivative passes inside: ask for that of what stands inside, or write "
              "a finite sum."),
    "TD311": ("an integral", "Integrals are not supported. Where the limits do not depend on the variable, the "
              "derivative passes inside: ask for that "
              "of the integrand, or write a finite sum instead."),
    "TD312": ("an infinite sum or dots", r"Write finite sums with \sum and vectors by their names."),
    "TD313": ("a complex conjugate", r"Everything is real here: write ^\top; declare a barred or starred name that is "
              r"a symbol of its own."),
    "TD314": ("an unknown function", "Define the function, declare the name, or use a single letter such as f for an "
              "unspecified differentiable function."),
    "TD315": ("not differentiable or not supported",
              "Extrema are differentiated over indices, \\max_i x_i; over other variables, like suprema, ranks, "
              "rounding and unusual norms, they are refused."),
    "TD316": ("a sum over a set", r"Sums over sets of numbers are read, \sum_{i \in S} x_i. "
              r"For other sets give the range of an index: \sum_{i=1}^n."),
    "TD317": ("vectors that could be part of the variable",
              r"Beside a variable matrix W, vectors w_j could be its rows, its columns or constants. "
              r"Write W_{j:} or declare w_j."),
    "TD318": ("not an expression", "Words, lists and relations cannot stand inside an expression."),
    "TD319": ("blocks", "Blocks beside each other need one height, blocks below each other one width; "
              "a 0 is as large as it has to be."),
    "TD320": ("a condition", "Write a single comparison such as x > 0."),
    "TD321": ("a derivative at a point inside an expression", "Ask for the derivative on its own, with an evaluation bar."),
    "TD322": ("a vector-analysis operator", "A curl is not supported, a divergence needs its field or its variable, "
              "and a cross product is one of two columns with three entries."),
    "TD323": ("a prime without meaning", r"A prime is the derivative of a defined function or the transpose of a "
              r"vector or matrix."),
    "TD324": ("an eigenvalue", r"Supported are \lambda_{\max}, \lambda_{\min} and one numbered eigenvalue, \lambda_2 "
              r"or \lambda_k, of a symmetric matrix and \sigma_{\max}."),
    "TD325": ("the index of a sum", r"Write \sum_{i=1}^n, \sum_{i,j}, \sum_{i<j} or \sum_{j \neq i}."),
    "TD326": ("a tensor inside an expression", "A derivative with more than two axes has no matrix form; ask for it on its own."),
    "TD327": ("a constraint", r"Constraints are equations g(x) = 0 and open sets such as x > 0. "
              r"Bounds on the unknown, and one other inequality, are "
              r"taken where a convex function is to be small, or a concave one large, on a convex set. "
              r"Else write g(x) = 0 where it is active; the condition on the gradient is asked for as \nabla_x (f + \mu g)."),
    "TD329": ("given only by an equation", "What is differentiated depends on the variable through an equation that is "
              "not solved. Write the dependence as x = ..."),
    "TD328": ("an unknown choice", 'Layouts are "numerator" and "denominator", levels of detail "brief", "normal" and '
              '"full", methods "direct" and "expand".'),
}


def hinted(stage):
    """The function with the explanation of its code as a hint for an error that has none of its own."""
    @wraps(stage)
    def explained(*args, **options):
        try:
            return stage(*args, **options)
        except TexDeriveError as error:
            error.hint = error.hint or CODES.get(error.code, ("", ""))[1]
            raise

    return explained
