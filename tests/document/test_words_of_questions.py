r"""Questions in words that name no derivative beside the formula, and what one part supposes."""
from __future__ import annotations

import pytest

from texderive import solve
from texderive.document.document import read

POISSON = r"\operatorname*{arg\,max}_{\lambda} \left( \prod_{i=1}^{n} \frac{\lambda^{x_i} e^{-\lambda}}{x_i!} \right)"
LOSS = r"L(\beta) = \|y-X\beta\|^2, \quad "


def problems(text: str) -> list[str]:
    return [p.latex for p in read(text + "\n").problems]


@pytest.mark.parametrize("text, latex", [
    (r"Let $f(x,y)=x^3y$. Berechnen Sie alle partiellen Ableitungen erster Ordnung.", [r"f(x,y) = x^3y, \quad \frac{\partial f}{\partial x}", r"f(x,y) = x^3y, \quad \frac{\partial f}{\partial y}"]),
    (r"Leiten Sie $g(x)=\ln x$ zweimal ab.", [r"g(x) = \ln x, \quad \frac{\partial^2 g}{\partial x^2}"]),
    (r"Compute the derivative of the following functions: $f(x)=x\ln x$ and $h(x)=\sqrt{x}$.", [r"f(x) = x\ln x, \quad \frac{\partial f}{\partial x}", r"h(x) = \sqrt{x}, \quad \frac{\partial h}{\partial x}"]),
    (r"Solve $\min x^TQx$ subject to $c^Tx=1$.", [r"\operatorname*{arg\,min}_{x} x^TQx \quad \text{s.t.} \quad c^Tx=1"]),
    (r"Let $x_1,\dots,x_n$ be i.i.d.\ Poisson with mean $\lambda$. Find $\hat\lambda_{MLE}$.", [POISSON]),
    (r"Consider $\min_{w,b} \sum_{i=1}^n(w^Tx_i+b-y_i)^2$. Derive $\frac{\partial}{\partial b}$ of the objective.", [r"\frac{\partial}{\partial b} \left( \sum_{i=1}^n(w^Tx_i+b-y_i)^2 \right)"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. Write one step of gradient descent with step size $\eta$ on $L$.", [LOSS + r"\beta \gets \beta - \eta \nabla_{\beta} L"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. Compute $\frac{\partial L}{\partial\beta}$ and the $\beta$ for which it vanishes.", [LOSS + r"\frac{\partial L}{\partial\beta}", LOSS + r"\frac{\partial L}{\partial\beta} = 0"]),
    (r"Let $\varphi(r,\theta)=(r\cos\theta,r\sin\theta)$. Find its Jacobian matrix and its determinant.", [r"\varphi(r,\theta) = (r\cos\theta,r\sin\theta), \quad J_{\varphi}", r"\varphi(r,\theta) = (r\cos\theta,r\sin\theta), \quad \det J_{\varphi}"]),
    (r"Bestimmen Sie dasjenige $\beta\in\mathbb{R}^n$, das $F(\beta)=\|y-X\beta\|^2$ minimiert.", [r"F(\beta) = \|y-X\beta\|^2, \quad \operatorname*{arg\,min}_{\beta} F"]),
    (r"Find the point of the plane closest to the origin, i.e.\ minimise $\|x\|^2$ subject to $a^\top x=1$.", [r"\operatorname*{arg\,min}_{x} \left( \|x\|^2 \right) \quad \text{s.t.} \quad a^\top x=1"]),
    (r"True or false: $\frac{d}{dA}\det A=\det(A)A^{-1}$. Justify by computing $\frac{\partial}{\partial A}\det A$.", [r"\frac{\partial}{\partial A}\det A"]),
    (r"Give the update of $U$ for fixed $V$ that solves $\nabla_U\|M-UV^T\|^2=0$.", [r"\nabla_U\|M-UV^T\|^2 = 0"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. What is the gradient of $L$? For which $\beta$ does it vanish?", [LOSS + r"\nabla_{\beta} L", LOSS + r"\nabla_{\beta} L = 0"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. For which $\beta$ is $\nabla_\beta L=0$?", [LOSS + r"\nabla_\beta L = 0"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. Find $\partial L/\partial\beta$ and set it to zero to obtain the estimate $\hat\beta$.", [LOSS + r"\partial L/\partial\beta", LOSS + r"\partial L/\partial\beta = 0"]),
    (r"Sei $L(\beta)=\|y-X\beta\|^2$. Berechnen Sie $\frac{\partial L}{\partial\beta}$. Bestimmen Sie daraus den Schätzer für $\beta$.", [LOSS + r"\frac{\partial L}{\partial\beta}", LOSS + r"\frac{\partial L}{\partial\beta} = 0"]),
    (r"Sei $\ell(\mu)=-\sum_{i=1}^N(x_i-\mu)^2$. Bestimmen Sie den Maximum-Likelihood-Schätzer für $\mu$.", [r"\ell(\mu) = -\sum_{i=1}^N(x_i-\mu)^2, \quad \operatorname*{arg\,max}_{\mu} \ell"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. Show that the minimum over $\beta$ is attained at \[\hat\beta=(X^TX)^{-1}X^Ty.\]", [LOSS + r"\operatorname*{arg\,min}_{\beta} L"]),
    (r"Let $L(\beta)=\|y-X\beta\|^2$. Differentiate $L$ and solve for the minimizer $\hat\beta$.", [LOSS + r"\frac{\partial L}{\partial \beta}", LOSS + r"\frac{\partial L}{\partial \beta} = 0"]),
    (r"The ridge estimate minimizes $\|y-X\beta\|^2+\lambda\|\beta\|^2$ over $\beta$. Find it.", [r"\operatorname*{arg\,min}_{\beta} \left( \|y-X\beta\|^2+\lambda\|\beta\|^2 \right)"]),
    (r"Let $r(\beta)=y-X\beta$. Write $\nabla_\beta\|r\|^2$ in terms of $r$.", [r"r(\beta) = y-X\beta, \quad \nabla_\beta\|r\|^2"]),
    (r"Soit $L(\beta)=\|y-X\beta\|^2$. Calculer le gradient de $L$ puis la matrice hessienne et trouver son minimum.", [LOSS + r"\nabla_{\beta} L", LOSS + r"\nabla_{\beta}^2 L", LOSS + r"\operatorname*{arg\,min}_{\beta} L"]),
    (r"Let $L(w)=\log(1+e^{-y w^\top x})$ with $y=\pm1$. Find $\nabla_w L$.", [r"L(w) = \log(1+e^{-y w^\top x}), \quad \nabla_w L"]),
    (r"For which $x$ is the derivative of $f(x)=x^3-3x$ zero?", [r"f(x) = x^3-3x, \quad \nabla_{x} f = 0"]),
    (r"Pour quelles valeurs de $x$ la fonction $f(x)=x^3-12x$ a-t-elle une dérivée nulle ?", [r"f(x) = x^3-12x, \quad \nabla_{x} f = 0"]),
    (r"Where is the gradient of $f(x)=\|Ax-b\|^2$ zero?", [r"f(x) = \|Ax-b\|^2, \quad \nabla_{x} f = 0"]),
    (r"The cost is $C(q)=q^3-6q^2+15q$. At which $q$ is the average cost $C(q)/q$ minimal?", [r"C(q) = q^3-6q^2+15q, \quad \operatorname*{arg\,min}_{q} \left( C(q)/q \right)"]),
    (r"¿Para qué valor de $p$ es máxima la función $L(p)=p^k(1-p)^{n-k}$?", [r"L(p) = p^k(1-p)^{n-k}, \quad \operatorname*{arg\,max}_{p} L"]),
    (r"The function $h(x)=x^4-8x^2$ has three critical points. Find them.", [r"h(x) = x^4-8x^2, \quad \nabla_{x} h = 0"]),
    (r"Find the slope of the tangent to $y=x^3-2x$ at $x=1$.", [r"y = x^3-2x, \quad \left.\frac{\partial y}{\partial x}\right|_{x=1}"]),
    (r"Find the equation of the tangent line to $f(x)=\sqrt x$ at $x=4$.", [r"f(x) = \sqrt x, \quad f(x) \approx f(4) + f'(4)(x - 4)"]),
    (r"Ridge regression is $\hat w=\arg\min_w\|y-Xw\|^2$. Derive the closed form of $\hat w$.", [r"\arg\min_w\|y-Xw\|^2"]),
    (r"Ridge regression is $\hat w=\arg\min_w\|y-Xw\|^2$. Find the gradient of the objective.", [r"\nabla_{w} \left( \|y-Xw\|^2 \right)"]),
    (r"Let $f(x)=\frac12x^\top Px$. Compute the minimizer $x^\star$ and the minimum value $p^\star=f(x^\star)$.", [r"f(x) = \frac12x^\top Px, \quad \operatorname*{arg\,min}_{x} f"]),
    (r"Let $h_\delta(r)=\delta r^2$. Determine $h_\delta'(r)$.", [r"h_\delta(r) = \delta r^2, \quad h_\delta'(r)"]),
    (r"Given $\frac{\partial f}{\partial z}=g$ with $z=Wx+b$, express $\frac{\partial f}{\partial W}$ in terms of $g$.", [r"z = Wx+b, \quad \frac{\partial f}{\partial W}"]),
    (r"Minimise $a^2+b^2$ over all $a,b\in\mathbb R$ with $a+2b=5$.", [r"\operatorname*{arg\,min}_{a, b} \left( a^2+b^2 \right) \quad \text{s.t.} \quad a+2b=5"]),
    (r"Minimizzare $\|x-z\|^2$ con il vincolo $a^Tx=1$.", [r"\operatorname*{arg\,min}_{x} \left( \|x-z\|^2 \right) \quad \text{s.t.} \quad a^Tx=1"]),
    (r"Find the minimum of $(x+1)^2$ for $x\ge0$.", [r"\operatorname*{arg\,min}_{x} \left( (x+1)^2 \right) \quad \text{s.t.} \quad x\ge0"]),
    (r"Find the maximum of $f(x)=x^2$ on $[0,2]$.", [r"f(x) = x^2, \quad \operatorname*{arg\,max}_{x} f \quad \text{s.t.} \quad x \in [0,2]"]),
    (r"Find $w$ that minimizes $\|Xw-y\|^2$, an approximate solution of $Xw=y$.", [r"\operatorname*{arg\,min}_{w} \left( \|Xw-y\|^2 \right)"]),
    (r"Suppose that $x+y=10$. Maximise $xy$ over $x$ and $y$.", [r"\operatorname*{arg\,max}_{x, y} \left( xy \right) \quad \text{s.t.} \quad x+y=10"]),
    (r"The can has the volume $\pi r^2h=V$. Minimise $2\pi r^2+2\pi rh$ over $r$.", [r"\operatorname*{arg\,min}_{r, h} \left( 2\pi r^2+2\pi rh \right) \quad \text{s.t.} \quad \pi r^2h=V"]),
    (r"Unit vectors satisfy $w^\top w=1$. Maximise $w^\top Sw$ over $w$.", [r"\operatorname*{arg\,max}_{w} \left( w^\top Sw \right) \quad \text{s.t.} \quad w^\top w=1"]),
    (r"The labels satisfy $w^\top x_i=y_i$. Minimise $\sum_i(w^\top x_i-y_i)^2$ over $w$.", [r"\operatorname*{arg\,min}_{w} \left( \sum_i(w^\top x_i-y_i)^2 \right)"]),
    (r"The system $Bx=c$ has no solution. Find the $x$ that minimises $\|Ax\|^2+\|x-a\|^2$.", [r"\operatorname*{arg\,min}_{x} \left( \|Ax\|^2+\|x-a\|^2 \right)"]),
    (r"Let $L(w)=\|w\|^2$." "\n\n" r"Find the gradient of the function. \[ f(x)=x^\top x \]", [r"f(x) = x^\top x, \quad \nabla_{x} f"]),
    (r"Let $L(w)=\|w\|^2$." "\n\n" r"Find its gradient. \[ f(x)=x^\top x \]", [r"L(w) = \|w\|^2, \quad \nabla_{w} L"]),
    (r"Voor welke $x$ is de afgeleide van $x^4-2x^2$ nul?", [r"\nabla_{x} \left( x^4-2x^2 \right) = 0"]),
    (r"Bepaal de gradi\"ent van $x^TAx$ naar $x$.", [r"\nabla_{x} \left( x^TAx \right)"]),
    (r"Derive $g(t)=\sin(t^2)$ em rela\c{c}\~ao a $t$.", [r"g(t) = \sin(t^2), \quad \frac{\partial g}{\partial t}"]),
    (r"Si derivi $f(x)=\tan x$.", [r"f(x) = \tan x, \quad \frac{\partial f}{\partial x}"]),
    (r"D{\'e}montrer que pour tout $X$, le gradient de $X\mapsto\operatorname{tr}(X^TX)$ vaut $2X$.", [r"\nabla_{X} \left( \operatorname{tr}(X^TX) \right)"]),
    (r"当 $x$ 为何值时，$f(x)=x^2-2x$ 取得最小值？", [r"f(x) = x^2-2x, \quad \operatorname*{arg\,min}_{x} f"]),
    (r"Let $\phi(\alpha)=\alpha^2-3\alpha$. Find $\phi'(\alpha)$ and the step size $\alpha$ that minimizes $\phi$.", [r"\phi(\alpha) = \alpha^2-3\alpha, \quad \phi'(\alpha)", r"\phi(\alpha) = \alpha^2-3\alpha, \quad \operatorname*{arg\,min}_{\alpha} \phi"]),
    (r"The cost is $c(x)=\frac{x^2}{2}+\frac{8}{x}$. Find the $x$ at which the cost is smallest.", [r"c(x) = \frac{x^2}{2}+\frac{8}{x}, \quad \operatorname*{arg\,min}_{x} c"]),
    (r"The profit is $\pi(q)=pq-cq^2$. Find the optimal quantity $q^*$.", [r"\pi(q) = pq-cq^2, \quad \operatorname*{arg\,max}_{q} \pi"]),
    (r"Compute $\nabla_x\|Ax-b\|^2$. Also compute the Hessian.", [r"\nabla_x\|Ax-b\|^2", r"\nabla_x^2 \|Ax-b\|^2"]),
    (r"\textbf{1.} Let $f(x)=x^\top x$." "\n\n" r"\textbf{2.} Compute $\nabla_x\|Ax-b\|^2$. Also compute the Hessian.", [r"\nabla_x\|Ax-b\|^2", r"\nabla_x^2 \|Ax-b\|^2"]),
    (r"Find $\partial f/\partial x$, needed for Newton's method, of $f(x)=x^3$.", [r"f(x) = x^3, \quad \partial f/\partial x"]),
    (r"\newcommand{\pder}[2][]{\frac{\partial#1}{\partial#2}}Given $\pder[f]{z}=g$ with $z=Wx+b$, express $\pder[f]{x}$ in terms of $g$.", [r"z = Wx+b, \quad \frac{\partial f}{\partial x}"]),
    (r"Consider $\min_x\|x-a\|^2$ subject to $Bx=c$. Find its solution.", [r"\min_x\|x-a\|^2 \quad \text{s.t.} \quad Bx=c"]),
    (r"The dual problem is $\max_\alpha\ \alpha^Ty-\frac12\alpha^TK\alpha$ with a positive definite $K$. Solve it.", [r"\max_\alpha\ \alpha^Ty-\frac12\alpha^TK\alpha"]),
    (r"We get \begin{equation}\min_p\|Ap-b\|^2.\label{lk}\end{equation} Solve \eqref{lk}, and say when it is unique.", [r"\min_p\|Ap-b\|^2"]),
    (r"The sphere is found by minimising $\|Lh\|^2$ subject to $\|h\|^2=1$. Write down the Lagrangian and differentiate it with respect to $h$.", []),
    (r"Differentiate $q(x)=x^TPx-b^Tx$ and find the point where the gradient vanishes.", [r"q(x) = x^TPx-b^Tx, \quad \frac{\partial q}{\partial x}", r"q(x) = x^TPx-b^Tx, \quad \nabla_{x} q = 0"]),
    (r"The potential is $V(r)=r^4-r$. Find the force $F=-\frac{dV}{dr}$ and the separation at which $V$ is minimal.", [r"V(r) = r^4-r, \quad -\frac{dV}{dr}", r"V(r) = r^4-r, \quad \operatorname*{arg\,min}_{r} V"]),
    (r"A firm chooses $K$ to maximise profits $\pi(K)=K-K^2$. Find the optimal $K$.", [r"\pi(K) = K-K^2, \quad \operatorname*{arg\,max}_{K} \pi"]),
    (r"For the loss $f(w)=\|w\|^2$, what is the gradient?", [r"f(w) = \|w\|^2, \quad \nabla_{w} f"]),
    (r"What is the slope of $y=x\ln x$ at $x=e$?", [r"y = x\ln x, \quad \left.\frac{\partial y}{\partial x}\right|_{x=e}"]),
    (r"Calculer la dérivée de $f:x\mapsto x\ln x$ puis celle de $g:x\mapsto e^x$.", [r"f(x) = x\ln x, \quad \frac{\partial f}{\partial x}", r"g(x) = e^x, \quad \frac{\partial g}{\partial x}"]),
    (r"Let $X_1,\dots,X_n$ be i.i.d.\ with density $f(x;\lambda)=\lambda e^{-\lambda x}$, $x>0$. Find the MLE.", [r"f(x;\lambda) = \lambda e^{-\lambda x}, \quad \operatorname*{arg\,max}_{\lambda} \left( \prod_{i=1}^{n} f(x_i ; \lambda) \right)"]),
    (r"Let $J(v,u)=\log(u^\top v)$. Compute the partial derivative of $J$ with respect to $v$. Then do the same with respect to $u$.", [r"J(v,u) = \log(u^\top v), \quad \frac{\partial J}{\partial v}", r"J(v,u) = \log(u^\top v), \quad \frac{\partial J}{\partial u}"]),
    (r"Let $\mathcal L(\mu)=\|x-\mu\|^2$. Find $\partial\mathcal L/\partial\mu$.", [r"\mathcal L(\mu) = \|x-\mu\|^2, \quad \partial\mathcal L/\partial\mu"]),
    (r"\newcommand{\mat}[1]{\ensuremath{\boldsymbol{#1}}}Find the derivative of $\operatorname{tr}(\mat X^T\mat M)$ with respect to $\mat X$.", [r"\frac{\partial}{\partial \boldsymbol{X}} \left( \operatorname{tr}(\boldsymbol{X}^T\boldsymbol{M}) \right)"]),
    (r"\def\be{\begin{equation}}\def\ee{\end{equation}}Let \be f(x)=x^\top x. \ee Find the gradient of $f$.", [r"f(x) = x^\top x, \quad \nabla_{x} f"]),
    (r"\newcommand{\alns}[1]{\begin{align*} #1 \end{align*}}Let \alns{f(x)=x^\top x.} Find the gradient of $f$.", [r"f(x) = x^\top x, \quad \nabla_{x} f"]),
    (r"A particle has the position $s(t)=4t^3-2t$. Find its velocity and its acceleration.", [r"s(t) = 4t^3-2t, \quad \frac{\partial s}{\partial t}", r"s(t) = 4t^3-2t, \quad \frac{\partial^2 s}{\partial t^2}"]),
    (r"Find the velocity $v$ for which the energy $E(v)=v^2-v$ is minimal.", [r"E(v) = v^2-v, \quad \operatorname*{arg\,min}_{v} E"]),
    (r"The coin flips $x_1,\dots,x_n\in\{0,1\}$ are i.i.d.\ Bernoulli with parameter $\theta\in(0,1)$. Find the maximum likelihood estimate of $\theta$.", [r"\operatorname*{arg\,max}_{\theta} \left( \prod_{i=1}^{n} \theta^{x_i} (1 - \theta)^{1 - x_i} \right)"]),
    (r"Let $f(x)=\log\sum_ke^{x_k}-y^\top x$. Show that its gradient is the softmax of $x$ minus $y$.", [r"f(x) = \log\sum_ke^{x_k}-y^\top x, \quad \nabla_{x} f"]),
    (r"Let $\ell(z)=\log(1+e^z)$. Show that the derivative of $\ell$ is the sigmoid function.", [r"\ell(z) = \log(1+e^z), \quad \frac{\partial \ell}{\partial z}"]),
    (r"Let $f(w)=\|Xw-y\|^2$. Show that the gradient is $2X^\top(Xw-y)$.", [r"f(w) = \|Xw-y\|^2, \quad \nabla_{w} f"]),
    (r"Sei $f(x)=\|Ax-b\|^2$. Zeigen Sie, dass der Gradient $2A^\top(Ax-b)$ ist.", [r"f(x) = \|Ax-b\|^2, \quad \nabla_{x} f"]),
    (r"Let $f(x)=\|Ax-b\|^2$. Show that its gradient is Lipschitz continuous.", []),
    (r"Let $f(x)=e^{-x}$. Use the second derivative to show that $f$ is convex.", [r"f(x) = e^{-x}, \quad \frac{\partial^2 f}{\partial x^2}"]),
    (r"Let $L(w)=\|w\|^4$. Show that $L$ is convex by showing that its Hessian is positive semidefinite.", [r"L(w) = \|w\|^4, \quad \nabla_{w}^2 L"]),
    (r"Let $f(w)=\|Xw-y\|^2$. For which $w$ is the gradient zero?", [r"f(w) = \|Xw-y\|^2, \quad \nabla_{w} f = 0"]),
    (r"Let $f(x,y)=x^2+xy+y^2$. Find all critical points and classify them.", [r"f(x,y) = x^2+xy+y^2, \quad \nabla_{x, y} f = 0"]),
    (r"Let $d(x)=(x-\mu)^\top S(x-\mu)$. Differentiate $d$ with respect to $\mu$. For which $x$ does it vanish?",
     [r"d(x) = (x-\mu)^\top S(x-\mu), \quad \frac{\partial d}{\partial \mu}", r"d(x) = (x-\mu)^\top S(x-\mu), \quad \nabla_{x} d = 0"]),
    (r"Let $f(x)=x^4-2x$. Perform one step of gradient descent starting at $x_0=0$ with learning rate $0.1$.", [r"f(x) = x^4-2x, \quad x_1 = 0 - 0.1 f'(0)"]),
    (r"Let $f(x,y)=x^2+3y^2$. Starting from $(1,1)$, perform two steps of gradient descent with step size $\alpha=0.1$.",
     [r"f(x,y) = x^2+3y^2, \quad (1, 1) - 0.1 \nabla f(1, 1)", r"f(x,y) = x^2+3y^2, \quad (0.8, 0.4) - 0.1 \nabla f(0.8, 0.4)"]),
    (r"Let $f(x)=x^3-2x-5$. Perform one iteration of Newton's method to find a root of $f$, starting from $x_0=2$.", [r"f(x) = x^3-2x-5, \quad x_1 = 2 - \frac{f(2)}{f'(2)}"]),
    (r"设 $g(x)=x^2-4x$，取初始点 $x_0=0$，步长 $\alpha=0.1$，用梯度下降法迭代一步，求 $x_1$。", [r"g(x) = x^2-4x, \quad x_1 = 0 - 0.1 g'(0)"]),
    (r"Let $f(x,y)=x^2y$. In which direction does $f$ increase fastest at $(1,2)$?", [r"f(x,y) = x^2y, \quad \nabla f(1, 2)"]),
    (r"Let $f(x)=x^\top Ax$. Find the direction of steepest descent at $x$.", [r"f(x) = x^\top Ax, \quad -\nabla f(x)"]),
    (r"Find the linear approximation of $f(x,y)=x^2y$ at $(1,0)$.", [r"f(x,y) = x^2y, \quad f(x, y) \approx f(1, 0) + \frac{\partial f}{\partial x}(1, 0) (x - 1) + \frac{\partial f}{\partial y}(1, 0) y"]),
    (r"Find the tangent line to $y=x^3$ at $x=2$.", [r"y(x) = x^3, \quad y(x) \approx y(2) + y'(2)(x - 2)"]),
    (r"Let $h=\tanh(Wx+b)$, $\hat y=v^\top h$, $L=(\hat y-y)^2$. Compute the gradients of $L$ with respect to all parameters.",
     [rf"h = \tanh(Wx+b), \quad \hat y = v^\top h, \quad L = (\hat y-y)^2, \quad \nabla_{{{p}}} L" for p in ("W", "b", "v")]),
    (r"Let $L=\|V\tanh(Wx+b)+c-y\|^2$. Compute the gradients of $L$ w.r.t.\ $V,W,b,c$.", [rf"L = \|V\tanh(Wx+b)+c-y\|^2, \quad \nabla_{{{p}}} L" for p in ("V", "W", "b", "c")]),
    (r"Let $J_{\text{a}}(v,u)=\log(u^\top v)$. Find the derivative of $J_{\text{a}}$ with respect to $v$ and with respect to $u$.",
     [r"J_{\text{a}}(v,u) = \log(u^\top v), \quad \frac{\partial J_{\text{a}}}{\partial v}", r"J_{\text{a}}(v,u) = \log(u^\top v), \quad \frac{\partial J_{\text{a}}}{\partial u}"]),
    (r"The loss is $\rho(r)=\frac12r^2$ if $|r|\le\delta$ and $\delta|r|-\frac12\delta^2$ otherwise. Compute its derivative.",
     [r"\rho(r) = \begin{cases} \frac12r^2 & |r|\le\delta \\ \delta|r|-\frac12\delta^2 & \text{otherwise} \end{cases}, \quad \frac{\partial \rho}{\partial r}"]),
    (r"Let $f(x)=x^2$ for $x>0$ and $f(x)=-x^2$ for $x\le0$. Find $f'(x)$.", [r"f(x) = \begin{cases} x^2 & x>0 \\ -x^2 & x\le0 \end{cases}, \quad f'(x)"]),
    (r"The Gaussian kernel is $k(x)=e^{-x^2/s}$. What is the derivative of the Gaussian kernel with respect to $s$?", [r"k(x) = e^{-x^2/s}, \quad \frac{\partial k}{\partial s}"]),
    (r"Let $f(a,b)=(b,\sin a)$. Compute its Jacobian matrix and evaluate it at $(0,1)$.", [r"f(a,b) = (b,\sin a), \quad J_{f}", r"f(a,b) = (b,\sin a), \quad \left.J_{f}\right|_{(0,1)}"]),
    (r"Let $g(t)=t^2-t$. Berechnen Sie die Ableitung von $g$ und bestimmen Sie das Minimum von $g$.", [r"g(t) = t^2-t, \quad \frac{\partial g}{\partial t}", r"g(t) = t^2-t, \quad \operatorname*{arg\,min}_{t} g"]),
])
def test_what_the_words_ask(text, latex):
    """Each wording is found with the formula that answers it."""
    assert problems(text) == latex


def test_what_an_item_supposes_holds_for_it_alone():
    r""""... with $A$ symmetric" behind one expression of a list says nothing of the next."""
    text = "Differentiate with respect to $x$:\n\\begin{itemize}\n\\item $x^\\top A x$, with $A$ symmetric\n\\item $\\|Ax\\|_2$\n\\end{itemize}\n"
    assert [p["result"]["latex"] for p in solve(text).problems] == [r"2x^\top A", r"\frac{x^\top A^\top A}{\|Ax\|_2}"]


CHAIN = r"Let $E=\frac12(t-y)^2$ with $y=\sigma(a)$ and $a=\sum_iw_ix_i$. Write down the "


@pytest.mark.parametrize("words, latex", [
    ("update rule for $w_i$ with learning rate $\\eta$.", [r"w_i \gets w_i - \eta \nabla_{w_i} E"]), ("gradient descent update for $w_i$.", [r"w_i \gets w_i - \eta \nabla_{w_i} E"]),
    ("gradient descent update rule.", []),
])
def test_an_update_is_of_the_letter_that_is_named(words, latex):
    """Also of one that the function holds only through others; a target is never updated."""
    assert [p.rpartition(r"\quad ")[2] for p in problems(CHAIN + words)] == latex


def test_tasks_are_items():
    r"""\task begins an item of a tasks environment."""
    assert problems("Find $\\frac{dy}{dx}$ for each.\n\\begin{tasks}(2)\n\\task $y=\\cos x$\n\\task $y=\\ln x$\n\\end{tasks}\n") == [r"y = \cos x, \quad \frac{dy}{dx}", r"y = \ln x, \quad \frac{dy}{dx}"]


def test_a_list_belongs_to_what_stands_behind_it():
    """What the items of a list without numbers define holds in the text that goes on from it."""
    text = "\\section{Nets}\nConsider\n\\begin{itemize}\n\\item $z=\\tanh(Wx)$\n\\item $L=\\|z\\|^2$\n\\end{itemize}\nCompute $\\partial L/\\partial W$.\n"
    assert problems(text) == [r"z = \tanh(Wx), \quad L = \|z\|^2, \quad \partial L/\partial W"]


def test_a_question_on_a_slide_goes_on_from_its_block():
    """"Its second derivative" in one box of a slide is of the function in the box before."""
    text = "\\begin{document}\\begin{frame}{}\n\\begin{block}{Question} What is the derivative of $s(u)=\\log(1+e^u)$? \\end{block}\n\\begin{exampleblock}{Then} What is its second derivative? \\end{exampleblock}\n\\end{frame}\\end{document}"
    assert [p.rpartition(r"\quad ")[2] for p in problems(text)] == [r"\frac{\partial s}{\partial u}", r"\frac{\partial^2 s}{\partial u^2}"]


def test_a_list_declares_for_what_stands_behind_it():
    """Shapes that items without numbers state hold in the text that goes on from them."""
    text = "\\section{Nets}\nConsider\n\\begin{itemize}\n\\item inputs $x\\in\\mathbb{R}^p$, weights $W\\in\\mathbb{R}^{h\\times p}$\n\\item $L=\\|Wx\\|^2$\n\\end{itemize}\nCompute $\\partial L/\\partial W$.\n"
    assert solve(text).problems[0]["result"]["shape"] == ["h", "p"]


def test_what_the_gradient_shares_with_its_zero_is_said_once():
    """Behind the gradient of L the stationary point begins where it goes on, also where the result is written with the name L."""
    text = "Let $S,C\\in\\mathbb{R}^{n\\times n}$ be symmetric positive definite and $L(S)=\\log\\det S-\\operatorname{tr}(CS)$. What is the gradient of $L$ with respect to $S$? For which $S$ does it vanish?\n"
    assert r"\textit{Stationary point.} Up to here everything is as above." in solve(text).text


def test_an_exercise_named_by_its_label_is_repeated() -> None:
    """What that exercise asked, not the one before, of the other function."""
    asked = problems(r"\begin{exercise}\label{a}Find $\nabla_x(c^Tx)$.\end{exercise}\begin{exercise}Find the Hessian of $x^Tx$.\end{exercise}"
                     r"\begin{exercise}Repeat Exercise~\ref{a} for $|c^Tx|^3$.\end{exercise}")
    assert asked[-1:] == [r"\frac{\partial}{\partial x} \left( |c^Tx|^3 \right)"]
