"""What the diagnostics of deriving, evaluating and verifying mean."""
from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "TD100": ("not a formula", "The input is not text, or something went wrong that has no code of its own; "
              "the message says what."),
    "TD210": ("a size is not known", "A named size such as N stands in the formula, but no given array has such an "
              "axis. Give it in env: {'N': 5}."),
    "TD211": ("an array does not fit", "The array given for a symbol has another number of axes or another size than "
              "its shape and the other arrays say."),
    "TD212": ("not an array of numbers", "Values in env have to be numbers or arrays of numbers."),
    "TD217": ("entries numbered from 0", "Arrays are numbered from 1 in env and in results. Let the sum begin at 1, or "
              "name the entry with number 0 by a letter of its own."),
    "TD219": ("no value for a symbol", "Every symbol of the formula needs an array in env, under the key it is written "
              "with: env['X'] or env['\\\\beta']."),
    "TD301": ("outside of what texderive derives", "The formula was read and typed, but there is no law for it here."),
    "TD330": ("no component form", "An operator in the formula cannot be written by components here. "
              "Write it with sums, products, norms, traces, inverses or elementwise functions."),
    "TD331": ("an index is not bound", "An index is used outside of the sum that binds it, or an array in index form "
              "lacks one. Write the sum around the whole term."),
    "TD332": ("a norm without a derivative here",
              "Supported are the 1-norm, the 2-norm, the Frobenius norm, p-norms and the infinity norm of vectors, and "
              "the spectral and nuclear norm of a matrix."),
    "TD333": ("vec inside of a formula", "vec is read as what is differentiated or differentiated by, in vec(A)^T "
              "vec(B), and behind a Kronecker product. Else write the matrices themselves."),
    "TD334": ("a Kronecker product inside of a formula",
              "Kronecker products are read under a trace, a determinant, a norm, before vec(X), and of two vectors as "
              "what is differentiated."),
    "TD336": ("vec by vec", "The derivative is no sum of Kronecker products that texderive finds. "
              "Ask for the derivative by the matrix: it is given in index form."),
    "TD340": ("no rule", "No rule differentiates an expression of this kind, for example the exponential of a matrix "
              "by that matrix, or a second derivative of a spectral norm."),
    "TD341": ("too many steps", "The derivation grew beyond what anybody would read. Name intermediate results by definitions."),
    "TD350": ("a limit that is not worked out",
              "Limits of difference quotients are worked out, (f(x+h) - f(x))/h for h to 0 and (f(x) - f(a))/(x - a) "
              "for x to a, and elementary "
              "limits of numbers by cancelling, leading terms and de l'Hospital. The message says why this one is not: "
              "that it is infinite, that both sides differ, or that no rule was found."),
    "TD351": ("singular vectors without a matrix",
              "The derivative needs the singular or eigenvectors of an array that varies with an index of a sum, or "
              "that has no matrix form, so they cannot be named."),
    "TD352": ("no derivative at the point", "The function has no derivative at the given point: "
              "|x|, max, ReLU at their corner, log of zero or of a negative number."),
    "TD353": ("a number too large", "Write very large numbers and exponents as symbols."),
    "TD354": ("division by zero", "A denominator of the formula is zero."),
    "TD355": ("too large to check", "So many indices are summed at once that the numeric check would need too much "
              "memory: name parts by definitions. "
              "Or the values exceed what floating-point numbers can compare: write a large exponent as a letter."),
    "TD356": ("an optimum under constraints",
              "Closed forms are given for linear constraints (several are stacked into one) and gradients that are "
              "linear in the unknowns or act on "
              "them entry by entry. For others ask for the gradient of the Lagrangian."),
    "TD401": ("a line failed its numeric check",
              "A line of the derivation did not agree with the one before at random points, so nothing is printed. "
              "Often the formula is undefined for real numbers "
              "(log of a negative number); else declare shapes and properties, and please report the formula."),
    "TD402": ("the result could not be confirmed",
              "The printed result, read again from its own LaTeX, did not have the value of the derivation, so it is "
              "not printed. Please report the formula."),
}
