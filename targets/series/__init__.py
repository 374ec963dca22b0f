"""Any tidy series judged by a published rule; knows no plan, no office and no indicator."""
