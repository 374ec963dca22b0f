"""Parts of pages: pure functions of data that return component trees."""
