"""The browser as a platform: rooms, forms and live figures, as pages that work with and without script."""
