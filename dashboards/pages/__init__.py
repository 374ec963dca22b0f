"""One module a page: `render(desk, actor, address, …)` reads views and composes components."""
