"""Checking derivations: which line of a chain of equations is wrong, and why."""
from __future__ import annotations

from .annotate import annotate
from .checker import check
from .files import check_document, check_file, check_folder, to_csv, to_json
from .report import Claim, Diagnostic, Report

__all__ = ["Claim", "Diagnostic", "Report", "annotate", "check", "check_document", "check_file",
           "check_folder", "to_csv", "to_json"]
