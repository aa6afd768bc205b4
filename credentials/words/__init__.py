"""How what documents say is said to people, in Chinese and English."""
