"""Models generated from src/contract, and the loader of the shared fixtures."""
