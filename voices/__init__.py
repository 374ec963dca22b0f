"""What people say: who is asked, how their ballots are counted, what their opinions are about."""
