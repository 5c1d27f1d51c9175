"""What is wrong with a line and how it would be right: the catalogue of slips, the search
for repairs, the words for them."""
