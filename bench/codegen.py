"""Generated NumPy code beside JAX (jit, float64, CPU): gradients and Hessians of the tensor-calculus literature."""
from __future__ import annotations
