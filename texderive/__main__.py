"""`python -m texderive` is the command `texderive`."""
import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
