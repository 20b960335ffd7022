"""The picture of the map section: bars by area. It knows nothing of claims."""
