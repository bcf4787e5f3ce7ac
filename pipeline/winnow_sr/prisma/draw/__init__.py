"""One small module per format. In: a `Drawing` (or the flow itself). Out: text or bytes."""
