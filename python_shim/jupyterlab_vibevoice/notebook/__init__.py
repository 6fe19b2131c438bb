"""What people use in cells: the Python client, `%%vibevoice`, and what a cell's output shows of a job."""
