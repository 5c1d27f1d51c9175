"""What each finding of the checker means: code -> (title, explanation), for `texderive explain`."""
from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "TD601": ("a line does not follow",
              "The member on this line and the one before it have different values at random points with unequal "
              "sizes, under every "
              "reading that texderive considers plausible (both layouts, both scopes of an unbracketed derivative). "
              "The message gives both "
              "values at a small example and, where one small change repairs the line, names the slip."),
    "TD602": ("the shapes do not fit",
              "With the shapes declared, or those the other lines of the chain need, this member cannot be computed (a "
              "row is added to a "
              "column, sizes of a product disagree), or its shape is not that of the member before it and not its "
              "transpose either."),
    "TD603": ("true only under an assumption",
              "The line is right if the symbol named in the message is symmetric (diagonal, orthogonal, ...), but the "
              "document does not say so before it. "
              "Declare it (\"Let A be symmetric\", or a pragma `% texderive: A symmetric`), or repair the line."),
    "TD604": ("the layout changes on the way",
              "Both members agree up to a transpose: one line writes the derivative as a row, the other as a column. "
              "That is no error, but the "
              "document should keep to one layout; `% texderive: layout=denominator` states it."),
    "TD605": ("a member was not understood",
              "One side could not be read or typed, so nothing is claimed about this line. The column is where reading stopped."),
}
