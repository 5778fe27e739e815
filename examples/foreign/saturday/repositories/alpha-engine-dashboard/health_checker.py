import sys

from alpha_engine_lib import __name__ as library

print(f"everything is fresh, says {library} of {sys.prefix}")
