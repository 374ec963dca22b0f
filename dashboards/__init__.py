"""What people see: Dash pages, login, the read API."""
