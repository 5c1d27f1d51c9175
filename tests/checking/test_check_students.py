"""What students leave unsaid in their derivations: variables, points, steps, what the rows of a matrix are."""
from __future__ import annotations

import pytest

from texderive.checking import check

# name -> (text, verdicts in order)
CASES = {
    "gradients without their variable": (r"Let $\ell(w) = \sum_i\log(1+\exp(-w^Tx_i))$. \[ \nabla\ell(w) = \sum_i\frac{1}{1+\exp(-w^Tx_i)}\nabla\exp(-w^Tx_i) = \sum_i\frac{\exp(-w^Tx_i)}{1+\exp(-w^Tx_i)}x_i \]", "equal wrong"),
    "derivatives of a vector's function at zero": (r"Let $f(x) = \log(1+e^{a^Tx})$. \begin{align*} \nabla f(0) &= \frac12a\\ \nabla^2f(0) &= \frac14aa^T\\ f(0)+\nabla f(0)^Tx &= \log 2+a^Tx \end{align*}", "equal equal wrong"),
    "a declared state of a recurrence": (r"Let $h_t = \tanh(Wh_{t-1}+Ux_t)$ with $h_t\in\mathbb R^m$. \[ \frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1-h_t^2)W = \operatorname{diag}(1-h_t)W \]", "equal wrong"),
    "a state that nothing defines": (r"Let $f_t = \sigma(Wh_{t-1})$ and $c_{t-1}\in\mathbb R^m$. \[ \frac{\partial c_t}{\partial c_{t-1}} = \operatorname{diag}(f_t) \]", "not-understood"),
    "all of the numbers that are declared one by one": (r"With $x_i\in\mathbb R^d$ and $y_i\in\mathbb R$, \[ \sum_{i=1}^n (x_i^\top w-y_i)x_i = X^\top Xw-X^\top y = X^\top Xw+X^\top y \]", "equal wrong"),
    "a sum that reaches too far in both members": (r"\[ \sum_{i=1}^n y_ix_i+2\lambda w = \sum_{i=1}^n x_iy_i-2\lambda w \]", "wrong"),
    "an exponent of nothing": (r"\[ \nabla_x\, x^TAx^{} = (A+A^T)x^{} \]", "equal"),
    "nothing where a member belongs": (r"\[ \nabla_x\, x^TAx = (A + \frac{}{2})x \]", "not-understood"),
    "a sum over a set": (r"Let $L = \frac12\sum_{i\in S}(1-y_iw^\top x_i)^2$. \[ \nabla_wL = -\sum_{i\in S}(1-y_iw^\top x_i)y_ix_i = \sum_{i\in S}(1-y_iw^\top x_i)y_ix_i \]", "equal wrong"),
    "zero on the next row": (r"Let $f(w) = \|Xw-y\|^2$. \begin{align*} \nabla f &= 2X^T(Xw-y) \\ 0 &= X^TXw-X^Ty \\ w^* &= (X^TX)^{-1}X^Ty \end{align*}", "equal equal equal"),
    "a slip in it": (r"Let $f(w) = \|Xw-y\|^2$. \begin{align*} \nabla f &= 2X^T(Xw-y) \\ 0 &= X^TXw+X^Ty \\ w^* &= -(X^TX)^{-1}X^Ty \end{align*}", "equal wrong equal"),
    "solutions substituted back": (r"Let $L(w,b,\alpha) = \frac12w^Tw-\sum_i\alpha_iy_i(w^Tx_i+b)$. \begin{align*} \frac{\partial L}{\partial w} &= w-\sum_i\alpha_iy_ix_i = 0\\ \frac{\partial L}{\partial b} &= -\sum_i\alpha_iy_i = 0 \end{align*}"
                                   r" Substituting back, \begin{align*} L &= \frac12w^Tw-\sum_i\alpha_iy_iw^Tx_i-b\sum_i\alpha_iy_i \\ &= -\frac12\sum_{i,j}\alpha_i\alpha_jy_iy_jx_i^Tx_j \\ &= \frac12\sum_{i,j}\alpha_i\alpha_jy_iy_jx_i^Tx_j \end{align*}", "equal equal equal wrong"),
    "derivatives by the entries of what is named later": (r"Let $a = \sigma(Wx+b)$ and $L = \frac12\|a-t\|^2$. With $z = Wx+b$, \[ \frac{\partial L}{\partial z_k} = \sum_j\frac{\partial L}{\partial a_j}\frac{\partial a_j}{\partial z_k} = (a_k-t_k)a_k(1-a_k) \]", "equal equal"),
    "gradients of which nothing says by what": (r"\[ \nabla\sigma(\theta^Tx) = \sigma(\theta^Tx)(1-\sigma(\theta^Tx))x \] \[ \nabla\sigma(\theta^Tx) = \sigma(\theta^Tx)(1+\sigma(\theta^Tx))x \]", "equal wrong"),
    "labels of both signs": (r"For $y_i\in\{-1,1\}$, \[ \sum_i(1-y_iw^Tx_i)y_ix_i = \sum_i(y_i-w^Tx_i)x_i = \sum_i(y_i+w^Tx_i)x_i \]", "equal wrong"),
    "a square that is 1": (r"\[ (y_ia_i-b)y_i = a_i-by_i \] since $y_i^2=1$.", "equal"),
    "the square of what is defined": (r"Let $P=A(A^\top A)^{-1}A^\top$. \[ P^2 = A(A^\top A)^{-1}A^\top A(A^\top A)A^\top \]", "wrong"),
    "means in solutions": (r"Let $S(a,b)=\sum_{i=1}^n(y_i-a-bx_i)^2$. \begin{align*} \frac{\partial S}{\partial a} &= -2\sum_{i=1}^n(y_i-a-bx_i)=0\Rightarrow a=\bar y-b\bar x \end{align*}", "equal equal"),
    "wrong means in solutions": (r"Let $S(a,b)=\sum_{i=1}^n(y_i-a-bx_i)^2$. \begin{align*} \frac{\partial S}{\partial a} &= -2\sum_{i=1}^n(y_i-a-bx_i)=0\Rightarrow a=\bar y+b\bar x \end{align*}", "equal wrong"),
    "an estimate in another": (r"Let $\ell(\mu,\sigma^2)=-\frac n2\log\sigma^2-\frac1{2\sigma^2}\sum_{i=1}^n(x_i-\mu)^2$. \begin{align*} \frac{\partial\ell}{\partial\mu} &= \frac1{\sigma^2}\sum_{i=1}^n(x_i-\mu)=0\implies\hat\mu=\frac1n\sum_{i=1}^nx_i\\"
                               r"\frac{\partial\ell}{\partial\sigma^2} &= -\frac n{2\sigma^2}+\frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2=0\implies\hat\sigma^2=\frac1{n-1}\sum_{i=1}^n(x_i-\hat\mu)^2 \end{align*}", "equal equal equal wrong"),
    "successes of trials": (r"Let $\ell(p)=k\log p+(n-k)\log(1-p)$. \[ \ell'(p)=\frac kp-\frac{n-k}{1-p} \] Setting $\ell'(p)=0$ gives $\hat p=\frac nk$.", "equal wrong"),
    "probabilities that nothing defines": (r"\[ \frac{p(x\mid A)p(A)}{p(x\mid A)p(A)+p(x\mid B)p(B)} = \frac{1}{1+\frac{p(x\mid B)p(B)}{p(x\mid A)p(A)}} = \frac{1}{1-\frac{p(x\mid B)p(B)}{p(x\mid A)p(A)}} \]", "equal wrong"),
    "Bayes' rule": (r"\[ \frac{p(x\mid A)p(A)}{p(x)} = p(A\mid x) \]", "not-understood"),
    "a logarithm that is found": (r"Let $L = -\sum_ip_i\log p_i+\lambda(\sum_ip_i-1)$. \begin{align*} \frac{\partial L}{\partial p_k} &= -\log p_k-1+\lambda = 0\\ \log p_k &= \lambda-1\\ \log p_k &= \lambda+1 \end{align*}", "equal equal wrong"),
    "multipliers found from constraints": (r"Minimise $\frac12x^Tx$ subject to $Ax=b$ with $L(x,\nu)=\frac12x^Tx+\nu^T(Ax-b)$. \begin{align*} \nabla_xL &= x+A^T\nu=0\implies x=-A^T\nu\\ Ax &= b\implies-AA^T\nu=b\implies\nu=-(AA^T)^{-1}b\\ x &= A^T(AA^T)^{-1}b \end{align*}",
                                           "equal equal equal equal equal equal"),
    "what rests on a slip is right by what was said before": (r"Let $z_1 = W_1x$, $a_1 = \tanh(z_1)$, $z_2 = W_2a_1$, $L = \frac12\|z_2-y\|^2$ and $\delta_1 = \frac{\partial L}{\partial z_1}$. \begin{align*} \delta_1 &= W_2^T(z_2-y)\odot(1-a_1) \\"
                                                            r" \frac{\partial L}{\partial W_1} &= \delta_1x^T \end{align*}", "wrong equal"),
    "equations with a slip, solved from before it": (r"Minimise $\frac12x^Tx$ subject to $Ax=b$ with $L(x,\nu)=\frac12x^Tx+\nu^T(Ax-b)$. \begin{align*} \nabla_xL &= x-A^T\nu=0\\ Ax &= b\implies-AA^T\nu=b \end{align*}", "wrong equal equal"),
    "the entries of a matrix by its small letter": (r"With $D=\operatorname{diag}(d_1,\dots,d_n)$, $d_i=\sum_jw_{ij}$ and symmetric $W$: \[ \frac12\sum_{i,j}w_{ij}(f_i-f_j)^2 = f^\top Df-f^\top Wf = f^\top Df+f^\top Wf \]", "equal wrong"),
    "forms on the way to a solution": (r"Setting the gradient to zero, \begin{align*} -2\sum_j(r_{ij}-u_i^\top v_j)v_j+2\lambda u_i &= 0\\ \left(\sum_jv_jv_j^\top+\lambda I\right)u_i &= \sum_jr_{ij}v_j\\ u_i &= \left(\sum_jv_jv_j^\top-\lambda I\right)^{-1}\sum_jr_{ij}v_j \end{align*}",
                                       "equal wrong"),
    "the line that would make numbers of vectors": (r"Let $S=(m_1-m_2)(m_1-m_2)^\top$. \begin{align*} w^\top Sw &= w^\top(m_1-m_2)(m_1-m_2)w\\ &= \left(w^\top(m_1-m_2)\right)^2 \end{align*}", "shape-error equal"),
    "a constant in a line with a slip": (r"\begin{align*} \log p(w) &= -\frac12\|t-Aw\|^2+\text{const}\\ &= t^\top Aw-w^\top A^\top Aw+\text{const}\\ &= t^\top Aw-\frac12w^\top A^\top Aw+\text{const} \end{align*}", "wrong wrong"),
    "estimates behind a derivative": (r"Let $J(B)=\frac12\|Y-XB\|_F^2$. \begin{align*} \frac{\partial J}{\partial B} &= X^\top XB-X^\top Y\\ \hat B &= (X^\top X)^{-1}X^\top Y \end{align*}", "equal equal"),
    "the variable of what is made of it": (r"Let $r=\|x\|$. \[ \nabla\log r = \frac{x}{r^2} \]", "equal"),
    "derivatives of what nothing defines": (r"\[ \frac{\partial\operatorname{vec}(Y)}{\partial b} = I\otimes\mathbf 1 \]", "not-understood"),
    "an estimate that gives way to what it is": (r"\[ y-X\hat\beta = y-X(X^\top X)^{-1}X^\top y = (I-X(X^\top X)^{-1}X^\top)y \] \[ \frac{\partial}{\partial\hat y}(\hat y-y)^2 = 2(\hat y-y) = -2y \]", "not-understood equal equal wrong"),
    "by a letter that often is an index": (r"Let $f(z)=z^2$. \[ \frac{\partial}{\partial s}f(m+s\epsilon) = 2(m+s\epsilon)\epsilon = 2(m+s\epsilon) \]", "equal wrong"),
    "a trace of what is defined below": (r"\[ \operatorname{tr}(P) = \operatorname{tr}((X^\top X)^{-1}X^\top X) = p \] where $P=X(X^\top X)^{-1}X^\top$ and $X$ is $n\times p$.", "equal equal"),
    "a vector d": (r"\[ \frac{\partial}{\partial x}\frac{d^\top x}{d^\top d} = \frac{d}{d^\top d} \]", "equal"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name):
    """Right lines are confirmed, wrong ones found, and nothing is claimed of what nobody can read."""
    text, expected = CASES[name]
    assert " ".join(c.verdict for c in check(text).claims if c.verdict != "skipped") == expected
