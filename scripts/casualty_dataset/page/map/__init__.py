"""The map of the page, drawn as SVG: it knows nothing of claims."""
