"""Action points: logged from chat, done or changed, and shown where they matter."""
