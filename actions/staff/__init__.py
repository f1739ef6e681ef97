"""What staff do and read in their own chats and groups."""
