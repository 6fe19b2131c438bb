"""One user's instance: API, queue, library of jobs, audio, supervision of the one-click script."""
