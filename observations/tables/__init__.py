"""Tables of third parties, read by a layout that is data: no table needs code of its own."""
