"""What a formula asks for, as a Problem: a module for each kind of question."""
