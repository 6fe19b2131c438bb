"""Tests of the dialogue grammar."""
