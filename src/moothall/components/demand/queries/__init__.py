"""What demand can be asked: the capability ``demand.v1``. All of it answers in contracts."""
