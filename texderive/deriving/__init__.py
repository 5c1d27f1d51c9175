"""The stage derive: unevaluated derivatives are pushed inward and resolved."""
