"""How long commands take as whole processes: `make benchmark`, or `python -m benchmarks --help`."""
