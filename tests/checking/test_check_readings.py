"""What a derivation may mean by its words and signs: every sensible reading is tried before a line is called wrong."""
from __future__ import annotations

import pytest

from texderive.checking import check

F = r"Let $f(x)=x^\top Ax+b^\top x$ with $A$ symmetric, and $g(t) = f(x+tv)$." "\n"

# name -> (text, verdicts in order)
CASES = {
    "a function without brackets takes one factor": (r"\[ \nabla_X \det X = \det X\, X^{-T} \]", "equal"),
    "in both members": (r"\[ \frac{1}{\det A}\frac{\partial\det A}{\partial A_{ij}} = \frac{1}{\det A}\det A\,(A^{-1})_{ji} = (A^{-1})_{ji} = (A^{-1})_{ij} \]", "equal equal assumes"),
    "a density as a name": (r"\begin{align*} \log p(y|X,w) &= -\frac{1}{2\sigma^2}\|y-Xw\|^2 + \text{const}\\ \frac{\partial}{\partial w}\log p(y|X,w) &= \frac1{\sigma^2}X^T(y-Xw) = \frac1{\sigma^2}X^T(y+Xw) \end{align*}",
                            "equal wrong"),
    "a likelihood by its logarithm": (r"$\log L(p) = k\log p+(n-k)\log(1-p)$, so \[ \frac{d}{dp}\log L(p) = \frac kp - \frac{n-k}{1-p} \]", "equal"),
    "defined by what is written out": (r"\begin{align*} \ell(\mu) &= \sum_n\log\mathcal N(x_n\mid\mu) \\ &= -\frac12\sum_n(x_n-\mu)^2 \end{align*} \[ \ell'(\mu) = \sum_n (x_n-\mu) \]", "equal equal"),
    "the gradient at another point": (F + r"\begin{align*} g'(t) &= \nabla f(x+tv)^\top v\\ &= (2A(x+tv)+b)^\top v\\ &= (2A(x+tv)-b)^\top v\end{align*}", "equal equal wrong"),
    "Newton's step": (F + r"\[ x_k - \left[\nabla^2f(x_k)\right]^{-1}\nabla f(x_k) = x_k - \tfrac12A^{-1}(2Ax_k+b) = -\tfrac12 A^{-1}b \]", "equal equal"),
    "indices for partial derivatives": (r"Let $f(x,y) = x^2y+e^{xy}$. \begin{align*} f_x &= 2xy+ye^{xy}\\ f_{xy} &= 2x+e^{xy}+xye^{xy} \\ f_y &= x^2 + ye^{xy}\end{align*}", "equal equal wrong"),
    "gradients as columns beside Jacobians": (r"Let $V\in\mathbb R^{m\times p}$, $o = V^\top a$ and $J = \|a\|^2$. \[ \nabla_a J = 2a \] \[ \frac{\partial o}{\partial a} = V^\top \]", "equal equal"),
    "a letter for a size": (r"Let $\mu = \frac1d\mathbf 1^\top x$ and $f(x) = \|x-\mu\mathbf 1\|^2$. \[ \nabla f(x) = 2(I-\tfrac1d\mathbf 1\mathbf 1^\top)(x-\mu\mathbf 1) = 2(x-\mu\mathbf 1) \]", "equal equal"),
    "a function named by another": (r"Let $\mathbf h = \phi(W\mathbf x)$ with $\phi = \tanh$. \[ \frac{\partial \mathbf h}{\partial\mathbf x} = \operatorname{diag}(1-\mathbf h\odot\mathbf h)W \]", "equal"),
    "a function's value or a product": (r"\[ \nabla_\eta\left(\eta^T\mathbf t(\mathbf x)\right) = \mathbf t^T \]", "not-understood"),
    "a matrix of which nothing is said": (r"\[ \operatorname{tr}(DBD) = \sum_i B_{ii} d_i^2 \]", "not-understood"),
    "a condition that no numbers meet": (r"Let $P$ be symmetric with $P^2=P$. \[ y^\top(I-P)^\top(I-P)y = y^\top(I-P)y \]", "not-understood"),
    "both sides multiplied by a number": (r"Let $J(w) = \frac{w^TBw}{w^TSw}$ with $B$ and $S$ symmetric. \[ \nabla J = \frac{2Bw\,(w^TSw) - (w^TBw)\,2Sw}{(w^TSw)^2} = 0 \Rightarrow (w^TSw)Bw = (w^TBw)Sw \]", "equal equal"),
    "a matrix that is inverted later": (r"The optimality conditions are \begin{align*} Qx-c+A^\top\nu &= 0\end{align*} Solving for $x$ gives \[ x=Q^{-1}(c-A^\top\nu) \]", "equal"),
    "brackets across rows": (r"\begin{align*} f &= \sum_i y_i\left(x_i - a_i\right. \\ &\quad \left.-\sum_j b_j\right) \\ &= \sum_i y_i\left(x_i - a_i - \sum_j b_j\right) \end{align*}", "equal"),
    "a whole and its parts": (r"Let $L = \frac1N\sum_{n=1}^N L_n$ with $L_n = (w^\top x_n-y_n)^2$. \begin{align*} \frac{\partial L}{\partial w} &= \frac1N\sum_{n=1}^N\frac{\partial L_n}{\partial w}\\ &= \frac2N\sum_{n=1}^N(w^\top x_n-y_n)x_n^\top\\ &= 2\sum_{n=1}^N(w^\top x_n-y_n)x_n^\top\end{align*}",
                              "equal equal wrong"),
    "a whole of which only the parts are known": (r"With $L_n = (w^\top x_n-y_n)^2$ we get \[ \frac{\partial L}{\partial w} = 2\sum_n(w^\top x_n-y_n)x_n^\top \]", "not-understood"),
    "a member before a bracket": (r"\begin{align*} s_i &= \sum_j\theta_jx^{(i)}_j-y^{(i)} \end{align*} \[ g_k = \sum_i s_ix^{(i)}_k = \left(\sum_i s_i(x^{(i)})^\top\right)_k \]", "equal"),
    "a kernel says nothing of its matrix": (r"Let $K$ be symmetric, $K_{ij}=k(x_i,x_j)$. \[ \nabla_\alpha\, \alpha^\top K\alpha = 2K\alpha \]", "equal"),
    "a name with other arguments": (r"\[ \ell(\mu,s) = -s(x-\mu)^2 \] \[ \ell(t) = t^2 \] \[ \ell'(t) = 2t \]", "equal"),
    "true of a class": (r"Let $p=\operatorname{softmax}(z)$ and $L=-\log p_c$ for the class $c$. \[ \frac{\partial L}{\partial z_j} = p_j-\delta_{jc} = p_j+\delta_{jc} \]", "equal wrong"),
    "words with a formula between displays": (r"Let $r = b-Ax$ and $\phi(x)=\frac12r^\top r$. $$\nabla\phi = -A^\top r$$ and since $r=b-Ax$ this is $$= A^\top Ax-A^\top b.$$", "equal equal"),
    "zero first": (r"Let $\ell(\phi) = \sum_i y_i\log\phi+(1-y_i)\log(1-\phi)$. \[ \ell'(\phi) = \sum_i\frac{y_i}{\phi}-\frac{1-y_i}{1-\phi} \] Setting this to zero, \[ 0 = \sum_i\left(y_i(1-\phi)-(1-y_i)\phi\right). \]", "equal equal"),
    "errors named at the end of a row": (r"Let $W\in\mathbb R^{m\times n}$, $a = Wx$, $h = \sigma(a)$ and $L = \frac12\|h-t\|^2$ (gradients are columns). \begin{align*} \frac{\partial L}{\partial a} &= (h-t)\odot h\odot(1-h) =: \delta\\ \frac{\partial L}{\partial W} &= \delta x^\top\\ \frac{\partial L}{\partial W} &= \delta^\top x\end{align*}",
                                         "equal equal shape-error"),
    "logarithms of determinants of a family": (r"Let $Q = \sum_{k=1}^K\gamma_k\left(\log\pi_k - \frac12\log\det\Sigma_k - \frac12(x-\mu_k)^\top\Sigma_k^{-1}(x-\mu_k)\right)$. \[ \nabla_{\mu_k}Q = \gamma_k\Sigma_k^{-1}(x-\mu_k) \]", "equal"),
    "entries of a table before a bracket": (r"\[ J = \sum_{i,j}f_{ij}\left(w_i^\top v_j+b_i-\log X_{ij}\right)^2 \] \[ \frac{\partial J}{\partial b_i} = 2\sum_jf_{ij}\left(w_i^\top v_j+b_i-\log X_{ij}\right) \]", "equal"),
    "members by any letter": (r"Let $q_w = \frac{\exp(u_w^\top v)}{\sum_{w'}\exp(u_{w'}^\top v)}$. \[ \frac{\sum_w\exp(u_w^\top v)u_w}{\sum_w\exp(u_w^\top v)} = \sum_wq_wu_w = \sum_w q_w v \]", "equal wrong"),
    "an orthogonality said in passing": (r"\[ \operatorname{tr}(R^\top A^\top AR) = \operatorname{tr}(A^\top A) \] since $RR^\top=I$.", "equal"),
    "a number beside positions": (r"\[ \frac{\partial}{\partial p}(x\log p) = \frac xp \]", "equal"),
    "the trace of a delta": (r"(Einstein convention.) \[ \partial_i(x_ix_jx_j) = \delta_{ii}x_jx_j+2x_ix_j\delta_{ij} \]", "not-understood"),
    "a differential that reaches on": (r"$$d\,\mathbf 1^\top(u\odot v) = v^\top du+u^\top dv$$", "equal"),
    "a name of two signs": (r"$\Delta u = u_{xx}+u_{yy}=0$ for $u(x,y)=x^2-y^2$.", "equal"),
    "a function defined on the way": (r"Let $z=f(x,y)=x^2y$ with $x=\cos t$, $y=\sin t$. \[ \frac{dz}{dt} = \frac{\partial z}{\partial x}\frac{dx}{dt}+\frac{\partial z}{\partial y}\frac{dy}{dt} = -2\cos t\sin^2t+\cos^3t \]", "equal equal equal"),
    "one case after the other": (r"Let $p_i=\frac{e^{z_i}}{\sum_ke^{z_k}}$. For $i=j$: \[ \frac{\partial p_i}{\partial z_i}=p_i(1-p_i) \] and for $i\neq j$: \[ \frac{\partial p_i}{\partial z_j}=-p_ip_j = p_ip_j \]", "equal equal wrong"),
    "a function with a number": (r"\begin{align*} E(\theta) &= E_0(\theta)+\frac\lambda2\theta^\top\theta\\ \nabla E(\theta) &= \nabla E_0(\theta)+\lambda\theta \end{align*}", "equal"),
    "symmetric from a condition on": (r"Sei $f(x)=x^TAx$. \[ \nabla f(x) = 2Ax \] Falls $A$ symmetrisch ist, folgt $\nabla f(x)=2Ax$.", "assumes equal"),
    "the layout that carries further": (F + r"\[ x_k - \left[\nabla^2f(x_k)\right]^{-1}\nabla f(x_k) = x_k - \tfrac12A^{-1}(2Ax_k+b) = -A^{-1}b \]", "equal wrong"),
    "a letter for another thing in the next exercise": ("\\textbf{Q1.} Let $s=\\sum_i u_iv_i$. $$\\frac{\\partial s}{\\partial u_j} = v_j$$\n\n\\textbf{Q2.} Write \\begin{align*} s &= \\sum_i u_i^2\\end{align*} so that $$\\frac{\\partial s}{\\partial u_j} = 2u_j.$$",
                                                     "equal equal"),
    "a letter for another thing in the next frame": (r"\begin{frame} Let $s=\sum_i u_iv_i$. $$\frac{\partial s}{\partial u_j} = v_j$$ \end{frame} \begin{frame} \[ s = \sum_i u_i^2 \] $$\frac{\partial s}{\partial u_j} = 2u_j$$ \end{frame}", "equal equal"),
    "c beside c_0": (r"\[ c = f\odot c_0+\tanh(Ux) \] \[ \frac{\partial c}{\partial x} = \operatorname{diag}(1-\tanh^2(Ux))U \]", "equal"),
    "a bracket across three rows": (r"\begin{align*} &\frac{d}{dx}\left(x^2\left(1+a\right.\right. \\ &\quad +\sin x \\ &\quad \left.\left.+b\right)\right) \\ &= 2x(1+a+\sin x+b)+x^2\cos x \end{align*}", "equal"),
    "an entry behind an entry": (r"Let $p_i = \sigma(u_i)$, $u_i = \sum_j(W_2)_{ij}h_j$. \[ \frac{\partial}{\partial h_k}\sum_j\log p_j = \sum_j(1-p_j)(W_2)_{jk} = \sum_j (W_2)_{jk} - \sum_jp_j(W_2)_{jk} \]", "equal equal"),
    "several functions without brackets": (r"$$\frac{d}{d\theta}\left(\cos\theta\,u+\sin\theta\,v\right)=-\sin\theta\,u+\cos\theta\,v = \sin\theta\,u+\cos\theta\,v$$", "equal wrong"),
    "a prime at another point": (r"Let $h(x)=f(g(x))$, $f(u)=u^3$ and $g(x)=x^2+1$. $$h'(x)=f'(g(x))g'(x)=3(x^2+1)^2\cdot2x=6x(x^2+1)$$", "equal equal wrong"),
    "a solution in numbers": (r"\[ 2x+y=3,\quad x-y=0 \Rightarrow x=y=1 \]", "equal"),
    "symmetric by its entries": (r"\begin{align} \frac{\partial}{\partial x_k}\sum_{i,j}a_{ij}x_ix_j &= \sum_ja_{kj}x_j+\sum_ia_{ik}x_i\\ \intertext{If $a_{ij}=a_{ji}$ this is} &= 2\sum_ja_{kj}x_j \end{align}", "equal equal"),
    "a prior with a minus": (r"Let $P = (I-KH)P^-(I-KH)^T+KRK^T$ with $R$ symmetric. \[ \frac{\partial\operatorname{tr}(P)}{\partial R} = K^TK \] \[ \frac{\partial}{\partial K}\operatorname{tr}(KHP^-) = (HP^-)^T = HP^- \]", "equal equal wrong"),
    "a number where a vector is likelier": (r"$$\sigma'(x)=\sigma(x)(1-\sigma(x))$$ $$\sigma'(x)=\sigma(x)(1+\sigma(x))$$", "equal shape-error"),
    "the probability of an event": (r"Let $P(y=1|x) = \sigma(w^T x)$. \begin{align*} \nabla_w \log P(y=1|x) &= (1-\sigma(w^T x))x \\ &= (1-P(y=1|x))x \\ &= (1+P(y=1|x))x \end{align*}", "equal equal wrong"),
    "the probability of a class": (r"Let $P(y=k|x) = \frac{e^{w_k^T x}}{\sum_j e^{w_j^T x}}$. \begin{align*} \frac{\partial}{\partial w_k} \log P(y=k|x) &= x - \frac{e^{w_k^T x} x}{\sum_j e^{w_j^T x}} \\ &= (1-P(y=k|x))x \\ &= P(y=k|x)x \end{align*}",
                                   "equal equal wrong"),
    "a gradient from above": (r"Let $y = Wx + b$ and let $L$ be the loss. \begin{align*} \frac{\partial L}{\partial x} &= W^\top\frac{\partial L}{\partial y} \\ &= -W^\top\frac{\partial L}{\partial y} \end{align*} \[ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial y} x^\top + \lambda W \]",
                              "equal wrong not-understood"),
    "a gradient from above by entries": (r"With $y = Wx$, \begin{align*} \frac{\partial L}{\partial W_{ij}} &= \sum_k\frac{\partial L}{\partial y_k}\frac{\partial y_k}{\partial W_{ij}} \\ &= \frac{\partial L}{\partial y_i}x_j \\ &= 2\frac{\partial L}{\partial y_i}x_j \end{align*}",
                                         "equal equal wrong"),
    "errors named by gradients from above": (r"Let $z = Wx$, $a = \sigma(z)$ and $\delta = \frac{\partial L}{\partial z}$. \begin{align*} \delta &= \frac{\partial L}{\partial a}\odot a\odot(1-a) \\ \frac{\partial L}{\partial W} &= \delta x^\top \\ \frac{\partial L}{\partial x} &= -W^\top\delta \end{align*}",
                                             "equal equal wrong"),
    "errors of layers": (r"Let $z^{l} = W^{l} a^{l-1} + b^{l}$, $a^{l} = \sigma(z^{l})$ and $\delta^l = \frac{\partial C}{\partial z^l}$. \begin{align*} \delta^{l} &= (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l) \end{align*}"
                         r"\begin{align*} \frac{\partial C}{\partial b^l} &= \delta^l \end{align*} \begin{align*} \frac{\partial C}{\partial W^l} &= \delta^l (a^{l-1})^T \\ &= -\delta^l (a^{l-1})^T \end{align*}", "equal equal equal wrong"),
    "of what else a loss is made": (r"Let $y = Wx$ and let $L$ be the loss with its penalty. \[ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial y} x^\top + W \]", "not-understood"),
    "a symmetric definition": (r"With $B = K+\sigma^2I$ symmetric, \[ \nabla_B\, y^\top B^{-1}y = -B^{-1}yy^\top B^{-1} \]", "equal"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name):
    """A line that holds in one of its readings is right; where none is certain, nothing is claimed."""
    text, expected = CASES[name]
    assert " ".join(c.verdict for c in check(text).claims if c.verdict != "skipped") == expected
