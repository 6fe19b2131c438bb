"""The dialogue-script grammar, the twin of src/dialogue."""
