"""Becomes a daemon by the book (two forks, a session of its own, nothing open) and runs a program."""

import os
import sys

if os.fork():
    sys.exit(0)
os.setsid()
if os.fork():
    os._exit(0)
nothing = os.open(os.devnull, os.O_RDWR)
for number in range(3):
    os.dup2(nothing, number)
os.execv(sys.executable, [sys.executable, sys.argv[1]])
