"""What `beside.py` is made of: passages and questions, the plan of steps, running them, and showing the figures."""
