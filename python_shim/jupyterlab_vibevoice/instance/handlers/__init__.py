"""HTTP handlers: words of the contract in, words of the contract out; no logic."""
