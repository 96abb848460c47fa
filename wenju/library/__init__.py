"""The corpus folder and its index while they change: `library` is the whole, the other modules its parts."""
