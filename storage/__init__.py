"""What is true: tables and questions to them. No opinions, no texts, no network."""
