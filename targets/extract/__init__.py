"""From a Chinese plan document's text to a draft plan that a person goes on with."""
