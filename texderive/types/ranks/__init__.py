"""The search for the ranks of letters that nothing declares: what a formula tells of them,
and the cheapest consistent reading."""
