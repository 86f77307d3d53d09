"""What people do around the three programs; nothing but the verbs imports it."""
